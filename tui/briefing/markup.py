"""HTML as feeds and live blogs carry it, to plain text that reads well in a terminal. Pure, linear in the input.

Paragraphs are kept apart by an empty line, list entries start with "• ", quoted lines with "> ", and a link
that leads to another site is followed by its address, for that is who says so. Entities are resolved, also
escaped twice; scripts, styles, hidden placeholders (`[[…]]`) and tracking pixels are gone. The result has
been through `text.clean_block`: no controls, no bidi marks, no invisible characters.

The scanner cuts the text at each "<" and never looks at a character twice, so no input can make it slow.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

from briefing import text as plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 400_000
_RUN = re.compile("  +")
_BULLET = re.compile(r"•[ \n]+")
_ATTRIBUTES = re.compile(r"""[^>"']*+(?:(?:"[^"]*+"|'[^']*+')[^>"']*+)*+>""")
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]*)")
_PLACEHOLDER = re.compile(r"\[\[[^\[\]\n]{0,300}\]\]")
_ESCAPED_AGAIN = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
_TAG_AGAIN = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|blockquote|img|figure|table)(?:\s[^<>]*)?/?>", re.I
)
_PARAGRAPH_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*(?:\r?\n\s*)+")

_BLOCKS = frozenset((
    "p", "div", "section", "article", "aside", "header", "footer", "main", "figure", "figcaption", "h1", "h2", "h3",
    "h4", "h5", "h6", "ul", "ol", "dl", "table", "tbody", "thead", "form", "fieldset", "address", "hr", "pre",
    "video", "audio", "details", "summary", "center", "nav",
))  # fmt: skip
_INLINE = (
    "b", "i", "em", "strong", "u", "span", "font", "small", "big", "img", "sub", "sup", "code", "tt", "s", "del", "ins",
    "q", "cite", "abbr", "wbr", "time", "mark",
)  # fmt: skip
_LINES = frozenset(("br", "tr", "dt", "dd", "option"))
_SILENT = frozenset((
    "script", "style", "noscript", "template", "object", "svg", "math", "head", "title", "textarea",
    "select", "canvas",
))  # fmt: skip
_VAGUE = frozenset(("here", "link", "this", "more", "read more", "source", "via", "this link", "click here", "details"))
_QUOTE, _UNQUOTE = "\x02", "\x03"
_GONE = _UNQUOTE
"""What stands for a tag that leaves nothing, until all are found: so what surrounds it never makes up another tag."""


def _ordinary(*names: str) -> re.Pattern[str]:
    """Start and end tags of these names as they are usually written: in lower case, their quotes in pairs."""
    longest_first = "|".join(sorted(names, key=lambda name: (name != "p", -len(name))))
    return re.compile(f"</?(?:{longest_first}){_USUAL_ATTRIBUTES}>")


_USUAL_ATTRIBUTES = r"(?:[ /][^<>\"'\n\x03]*+(?:(?:\"[^\"<>\n\x03]*+\"|'[^'<>\n\x03]*+')[^<>\"'\n\x03]*+)*+)?"
_BLOCK_TAG = _ordinary(*_BLOCKS)
_INLINE_TAG = _ordinary(*_INLINE)
_INLINE_TAG_OR_LINK = _ordinary(*_INLINE, "a")
_LINK = re.compile(f"<a({_USUAL_ATTRIBUTES})>([^<]*+)</a>")
_OTHER_MARKS = (
    (_ordinary(*_LINES), "\n"),
    (_ordinary("td", "th"), " "),
    (re.compile(f"<li{_USUAL_ATTRIBUTES}>"), "\n• "),
    (re.compile("</li>"), " "),
)


def html_to_text(html: str, base: str = "") -> str:
    """The paragraphs of a piece of HTML. `base` is its address: links within that site keep their words only."""
    html = html[:_LONGEST]
    if "<" not in html:
        return _finished(_without_tags(html), base)
    text = _usual(html, base)
    return _finished(_scan(html, _host(base), base) if text is None else text, base)


def plain(html: str) -> str:
    """A piece of HTML as one line: what headlines, names and rights lines need."""
    if "<" not in html and "&" not in html and "[[" not in html:
        return plain_text.clean(html.replace("\xa0", " "))
    text = _scan(html[:_LONGEST], None, "") if "<" in html else unescape(html)
    text = _finished(text, "", links=False)
    return plain_text.clean(text.replace("• ", "").replace("\n", " "))


def _without_tags(html: str) -> str:
    """Text that has no tags: only its empty lines part paragraphs."""
    text = unescape(html) if "&" in html else html
    return _PARAGRAPH_BREAK.sub("\x04", text).replace("\n", " ").replace("\x04", "\n\n") if "\n" in text else text


def _finished(text: str, base: str, *, links: bool = True) -> str:
    """`text` after a second look for what was escaped twice, cleaned, quotes marked."""
    if "&" in text and _ESCAPED_AGAIN.search(text):
        text = unescape(text)
    if "<" in text and _TAG_AGAIN.search(text):
        text = _scan(text, _host(base) if links else None, base)
    if "[" in text:
        text = _PLACEHOLDER.sub("", text)
    text = text.replace("\xa0", " ")
    if "•" in text:
        text = _BULLET.sub("• ", text)
    if _QUOTE in text and links:
        return _quoted(text)
    return plain_text.clean_block(text)


def _scan(html: str, site: str | None, base: str) -> str:
    """The text between the tags, with line breaks, bullets, quote marks and the addresses of links.

    `site` is the host whose links are its own; `None` shows no address at all.
    """
    html = html.replace(_QUOTE, "").replace(_UNQUOTE, "")
    if "<![CDATA[" in html:
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    comments_end = "-->" in html
    out: list[str] = []
    pieces = iter(html.split("<"))
    out.append(_collapsed(next(pieces)))
    links: list[tuple[str, int]] = []
    endings: dict[str, bool] = {}
    for piece in pieces:
        match = _NAME.match(piece)
        if match is None:
            if piece.startswith(("!", "?")):
                out.append(_collapsed(_after_comment(piece, pieces, comments_end)))
            else:
                out.append(_collapsed("<" + piece))
            continue
        name = match[1].lower()
        rest = _after_tag(piece)
        if piece[0] != "/" and name in _SILENT and "/>" not in piece and _ends(name, html, endings):
            rest = _after_silence(name, pieces)
        elif name == "a" and site is not None:
            _link(piece, out, links, base)
        else:
            mark = _mark(name, piece)
            if mark:
                out.append(mark)
        if rest:
            out.append(_collapsed(rest))
    return "".join(out)


def _usual(html: str, base: str) -> str | None:
    """What `_scan` makes of HTML that holds only ordinary tags, some times as fast; `None` for any other."""
    if _QUOTE in html or _UNQUOTE in html:
        return None
    text = _BLOCK_TAG.sub("\n\n", html.replace("\n", " ").replace("\t", " ").replace("\r", " "))
    if "<" in text:
        if "://" in text:
            text = _LINK.sub(lambda link: _with_address(link[1], link[2], base), _INLINE_TAG.sub(_GONE, text))
        else:
            text = _INLINE_TAG_OR_LINK.sub(_GONE, text)
        if "<" in text:
            for tag, mark in _OTHER_MARKS:
                text = tag.sub(mark, text)
            if "<" in text:
                return None
        text = text.replace(_GONE, "")
    return unescape(text) if "&" in text else text


def _with_address(attributes: str, words: str, base: str) -> str:
    """A link's words as they stand, still escaped, and the address behind them where it tells the reader something."""
    address = _address(attributes) if "://" in attributes else ""
    shown = _shown(address, unescape(words.replace(_GONE, "")), base) if address else ""
    return words + escape(shown, quote=False) if shown else words


