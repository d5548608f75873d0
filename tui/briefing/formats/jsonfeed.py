"""JSON Feed 1.0 and 1.1 (jsonfeed.org): items, authors, and `external_url` as the credit of a link blog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import feed
from briefing.formats.feed import MOST_ITEMS, Channel, Entry

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document, Reading

_VERSION = "jsonfeed.org/version/"


def is_one(data: Any) -> bool:
    """Whether parsed JSON is a JSON Feed, or near enough: it names the version, or has a title and items."""
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return False
    return _VERSION in str(data.get("version", "")) or "home_page_url" in data or "feed_url" in data


def read(data: Any, document: Document, publishers: Publishers) -> Reading:
    """The feed in parsed JSON. Raises ParseError when it is no JSON Feed."""
    return feed.reading(channel(data), document, publishers)


def channel(data: Any) -> Channel:
    """The channel and its entries as stated. Raises ParseError when it is no JSON Feed."""
    if not is_one(data):
        raise ParseError("JSON, but not a JSON Feed")
    items = [item for item in data["items"] if isinstance(item, dict)]
    return Channel(
        kind="jsonfeed",
        title=text(data, "title"),
        link=text(data, "home_page_url"),
        base=text(data, "home_page_url") or text(data, "feed_url"),
        authors=_authors(data),
        notice=text(data, "copyright") or text(data, "rights"),
        licence=text(data, "license"),
        entries=[_entry(item) for item in items[:MOST_ITEMS]],
        left_out=max(len(items) - MOST_ITEMS, 0),
    )


def _entry(item: dict[str, Any]) -> Entry:
    """One item. Its title is plain text; its text is HTML or plain, whichever is there."""
    html, words = text(item, "content_html"), text(item, "content_text") or text(item, "summary")
    external = text(item, "external_url")
    return Entry(
        guid=text(item, "id"),
        link=text(item, "url") or external,
        title=text(item, "title"),
        title_is_html=False,
        text=html or words,
        text_is_html=bool(html),
        published=text(item, "date_published"),
        updated=text(item, "date_modified"),
        authors=_authors(item),
        notice=text(item, "copyright") or text(item, "rights"),
        licence=text(item, "license"),
        cites=[external] if external else (),
    )


def _authors(data: dict[str, Any]) -> list[str]:
    """The names of `authors` (1.1) or of `author` (1.0), else their pages."""
    stated = data.get("authors")
    people = stated if isinstance(stated, list) else [data.get("author")]
    return [
        name
        for person in people
        if (name := person if isinstance(person, str) else text(person, "name") or text(person, "url"))
    ]


def text(data: Any, key: str) -> str:
    """A value as text: strings as they are, numbers in digits, everything else ""."""
    value = data.get(key) if isinstance(data, dict) else None
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18 else ""
