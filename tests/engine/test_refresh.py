"""A round of checks over real sources: what is stored, what is remembered, and what a fault costs."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.engine.server import Asked, Clock, Server, desk_of, response, rss

from briefing.editorial.publishers import Publishers
from briefing.engine import log, writing
from briefing.engine.kit import Kit
from briefing.engine.lanes import Lanes
from briefing.engine.ledger import Ledger
from briefing.engine.refresh import parser_of, refresh, web_of
from briefing.errors import StoreLocked, UsageError
from briefing.model import Desk, Secret, Source, SourceHealth
from briefing.store import health, lease, listing
from briefing.store.connection import Store


class Round:
    """Refreshes one wire again and again, with a clock that the test moves."""

    def __init__(self, store: Store, publishers: Publishers, clock: Clock) -> None:
        self.store, self.publishers, self.clock = store, publishers, clock

    async def __call__(
        self, desk: Desk, *only: str, offline: bool = False, everything: bool = True
    ) -> list[SourceHealth]:
        return list(
            await refresh(
                self.store,
                desk,
                self.publishers,
                only=only,
                everything=everything and not only,
                offline=offline,
                clock=self.clock,
                dice=lambda: 0.5,
            )
        )

    def titles(self) -> list[str]:
        return [item.title for item in listing.items(self.store)]


@pytest.fixture
def again(store: Store, publishers: Publishers, clock: Clock) -> Round:
    return Round(store, publishers, clock)


def remote(server: Server, path: str = "/feed", id: str = "news", **rest: object) -> Source:
    return Source(id, server.url(path), **rest)  # type: ignore[arg-type]


async def test_items_come_with_fronts_and_health(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(
        200, rss("Kursk one", "Gaza two"), etag='"a"', content_type="application/rss+xml"
    )
    (well,) = await again(desk_of(remote(server)))
    assert again.titles() == ["Kursk one", "Gaza two"]
    assert [item.title for item in listing.page(again.store, "gaza", limit=9)] == ["Gaza two"]
    assert (well.state, well.error, well.items, well.failures, well.title) == ("ok", "", 2, 0, "Example News")
    assert (well.checked, well.succeeded, well.next_check) == (again.clock(), again.clock(), again.clock() + 300)
    assert (well.requests, well.newest) == (1, 1_700_000_060)


async def test_unchanged_writes_nothing_but_the_time(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one", ttl=20), etag='"a"')
    desk = desk_of(remote(server))
    await again(desk)
    remembered, stored = health.memory(again.store, "news"), list(listing.items(again.store))
    server.answers["/feed"] = response(304)
    again.clock.at += 600
    (well,) = await again(desk)
    assert server.asked[1].headers["if-none-match"] == '"a"'
    assert (well.checked, well.succeeded, well.next_check) == (again.clock(), again.clock(), again.clock() + 1_200)
    assert health.memory(again.store, "news") == remembered
    assert list(listing.items(again.store)) == stored


async def test_that_nothing_has_changed_since_never_is_no_answer(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(304)
    (bad,) = await again(desk_of(remote(server)))
    assert (bad.state, bad.error) == ("failing", "it says that nothing has changed, which it was not asked")
    server.answers["/feed"] = response(200, rss("Kursk one"))
    (well,) = await again(desk_of(remote(server)))
    assert well.state == "ok"


async def test_the_same_body_without_validators_is_unchanged_too(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    desk = desk_of(remote(server))
    await again(desk)
    remembered = health.memory(again.store, "news")
    (well,) = await again(desk)
    assert well.state == "ok"
    assert health.memory(again.store, "news") == remembered


LOGIN = b"<!DOCTYPE html><html><head><title>Log in</title></head><body><form><input name=user></form></body></html>"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (response(404), "HTTP 404 (not found)"),
        (response(200, LOGIN, content_type="text/html", etag='"bad"'), "HTML"),
        (response(200, b"", etag='"bad"'), "an empty answer"),
        (response(200, b"  \n ", etag='"bad"'), "an empty answer"),
        (response(200, rss(), etag='"bad"'), "an empty answer where 10 items are usual"),
        (response(200, rss("Kursk 1"), etag='"bad"'), "only 1 where 10 items are usual"),
        (response(200, rss("Kursk x")[:-150], etag='"bad"'), ""),
        (response(200, rss(*[f"Kursk {n}" for n in range(10)])[:-150], etag='"bad"'), "the document was cut short"),
        (response(200, rss("Kursk 1")[:200], content_length="9999", connection="close", etag='"bad"'), "cut short"),
        (response(200, b"%PDF-1.7 not a feed \x00\x01", etag='"bad"'), ""),
    ],
    ids=["404", "login", "nothing", "blank", "no-items", "shrunken", "cut-xml", "half-xml", "cut-http", "pdf"],
)
async def test_a_bad_answer_costs_nothing_that_was_stored(
    server: Server, again: Round, answer: bytes, why: str
) -> None:
    titles = [f"Kursk {number}" for number in range(10)]
    server.answers["/feed"] = response(200, rss(*titles), etag='"good"')
    server.answers["/other"] = response(200, rss("Gaza one"))
    desk = desk_of(remote(server), remote(server, "/other", "other"))
    await again(desk)
    before = {item.id: item for item in listing.items(again.store)}
    server.answers["/feed"] = answer
    again.clock.at += 300
    bad, good = await again(desk)
    assert bad.state == "failing"
    assert why in bad.error
    assert bad.error
    assert bad.error.isprintable()
    assert (bad.failures, bad.succeeded, bad.items) == (1, again.clock() - 300, 10)
    assert (good.state, good.failures) == ("ok", 0)
    assert {item.id: item for item in listing.items(again.store)} == before
    assert health.memory(again.store, "news").etag == '"good"'


async def test_a_shrunken_feed_is_believed_in_the_end(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss(*[f"Kursk {number}" for number in range(12)]))
    desk = desk_of(remote(server))
    await again(desk)
    server.answers["/feed"] = response(200, rss("Kursk 99"))
    states = [(await again(desk))[0].state for _ in range(6)]
    assert states[0] == "failing"
    assert states[-1] == "ok"
    assert "Kursk 99" in again.titles()


async def test_a_frozen_feed_is_called_stale(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one", "Kursk two", "Kursk three", step=3_600))
    again.clock.at += 400 * 86_400
    (well,) = await again(desk_of(remote(server)))
    assert (well.state, well.failures) == ("stale", 0)
    assert well.error == "its newest item is 57w old, usually one every 1h"


async def test_one_that_hangs_costs_the_others_nothing(server: Server, again: Round) -> None:
    async def hang(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    server.answers["/hang"] = hang
    server.answers["/feed"] = response(200, rss("Kursk one"))
    hangs = [remote(server, "/hang", f"hang{number}") for number in range(1)]
    healths = await again(desk_of(*hangs, remote(server), deadline=1))
    assert [well.state for well in healths] == ["failing", "ok"]
    assert healths[0].error == "no complete answer within 1 s"


async def test_no_more_than_two_connections_to_one_server(server: Server, again: Round) -> None:
    async def slowly(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        writer.write(response(200, rss("Kursk one")))

    for number in range(12):
        server.answers[f"/{number}"] = slowly
    healths = await again(desk_of(*(remote(server, f"/{number}", f"s{number}") for number in range(12))))
    assert all(well.state == "ok" for well in healths)
    assert server.most_open == 2


async def test_queues_last_no_longer_than_there_is_something_in_them(
    store: Store, publishers: Publishers, clock: Clock
) -> None:
    """Where a server says it has moved for good is where its source queues, and it may say so every hour."""
    sources = [Source(f"s{number}", f"http://{number}.example/feed") for number in range(20)]
    done: list[str] = []

    async def check(source: Source, *_: object) -> None:
        done.append(source.id)
        await asyncio.sleep(0)

    async with parser_of(publishers) as parser:
        desk = desk_of(*sources)
        kit = Kit(store, desk, Ledger(store), parser, web_of(desk), clock, lambda: 0.5)
        queues = Lanes(kit, check)
        for source in (*sources, sources[0]._replace(id="beside"), sources[0]._replace(id="third")):
            queues.put(source)
        await queues.done()
        assert len(done) == 22
        assert not queues._queues
        assert not queues._workers
        queues.put(sources[0])
        await queues.stop()
        queues.put(sources[0])
        await queues.done()
    assert len(done) == 23, "and are there again when they are needed"


async def test_no_more_connections_than_configured(again: Round) -> None:
    open_now = most = 0

    async def slowly(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.02)
        writer.write(response(304))
        open_now -= 1

    servers = [await Server().__aenter__() for _ in range(6)]
    for each in servers:
        each.answers["/feed"] = slowly
    await again(desk_of(*(remote(each, id=f"s{number}") for number, each in enumerate(servers)), connections=3))
    for each in servers:
        await each.__aexit__()
    assert most == 3


async def test_offline_asks_nobody_and_says_so_calmly(server: Server, again: Round, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(rss("Kursk one"))
    (away, here) = await again(desk_of(remote(server), Source("here", str(tmp_path / "feed.xml"))), offline=True)
    assert (away.state, away.error, away.failures) == ("waiting", "offline: not asked", 0)
    assert here.state == "ok"
    assert server.asked == []


async def test_only_what_is_due_is_asked(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    desk = desk_of(remote(server, interval=60))
    await again(desk, everything=False)
    again.clock.at += 59
    await again(desk, everything=False)
    assert len(server.asked) == 1
    again.clock.at += 1
    await again(desk, everything=False)
    assert len(server.asked) == 2


async def test_named_sources_are_asked_now_and_unknown_ones_are_a_mistake(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    desk = desk_of(remote(server), remote(server, "/other", "other"))
    await again(desk, "news")
    await again(desk, "news")
    assert server.paths() == ["/feed", "/feed"]
    with pytest.raises(UsageError, match="no source is called nwes; did you mean news"):
        await again(desk, "nwes")


async def test_410_is_not_asked_again_unless_somebody_insists(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(410)
    desk = desk_of(remote(server))
    (well,) = await again(desk)
    assert (well.state, well.error, well.next_check) == ("gone", "HTTP 410 (gone for good); not asked again", None)
    again.clock.at += 10 * 86_400
    await again(desk, everything=False)
    assert len(server.asked) == 1
    moved = desk_of(remote(server, "/other"))
    await again(moved, everything=False)
    assert server.paths() == ["/feed", "/other"]


async def test_a_permanent_redirect_is_followed_directly_after_three_sightings(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(301, location="/new")
    server.answers["/new"] = response(200, rss("Kursk one"), etag='"a"')
    desk = desk_of(remote(server))
    for _ in range(3):
        (well,) = await again(desk)
    assert server.url("/new") in well.error
    assert well.state == "ok"
    server.asked.clear()
    await again(desk)
    assert server.paths() == ["/new"]
    server.answers["/new"] = response(404)
    await again(desk)
    server.answers["/feed"] = response(200, rss("Kursk two"))
    (well,) = await again(desk)
    assert server.paths() == ["/new", "/new", "/feed"]
    assert (well.state, well.error) == ("ok", "")


async def test_a_retry_after_is_respected(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(503, retry_after="7200")
    (well,) = await again(desk_of(remote(server, interval=60)))
    assert well.next_check == again.clock() + 7_200
    assert health.memory(again.store, "news").wait_until == again.clock() + 7_200


async def test_the_log_tells_what_happened_and_not_that_nothing_did(
    server: Server, again: Round, tmp_path: Path
) -> None:
    """A hundred sources that have nothing new are thirty thousand lines a day."""
    desk = desk_of(remote(server))
    answers = [
        (response(200, rss("Kursk one"), etag='"a"'), " INFO news: 1 new, 0 updated ("),
        (response(304), ""),
        (response(503), " WARNING news: HTTP 503 (service unavailable); next try at "),
        (response(503), " WARNING news: HTTP 503 (service unavailable); next try at "),
        (response(304), " INFO news: 0 new, 0 updated ("),
        (response(304), ""),
        (response(200, rss("Kursk one", "Kursk two"), etag='"b"'), " INFO news: 1 new, 0 updated ("),
    ]
    file = tmp_path / "log"
    for verbose in (False, True):
        for answer, line in answers if not verbose else [(response(304), " DEBUG news: 0 new, 0 updated (")]:
            server.answers["/feed"] = answer
            before = file.read_text() if file.exists() else ""
            log.start(str(file), verbose=verbose)
            await again(desk)
            log.stop()
            told = file.read_text().removeprefix(before)
            assert line in told
            assert told.count("\n") == bool(line)


async def test_a_changed_front_reads_the_same_answer_again(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, gzip.compress(rss("Kursk one")), etag='"a"', content_encoding="gzip")
    desk = desk_of(remote(server))
    await again(desk)
    renamed = desk._replace(fronts=(desk.fronts[0]._replace(id="north"), desk.fronts[1]))
    await again(renamed)
    assert "if-none-match" not in server.asked[1].headers
    assert [item.fronts for item in listing.items(again.store)] == [("north",)]


async def test_what_was_done_is_done_though_the_lease_cannot_be_given_back(
    tmp_path: Path, publishers: Publishers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process is busy for long with the wire; the lease runs out by itself."""
    with (
        closing(Store.open(str(tmp_path / "busy.db"), patience=0.01)) as store,
        closing(Store.open(store.path)) as other,
    ):
        release = lease.release

        def too_late(*given: Any) -> None:
            if not other.in_transaction:
                other.run("BEGIN IMMEDIATE")
            release(*given)

        monkeypatch.setattr(writing, "PATIENCE", 0.1)
        monkeypatch.setattr(lease, "release", too_late)
        source = Source("news", "https://news.example/")
        (well,) = await refresh(store, desk_of(source), publishers, offline=True, clock=clock)
        assert well.error == "offline: not asked"


