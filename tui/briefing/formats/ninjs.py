"""IPTC ninjs 1 to 3: items of agencies in JSON, with the best credits of all.

Credit line, byline, copyright holder and information source are four things here, and stay four: the holder
is the publisher, `by` the byline, `infoSources` whom it cites, `usageTerms` the permission. A cancelled item is
a withdrawal; one withheld or under embargo is not shown. Specification: IPTC ninjs 2.1 and 3.0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import dates, feed
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.formats.jsonfeed import text
from briefing.markup import plain
from briefing.model import Also, Rights
from briefing.text import clean

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document, Reading
    from briefing.model import Item

_TELLING = (
    "pubstatus",
    "versioncreated",
    "headlines",
    "standard",
    "representationtype",
    "usageterms",
    "body_html",
    "body_text",
)
_KINDS_OF_BODY = ("html", "plain", "text", "")
_BY = re.compile(r"^(?:by|von|av|par|por|di)\s+", re.IGNORECASE)
_URGENT = 2


def is_one(data: Any) -> bool:
    """Whether parsed JSON is a ninjs item, a list of them, or an object with a list of them."""
    items = _items(data)
    return bool(items) and all(_is_item(item) for item in items[:3])


def _items(data: Any) -> list[dict[str, Any]]:
    """The objects that may be items, their keys in lower case: version 3 writes them in camel case."""
    if isinstance(data, dict) and isinstance(data.get("items"), list) and "uri" not in data:
        data = data["items"]
    listed = data if isinstance(data, list) else [data]
    return [
        {str(key).lower(): value for key, value in item.items()}
        for item in listed[:MOST_ITEMS]
        if isinstance(item, dict)
    ]


def _is_item(item: dict[str, Any]) -> bool:
    return isinstance(item.get("uri"), str) and (
        any(key in item for key in _TELLING) or ("title" in item and "type" not in item)
    )


def read(data: Any, document: Document, publishers: Publishers) -> Reading:
    """The items that may be shown. Raises ParseError when there is no ninjs in it."""
    items = [item for item in _items(data) if _is_item(item)]
    if not items:
        raise ParseError("JSON, but no ninjs")
    shown = [item for item in items if not _held_back(item, document.at)]
    channel = Channel(link=document.address, kind="ninjs", entries=[_entry(item) for item in shown])
    reading = feed.reading(channel, document, publishers)
    stated = {clean(text(item, "uri")): item for item in shown}
    read = tuple(_completed(item, stated.get(item.key, {})) for item in reading.items)
    held = len(items) - len(shown)
    notes = (f"{held} withheld or under embargo",) if held else ()
    return reading._replace(items=read, notes=(*reading.notes, *notes))


def _held_back(item: dict[str, Any], now: int) -> bool:
    """Whether an item must not be shown yet: withheld, or under an embargo that has not ended."""
    until = dates.instant(text(item, "embargoeduntil") or text(item, "embargoed"))
    return text(item, "pubstatus").lower() == "withheld" or (until is not None and until > now > 0)


def _entry(item: dict[str, Any]) -> Entry:
    """One item as an entry. Its version was made at its last change."""
    uri = text(item, "uri")
    body, is_html = _body(item)
    first = text(item, "firstcreated") or text(item, "contentcreated")
    version = text(item, "versioncreated")
    return Entry(
        guid=uri,
        link=text(item, "link") or _web_page(item) or uri,
        title=_one(item, "headlines") or text(item, "headline") or text(item, "title") or text(item, "slugline"),
        title_is_html=False,
        text=body,
        text_is_html=is_html,
        published=first or version,
        updated=version,
        authors=[_BY.sub("", name)] if (name := text(item, "by") or text(item, "byline")) else [],
        publisher=text(item, "copyrightholder") or next(iter(_sources(item)), "") or text(item, "provider"),
        notice=text(item, "copyrightnotice"),
        licence=_licence(item),
    )


def _completed(item: Item, stated: dict[str, Any]) -> Item:
    """The item with what only ninjs says: status, version, urgency, sources, terms."""
    credit = item.credit
    also = [Also(name) for name in _sources(stated) if name.casefold() != credit.publisher.casefold()]
    terms = plain(text(stated, "usageterms"))
    holder = clean(text(stated, "copyrightholder"))
    notice = credit.rights.notice or (f"© {holder}" if holder else "")
    version = text(stated, "version")
    urgency = text(stated, "urgency")
    return item._replace(
        credit=credit._replace(also=tuple(also), rights=Rights(notice, credit.rights.licence, terms)),
        withdrawn=text(stated, "pubstatus").lower() in ("canceled", "cancelled"),
        revision=max(int(version) - 1, 0) if version.isdecimal() and len(version) < 6 else 0,
        key_event=urgency.isdecimal() and 0 < int(urgency[:3]) <= _URGENT,
    )


def _sources(item: dict[str, Any]) -> list[str]:
    """The names of the information sources."""
    listed = item.get("infosources")
    names = [
        text(source, "name") if isinstance(source, dict) else ""
        for source in (listed if isinstance(listed, list) else [])
    ]
    return [clean(name) for name in dict.fromkeys(filter(None, [*names, text(item, "infosource")]))]


def _one(item: dict[str, Any], name: str) -> str:
    """The main one of several values with roles."""
    listed = (
        [each for each in item.get(name) or () if isinstance(each, dict)] if isinstance(item.get(name), list) else []
    )
    ranked = sorted(listed, key=lambda each: text(each, "role") != "main")
    return next((value for each in ranked if (value := text(each, "value"))), "")


def _body(item: dict[str, Any]) -> tuple[str, bool]:
    """The text of an item and whether it is HTML: the best of its bodies, else its descriptions."""
    listed = item.get("bodies")
    bodies = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    for wanted in _KINDS_OF_BODY:
        for body in bodies:
            kind = (text(body, "contentType") or text(body, "contenttype")).lower()
            value = text(body, "value")
            if value and wanted in kind:
                return value, "html" in kind or value.lstrip().startswith("<")
    if html := text(item, "body_html") or text(item, "body_xhtml"):
        return html, True
    said = text(item, "body_text") or _one(item, "descriptions") or text(item, "description_text")
    return said, said.lstrip().startswith("<")


def _web_page(item: dict[str, Any]) -> str:
    """The address of a page of the item among its renditions or alternative ids, "" when none is stated."""
    listed = item.get("altids")
    values = [text(each, "value") for each in (listed if isinstance(listed, list) else []) if isinstance(each, dict)]
    return next((value for value in values if value.startswith(("http://", "https://"))), "")


def _licence(item: dict[str, Any]) -> str:
    """The address of the linked rights."""
    stated = item.get("rightsinfo")
    rights = {str(key).lower(): value for key, value in stated.items()} if isinstance(stated, dict) else {}
    return text(rights, "linkedrights")
