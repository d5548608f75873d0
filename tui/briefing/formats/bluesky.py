"""A Bluesky author's public feed (`app.bsky.feed.getAuthorFeed`); reposts keep their author."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import feed
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.formats.jsonfeed import text

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document, Reading

CARRIER = "Bluesky"
_PAGE = "https://bsky.app/profile/"
_LINK = "app.bsky.richtext.facet#link"


def is_one(data: Any) -> bool:
    """Whether parsed JSON is such a feed."""
    if not isinstance(data, dict) or not isinstance(data.get("feed"), list):
        return False
    return all(isinstance(each, dict) and isinstance(each.get("post"), dict) for each in data["feed"][:3])


def read(data: Any, document: Document, publishers: Publishers) -> Reading:
    """The posts in an answer. Raises ParseError when it is none."""
    if not is_one(data):
        raise ParseError("JSON, but no feed of Bluesky")
    shown = [each for each in data["feed"] if isinstance(each, dict) and isinstance(each.get("post"), dict)]
    own = [_name(each["post"].get("author")) for each in shown if not isinstance(each.get("reason"), dict)]
    channel = Channel(
        title=own[0] if own and len(set(own)) == 1 else CARRIER,
        link=document.address,
        kind="bluesky",
        entries=[_entry(each) for each in shown[:MOST_ITEMS]],
        left_out=max(len(shown) - MOST_ITEMS, 0),
    )
    return feed.reading(channel, document, publishers)


def _entry(shown: dict[str, Any]) -> Entry:
    """One post; who reposts it is the carrier."""
    post = shown["post"]
    record = _object(post, "record")
    reason = _object(shown, "reason")
    uri = text(post, "uri")
    handle = text(_object(post, "author"), "handle")
    external = _object(_object(record, "embed"), "external")
    card = text(external, "uri")
    said = _marked_up(record)
    if card and card not in said:
        said += f'<p><a href="{escape(card)}">{escape(text(external, "title") or card)}</a></p>'
    return Entry(
        guid=uri or text(post, "cid"),
        link=f"{_PAGE}{handle}/post/{uri.rpartition('/')[2]}" if handle and uri else "",
        text=said,
        published=text(record, "createdAt") or text(post, "indexedAt"),
        publisher=_name(post.get("author")),
        via=[*([(_name(reason.get("by")), "")] if reason.get("by") else []), (CARRIER, "")],
        cites=[card] if card else (),
    )


def _marked_up(record: dict[str, Any]) -> str:
    """The words of a post as HTML, its links marked. Facets count bytes of UTF-8 (richtext facets)."""
    words = text(record, "text").encode("utf-8", "replace")
    facets = record.get("facets")
    at, out = 0, []
    for start, end, address in sorted(_links(facets if isinstance(facets, list) else [])):
        if at <= start < end <= len(words):
            label = words[start:end].decode("utf-8", "ignore")
            label = address if label.rstrip("….") in address else label
            out.append(escape(words[at:start].decode("utf-8", "ignore"), quote=False))
            out.append(f'<a href="{escape(address)}">{escape(label, quote=False)}</a>')
            at = end
    out.append(escape(words[at:].decode("utf-8", "ignore"), quote=False))
    return "<p>" + "".join(out).replace("\n\n", "</p><p>").replace("\n", "<br>") + "</p>"


def _links(facets: list[Any]) -> list[tuple[int, int, str]]:
    """Where the links in a post start and end, in bytes, and where they lead."""
    found: list[tuple[int, int, str]] = []
    for facet in facets[:100]:
        index = _object(facet, "index")
        start, end = index.get("byteStart"), index.get("byteEnd")
        features = facet.get("features") if isinstance(facet, dict) else None
        if isinstance(features, list) and isinstance(start, int) and isinstance(end, int):
            found += [(start, end, text(feature, "uri")) for feature in features if text(feature, "$type") == _LINK]
    return found


def _object(data: Any, key: str) -> dict[str, Any]:
    """A value that is an object, else an empty one."""
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _name(author: Any) -> str:
    """What an author is called: the display name, else the handle."""
    return text(author, "displayName") or text(author, "handle") if isinstance(author, dict) else ""
