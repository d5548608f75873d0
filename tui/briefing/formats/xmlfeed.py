"""The ladder by which an XML feed is read: as it stands, then mended, then salvaged. The reading says which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.errors import ParseError
from briefing.formats import atom, balance, feed, googlenews, rdf, repair, rss, salvage, xmltree
from briefing.formats.reading import MENDED
from briefing.formats.xmltree import Malformed
from briefing.text import clean

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.formats.encoding import Decoded
    from briefing.formats.feed import Channel
    from briefing.formats.reading import Document, Reading, Strictness

_READERS = {"rss": rss.channel, "rdf": rdf.channel, "feed": atom.channel, "entry": atom.channel, "channel": rss.channel}


def read(decoded: Decoded, document: Document, publishers: Publishers) -> Reading:
    """The feed that `document` was decoded to. Raises ParseError when there is none to be read."""
    channel, strictness, whole = entries(decoded, document)
    if googlenews.is_one(channel, document.address):
        googlenews.credited(channel, publishers)
    reading = feed.reading(channel, document, publishers)
    if not whole:
        reading = reading._replace(partial=True, notes=(*reading.notes, "the body was cut short"))
    if strictness in MENDED:
        reading = reading._replace(notes=(*reading.notes, MENDED[strictness]))
    return reading._replace(strictness=strictness)


def entries(decoded: Decoded, document: Document) -> tuple[Channel, Strictness, bool]:
    """The channel and its entries as stated, how hard they were to read, and whether the body was whole."""
    text = repair.meant(decoded.text.lstrip("\ufeff \t\r\n"))
    whole = True
    if repair.is_cut_short(text):
        text = repair.closed(text)
        if not text:
            raise ParseError("the body was cut short before its first whole item")
        whole = False
    same = decoded.utf8 and text == decoded.text
    return *_channel(text, decoded.utf8 if same else text.encode("utf-8", "replace"), document.address), whole


def _channel(text: str, utf8: bytes, address: str) -> tuple[Channel, Strictness]:
    """The channel, and how hard it was to read. `utf8` is the text again, as the parser of XML wants it."""
    try:
        return _mapped(xmltree.parse(utf8), address), "strict"
    except Malformed:
        pass
    mended = repair.repaired(text)
    try:
        return _mapped(xmltree.parse(mended), address), "repaired"
    except Malformed:
        pass
    try:
        return _mapped(xmltree.parse(balance.balanced(mended)), address), "repaired"
    except Malformed:
        return salvage.channel(mended), "salvaged"


def _mapped(root: xmltree.Element, address: str) -> Channel:
    """The channel of a well-formed document, by the name of its root."""
    name = xmltree.local_name(root)
    reader = _READERS.get(name)
    if reader is None:
        raise ParseError(f"an XML document of another kind ({clean(name, 40)}), not a feed")
    return reader(root, address)
