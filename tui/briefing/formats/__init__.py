"""Bytes to items, and lists of sources to bytes and back. Pure: no network, no files, no clock.

`read` is the one door. It finds out what a document is, hands it to the reader of that format and gives
back a `Reading`; whatever is wrong with the document becomes a `ParseError` whose message is a short
sentence for people. Each format lives in a file of its own; each is imported when it is first needed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import encoding, sniff
from briefing.formats.reading import Document, Reading, Understood

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers

__all__ = ["KINDS", "Document", "Reading", "Understood", "read"]

_PAGES = ("liveblog", "telegram", "mastodon", "bluesky", "who-don", "ninjs")
KINDS: tuple[str, ...] = ("auto", "rss", "atom", "rdf", "jsonfeed", *_PAGES, "digest", "items", "opml")


def read(document: Document, publishers: Publishers) -> Reading:
    """What `document` says, read as its `kind` or, with "auto", as what it is found to be.

    Raises ParseError and nothing else, with a sentence fit for a pane.
    """
    try:
        return _read(document, publishers)
    except ParseError:
        raise
    except (Exception, RecursionError) as error:
        # The last wall: a fault of ours costs this one source, and says so.
        raise ParseError(f"the document could not be read ({type(error).__name__})") from error


def _read(document: Document, publishers: Publishers) -> Reading:
    """`read` without its last wall."""
    if document.kind not in KINDS:
        raise ParseError(f"“{document.kind}” is no kind of source; the kinds are {', '.join(KINDS)}")
    sniff.refuse_what_is_no_text(document)
    if document.kind in ("digest", "items"):
        return _READERS[document.kind](_UNDECODED, document, publishers)
    decoded = encoding.decode(document.body, document.content_type)
    text = decoded.text
    shape = sniff.shape(text, document)
    if shape == "xml" and document.kind != "auto":
        shape = "feed"
    if shape in ("digest", "items") and document.kind != "auto":
        raise ParseError("plain text, not a feed")
    reader = _READERS.get(shape)
    if reader is None:
        raise ParseError("an XML document of another kind, not a feed")
    return reader(decoded, document, publishers)


def _feed(decoded: encoding.Decoded, document: Document, publishers: Publishers) -> Reading:
    """RSS, Atom or RDF."""
    from briefing.formats import xmlfeed

    return xmlfeed.read(decoded, document, publishers)


def _opml(decoded: encoding.Decoded, document: Document, publishers: Publishers) -> Reading:
    """A list of feeds."""
    from briefing.formats import opml

    return opml.read(document)


def _digest(decoded: encoding.Decoded, document: Document, publishers: Publishers) -> Reading:
    """Text with credits behind its paragraphs."""
    from briefing.formats import digest

    return digest.read(document, publishers)


def _items(decoded: encoding.Decoded, document: Document, publishers: Publishers) -> Reading:
    """Our own file of items."""
    from briefing.formats import itemfile

    return itemfile.read(document)


def _json(decoded: encoding.Decoded, document: Document, publishers: Publishers) -> Reading:
    """JSON of any of the kinds we know."""
    from briefing.formats import jsoncut

    try:
        data = parsed_json(decoded.text)
    except ParseError:
        data = jsoncut.closed(decoded.text)
        if data is None:
            raise
    else:
        return _known(data, document, publishers)
    reading = _known(data, document, publishers)
    return reading._replace(partial=True, notes=(*reading.notes, "the body was cut short"))


def _known(data: Any, document: Document, publishers: Publishers) -> Reading:
    """Parsed JSON by the first of the kinds whose it is."""
    from briefing.formats import bluesky, guardian, jsonfeed, liveblog, mastodon, ninjs, whodon

    for kind in (jsonfeed, guardian, whodon, mastodon, bluesky, ninjs):
        if kind.is_one(data):
            reader: _Reader = kind.read
            return reader(data, document, publishers)
    if liveblog.posting(data):
        return liveblog.read(data, document, publishers)
    raise ParseError("JSON of a kind that is not known here")


def _html(decoded: encoding.Decoded, document: Document, publishers: Publishers) -> Reading:
    """A page for people: the live blog in it, else what it is instead."""
    from briefing.formats import liveblog, microdata, page, telegram

    text = decoded.text
    if telegram.is_one(text, document):
        return telegram.read(text, document, publishers)
    values = liveblog.scripts(text)
    if liveblog.posting(values) is None and liveblog.TYPE in text:
        values = microdata.objects(text, liveblog.TYPE)
    if liveblog.posting(values):
        reading = liveblog.read(values, document, publishers)
        return reading._replace(feeds=page.feeds(text, document))
    raise page.refuse(text, document)


def parsed_json(text: str) -> Any:
    """JSON, control characters in its strings allowed. Raises ParseError."""
    text = text.lstrip("\ufeff \t\r\n")
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise ParseError("JSON nested too deeply to be read") from None
    except ValueError:
        pass
    if text.rstrip()[-1:] not in ("}", "]"):
        raise ParseError("the body was cut short")
    raise ParseError("JSON with a mistake in it")


_UNDECODED = encoding.Decoded("", "")
"""For the kinds that are read from the bytes, since nothing but their name says what they are."""
_Reader = Callable[[Any, Document, "Publishers"], Reading]
_READERS: dict[str, _Reader] = {
    "feed": _feed, "opml": _opml, "json": _json, "html": _html, "digest": _digest, "items": _items,
}  # fmt: skip
