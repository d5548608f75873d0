"""Atom 1.0 (RFC 4287) and 0.3: feeds, entries, and the constructs that RSS borrows from Atom."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from briefing.formats import modules
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.formats.xmltree import Names, based, found, joined, markup, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.formats.xmltree import Element, Found

_WEB = ("http://", "https://")
_FIELDS = modules.fields(
    published=("published", "issued", "created", "pubdate"),
    updated=("updated", "modified"),
)
_RELATIONS = frozenset(("alternate", "self", "license", "via", "related", "enclosure"))
_REGISTRY = "http://www.iana.org/assignments/relation/"
_LOOKS_LIKE_HTML = re.compile(r"</(?:p|a|b|i|em|strong|div|span|ul|ol|li|blockquote|h[1-6])>|<br\s*/?>|<img\s", re.I)


def channel(root: Element, address: str = "") -> Channel:
    """The head and the entries of a `feed`, or of a single `entry`."""
    names = Names(root)
    base = based(address, root)
    if names[root.tag].endswith("entry"):
        return Channel(kind="atom", base=base, entries=[entry(root, names, base)])
    children = found(root, names)
    title, is_html = construct(children.get("title"))
    items = children.get("entry", [])
    home = link(children, "link", "alternate")
    return Channel(
        kind="atom",
        title=title if is_html else _escaped(title),
        link=joined(base, home) if home else "",
        base=base if base.startswith(_WEB) else "",
        publisher=text(children, "dc:publisher"),
        authors=people(children, "author"),
        notice=construct(children.get("rights") or children.get("copyright"))[0] or text(children, "dc:rights"),
        licence=link(children, "link", "license") or modules.licence(children),
        ttl=modules.ttl(children),
        entries=[entry(item, names, base) for item in items[:MOST_ITEMS]],
        left_out=max(len(items) - MOST_ITEMS, 0),
    )


def entry(item: Element, names: Names, base: str) -> Entry:
    """One `entry`."""
    children = found(item, names)
    address = link(children, "link", "alternate") or text(children, "feedburner:origlink")
    if address and not address.startswith(_WEB):
        address = joined(based(base, item, *children.get("link", ())[:1]), address)
    title, title_is_html = construct(children.get("title"))
    body, body_is_html = construct(children.get("content"))
    summary, summary_is_html = construct(children.get("summary") or children.get("tagline"))
    if len(summary) > len(body):
        body, body_is_html = summary, summary_is_html
    result = Entry(
        guid=text(children, "id", "guid"),
        link=address,
        title=title,
        title_is_html=title_is_html,
        text=body,
        text_is_html=body_is_html,
        authors=people(children, "author"),
        contributors=people(children, "contributor"),
        notice=construct(children.get("rights") or children.get("copyright"))[0],
        licence=link(children, "link", "license"),
        via=links(children, "link", "via"),
        cites=[href for _, href in links(children, "link", "related")],
    )
    for field, wanted in names.met(_FIELDS).items():
        if not getattr(result, field):
            setattr(result, field, text(children, *wanted))
    if "source" in children:
        origin(result, children["source"][0], names, "")
    modules.extend(result, children, names)
    return result


def origin(result: Entry, source: Element, names: Names, prefix: str) -> None:
    """The head of the feed that an entry was copied from: its title is the publisher, its authors write."""
    children = found(source, names)
    title = construct(children.get(prefix + "title"))[0] or text(children, prefix + "id")
    result.origin = title if len(source) else (source.text or "").strip()
    result.origin_link = link(children, prefix + "link", "alternate") or link(children, prefix + "link", "self")
    result.origin_rights = construct(children.get(prefix + "rights"))[0]
    result.licence = result.licence or link(children, prefix + "link", "license")
    result.authors = result.authors or people(children, prefix + "author")


def construct(elements: Sequence[Element] | None) -> tuple[str, bool]:
    """The first text construct that says anything, and whether it is HTML source (RFC 4287 section 3.1)."""
    for element in elements or ():
        content, is_html = _content(element)
        content = content.strip()
        if content:
            return content, is_html
    return "", False


def _content(element: Element) -> tuple[str, bool]:
    """One text construct."""
    if len(element):
        return markup(element), True
    content = element.text or ""
    if not content:
        return "", False
    kind = (element.get("type") or "text").lower().strip()
    mode = (element.get("mode") or "").lower()
    if mode == "base64" or (
        kind not in ("text", "html", "xhtml") and not kind.startswith("text/") and not kind.endswith(("xml", "html"))
    ):
        content = _from_base64(content)
    if kind == "html" or "html" in kind or kind.endswith("xml"):
        return content, True
    return content, bool(_LOOKS_LIKE_HTML.search(content))


def _from_base64(content: str) -> str:
    """Text out of base64, or the content as it is when it is none."""
    try:
        return base64.b64decode("".join(content.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return content


def _escaped(plain: str) -> str:
    """Plain text as HTML source."""
    return plain.replace("&", "&amp;").replace("<", "&lt;")


def people(children: Found, name: str) -> list[str]:
    """The names in the person constructs called `name`: the name, else the address for mail, else the page."""
    people = []
    for person in children.get(name, ()):
        if not len(person):
            people.append(person.text or "")
            continue
        stated = {child.tag.rpartition("}")[2].lower(): child.text or "" for child in reversed(person)}
        people.append(
            stated.get("name") or stated.get("email") or stated.get("uri") or stated.get("url") or person.text or ""
        )
    return people


def _relation(link: Element) -> str:
    """What a link says it is, an "alternate" of its entry unless it says so otherwise (RFC 4287 section 4.2.7.2)."""
    stated = link.get("rel") or "alternate"
    return stated if stated in _RELATIONS else stated.lower().removeprefix(_REGISTRY)


def links(children: Found, name: str, relation: str) -> list[tuple[str, str]]:
    """The titles and addresses of the links with this relation."""
    return [
        (child.get("title") or "", child.get("href") or "")
        for child in children.get(name, ())
        if _relation(child) == relation
    ]


def link(children: Found, name: str, relation: str) -> str:
    """The address of the first link with this relation, a page for people before anything else; else ""."""
    best = ""
    for child in children.get(name, ()):
        if _relation(child) != relation:
            continue
        href = child.get("href") or (child.text or "").strip()
        if href and "html" in (child.get("type") or "html"):
            return href
        best = best or href
    return best
