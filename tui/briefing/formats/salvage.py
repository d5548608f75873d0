"""The last resort for a feed that cannot be mended: feedparser, held on a short lead.

feedparser reads almost anything, but some hundred times slower than expat, and a few small bodies keep
it busy for minutes. So it gets a bounded piece of text, never an address, and nothing with absurd tags.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats.feed import Channel, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_TEXT = 1_000_000
_MOST_ITEMS = 500
_LONGEST_TAG = 10_000
_MOST_TAGS = 80_000  # four times those of 500 items; feedparser takes a second and 60 MiB for twice as many
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_ENTRY_END = re.compile(r"</(?:[\w.-]{1,20}:)?(?:item|entry)\s*>", re.IGNORECASE)


def channel(text: str) -> Channel:
    """What feedparser makes of `text`. Raises ParseError when that is nothing, or when it would take too long."""
    import feedparser

    ends = [match.end() for match in _ENTRY_END.finditer(text, 0, _MOST_TEXT)][:_MOST_ITEMS]
    piece = text[: ends[-1]] if ends and (len(text) > _MOST_TEXT or len(ends) == _MOST_ITEMS) else text[:_MOST_TEXT]
    if piece.count("<") > _MOST_TAGS:
        raise ParseError("the feed is broken, and too tangled to be mended")
    if any(len(tag) > _LONGEST_TAG for tag in piece.split(">")) and _has_endless_tag(piece):
        raise ParseError("the feed is broken, and too tangled to be mended")
    try:
        parsed = feedparser.parse(BytesIO(piece.encode("utf-8", "replace")), response_headers=_HEADERS)
    except Exception as error:  # whatever it stumbles over is a fault of the feed, and its last chance
        raise ParseError("the feed is broken, and nothing in it could be read") from error
    entries = [_entry(each) for each in parsed.entries[:_MOST_ITEMS]]
    if not entries:
        raise ParseError("the feed is broken, and nothing in it could be read")
    head = parsed.feed
    return Channel(
        kind="atom" if parsed.version.startswith("atom") else "rss",
        title=_text(head, "title"),
        link=_text(head, "link"),
        publisher=_text(head, "publisher"),
        notice=_text(head, "rights"),
        licence=_text(head, "license"),
        entries=entries,
    )


def _has_endless_tag(piece: str) -> bool:
    """Whether a tag (not the text between two) is longer than any honest one."""
    return any(len(part.partition(">")[0]) > _LONGEST_TAG for part in piece.split("<") if part[:1].isalpha())


def _entry(parsed: Any) -> Entry:
    """One of feedparser's entries."""
    contents = [content.get("value", "") for content in parsed.get("content", ())]
    source = parsed.get("source") or {}
    links = parsed.get("links", ())
    return Entry(
        guid=_text(parsed, "id"),
        link=_text(parsed, "link"),
        title=_text(parsed, "title"),
        text=max([*contents, _text(parsed, "summary")], key=len),
        published=_text(parsed, "published") or _text(parsed, "created"),
        updated=_text(parsed, "updated"),
        authors=_people(parsed.get("authors", ())) or [_text(parsed, "author")],
        contributors=_people(parsed.get("contributors", ())),
        origin=_text(source, "title"),
        origin_link=_text(source, "href") or _text(source, "link"),
        origin_rights=_text(source, "rights"),
        publisher=_text(parsed, "publisher"),
        notice=_text(parsed, "rights"),
        licence=_text(parsed, "license"),
        via=[(_text(link, "title"), _text(link, "href")) for link in links if link.get("rel") == "via"],
        cites=[_text(link, "href") for link in links if link.get("rel") == "related"],
        pictures=[(_text(credit, "content"), _text(credit, "role")) for credit in parsed.get("media_credit", ())],
    )


def _people(stated: Iterable[Any]) -> list[str]:
    """The names that feedparser found, else the addresses for mail."""
    return [name for name in (_text(person, "name") or _text(person, "email") for person in stated) if name]


def _text(parsed: Any, key: str) -> str:
    """A field as text, "" when it is absent or something else."""
    value = dict.get(parsed, key)  # its own `get` answers with other fields, and warns of it
    return value if isinstance(value, str) else ""
