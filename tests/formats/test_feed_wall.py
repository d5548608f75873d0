"""Nothing in a document reaches a reading that a terminal obeys or a database refuses, wherever it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from briefing import formats
from briefing.config import publishers as table
from briefing.editorial.publishers import Publishers
from briefing.errors import ParseError
from briefing.formats.reading import Document

EVIL = "\ud800\x1b]52;c;AAAA\x07\x85\u202e"
SMALL = "\x0e\u202e"  # what may stand in the host of an address without making it none
WHEN = "2024-08-16T10:00:00Z"
FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "T", "home_page_url": "https://a.example/",
    "description": "d",
    "items": [{
        "id": "1", "url": "https://a.example/1", "external_url": "https://b.example/1", "title": "t",
        "content_html": "<p>x",
        "summary": "s", "date_published": WHEN, "authors": [{"name": "A. Writer", "url": "https://a.example/w"}],
    }, {"id": "2", "url": "/2", "content_text": "x", "date_published": WHEN}],
}  # fmt: skip
NINJS = {
    "uri": "urn:x", "type": "text", "headline": "h", "body_text": "b", "byline": "A. Writer", "usageterms": "u",
    "copyrightholder": "c", "versioncreated": WHEN, "infosources": [{"name": "i"}], "provider": "p", "version": "2",
}  # fmt: skip
STATUSES = [{
    "id": "1", "uri": "https://a.example/1", "url": "https://a.example/1", "created_at": WHEN, "content": "<p>x</p>",
    "account": {"acct": "a", "display_name": "d", "url": "https://a.example/a"},
}]  # fmt: skip
POSTS = {"feed": [{"post": {
    "uri": "at://did:plc:a/app.bsky.feed.post/x", "cid": "x", "author": {"did": "d", "handle": "h", "displayName": "n"},
    "record": {"$type": "app.bsky.feed.post", "text": "t", "createdAt": WHEN}, "indexedAt": WHEN,
}}]}  # fmt: skip
BLOG = {
    "@type": "LiveBlogPosting", "headline": "h", "url": "https://a.example/", "publisher": {"name": "p"},
    "liveBlogUpdate": [{
        "@type": "BlogPosting", "@id": "1", "headline": "h", "articleBody": "b", "url": "https://a.example/#1",
        "datePublished": WHEN, "author": {"name": "A. Writer"},
    }],
}  # fmt: skip


def poisoned(value: Any) -> Iterator[Any]:
    """The document thrice for each of its strings, with evil at the end of that one, and within it."""
    if isinstance(value, str):
        yield value + EVIL
        yield from (value[: len(value) // 2] + evil + value[len(value) // 2 :] for evil in (EVIL, SMALL))
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        for worse in poisoned(part):
            copy = value.copy()
            copy[key] = worse
            yield copy


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)


@pytest.mark.parametrize(
    "document", [FEED, NINJS, STATUSES, POSTS, BLOG], ids=["feed", "ninjs", "statuses", "posts", "blog"]
)
def test_no_string_of_a_document_gets_through_uncleaned(document: Any) -> None:
    publishers = Publishers(table.load())
    read = 0
    for worse in poisoned(document):
        try:
            reading = formats.read(Document(json.dumps(worse).encode(), "https://a.example/"), publishers)
        except ParseError:
            continue
        read += bool(reading.items)
        for text in strings(reading):
            assert all(line.isprintable() for line in text.split("\n")), text
    assert read > 5
