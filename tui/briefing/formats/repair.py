"""XML that is nearly well-formed, mended the way its author meant it. Pure, linear in the input.

What is mended: rubbish before and after the document, control characters, bare ampersands and less-than
signs, HTML's named entities, declared entities that are a few characters of plain text, prefixes that
nobody declared. What cannot be mended stays malformed.
"""

from __future__ import annotations

import re
from html.entities import html5

_ROOTS = "rss|feed|rdf:RDF|RDF|channel|opml|entry"
_START = re.compile(rf"<\?xml\b|<!DOCTYPE\b|<!--|<(?:[\w.-]{{1,20}}:)?(?:{_ROOTS})\b")
_ROOT = re.compile(rf"<((?:[\w.-]{{1,20}}:)?(?:{_ROOTS}))\b[^<>]*>", re.IGNORECASE)
_ENTRY_END = re.compile(r"</((?:[\w.-]{1,20}:)?(?:item|entry))\s*>", re.IGNORECASE)
_CHANNEL = re.compile(r"<((?:[\w.-]{1,20}:)?channel)\b", re.IGNORECASE)
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BAD_REFERENCE = re.compile(r"&#(?:(\d{1,8})|[xX]([0-9a-fA-F]{1,7}));?")
_CONTROL_REFERENCE = re.compile(r"&#(?:(1[2-5]\d)|[xX]([89][0-9a-fA-F]));")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:([a-zA-Z][a-zA-Z0-9]{1,31});)?")
_BARE_LESS = re.compile(r"<(?![a-zA-Z_/!?])")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^<>\[]{0,1000}(\[)?", re.IGNORECASE)
_DECLARED = re.compile(r"<!ENTITY\s+([\w.-]{1,40})\s+(?:\"([^\"&%<]{0,80})\"|'([^'&%<]{0,80})')\s*>")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,30}):[A-Za-z_]|\s([A-Za-z_][\w.-]{0,30}):[\w.-]{1,40}\s{0,3}=\s{0,3}[\"']")
_XMLNS = re.compile(r"xmlns:([A-Za-z_][\w.-]{0,30})\s*=")
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or " " for code in range(0x80, 0xA0)}
_MOST_EXPANSION = 1_000_000
_KNOWN = {
    "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/", "media": "http://search.yahoo.com/mrss/",
    "content": "http://purl.org/rss/1.0/modules/content/", "atom": "http://www.w3.org/2005/Atom", "a10": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "cc": "http://web.resource.org/cc/",
    "creativeCommons": "http://backend.userland.com/creativeCommonsRssModule", "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "xhtml": "http://www.w3.org/1999/xhtml",
}  # fmt: skip


def repaired(text: str) -> str:
    """`text` mended as far as it can be."""
    start = _START.search(text)
    text = text[start.start() :] if start else text
    text = _BAD.sub("", text)
    text = _without_doctype(text)
    text = "".join(part if part.startswith("<![CDATA[") else _mended(part) for part in _outside_cdata(text))
    text = _ended_at_root(text)
    return _with_prefixes(text)


def _outside_cdata(text: str) -> list[str]:
    """The text cut into CDATA sections, whole, and what lies between them. An unclosed one is closed."""
    pieces = []
    at = 0
    while True:
        start = text.find("<![CDATA[", at)
        if start < 0:
            pieces.append(text[at:])
            return pieces
        pieces.append(text[at:start])
        end = text.find("]]>", start)
        if end < 0:
            pieces.append(text[start:] + "]]>")
            return pieces
        at = end + 3
        pieces.append(text[start:at])


def _mended(part: str) -> str:
    """Text and tags outside CDATA: references and less-than signs that XML would not accept."""
    if "&" in part:
        part = _AMPERSAND.sub(_named, part)
        part = _BAD_REFERENCE.sub(_numbered, part)
    return _BARE_LESS.sub("&lt;", part)


def _named(match: re.Match[str]) -> str:
    """HTML's entity as its characters; an ampersand that starts no reference as itself."""
    character = html5.get(f"{match[1]};", "") if match[1] else ""
    return character.replace("&", "&amp;").replace("<", "&lt;") if character else "&amp;" + match[0][1:]


def _numbered(match: re.Match[str]) -> str:
    """A numeric reference as its character; what XML forbids is dropped, what Windows meant is restored."""
    code = int(match[1]) if match[1] else int(match[2], 16)
    if code in _WINDOWS:
        return _WINDOWS[code]
    if code > 0x10FFFF or _BAD.match(chr(code)):
        return ""
    return f"&#{code};"


def _without_doctype(text: str) -> str:
    """`text` without its document type; short plain entities that it declares are put in where they are used."""
    match = _DOCTYPE.search(text)
    if match is None:
        return text
    if match[1]:
        end = text.find("]", match.end())
        if end < 0:
            return text
        end = text.find(">", end)
    else:
        end = text.find(">", match.end() - 1)
    if end < 0:
        return text
    declared = {name: double or single for name, double, single in _DECLARED.findall(text[match.start() : end])}
    text = text[: match.start()] + text[end + 1 :]
    for name, value in list(declared.items())[:40]:
        if text.count(f"&{name};") * len(value) < _MOST_EXPANSION:
            text = text.replace(f"&{name};", value)
    return text


def _ended_at_root(text: str) -> str:
    """`text` without what follows the end of its root element."""
    root = _ROOT.search(text)
    if root is None:
        return text
    end = text.rfind(f"</{root[1]}")
    close = text.find(">", end) if end >= 0 else -1
    return text[: close + 1] if close >= 0 else text


def _with_prefixes(text: str) -> str:
    """`text` with a declaration on its root for every prefix that is used without one."""
    root = _ROOT.search(text)
    if root is None:
        return text
    used = {name for pair in _PREFIX.findall(text) for name in pair if name} - {"xml", "xmlns"}
    missing = sorted(used - set(_XMLNS.findall(text)))
    if not missing:
        return text
    declared = "".join(f' xmlns:{name}="{_KNOWN.get(name, "urn:undeclared:" + name)}"' for name in missing[:60])
    at = root.start() + 1 + len(root[1])
    return text[:at] + declared + text[at:]


def meant(text: str) -> str:
    """`text` with numeric references to the controls U+0080 to U+009F as the characters Windows has there."""
    return _CONTROL_REFERENCE.sub(_numbered, text)


def is_cut_short(text: str) -> bool:
    """Whether the root element of a feed is opened and never closed."""
    root = _ROOT.search(text)
    if root is None or root[0].endswith("/>") or text.rfind(f"</{root[1]}") > root.end():
        return False
    return f"</{root[1]}".lower() not in text[root.end() :].lower()


def closed(text: str) -> str:
    """A document that was cut short, closed after its last whole item; "" when it has none."""
    root = _ROOT.search(text)
    end = max((match.end() for match in _ENTRY_END.finditer(text)), default=0)
    if root is None or not end:
        return ""
    channel = _CHANNEL.search(text, root.end())
    tail = f"</{channel[1]}>" if channel and f"</{channel[1]}" not in text else ""
    return f"{text[:end]}{tail}</{root[1]}>"
