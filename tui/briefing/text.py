"""Text from outside made fit for a terminal, and the few ways we shorten and date it. Pure.

Two walls: `clean` (one line) or `clean_block` (paragraphs) on everything that comes in, before it is
stored; `safe` on everything that goes out, whether drawn, printed or logged. Imported before the first
headline is painted, so `re` is only imported for text that needs it.
"""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from briefing.model import Instant

ELLIPSIS = "…"
MINUTE, HOUR, DAY = 60, 3_600, 86_400
LINE_LIMIT = 2_000
BLOCK_LIMIT = 200_000

_SPACES = "\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029"
# Categories Cc, Cs, Co, the non-characters, and Cf but for the joiners U+200C and U+200D. Not Cn: Python's
# tables call newer emoji unassigned. Variation selectors and skin tones go too, since terminals disagree
# on how many cells they make of the character before them.
_DROPPED = (
    "\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef\ufe00-\ufe0f\U0001f3fb-\U0001f3ff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}-{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 15))
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Marks of every script, and punctuation of some: what is no letter from U+0300 to U+1FFF, and the rest of the above.
# No word has more than five of them in a row (Tibetan); a hundred on one letter would cover the lines around it.
_OF_ANY_SCRIPT = r"[^\w\x00-\u02ff\u2000-\u20cf\u2100-\ufe1f\ufe30-\U0010ffff]"
PILES = (f"([{_MARKS}]{{4}})[{_MARKS}]+", f"({_OF_ANY_SCRIPT}{{8}}){_OF_ANY_SCRIPT}+")
"""Marks piled up on a letter, as regular expressions: what is in the group of each may stay."""
# Marks inside words after which a joiner belongs: Arabic vowel signs and the viramas of the Indic scripts.
_VOWELS = "\u064b-\u0652\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039"
# Ranges that hold nothing of the above: text of nothing else needs no second look, and most text is of nothing else.
_USUAL = (
    " -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u0620-\u064a"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a0"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001faff"
)
_patterns: list[re.Pattern[str]] = []


def _compiled() -> list[re.Pattern[str]]:
    """What asks for a second look at a line, at a block; what is not clean; then the patterns in `clean`'s order."""
    if not _patterns:
        import re

        sources = (
            f"[^{_USUAL}]",
            f"[^{_USUAL}\n]",
            f"[{_SPACES}{_DROPPED}\u200c\u200d]|  |[{_MARKS}]{{5}}|{_OF_ANY_SCRIPT}{{9}}",
            f"[{_SPACES}]+",
            f"[{_DROPPED}]",
            rf"(?<![^\W\d_])(?<![{_VOWELS}])[\u200c\u200d]+|[\u200c\u200d]+(?![^\W\d_])",
            *PILES,
            " {2,}",
        )
        _patterns.extend(re.compile(source) for source in sources)
    return _patterns


def clean(text: str, limit: int = LINE_LIMIT) -> str:
    """One line of plain text, at most `limit` characters: no controls, no bidi marks, no invisible characters.

    Idempotent. Sources: Unicode Standard Annex 9 (bidi controls), ECMA-48 (C0, C1).
    """
    if len(text) > 2 * limit:
        text = text[: 2 * limit]
    if "  " not in text and text.isascii() and text.isprintable():
        return text[:limit].strip()
    unusual, _, suspect, spaces, dropped, joiners, marks, piles, runs = _compiled()
    if ("  " in text or unusual.search(text)) and suspect.search(text):
        text = dropped.sub("", spaces.sub(" ", text))
        text = joiners.sub("", text)
        text = piles.sub(r"\1", marks.sub(r"\1", text))
        text = runs.sub(" ", joiners.sub("", text))  # one may have stood behind a mark that went
    return text[:limit].strip()


def clean_block(text: str, limit: int = BLOCK_LIMIT) -> str:
    """Plain text of several lines: each line cleaned, paragraphs parted by exactly one empty line."""
    text = text[: 2 * limit]
    patterns = _compiled()
    if not patterns[1].search(text):
        if "  " in text:
            text = patterns[-1].sub(" ", text)
        pieces = [stripped for piece in text.split("\n\n") if (stripped := piece.strip())]
        text = "\n\n".join(pieces)
        if text.count("\n") > 2 * len(pieces) - 2:
            text = "\n".join([line.strip() for line in text.split("\n")])
            while "\n\n\n" in text:
                text = text.replace("\n\n\n", "\n\n")
        return text[:limit].strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n").replace("\u2028", "\n")
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        cleaned = clean(line, limit)
        if cleaned:
            paragraphs[-1].append(cleaned)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)[:limit]


def safe(text: str) -> str:
    """The wall on the way out: `text` as it is when a terminal can only print it, else cleaned."""
    return text if text.isprintable() else clean(text)


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word where there is one, with an ellipsis when cut."""
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    head, space, _ = cut.rpartition(" ")
    if text[limit - 1] != " " and space and len(head) >= limit // 2:
        cut = head
    return cut.rstrip(" ,;:-–—") + ELLIPSIS


def host_in_ascii(host: str) -> str:
    """A name as the resolver is asked for it, in lower case (UTS 46, as browsers do it). Raises UnicodeError.

    Python's own codec makes fass.example of faß.example, which is somebody else's.
    """
    import idna  # large, and rarely needed

    labels = idna.uts46_remap(host, std3_rules=False).split(".")
    labels = [label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in labels]
    if max(map(len, labels)) > 63:  # RFC 1035, 2.3.4
        raise UnicodeError("a label that is too long")
    return ".".join(labels)


def counted(count: int, name: str) -> str:
    """ "1 item", "2 items"."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def age(seconds: int) -> str:
    """How long ago, in one short word: "now", "5m", "3h", "2d", "4w"; the future is "now"."""
    if seconds < MINUTE:
        return "now"
    if seconds < HOUR:
        return f"{seconds // MINUTE}m"
    if seconds < DAY:
        return f"{seconds // HOUR}h"
    if seconds < 14 * DAY:
        return f"{seconds // DAY}d"
    return f"{seconds // (7 * DAY)}w"


def iso(at: Instant) -> str:
    """RFC 3339 in UTC, to the second: "2024-08-16T12:10:00Z"."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