def _collapsed(piece: str) -> str:
    """Text between two tags, entities resolved and runs of white space made one space."""
    piece = _spaced(piece)
    return unescape(piece) if "&" in piece else piece


def _spaced(html: str) -> str:
    """HTML with its white space as single spaces. One replacement at a time is what Python does fastest."""
    html = html.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    return _RUN.sub(" ", html) if "  " in html else html


def _mark(name: str, piece: str) -> str:
    """What a tag puts into the text: a break, a bullet, the start or end of a quotation, or nothing."""
    if name in _BLOCKS:
        return "\n\n"
    if name in _LINES:
        return "\n"
    if name == "li":
        return " " if piece[0] == "/" else "\n• "
    if name == "blockquote":
        return f"\n\n{_UNQUOTE}" if piece[0] == "/" else f"\n\n{_QUOTE}"
    return " " if name in ("td", "th") else ""


def _after_tag(piece: str) -> str:
    """What follows the tag that `piece` starts with. A ">" within quotes does not end it."""
    end = piece.find(">")
    head = piece[:end] if end >= 0 else piece
    if end >= 0 and not (head.count('"') & 1 or head.count("'") & 1):
        return piece[end + 1 :]
    match = _ATTRIBUTES.match(piece)
    if match:
        return piece[match.end() :]
    return piece[end + 1 :] if end >= 0 else ""


