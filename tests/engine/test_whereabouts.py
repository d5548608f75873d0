"""A source that is a page: the live blog in it, or the feed it links to, found once and asked directly from then on."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest
from tests.engine.server import Asked, Clock, Server, desk_of, response, rss

from briefing.editorial.publishers import Publishers
from briefing.engine import whereabouts
from briefing.engine.refresh import refresh
from briefing.model import Source, SourceHealth
from briefing.store import health, listing
from briefing.store.connection import Store
from briefing.store.health import Memory

HTML = "text/html; charset=utf-8"


def page(*feeds: str, title: str = "Example News") -> bytes:
    """A page for people that names these feeds."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in feeds)
    return response(
        200,
        f"<!doctype html><html><head><title>{title}</title>{links}</head><body><p>Welcome</p></body></html>".encode(),
        content_type=HTML,
    )


class Desk:
    """One source, checked again and again."""

    def __init__(self, store: Store, publishers: Publishers, clock: Clock) -> None:
        self.store, self.publishers, self.clock = store, publishers, clock

    async def __call__(self, source: Source) -> SourceHealth:
        self.clock.at += 600
        (after,) = await refresh(
            self.store, desk_of(source), self.publishers, everything=True, clock=self.clock, dice=lambda: 0.5
        )
        return after

    def titles(self) -> list[str]:
        return [item.title for item in listing.items(self.store)]

    def memory(self) -> Memory:
        return health.memory(self.store, "news")


@pytest.fixture
def check(store: Store, publishers: Publishers, clock: Clock) -> Desk:
    return Desk(store, publishers, clock)


async def test_a_page_leads_to_its_feed_once_and_for_all(server: Server, check: Desk) -> None:
    server.answers["/"] = page("/feed")
    server.answers["/feed"] = response(200, rss("Kursk one"), etag='"a"')
    source = Source("news", server.url("/"))
    well = await check(source)
    assert (well.state, well.error) == ("ok", f"read from the feed that its page links to, {server.url('/feed')}")
    assert check.titles() == ["Kursk one"]
    server.answers["/feed"] = response(304)
    well = await check(source)
    assert server.paths() == ["/", "/feed", "/feed"]
    assert server.asked[2].headers["if-none-match"] == '"a"'
    assert "links to" in well.error


async def test_a_feed_that_is_no_longer_there_is_looked_for_again(server: Server, check: Desk) -> None:
    server.answers["/"] = page("/feed")
    server.answers["/feed"] = response(200, rss("Kursk one"))
    source = Source("news", server.url("/"))
    await check(source)
    server.answers["/feed"] = response(503)
    assert (await check(source)).state == "failing"
    assert check.memory().linked == server.url("/feed")
    server.answers["/feed"] = response(410)
    assert (await check(source)).state == "failing", "the page is not gone, only its feed"
    server.answers["/"] = page("/new")
    server.answers["/new"] = response(200, rss("Kursk two"))
    assert (await check(source)).state == "ok"
    assert server.paths()[-2:] == ["/", "/new"]
    assert check.titles() == ["Kursk two", "Kursk one"]


async def test_the_first_feed_that_can_be_read_is_taken_and_comments_last(server: Server, check: Desk) -> None:
    server.answers["/"] = page("/comments/feed", "/broken", "/feed")
    server.answers["/comments/feed"] = response(200, rss("A comment"))
    server.answers["/feed"] = response(200, rss("Kursk one"))
    await check(Source("news", server.url("/")))
    assert server.paths() == ["/", "/broken", "/feed"]
    assert check.titles() == ["Kursk one"]


async def test_a_page_whose_feeds_are_no_good_says_so(server: Server, check: Desk) -> None:
    server.answers["/"] = page("/feed")
    bad = await check(Source("news", server.url("/")))
    assert bad.state == "failing"
    assert bad.error.endswith("which cannot be read: HTTP 404 (not found)")
    assert "Example News" in bad.error


