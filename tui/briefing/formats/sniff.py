"""What a document is, by its first characters: never by its file name or content type alone. Pure.

Of what could be any text the name says one thing: a `.toml` is no digest, lest half an item file become news.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.errors import ParseError

if TYPE_CHECKING:
    from briefing.formats.reading import Document

_NOT_TEXT = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "compressed data"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
)
_SKIPPED = re.compile(
    r"\s+|<\?[^>]{0,2000}>|<!--(?:(?!-->).){0,20000}-->|<!(?!--)[^<>\[]{0,2000}(?:\[[^\]]{0,20000}\]\s*)?>", re.DOTALL
)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]{0,60})(?::([A-Za-z_][\w.-]{0,60}))?")
_HTML = frozenset((
    "html", "head", "body", "div", "p", "span", "script", "meta", "link", "title", "article", "main", "section",
    "table", "ul", "ol", "h1", "h2", "style", "a", "b", "br", "center", "form",
))  # fmt: skip
_FEED_SOMEWHERE = re.compile(r"<(?:[\w.-]{1,20}:)?(?:rss|feed|RDF)[\s>]")
_TOML = re.compile(
    r"(?:\s*(?:#[^\n]*)?\n)*\s*"
    r"(?:\[\[?\s*[A-Za-z_][\w.\" -]{0,60}\]\]?\s*(?:#|\n|$)|[A-Za-z_][\w-]{0,40}\s*=\s*[\"'\d\[{tf])"
)
_ITEMS = re.compile(r"^\s*(?:briefing\s*=\s*\d|\[\[\s*items\s*\]\])", re.MULTILINE)
_HEAD = 60_000
_SHORTEST_REMOTE = 200


def refuse_what_is_no_text(document: Document) -> None:
    """Raises ParseError for an empty body and for pictures, archives and other things that are not text."""
    body = document.body
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise ParseError("the answer was empty" if _remote(document) else "the file is empty")
    for magic, what in _NOT_TEXT:
        if body.startswith(magic):
            raise ParseError(f"{what}, not news")


def shape(text: str, document: Document) -> str:
    """One of "feed", "opml", "xml" (any other XML), "html", "json", "items" (our own file) and "digest" (any text).

    Raises ParseError for an answer from the web that is too short to be anything.
    """
    head = text.lstrip("\ufeff \t\r\n")
    if head[:1] == "<":
        return _markup(head[:_HEAD])
    if head[:1] in ("{", "[") and not _TOML.match(head[:400]):
        return "json"
    if _ITEMS.search(head[:_HEAD]) and _TOML.match(head[:4000]):
        return "items"
    if document.address.endswith(".toml") and not _remote(document):
        return "items"
    if _FEED_SOMEWHERE.search(head[:4000]):
        return "feed"  # warnings of a script before the document
    if _remote(document) and len(document.body) < _SHORTEST_REMOTE:
        raise ParseError(f"an answer of only {len(document.body)} bytes, not a feed")
    return "digest"


def _markup(head: str) -> str:
    """The shape of a text that starts with "<", by its root element."""
    at = 0
    for _ in range(60):
        match = _SKIPPED.match(head, at)
        if match is None:
            break
        at = match.end()
    root = _ROOT.match(head, at)
    if root is None and head[:400].lower().lstrip().startswith("<!doctype html"):
        return "html"
    if root is None:
        return "feed" if _FEED_SOMEWHERE.search(head) else "xml"
    name = (root[2] or root[1]).lower()
    if name in ("rss", "feed", "rdf", "channel", "entry"):
        return "feed"
    if name == "opml":
        return "opml"
    if name in _HTML:
        return "feed" if name in ("br", "b", "p", "div") and _FEED_SOMEWHERE.search(head) else "html"
    return "xml"


def _remote(document: Document) -> bool:
    """Whether the document came over the network."""
    return document.address.startswith(("http://", "https://"))