async def test_a_source_that_left_the_desk_is_forgotten_but_not_its_items(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    await again(desk_of(remote(server)))
    await again(desk_of(remote(server, "/other", "other", enabled=False)))
    assert [(well.id, well.state) for well in health.sources(again.store)] == [("other", "off")]
    assert again.titles() == ["Kursk one"]


async def test_secrets_come_from_where_the_desk_says_and_stay_secret(
    server: Server, again: Round, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server.answers["/feed"] = response(403)
    monkeypatch.setenv("WIRE_KEY", "open-sesame")
    (tmp_path / "token").write_text("from-file\n")
    (tmp_path / "token").chmod(0o600)
    headers = (
        ("X-Env", Secret(env="WIRE_KEY")),
        ("X-File", Secret(file=str(tmp_path / "token"), prefix="Bearer ")),
        ("X-Command", Secret(command=("printf", "from command"))),
    )
    source = remote(server, headers=headers, user="desk", password=Secret(env="WIRE_KEY"))
    (well,) = await again(desk_of(source))
    sent = server.asked[0].headers
    assert (sent["x-env"], sent["x-file"], sent["x-command"]) == ("open-sesame", "Bearer from-file", "from command")
    assert sent["authorization"] == "Basic ZGVzazpvcGVuLXNlc2FtZQ=="
    again.store.close()
    for file in tmp_path.glob("wire.db*"):
        for secret in (b"sesame", b"from-file", b"from command", b"ZGVzazpvcG"):
            assert secret not in file.read_bytes()
    assert well.error == "HTTP 403 (forbidden)"


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        (Secret(env="NOT_SET"), "header X-Key: the environment has no NOT_SET"),
        (Secret(file="/nonexistent/token"), "header X-Key: token: No such file or directory"),
        (Secret(file="/dev/zero"), "header X-Key: zero is not a file"),
        (Secret(command=("false",)), "header X-Key: its command failed (1)"),
        (Secret(command=("/nonexistent/command",)), "header X-Key: its command cannot be run"),
        (Secret(command=("printf", "a\\nb")), "header X-Key: it is empty or not one line of text"),
        (Secret(command=("true",)), "header X-Key: it is empty or not one line of text"),
        (Secret(command=("printf", "\\377")), "header X-Key: its command does not print text"),
        (Secret(command=("sh", "-c", "echo sesame; kill -9 $$")), "header X-Key: its command was ended by signal 9"),
        (Secret(command=("yes", "sesame")), "header X-Key: its command prints more than 8,192 bytes"),
    ],
)
async def test_a_missing_secret_is_said_and_nothing_is_sent(
    server: Server, again: Round, secret: Secret, why: str
) -> None:
    (well,) = await again(desk_of(remote(server, headers=(("X-Key", secret),))))
    assert (well.state, well.error) == ("failing", why)
    assert server.asked == []


