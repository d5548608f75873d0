"""gofeed's test data as an oracle: beside each feed the JSON that gofeed makes of it.

Titles, links, dates, authors and identity are compared, in gofeed's own shapes: those of its parsers (Atom
entries with `links`, `publishedParsed` …) and of its translator (one shape for all).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from briefing.editorial.publishers import Publishers
from briefing.formats import dates, feed, identity
from briefing.formats.feed import Entry
from briefing.model import Item
from oracle import Check, Read, named, read, same_text


def checks(path: Path, publishers: Publishers) -> Iterator[Check]:
    """What the pair of the feed at `path` expects of the fields we keep, and whether our reading bears it out."""
    pair = path.with_suffix(".json") if path.suffix == ".xml" else path.with_name(f"{path.stem}_expected.json")
    if not pair.exists():
        return
    expected = json.loads(pair.read_text())
    wanted = expected.get("items") or expected.get("entries") or []
    concerning = [(number, list(_wanted(each))) for number, each in enumerate(wanted)]
    title = expected.get("title")
    if not title and not any(stated for _, stated in concerning):
        return
    ours = read(path.read_bytes(), "", publishers)
    if ours is None:
        yield Check("document", "a feed", "refused", False)
        return
    if title:
        yield Check("feed title", title, ours.channel.title, same_text(title, ours.channel.title))
    for number, stated in concerning:
        for field, value in stated:
            yield _check(field, value, number, ours)


def _wanted(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of one of gofeed's items that we keep, under our names."""
    yield from (("title", item[key]) for key in ("title",) if item.get(key))
    guid = item.get("guid") or item.get("id")
    yield from (("key", value) for value in [guid.get("value") if isinstance(guid, dict) else guid] if value)
    links = item.get("links") or []
    alternate = [
        each["href"] for each in links if isinstance(each, dict) and each.get("rel") == "alternate" and each.get("href")
    ]
    link = item.get("link") or next(iter(alternate), "")
    yield from (("url", value) for value in [link] if value)
    yield from (
        (ours, item[key])
        for ours, key in (("published", "publishedParsed"), ("updated", "updatedParsed"))
        if item.get(key)
    )
    yield from (("published", item["pubDateParsed"]) for _ in "x" if item.get("pubDateParsed"))
    people = item.get("authors") or [item.get("author")]
    for person in people:
        name = (person.get("name") or person.get("email")) if isinstance(person, dict) else person
        if name:
            yield "author", name
    source = item.get("source")
    if isinstance(source, dict) and source.get("title"):
        yield "source title", source["title"]
    yield from (("rights", item["rights"]) for _ in "x" if item.get("rights"))


def _check(field: str, value: Any, number: int, ours: Read) -> Check:
    """One expectation held against our item."""
    if number >= len(ours.entries):
        return Check(field, value, "no such item", False)
    have, holds = _compared(field, value, ours.entries[number], ours.items[number])
    return Check(field, value, have, holds)


def _compared(field: str, value: Any, entry: Entry, item: Item) -> tuple[object, bool]:
    if field == "title":
        return item.title, same_text(value, item.title)
    if field == "key":
        return item.key, value in (entry.guid, item.key) or identity.identify(value, item.url)[0] == item.key
    if field == "url":
        return item.url or entry.link, identity.canonical(feed.clean(value)) in (item.url, entry.link)
    if field == "published":
        return item.published, item.published == dates.instant(value)
    if field == "updated":
        return entry.updated, dates.instant(entry.updated or entry.published) == dates.instant(value)
    if field == "author":
        return list(entry.authors), named(value, entry.authors)
    if field == "rights":
        return item.credit.rights.notice, same_text(value, item.credit.rights.notice)
    return item.credit.publisher, same_text(value, item.credit.publisher)