def _after_comment(piece: str, pieces: Iterator[str], comments_end: bool) -> str:
    """What follows a comment or a declaration; a comment goes on over the cuts that it contains.

    In a text where nothing ends a comment, it is taken to end at its first ">".
    """
    if not piece.startswith("!--") or not comments_end:
        return piece.partition(">")[2]
    while "-->" not in piece:
        following = next(pieces, None)
        if following is None:
            return ""
        piece = following
    return piece.partition("-->")[2]


def _ends(name: str, html: str, known: dict[str, bool]) -> bool:
    """Whether there is an end tag for an element; a script without one hides the rest, a frame does not."""
    if name not in known:
        known[name] = name in ("script", "style") or f"</{name}" in html.lower()
    return known[name]


def _after_silence(name: str, pieces: Iterator[str]) -> str:
    """What follows the end tag of an element whose content is not for reading."""
    closing = "/" + name
    for piece in pieces:
        if piece[: len(closing)].lower() == closing:
            return _after_tag(piece)
    return ""


def _link(piece: str, out: list[str], links: list[tuple[str, int]], base: str) -> None:
    """Remember where a link starts and leads; at its end, say so when that tells the reader something."""
    if piece[0] != "/":
        links.append((_address(piece) if "://" in piece else "", len(out)))
    elif links:
        address, start = links.pop()
        if shown := _shown(address, "".join(out[start:]), base):
            out.append(shown)


def _address(attributes: str) -> str:
    """The http(s) address in the attributes of a link, "" when it has none."""
    match = _HREF.search(attributes)
    address = unescape(next(filter(None, match.groups()), "")).strip() if match else ""
    return address if address.startswith(("http://", "https://")) else ""


def _shown(address: str, words: str, base: str) -> str:
    """What to put behind a link's words: nothing if it is this very page, the words say it, or it stays on the site."""
    words = words.strip()
    if not address or address == base or not words or words in address:
        return ""
    elsewhere = _host(address) != _host(base) or _RUN.sub(" ", words).lower() in _VAGUE
    return f" ({plain_text.clean(address)})" if elsewhere else ""


def _host(address: str) -> str:
    """The host of an address without "www.", "" when there is none."""
    host = address.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2].lower()
    return host.removeprefix("www.")


def _quoted(text: str) -> str:
    """`text` cleaned, the lines of quotations led by "> "."""
    parts: list[str] = []
    depth = 0
    for chunk in re.split(f"([{_QUOTE}{_UNQUOTE}])", text):
        if chunk == _QUOTE:
            depth += 1
        elif chunk == _UNQUOTE:
            depth = max(depth - 1, 0)
        else:
            block = plain_text.clean_block(chunk)
            if block and depth:
                block = "\n".join("> " + line if line else ">" for line in block.split("\n"))
            if block:
                parts.append(block)
    return "\n\n".join(parts)