async def test_while_another_fetches_it_is_asked_instead(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    desk = desk_of(remote(server))
    assert lease.take(again.store, "other", again.clock(), 60)
    waiting = asyncio.create_task(again(desk))
    from briefing.store import requests

    while (asked := requests.take(again.store)) is None:
        await asyncio.sleep(0)
    assert asked == ["news"]
    health.record(again.store, SourceHealth("news", checked=again.clock(), state="ok"))
    assert [well.state for well in await waiting] == ["ok"]
    assert server.asked == []


async def test_the_proxy_of_the_desk_or_of_a_source_is_used(server: Server, again: Round) -> None:
    for number in (1, 2):
        server.answers[f"http://news{number}.example/feed"] = response(200, rss(f"Kursk {number}"))
    async with Server() as other:
        other.answers["http://news3.example/feed"] = response(200, rss("Kursk 3"))
        sources = [Source(f"s{number}", f"http://news{number}.example/feed") for number in (1, 2, 3)]
        sources[2] = sources[2]._replace(proxy=other.url(""))
        await again(desk_of(*sources, proxy=server.url("")))
        assert len(other.asked) == 1
    assert sorted(again.titles()) == ["Kursk 1", "Kursk 2", "Kursk 3"]


async def test_a_busy_wire_is_an_error_of_the_round_and_nothing_is_half_written(
    server: Server, publishers: Publishers, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PATIENCE", 0.1)
    server.answers["/feed"] = response(200, rss("Kursk one"), etag='"a"')
    with closing(Store.open(str(tmp_path / "busy.db"))) as store:
        other = Store.open(store.path)

        async def lock(asked: Asked, writer: asyncio.StreamWriter) -> None:
            other.run("BEGIN IMMEDIATE")
            writer.write(response(200, rss("Kursk one"), etag='"a"'))

        server.answers["/feed"] = lock
        again = Round(store, publishers, clock)
        try:
            with pytest.raises(StoreLocked):
                await again(desk_of(remote(server)))
        finally:
            other.roll_back()
            other.close()
        assert again.titles() == []
        assert health.memory(store, "news").etag == ""


async def test_a_source_that_posts_rarely_is_asked_rarely(server: Server, again: Round) -> None:
    server.answers["/feed"] = response(200, rss(*[f"Kursk {number}" for number in range(6)], step=86_400))
    again.clock.at = 1_700_000_000 + 5 * 86_400
    (well,) = await again(desk_of(remote(server, interval=300, longest=3_600)))
    assert well.next_check == again.clock() + 3_600


async def test_a_live_blog_that_has_ended_is_not_called_stale(server: Server, again: Round) -> None:
    posts = ",".join(
        f'{{"@type":"BlogPosting","headline":"Kursk {n}","articleBody":"Words {n}","@id":"p{n}",'
        f'"datePublished":"2023-11-1{n}T12:00:00Z"}}'
        for n in range(4)
    )
    page = (
        '<!doctype html><html><head><script type="application/ld+json">{"@context":"https://schema.org",'
        '"@type":"LiveBlogPosting","headline":"Kursk live","coverageEndTime":"2023-11-14T18:00:00Z",'
        f'"liveBlogUpdate":[{posts}]}}</script></head><body></body></html>'
    )
    server.answers["/feed"] = response(200, page.encode(), content_type="text/html")
    again.clock.at += 30 * 86_400
    (well,) = await again(desk_of(remote(server)))
    assert (well.state, well.error) == ("ok", "this live blog has ended")
    assert well.next_check == again.clock() + 3_600


async def test_no_more_than_two_at_a_time_speak_to_where_many_are_redirected(again: Round) -> None:
    speaking = most = 0

    async def hub(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal speaking, most
        speaking += 1
        most = max(most, speaking)
        await asyncio.sleep(0.02)
        speaking -= 1
        writer.write(response(200, rss(f"Kursk {asked.path[-1]}")))

    # Proxies, so that six hosts and the one they redirect to can have public names.
    proxies = [await Server().__aenter__() for _ in range(6)]
    sources = []
    for number, proxy in enumerate(proxies):
        proxy.answers[f"http://s{number}.example/"] = response(302, location=f"http://hub.example/{number}")
        proxy.answers[f"http://hub.example/{number}"] = hub
        sources.append(Source(f"s{number}", f"http://s{number}.example/", proxy=proxy.url("")))
    await again(desk_of(*sources))
    for proxy in proxies:
        await proxy.__aexit__()
    assert most == 2
    assert len(again.titles()) == 6
