"""Bytes to items, and lists of sources to bytes and back. Pure: no network, no files, no clock.

`read` is the one door. It finds out what a document is, hands it to the reader of that format and gives
back a `Reading`; whatever is wrong with the document becomes a `ParseError` whose message is a short
sentence for people. Each format lives in a file of its own; each is imported when it is first needed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import encoding, sniff
from briefing.formats.reading import Document, Reading, Understood

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers

__all__ = ["KINDS", "Document", "Reading", "Understood", "read"]

_FEEDS = ("rss", "atom", "rdf", "jsonfeed")
KINDS: tuple[str, ...] = ("auto", *_FEEDS, "digest", "items")


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
    if document.kind == "digest":
        return _digest(document, publishers)
    if document.kind == "items":
        return _items(document)
    text = encoding.decode(document.body, document.content_type).text
    shape = sniff.shape(text, document)
    if shape == "feed" or (shape == "xml" and document.kind != "auto"):
        from briefing.formats import xmlfeed

        return xmlfeed.read(text, document, publishers)
    if shape == "json":
        return _json(text, document, publishers)
    if shape == "html":
        return _html(text, document, publishers)
    if document.kind != "auto":
        raise ParseError("plain text, not a feed")
    if shape == "text":
        return _digest(document, publishers)
    if shape == "items":
        return _items(document)
    raise ParseError("an XML document of another kind, not a feed")


def _digest(document: Document, publishers: Publishers) -> Reading:
    """Text with credits behind its paragraphs."""
    from briefing.formats import digest

    return digest.read(document, publishers)


def _items(document: Document) -> Reading:
    """Our own file of items."""
    from briefing.formats import itemfile

    return itemfile.read(document)


def _json(text: str, document: Document, publishers: Publishers) -> Reading:
    """JSON of any of the kinds we know."""
    from briefing.formats import jsonfeed

    return jsonfeed.read(parsed_json(text), document, publishers)


def _html(text: str, document: Document, publishers: Publishers) -> Reading:
    """A page for people."""
    from briefing.formats import page

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
