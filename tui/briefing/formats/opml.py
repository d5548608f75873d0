"""OPML 1.0 to 2.0: lists of feeds, their folders as fronts; without a version, without a body, nested at will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import ParseError
from briefing.formats import balance, encoding, repair, xmltree
from briefing.formats.feed import address
from briefing.formats.reading import Reading
from briefing.records import NamedTuple
from briefing.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.formats.reading import Document
    from briefing.formats.xmltree import Element

_MOST = 5_000
_DEEPEST = 12
_UNCLOSED = 500
"""More outlines than that without an end are no slip: mending them would take seconds and give nothing."""
_ADDRESSES = ("xmlurl", "feedurl", "url")


class Subscription(NamedTuple):
    """One feed in a list: its name, address and page, the folders it stands in, outermost first, and its categories."""

    title: str
    address: str
    page: str = ""
    folders: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def read(document: Document) -> Reading:
    """The feeds that a list names, as a reading without items. Raises ParseError when it is no OPML."""
    root = _root(document)
    found = _subscriptions(root)
    title = next((clean(child.text or "") for child in root.iter() if xmltree.local_name(child) == "title"), "")
    notes = [f"a list of {len(found)} feeds" if len(found) != 1 else "a list of one feed"]
    left_out = sum(1 for outline, _ in _outlines(root) if _stated(outline)) - len(found)
    if left_out:
        notes.append(f"left out, as no web address or named twice: {left_out}")
    return Reading(kind="opml", title=title, feeds=tuple(each.address for each in found), notes=tuple(notes))


def subscriptions(document: Document) -> tuple[Subscription, ...]:
    """The feeds of a list with http(s) addresses, each once. Raises ParseError when it is no OPML."""
    return _subscriptions(_root(document))


def _subscriptions(root: Element) -> tuple[Subscription, ...]:
    found: dict[str, Subscription] = {}
    for outline, folders in _outlines(root):
        where = address(_stated(outline), "")
        if not where or where in found:
            continue
        said = _attributes(outline)
        categories = [clean(part.strip("/ ")) for part in said.get("category", "").split(",")]
        found[where] = Subscription(
            title=clean(said.get("title") or said.get("text") or "") or where,
            address=where,
            page=address(said.get("htmlurl", ""), ""),
            folders=tuple(dict.fromkeys(filter(None, folders))),
            categories=tuple(dict.fromkeys(filter(None, categories))),
        )
    return tuple(found.values())


def _root(document: Document) -> Element:
    """The root element, mended when need be."""
    text = encoding.decode(document.body, document.content_type).text.lstrip("\ufeff \t\r\n")
    if text.count("<outline") - text.count("</outline") - text.count("/>") > _UNCLOSED:
        raise ParseError("a list of feeds whose folders never end")
    for mend in (str, repair.repaired, lambda broken: balance.balanced(repair.repaired(broken))):
        try:
            root = xmltree.parse(mend(text))
        except xmltree.Malformed:
            continue
        if xmltree.local_name(root) == "opml":
            return root
        raise ParseError("an XML document of another kind, not a list of feeds")
    raise ParseError("a list of feeds that is broken beyond reading")


def _outlines(root: Element) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """The outlines of a list with the names of those around them, in order."""
    waiting: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    seen = 0
    while waiting and seen < _MOST:
        element, folders = waiting.pop()
        if xmltree.local_name(element) == "outline":
            seen += 1
            yield element, folders
            if not _stated(element) and len(folders) < _DEEPEST:
                said = _attributes(element)
                folders = (*folders, clean(said.get("text") or said.get("title") or ""))
        waiting.extend((child, folders) for child in reversed(element))


def _stated(outline: Element) -> str:
    """The address that an outline states, whatever it is; "" for a folder."""
    said = _attributes(outline)
    return next((said[name] for name in _ADDRESSES if said.get(name)), "")


def _attributes(element: Element) -> dict[str, str]:
    """An element's attributes by their names in lower case: programs spell xmlUrl in four ways."""
    return {name.lower(): value for name, value in element.attrib.items()}
