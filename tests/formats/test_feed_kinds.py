"""What only one format has: subscriptions in folders, the end of a live blog, what may not be shown yet."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from briefing.editorial.publishers import Publishers
from briefing.errors import ParseError
from briefing.formats import Document, Reading, opml, read
from briefing.formats.opml import Subscription

GOLDEN = Path(__file__).parent / "golden"


def reading(data: object, **how: object) -> Reading:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read(Document(body, **how), Publishers())  # type: ignore[arg-type]


def blog(**stated: object) -> dict[str, object]:
    update = {"headline": "Span shut", "datePublished": "2024-08-16T07:02:00Z", "url": "https://n.example/l#1"}
    page = {"@type": "LiveBlogPosting", "headline": "Live", "url": "https://n.example/l", "liveBlogUpdate": [update]}
    return {**page, **stated}


def test_folders_and_categories_of_a_list_are_kept_for_fronts() -> None:
    assert opml.subscriptions(Document((GOLDEN / "opml" / "nested.opml").read_bytes())) == (
        Subscription("Harbour Desk", "https://harbour.example/rss", "https://harbour.example/", ("Coast", "Harbour")),
        Subscription("Pier & quay", "https://pier.example/feed", "", ("Coast",)),
        Subscription("Rivers", "https://river.example/atom", "", (), ("Inland/Rivers", "water")),
    )


def test_a_list_whose_folders_never_end_is_refused_at_once() -> None:
    start = time.process_time()
    with pytest.raises(ParseError, match="never end"):
        opml.read(Document(b"<opml><body>" + b'<outline text="a">' * 400_000))
    assert time.process_time() - start < 0.5


def test_what_is_no_list_of_feeds_is_refused_as_one() -> None:
    with pytest.raises(ParseError, match="not a list of feeds"):
        opml.subscriptions(Document(b"<rss><channel/></rss>"))


@pytest.mark.parametrize(
    ("end", "change", "ended"),
    [
        ("2024-08-16T09:00:00Z", "2024-08-16T08:00:00Z", True),
        ("2024-08-17T09:00:00Z", "2024-08-16T08:00:00Z", False),
        ("2024-08-16T09:00:00Z", "2024-08-16T09:00:00Z", False),
        ("", "", False),
    ],
)
def test_a_live_blog_has_ended_when_its_coverage_has(end: str, change: str, ended: bool) -> None:
    assert reading(blog(coverageEndTime=end, dateModified=change), at=1_723_802_400).ended is ended


def test_a_live_blog_told_as_it_happened_is_over() -> None:
    assert reading(blog(headline="Vote count – as it happened")).ended


def test_a_summary_that_stands_before_newer_posts_is_pinned() -> None:
    updates = [
        {"headline": title, "datePublished": f"2024-08-16T{hour:02}:00:00Z", "url": f"https://n.example/l#{hour}"}
        for title, hour in (("What we know", 5), ("Noon", 12), ("Eleven", 11), ("Ten", 10), ("Six", 6))
    ]
    items = reading(blog(liveBlogUpdate=updates)).items
    assert [item.title for item in items if item.pinned] == ["What we know"]
    assert not any(item.pinned for item in reading(blog(liveBlogUpdate=updates[1:])).items)


def test_a_post_keeps_its_identity_when_its_words_change() -> None:
    before = reading(blog()).items[0]
    after = reading(blog(liveBlogUpdate={"headline": "Span open", "url": "https://n.example/l#1"})).items[0]
    assert before.key == after.key


def test_an_embargo_ends() -> None:
    item = {"uri": "urn:x:1", "embargoedUntil": "2024-08-16T10:00:00Z", "headlines": [{"value": "Later"}]}
    assert reading(item, at=1_723_802_399).items == ()
    assert [each.title for each in reading(item, at=1_723_802_401).items] == ["Later"]


def test_a_channel_of_telegram_without_a_preview_is_said_to_have_none() -> None:
    with pytest.raises(ParseError, match="no public preview"):
        reading(b"<html><body><div class='tgme_page'>Join</div></body></html>", address="https://t.me/s/nobody")


def test_google_is_never_the_publisher() -> None:
    result = read(Document((GOLDEN / "googlenews" / "search.xml").read_bytes()), Publishers())
    assert {item.credit.publisher for item in result.items} == {"Origin Wire", "Pier Post"}
    assert {item.credit.via for item in result.items} == {("Google News",)}


@pytest.mark.parametrize(
    ("channel", "source", "via"),
    [
        ("Harbour News - World", "Harbour News", ()),
        ("BBC News", "BBC Sport", ("BBC News",)),
        ("Pier Post", "Wire", ("Pier Post",)),
    ],
)
def test_a_house_does_not_carry_itself(channel: str, source: str, via: tuple[str, ...]) -> None:
    feed = (
        f"<rss><channel><title>{channel}</title><item><title>x</title><source>{source}</source></item></channel></rss>"
    )
    assert reading(feed.encode()).items[0].credit.via == via


def test_posts_of_one_page_are_told_apart_by_their_addresses() -> None:
    updates = [{"articleBody": "Same words", "url": f"https://n.example/l?post={number}"} for number in range(3)]
    assert len({item.key for item in reading(blog(liveBlogUpdate=updates)).items}) == 3


def test_a_clock_in_a_headline_gives_the_time() -> None:
    update = {"headline": "+++ 19:02 Gates open +++", "url": "https://n.example/l#1"}
    item = reading(blog(liveBlogUpdate=update, datePublished="2024-08-16T08:00:00Z")).items[0]
    assert (item.title, item.published, item.published_how) == ("Gates open", 1_723_834_920, "inferred")


def test_tags_of_modules_declared_with_https_are_understood() -> None:
    item = "<item><title>x</title><dc:creator>A. Writer</dc:creator></item>"
    feed = f'<rss xmlns:dc="https://purl.org/dc/elements/1.1/"><channel>{item}</channel></rss>'
    assert reading(feed.encode()).items[0].credit.byline == "A. Writer"
