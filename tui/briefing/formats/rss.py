"""RSS 0.90 to 2.0: a channel and its items, in any mixture of versions.

Specification: RSS 2.0.11 (RSS Advisory Board) and its forerunners. RDF documents come here too, for their
items are the same but for where they stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.formats import atom, modules
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.formats.xmltree import RDF_ABOUT, Names, based, found, joined, text, texts

if TYPE_CHECKING:
    from briefing.formats.xmltree import Element, Found

_TEXTS = ("content:encoded", "xhtml:body", "body", "fullitem", "atom:content", "content")
_SUMMARIES = ("description", "summary", "atom:summary", "abstract")
_FIELDS = modules.fields(
    title=("title",),
    published=("pubdate", "atom:published", "published", "atom:issued", "date"),
    updated=("atom:updated", "updated", "atom:modified", "lastbuilddate", "lastupdated", "modified"),
    notice=("copyright", "rights", "atom:rights"),
)
_WEB = ("http://", "https://")


def channel(root: Element, address: str = "") -> Channel:
    """The channel of an `rss` or `rdf:RDF` element. `address` is where the document came from."""
    names = Names(root)
    top = found(root, names)
    heads = top.get("channel") or [root]
    children = top if heads[0] is root else found(heads[0], names)
    items = children.get("item", []) + (top.get("item", []) if heads[0] is not root else [])
    for other in heads[1:]:
        items += [child for child in other if names[child.tag] == "item"]
    base = based(address, root, heads[0])
    result = head(children, base)
    result.entries = [entry(item, names, base) for item in items[:MOST_ITEMS]]
    result.left_out = max(len(items) - MOST_ITEMS, 0)
    return result


def head(children: Found, base: str) -> Channel:
    """What the channel says of itself."""
    link = text(children, "link") or atom.link(children, "atom:link", "alternate")
    return Channel(
        title=text(children, "title", "atom:title", "dc:title"),
        link=joined(base, link),
        base=base,
        publisher=text(children, "dc:publisher", "dcterms:publisher"),
        notice=text(children, "copyright", "dc:rights", "dcterms:rights", "atom:rights", "rights", "media:copyright"),
        licence=modules.licence(children) or atom.link(children, "atom:link", "license"),
        ttl=modules.ttl(children),
    )


def entry(item: Element, names: Names, base: str) -> Entry:
    """One `item`."""
    children = found(item, names)
    guid = text(children, "guid")
    link = text(children, "feedburner:origlink", "link")
    if not link:
        link = _other_link(children, guid)
    if link and not link.startswith(_WEB):
        link = joined(based(base, item, *children.get("link", ())[:1]), link)
    entry = Entry(
        guid=guid or text(children, "atom:id", "id") or (item.get(RDF_ABOUT) or ""),
        link=link,
        text=_longest(text(children, *_TEXTS), text(children, *_SUMMARIES)),
    )
    for field, wanted in names.met(_FIELDS).items():
        setattr(entry, field, text(children, *wanted))
    if "author" in children or "atom:author" in children:
        entry.authors = texts(children, "author") or atom.people(children, "atom:author")
    sources = children.get("source")
    if sources:
        entry.origin = (sources[0].text or "").strip()
        entry.origin_link = sources[0].get("url") or ""
    if "atom:link" in children or "atom:source" in children or "atom:contributor" in children:
        _atom(entry, children, names)
    modules.extend(entry, children, names)
    return entry


def _other_link(children: Found, guid: str) -> str:
    """The link of an item without a `link`: an attribute of it, Atom's, the guid when it is one, or rdf:about."""
    for child in children.get("link", ()):
        if child.get("href"):
            return child.get("href") or ""
    link = atom.link(children, "atom:link", "alternate")
    if link or not guid.startswith(_WEB):
        return link
    permanent = children["guid"][0].get("isPermaLink") or children["guid"][0].get("ispermalink") or "true"
    return guid if permanent.strip().lower() == "true" else ""


def _atom(entry: Entry, children: Found, names: Names) -> None:
    """What Atom elements inside the item add: licence, via, related, contributors, the feed it was copied from."""
    entry.licence = atom.link(children, "atom:link", "license")
    entry.via = atom.links(children, "atom:link", "via")
    entry.cites = [href for _, href in atom.links(children, "atom:link", "related")]
    entry.contributors = atom.people(children, "atom:contributor")
    if "atom:source" in children and not entry.origin:
        atom.origin(entry, children["atom:source"][0], names, "atom:")


def _longest(full: str, summary: str) -> str:
    """The full text where it says more than the summary does."""
    return full if len(full) >= len(summary) else summary