async def test_a_page_and_its_feeds_have_one_deadline_and_the_next_source_has_its_own(
    server: Server, store: Store, publishers: Publishers, clock: Clock
) -> None:
    async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.5)
        writer.write(response(200, rss("Kursk slow")))

    server.answers["/"] = page("/a", "/b", "/c")
    server.answers["/a"] = server.answers["/b"] = server.answers["/c"] = silent
    server.answers["/slow"] = slow
    sources = [Source(f"{number}", server.url(path)) for number, path in enumerate(("/", "/", "/slow", "/slow"))]
    began = time.monotonic()
    done = await refresh(store, desk_of(*sources, deadline=1), publishers, everything=True, clock=clock)
    assert time.monotonic() - began < 3, "two at a time"
    assert all(well.error.endswith("which cannot be read: no complete answer within 1 s") for well in done[:2])
    assert [well.items for well in done[2:]] == [1, 1]
    assert {path: server.paths().count(path) for path in ("/", "/a", "/b", "/c")} == {"/": 2, "/a": 2, "/b": 0, "/c": 0}


async def test_a_page_in_the_place_of_a_feed_is_not_followed(server: Server, check: Desk) -> None:
    server.answers["/"] = response(200, rss("Kursk one"))
    source = Source("news", server.url("/"))
    await check(source)
    server.answers["/"] = page("/everything", title="Sorry")
    server.answers["/everything"] = response(200, rss("Sports"))
    assert (await check(source)).state == "failing"
    assert check.titles() == ["Kursk one"]


async def test_a_page_is_only_followed_where_the_desk_leaves_the_kind_open(server: Server, check: Desk) -> None:
    server.answers["/"] = page("/feed")
    server.answers["/feed"] = response(200, rss("Kursk one"))
    assert (await check(Source("news", server.url("/"), kind="rss"))).state == "failing"
    assert server.paths() == ["/"]


async def test_a_feed_on_a_host_that_nobody_named_must_be_public(server: Server, check: Desk) -> None:
    async with Server() as inside:
        inside.answers["/feed"] = response(200, rss("Secrets"))
        server.answers["/"] = page(inside.url("/feed"), inside.url("/feed", "localhost"))
        bad = await check(Source("news", server.url("/")))
        assert inside.asked == []
    assert (bad.state, check.titles()) == ("failing", [])


async def test_secrets_do_not_go_to_a_linked_feed_of_another_origin(server: Server, check: Desk) -> None:
    # One proxy plays both hosts, so that they can have public names.
    server.answers["http://page.example/"] = page("http://feeds.example/feed", "/own")
    server.answers["http://feeds.example/feed"] = response(404)
    server.answers["http://page.example/own"] = response(200, rss("Kursk one"))
    source = Source("news", "http://page.example/", headers=(("X-Key", "hush"),), proxy=server.url(""))
    assert (await check(source)).state == "ok"
    await check(source)
    sent = [(asked.path, "x-key" in asked.headers) for asked in server.asked]
    assert sent == [
        ("http://page.example/", True),
        ("http://feeds.example/feed", False),
        ("http://page.example/own", True),
        ("http://page.example/own", True),
    ]


async def test_where_it_moved_is_not_asked_directly_when_that_would_show_or_keep_back_its_secrets(
    server: Server, check: Desk
) -> None:
    server.answers["http://here.example/"] = response(301, location="http://there.example/")
    server.answers["http://there.example/"] = response(200, rss("Kursk one"))
    source = Source("news", "http://here.example/", headers=(("X-Key", "hush"),), proxy=server.url(""))
    for _ in range(5):
        assert (await check(source)).state == "ok"
    sent = [(asked.path, "x-key" in asked.headers) for asked in server.asked]
    assert sent == [("http://here.example/", True), ("http://there.example/", False)] * 5
    server.asked.clear()
    await check(source._replace(headers=()))
    assert server.paths() == ["http://there.example/"]


