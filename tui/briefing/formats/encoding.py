"""Which encoding a body is in: by byte order mark, header, prolog and content, in that order of trust. Pure.

A label is believed only as far as the bytes bear it out: a server that calls everything ISO-8859-1 does not
turn good UTF-8 into rubbish. Labels mean what browsers take them to mean (WHATWG Encoding Standard), so
"iso-8859-1" is windows-1252 and "gb2312" is GB 18030.
"""

from __future__ import annotations

import codecs
import re

from briefing.records import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first four bytes of "<?xm", "<rss" and the like in encodings that need more than one byte a letter.
_WIDE = (
    (re.compile(rb"\x00\x00\x00[<\s{]"), "utf-32-be"),
    (re.compile(rb"[<\s{]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00[<\s{]\x00[\x01-\x7f]"), "utf-16-be"),
    (re.compile(rb"[<\s{]\x00[\x01-\x7f]\x00"), "utf-16-le"),
)
_BROWSER_NAMES = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252",
    "ascii": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932", "x-sjis": "cp932",
    "utf-16": "utf-16-le", "utf16": "utf-16-le", "utf-32": "utf-32-le", "unicode": "utf-16-le",
}  # fmt: skip
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PROLOG = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]+)")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_NOT_FOR_DOCUMENTS = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7")
_HEAD = 2048
_C1_IN_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
_MEANT = {code: bytes([code]).decode("cp1252", "ignore") or " " for code in range(0x80, 0xA0)}
_SAMPLE = 20_000

# Encodings to guess from, the commonest letters of the languages written in them, and the share of all
# letters beyond ASCII that these make up at least in running text.
_GUESSES = (
    ("cp1251", frozenset("оеаинтсрвліО"), 0.5),
    ("koi8-r", frozenset("оеаинтсрвлО"), 0.5),
    ("iso8859-5", frozenset("оеаинтсрвліО"), 0.5),
    ("cp866", frozenset("оеаинтсрвлО"), 0.5),
    ("cp1255", frozenset("יוהלאתרבמש"), 0.5),
    ("cp1253", frozenset("αοιετσνηρπόίά"), 0.5),
    ("cp1256", frozenset("المنيوترهد"), 0.5),
    ("cp874", frozenset("านรอกเงมยลว่"), 0.4),
    ("euc-jp", frozenset("のるにたをはがとでしてい、。"), 0.15),
    ("cp932", frozenset("のるにたをはがとでしてい、。"), 0.15),
    ("cp949", frozenset("이다의는에을가를은고지한로하"), 0.15),
    ("gb18030", frozenset("的一是不了在人有我他这中大来上国为和"), 0.04),
    ("big5", frozenset("的一是不了人在有我他這中大來上國為和"), 0.04),
)
_ONE_BYTE = ("cp125", "koi8", "iso8859", "cp866")
_IN_A_LATIN_WORD = re.compile(rb"[a-zA-Z][\x80-\xff]|[\x80-\xff][a-zA-Z]")
_FEW = 12


class Decoded(NamedTuple):
    """Text without its byte order mark, and the encoding it was in (a Python codec's name).

    `utf8` is the very same text in UTF-8, where it came so: what a parser of bytes wants. Else it is empty.
    """

    text: str
    encoding: str
    utf8: bytes = b""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """`body` as text. Never fails: what fits nothing is read as windows-1252, or as UTF-8 with marks for bad bytes.

    Characters U+0080 to U+009F, which nobody means, become what windows-1252 has there.
    """
    decoded = _decoded(body, content_type)
    text, encoding, _ = decoded
    if encoding == "utf-8" and _C1_IN_UTF8.search(body):
        return Decoded(text.translate(_MEANT), encoding)
    return decoded


def _decoded(body: bytes, content_type: str) -> Decoded:
    """`body` as text, as its encoding has it."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(name, "replace"), name)
    utf8 = _as(body, "utf-8")
    for pattern, name in _WIDE:
        if pattern.match(body):
            return Decoded(body.decode(name, "replace"), name)
    for label in _labels(body, content_type):
        if utf8 is not None and not label.startswith(("utf", "iso2022", "hz")):
            break  # bytes beyond ASCII that happen to be good UTF-8 are UTF-8, whatever the label says
        text = _as(body, label)
        if text is not None:
            return Decoded(text, label)
    if utf8 is not None:
        return Decoded(utf8, "utf-8", body)
    return _without_label(body, content_type)


def _as(body: bytes, encoding: str) -> str | None:
    """`body` decoded strictly, or `None` when it is not in this encoding."""
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def _labels(body: bytes, content_type: str) -> list[str]:
    """The codecs that the header and the prolog (or a page's meta element) name, in this order, if Python has them."""
    head = body[:_HEAD]
    found = [_CHARSET.search(content_type), _PROLOG.search(head), _META.search(head)]
    labels = []
    for match in found:
        if match is None:
            continue
        name = match[1] if isinstance(match[1], str) else match[1].decode("ascii", "ignore")
        name = _BROWSER_NAMES.get(name.lower(), name.lower())
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        # Python calls base64, zip and rot13 codecs as well: only those that give text are encodings.
        if getattr(info, "_is_text_encoding", True) and info.name not in _NOT_FOR_DOCUMENTS:
            labels.append(info.name)
    return labels


def _without_label(body: bytes, content_type: str) -> Decoded:
    """Bytes that are neither good UTF-8 nor what a label says: guess from the letters, else mark the bad ones."""
    labels = _labels(body, content_type)
    high = body.translate(None, bytes(range(128)))
    if "utf-8" in labels or "utf-8-sig" in labels or not labels:
        text = body.decode("utf-8", "replace")
        # Mostly right and a few bad bytes: UTF-8 with a fault, not another encoding.
        if text.count("\ufffd") * 8 <= len(high):
            return Decoded(text, "utf-8")
    guess = _guess(body)
    if guess:
        return Decoded(body.decode(guess, "replace"), guess)
    if labels and labels[0] not in ("utf-8", "utf-8-sig"):
        return Decoded(body.decode(labels[0], "replace"), labels[0])
    return Decoded(body.decode("cp1252", "replace"), "cp1252")


def _guess(body: bytes) -> str:
    """The encoding in which the high bytes read as the commonest letters of a language, or ""."""
    best, name = 0.0, ""
    sample = body[:_SAMPLE]
    high = len(sample.translate(None, bytes(range(128))))
    latin = len(_IN_A_LATIN_WORD.findall(sample)) * 3 > high
    for guess, common, least in _GUESSES:
        if latin and guess.startswith(_ONE_BYTE):
            continue
        letters = [letter for letter in sample.decode(guess, "replace") if letter > "\x7f"]
        share = sum(letter in common for letter in letters) / max(len(letters), _FEW)
        if share >= least and share > best:
            best, name = share, guess
    return name
