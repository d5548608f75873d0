"""XML to elements, strictly, and the few questions that the readers of feeds ask of an element.

The parser is expat under ElementTree. Documents that declare entities are refused before expat sees them:
they are how one kilobyte becomes a gigabyte, and how a feed reads files of ours. Element and attribute
names are told apart by namespace and folded to short names ("dc:creator"); nothing here recurses, so
no depth of nesting can exhaust the stack.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable

Element = ET.Element
Found = dict[str, list[Element]]
Fields = dict[str, tuple[str, ...]]
"""For each field of an entry the names of the elements that may hold it, the best first."""

_ATOM = (
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/atom/ns",
    "http://example.com/newformat#",
)
_RSS = (
    "http://purl.org/rss/1.0", "http://purl.org/net/rss1.1#", "http://my.netscape.com/rdf/simple/0.9", "http://channel.netscape.com/rdf/simple/0.9",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd", "http://backend.userland.com/rss", "http://backend.userland.com/rss2",
    "http://backend.userland.com/blogchannelmodule", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/2.0",
)  # fmt: skip
_PREFIXES = {
    **dict.fromkeys(_ATOM, "atom:"),
    **dict.fromkeys(_RSS, ""),
    "http://purl.org/dc/elements/1.1": "dc:",
    "http://purl.org/dc/elements/1.0": "dc:",
    "http://purl.org/dc/terms": "dcterms:",
    "http://purl.org/rss/1.0/modules/content": "content:",
    "http://purl.org/rss/1.0/modules/syndication": "sy:",
    "http://purl.org/rss/1.0/modules/annotate": "annotate:",
    "http://search.yahoo.com/mrss": "media:",
    "http://search.yahoo.com/rss": "media:",
    "http://tools.search.yahoo.com/mrss": "media:",
    "http://video.search.yahoo.com/mrss": "media:",
    "http://www.rssboard.org/media-rss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://web.resource.org/cc": "cc:",
    "http://creativecommons.org/ns#": "cc:",
    "http://backend.userland.com/creativecommonsrssmodule": "cc:",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "cc:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://news.google.com/schemas": "",
}
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
_UNREAD = ""
_VOID = ("br", "img", "hr", "wbr")


class Malformed(Exception):
    """The text is not well-formed XML, or declares entities. Never leaves `formats`."""


class Names(dict[str, str]):
    """Tags to short names: native ones bare ("title"), known modules with a prefix ("dc:creator"), others "".

    Made anew for each document, so that no document can fill the memory of the next one.
    """

    def __init__(self, root: Element) -> None:
        uri, local = _split(root.tag)
        native = uri if uri not in _PREFIXES or _PREFIXES[uri] != "rdf:" else ""
        self._native = {"", native, *(_ATOM if local == "feed" else _RSS)}
        self.modules: set[str] = set()
        """The prefixes met so far: what no element of the document uses need not be looked for in each."""
        self._met: tuple[int, Fields] = (0, {})

    def met(self, fields: Fields) -> Fields:
        """Of the names that each field may have, those met so far; fields of which none was met are left out."""
        if self._met[0] != len(self):
            known = set(self.values())
            kept = {field: tuple(name for name in wanted if name in known) for field, wanted in fields.items()}
            self._met = len(self), {field: wanted for field, wanted in kept.items() if wanted}
        return self._met[1]

    def __missing__(self, tag: str) -> str:
        uri, local = _split(tag)
        if uri in self._native:
            name = local
        else:
            prefix = _PREFIXES.get(uri)
            name = _UNREAD if prefix is None else prefix + local
            self.modules.add(prefix or "")
        self[tag] = name
        return name


def _split(tag: str) -> tuple[str, str]:
    """Namespace and local name of a tag, both in lower case, the namespace as http and without a final slash."""
    if tag[:1] != "{":
        return "", tag.rpartition(":")[2].lower() if ":" in tag else tag.lower()
    uri, _, local = tag[1:].rpartition("}")
    uri = uri.lower().rstrip("/")
    return "http" + uri[5:] if uri.startswith("https:") else uri, local.lower()


def local_name(element: Element) -> str:
    """An element's name without its namespace, in lower case."""
    return _split(element.tag)[1]


def parse(body: bytes | str) -> Element:
    """The root of a document in UTF-8 (bytes) or already decoded. Raises `Malformed`."""
    data = body.encode("utf-8", "replace") if isinstance(body, str) else body
    if b"<!ENTITY" in data:
        raise Malformed("it declares entities")
    parser = ET.XMLParser(encoding="utf-8")
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ET.ParseError, ValueError) as error:
        raise Malformed(str(error)) from None
    return root


def found(element: Element, names: Names) -> Found:
    """The children of an element by short name, in order; children of unknown namespaces under ""."""
    children: Found = {}
    for child in element:
        name = names[child.tag]
        if name in children:
            children[name].append(child)
        else:
            children[name] = [child]
    return children


def text(children: Found, *wanted: str) -> str:
    """The content of the first child with one of these names that has any, as HTML source; else ""."""
    for name in wanted:
        if name in children:
            for child in children[name]:
                content = markup(child) if len(child) else child.text
                if content and not content.isspace():
                    return content.strip()
    return ""


def texts(children: Found, *wanted: str) -> list[str]:
    """The contents of all children with these names."""
    stated = [child for name in wanted for child in children.get(name, ())]
    return [content for child in stated if (content := markup(child) if len(child) else child.text)]


def markup(element: Element) -> str:
    """What stands inside an element, as HTML source: its text escaped, its elements by their local names."""
    if not len(element):
        return escape(element.text or "", quote=False)
    out = [escape(element.text or "", quote=False)]
    stack: list[tuple[str, Element, Iterable[Element]]] = [("", element, iter(element))]
    while stack:
        name, parent, children = stack[-1]
        child = next(children, None)  # type: ignore[call-overload]
        if child is None:
            stack.pop()
            if name:
                ending = "" if name in _VOID else f"</{name}>"
                out.append(ending + escape(parent.tail or "", quote=False))
            continue
        local = local_name(child)
        href = child.get("href")
        out.append(f'<{local} href="{escape(href)}">' if href else f"<{local}>")
        out.append(escape(child.text or "", quote=False))
        stack.append((local, child, iter(child)))
    return "".join(out)


def based(base: str, *elements: Element) -> str:
    """The address that relative ones within these nested elements start from (XML Base)."""
    for element in elements:
        own = element.get(XML_BASE)
        if own:
            base = joined(base, own)
    return base


def joined(base: str, relative: str) -> str:
    """An address made absolute, or as it is when it cannot be."""
    try:
        return urljoin(base, relative.strip())
    except ValueError:
        return relative