async def test_a_live_blog_is_read_where_it_stands(server: Server, check: Desk) -> None:
    post = {
        "@type": "BlogPosting",
        "headline": "Kursk bridge shut",
        "articleBody": "The bridge at Kursk was shut.",
        "url": "https://news.example/live#1",
        "datePublished": "2023-11-14T21:00:00Z",
    }
    blog = {"@type": "LiveBlogPosting", "headline": "Kursk, live", "liveBlogUpdate": [post]}
    body = (
        '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feed">'
        f'<script type="application/ld+json">{json.dumps(blog)}</script></head><body></body></html>'
    )
    server.answers["/live"] = response(200, body.encode(), content_type=HTML)
    well = await check(Source("news", server.url("/live")))
    assert (well.state, well.error, check.titles()) == ("ok", "", ["Kursk bridge shut"])
    assert server.paths() == ["/live"]


async def test_a_page_that_programs_read_elsewhere_is_asked_there(server: Server, check: Desk) -> None:
    live = "http://www.theguardian.com/world/live/2026/nov/22/kursk-live"
    golden = Path(__file__).parents[1] / "formats/golden/guardian/page_model.json"
    server.answers[f"{live}.json?dcr=true"] = response(
        200, golden.read_bytes(), content_type="application/json", etag='"a"'
    )
    source = Source("news", f"{live}?page=with:block-1", proxy=server.url(""))
    well = await check(source)
    assert well.error in ("", "this live blog has ended") or well.state == "stale"
    assert check.titles()
    await check(source)
    assert server.paths() == [f"{live}.json?dcr=true"] * 2
    assert server.asked[1].headers["if-none-match"] == '"a"'


async def test_where_programs_find_nothing_the_page_itself_is_read(server: Server, check: Desk) -> None:
    live = "http://www.theguardian.com/world/live/2026/nov/22/kursk-live"
    update = {"@type": "BlogPosting", "@id": "6f", "headline": "Span shut", "articleBody": "Traffic stopped."}
    blog = {"@type": "LiveBlogPosting", "headline": "Live", "url": live, "liveBlogUpdate": [update]}
    script = f'<script type="application/ld+json">{json.dumps(blog)}</script>'
    server.answers[live] = response(
        200, f"<!doctype html><html><head>{script}</head></html>".encode(), content_type="text/html"
    )
    source = Source("news", live, proxy=server.url(""))
    await check(source)
    assert check.titles() == ["Span shut"]
    server.answers[live] = response(410)
    assert (await check(source)).state == "gone"
    assert server.paths() == [f"{live}.json?dcr=true", live] * 2


async def test_a_linked_feed_that_cannot_be_read_any_longer_is_looked_for_again(server: Server, check: Desk) -> None:
    server.answers["/"] = page("/feed")
    server.answers["/feed"] = response(200, rss("Kursk one"))
    source = Source("news", server.url("/"))
    await check(source)
    server.answers["/feed"] = response(200, b"<html><title>Sorry</title></html>", content_type="text/html")
    server.answers["/"] = page("/new")
    server.answers["/new"] = response(200, rss("Kursk two"))
    assert (await check(source)).state == "failing"
    assert (await check(source)).state == "ok"
    assert server.paths() == ["/", "/feed", "/feed", "/", "/new"]


async def test_what_is_mended_is_read_and_said_to_be(server: Server, check: Desk) -> None:
    source = Source("news", server.url("/"))
    server.answers["/"] = response(200, rss("Kursk one").replace(b"<title>Kursk", b"<title>Cause & effect: Kursk"))
    well = await check(source)
    assert (well.state, well.error) == ("ok", "the feed is not well-formed; it was mended")
    assert (await check(source)).error == well.error, "also when nothing has changed"
    server.answers["/"] = response(200, rss("Kursk two"))
    assert (await check(source)).error == ""


def test_a_page_over_https_is_not_left_for_plain_http() -> None:
    feeds = ["http://a.example/feed", "http://b.example:8080/feed", "https://c.example/feed", "https://u:p@d.example/"]
    assert whereabouts.worth_asking(feeds, "https://a.example/") == ("https://a.example/feed", "https://c.example/feed")
    assert whereabouts.worth_asking(feeds[:2], "http://a.example/") == tuple(feeds[:2])
    assert whereabouts.worth_asking(["https://a.example/"], "https://a.example/") == ()
