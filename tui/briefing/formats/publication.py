"""Items as an Atom 1.0 feed (RFC 4287) whose credits other readers, and ours, find where feeds state them.

The publisher is `dc:publisher`, the byline `author`, notice and permission are `rights`, the licence a link. The title
of what was withdrawn says so, since feeds have no way to that readers know.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping

from briefing.draw.ansi import http_link
from briefing.model import Item
from briefing.text import iso, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.model import Instant

ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def dumps(items: Iterable[Item], title: str, edited: Mapping[str, Instant], now: Instant) -> str:
    """The document, its entries in the order of the items; `edited` tells by id when an item was corrected here.

    Readers take an entry that they know for changed only when its date is a later one.
    """
    ET.register_namespace("", ATOM)
    ET.register_namespace("dc", DUBLIN_CORE)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", "urn:briefing:export")
    _add(feed, "title", title)
    _add(feed, "updated", iso(now))
    for item in items:
        _entry(feed, item, max(item.updated or item.at, edited.get(item.id, item.at)))
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _entry(feed: ET.Element, item: Item, updated: Instant) -> None:
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    credit = item.credit
    _add(entry, "id", f"urn:briefing:{item.id}")
    _add(entry, "title", f"Withdrawn: {item.title}" if item.withdrawn else item.title)
    _add(entry, "updated", iso(updated))
    if item.published is not None:
        _add(entry, "published", iso(item.published))
    if link := http_link(item.url):
        _add(entry, "link", rel="alternate", href=link)
    _add(_add(entry, "author"), "name", credit.byline or credit.publisher or "publisher not stated")
    if credit.publisher:
        ET.SubElement(entry, f"{{{DUBLIN_CORE}}}publisher").text = safe(credit.publisher)
    carried = f"via {', '.join(credit.via)}" if credit.via else ""
    if rights := "; ".join(filter(None, [credit.rights.notice, carried, credit.rights.permission])):
        _add(entry, "rights", rights)
    if licence := http_link(credit.rights.licence):
        _add(entry, "link", rel="license", href=licence)
    for front in item.fronts:
        _add(entry, "category", term=front)
    if item.text:
        _add(entry, "content", item.text, type="text")


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    # XML 1.0 has no way to write most control characters, not even escaped.
    child.text = "\n".join(map(safe, text.split("\n"))) or None
    return child
