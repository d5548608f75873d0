"""The modules that feeds of every dialect use: Dublin Core, Media RSS, Creative Commons, Atom inside RSS.

Each function reads one thing that is stated about a channel or an entry from its children. Specifications:
Dublin Core 1.1 and dcterms, RSS 1.0 modules, Media RSS 1.5.1, creativeCommons RSS module, RFC 4946 (license).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.formats.xmltree import RDF_RESOURCE, text, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.formats.feed import Entry
    from briefing.formats.xmltree import Element, Fields, Found, Names

_LICENCES = ("cc:license", "dcterms:license", "dc:license", "license", "media:license")
_LICENSING = ("cc:", "dcterms:", "dc:", "media:")
_MEDIA_PARENTS = ("media:content", "media:group", "media:thumbnail")
_PUBLISHED = ("dcterms:issued", "dc:date", "dcterms:created", "dcterms:date", "dcterms:available")
PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_SHORTEST, _LONGEST = 60, 86_400


def fields(**own: tuple[str, ...]) -> Fields:
    """The names of a dialect's own elements for the fields of an entry, and after them those of the modules."""
    shared = {
        "title": ("dc:title", "media:title", "itunes:title"),
        "published": _PUBLISHED,
        "updated": ("dcterms:modified",),
        "publisher": ("dc:publisher", "dcterms:publisher"),
        "notice": ("dc:rights", "dcterms:rights", "dcterms:rightsholder"),
    }
    return {field: (*own.get(field, ()), *names) for field, names in shared.items()}


def extend(entry: Entry, children: Found, names: Names) -> None:
    """What the modules state about an entry, wherever its own dialect said nothing."""
    used = names.modules
    if "dc:" in used or "dcterms:" in used:
        _dublin_core(entry, children)
    if "media:" in used:
        _media(entry, children, names)
    if "itunes:" in used:
        entry.text = entry.text or text(children, "itunes:summary", "itunes:subtitle")
        entry.authors = entry.authors or texts(children, "itunes:author")
    if not entry.licence and ("license" in children or not used.isdisjoint(_LICENSING)):
        entry.licence = licence(children)


def _dublin_core(entry: Entry, children: Found) -> None:
    """What Dublin Core and its terms state."""
    entry.text = entry.text or text(children, "dc:description", "dcterms:abstract")
    entry.guid = entry.guid or text(children, "dc:identifier", "dcterms:identifier")
    entry.authors = entry.authors or texts(children, "dc:creator", "dc:author")
    if "dc:contributor" in children:
        entry.contributors = entry.contributors or texts(children, "dc:contributor")
    derived = text(children, "dc:source", "dcterms:source")
    if derived.startswith(("http://", "https://")):
        entry.cites = [*entry.cites, derived]
    elif derived and not entry.origin:
        entry.origin = derived


def licence(children: Found) -> str:
    """A licence's address or name: cc:license, creativeCommons:license, media:license, dcterms:license."""
    for name in _LICENCES:
        for child in children.get(name, ()):
            stated = child.get(RDF_RESOURCE) or child.get("href") or child.text
            if stated and not stated.isspace():
                return stated.strip()
    return ""


def _media(entry: Entry, children: Found, names: Names) -> None:
    """Titles, credits, copyright and licence of Media RSS, on the entry or inside its pictures."""
    inner = [children]
    for name in _MEDIA_PARENTS:
        for parent in children.get(name, ()):
            if len(parent):
                inner += [nested for nested in _nested(parent, names) if nested]
    for level in inner:
        stated = level.get("media:credit")
        if stated:
            entry.pictures = [
                *entry.pictures,
                *((credit.text or "", (credit.get("role") or "").lower()) for credit in stated),
            ]
        entry.notice = entry.notice or text(level, "media:copyright")
        entry.text = entry.text or text(level, "media:description")
        if "media:license" in level:
            entry.licence = entry.licence or licence({"media:license": level["media:license"]})
    if entry.pictures and not entry.authors:
        entry.authors = [
            name for name, role in entry.pictures if role in ("author", "reporter", "journalist", "writer")
        ]


def _nested(parent: Element, names: Names) -> Sequence[Found]:
    """The children of a media element and, for a group, of the contents in it."""
    levels: list[Found] = [{}]
    for child in parent:
        name = names[child.tag]
        if name == "media:content" and len(child):
            deeper: Found = {}
            for grandchild in child:
                deeper.setdefault(names[grandchild.tag], []).append(grandchild)
            levels.append(deeper)
        else:
            levels[0].setdefault(name, []).append(child)
    return levels


def ttl(children: Found) -> int | None:
    """How many seconds the channel asks readers to wait: `ttl` in minutes, or the syndication module."""
    minutes = text(children, "ttl")
    if minutes.isdecimal() and len(minutes) < 8 and int(minutes):
        return min(max(int(minutes) * 60, _SHORTEST), _LONGEST)
    period = PERIODS.get(text(children, "sy:updateperiod").lower())
    if period is None:
        return None
    times = text(children, "sy:updatefrequency")
    often = int(times) if times.isdecimal() and 0 < len(times) < 5 else 1
    return min(max(period // max(often, 1), _SHORTEST), _LONGEST)
