"""A page for people where a feed was expected: what it is, in a few words, and which feeds it links to."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from briefing.errors import NotAFeed
from briefing.formats.feed import address, host
from briefing.markup import plain
from briefing.text import shorten

if TYPE_CHECKING:
    from briefing.formats.reading import Document

_LINK = re.compile(r"<link\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,20})\s*=\s*(?:"([^"]{0,1000})"|'([^']{0,1000})'|([^\s"'>]{1,1000}))""")
_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_PASSWORD = re.compile(r"<input\b[^<>]{0,500}type\s*=\s*[\"']?password", re.IGNORECASE)
_ROBOT_CHECK = re.compile(
    r"just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|captcha|verify you are"
    r"|checking your browser|bot detection|pardon our interruption",
    re.IGNORECASE,
)
_LIVE = re.compile(r"^https?://[^?#]*/(?:live|liveblog|live-?(?:news|updates|reporting|blog))(?:[-/]|$)", re.IGNORECASE)
_LIVE_BLOG = re.compile(r"""(?:class|id)\s*=\s*["'][^"'<>]{0,200}\blive-?blog""", re.IGNORECASE)
_FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
)
_MOST_FEEDS = 10


def feeds(html: str, document: Document) -> tuple[str, ...]:
    """The absolute addresses of the feeds that a page names in its `link rel=alternate` elements."""
    found = []
    for match in _LINK.finditer(html):
        stated = {
            name.lower(): unescape(double or single or bare).strip()
            for name, double, single, bare in _ATTRIBUTE.findall(match[1])
        }
        if "alternate" not in stated.get("rel", "").lower().split():
            continue
        kind = stated.get("type", "").lower().partition(";")[0]
        if kind in _FEED_TYPES or (kind == "application/json" and "feed" in stated.get("href", "")):
            found.append(address(stated.get("href", ""), document.address))
    return tuple(dict.fromkeys(filter(None, found)))[:_MOST_FEEDS]


def refuse(html: str, document: Document) -> NotAFeed:
    """The error that says what the page is instead of a feed, for people."""
    links = feeds(html, document)
    title = _TITLE.search(html)
    name = shorten(plain(title[1]), 60) if title else ""
    if _ROBOT_CHECK.search(name) or (len(html) < 20_000 and _ROBOT_CHECK.search(html)):
        what = "an HTML page that checks for robots, not a feed"
    elif _PASSWORD.search(html) and not links:
        what = "an HTML login page, not a feed"
    elif _LIVE.search(document.address) or _LIVE_BLOG.search(html):
        what = "an HTML page whose live blog cannot be read, since only a browser loads it"
    else:
        what = "an HTML page, not a feed"
    if name:
        what += f" (“{name}”)"
    if links:
        what += f"; it links to {links[0]}" + (f" and {len(links) - 1} more" if len(links) > 1 else "")
    return NotAFeed(what, links)


def belongs_to(document: Document, *hosts: str) -> bool:
    """Whether the document came from one of these hosts or a part of one."""
    name = host(document.address)
    return any(name == each or name.endswith("." + each) for each in hosts)
