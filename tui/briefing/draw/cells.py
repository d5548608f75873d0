"""How many cells of a terminal a text takes, and cutting, padding and wrapping by that measure. Pure.

Agrees with the toolkit's own measure for every text that `briefing.text.clean` lets through; a test
goes through the whole of Unicode. A joiner (U+200D) hides the character after it, as it does there.
"""

from __future__ import annotations

from briefing.text import ELLIPSIS

JOINER = "\u200d"


class _Widths(dict[str, int]):
    """The width of every character met so far."""

    def __missing__(self, character: str) -> int:
        size = self[character] = 1 if _plainly_narrow(character) else _looked_up(ord(character))
        return size


def _looked_up(code: int) -> int:
    """The width of a code point by the table: 0, 1 or 2."""
    from bisect import bisect_right

    from briefing.draw.widths import STARTS, WIDTHS

    return int(WIDTHS[bisect_right(STARTS, code) - 1])


def _plainly_narrow(character: str) -> bool:
    """Whether a character is surely one cell wide: Latin, Greek, Cyrillic, dashes, quotes, box drawing."""
    return (
        " " <= character <= "~"
        or "\xa0" <= character <= "\u02ff"
        or "\u0370" <= character <= "\u0482"
        or "\u048a" <= character <= "\u052f"
        or "\u2010" <= character <= "\u2027"
        or "\u2500" <= character <= "\u25fc"
        or character in "←↑→↓⏎★✓"
    )


_WIDTHS = _Widths()


def width(text: str) -> int:
    """The cells that `text` takes."""
    if text.isascii():
        return len(text)
    if JOINER in text:
        first, *joined = text.split(JOINER)
        text = first + "".join(part[1:] for part in joined)
    return sum(map(_WIDTHS.__getitem__, text))


def head(text: str, cells: int) -> str:
    """The longest beginning of `text` that fits into `cells`; a wide character is never halved."""
    if cells <= 0:
        return ""
    if text.isascii():
        return text[:cells]
    used = 0
    for index, character in enumerate(text):
        used += _WIDTHS[character]
        if used > cells:
            return text[:index].rstrip(JOINER)
    return text


def cut(text: str, cells: int, ellipsis: str = ELLIPSIS) -> str:
    """`text` in at most `cells`, ending in an ellipsis when something was cut off."""
    if width(text) <= cells:
        return text
    room = cells - width(ellipsis)
    return head(text, room).rstrip() + ellipsis if room >= 0 else head(text, cells)


def pad(text: str, cells: int, ellipsis: str = ELLIPSIS) -> str:
    """`text` cut or filled with spaces to exactly `cells`."""
    used = width(text)
    if used > cells:
        text = cut(text, cells, ellipsis)
        used = width(text)
    return text + " " * (cells - used)


def wrap(text: str, cells: int, lines: int = 0, ellipsis: str = ELLIPSIS) -> list[str]:
    """`text` in lines of at most `cells`: broken at spaces, between wide characters, inside words only where they must.

    At most `lines` of them when that is not 0, the last ending in an ellipsis when something was cut
    off. There is always at least one line. A character wider than `cells` is left out.
    """
    if width(text) <= cells:
        return [text]
    if text.isascii() and cells > 0 and "  " not in text:
        return _shortened(_wrapped_ascii(text, cells), cells, lines, ellipsis)
    found = [""]
    used = 0
    for space, chunk in _chunks(text.replace(JOINER, "")):
        size = width(chunk)
        gap = " " if space and found[-1] else ""
        if used + len(gap) + size <= cells:
            found[-1] += gap + chunk
            used += len(gap) + size
            continue
        if lines and len(found) == lines:
            found[-1] = cut(f"{found[-1]}{gap}{chunk}", cells, ellipsis)
            return found
        pieces = [chunk] if size <= cells else _pieces(chunk, cells)
        if not found[-1]:
            found.pop()
        found.extend(pieces or [""])
        used = width(found[-1])
    return _shortened(found, cells, lines, ellipsis)


def _wrapped_ascii(text: str, cells: int) -> list[str]:
    """What `wrap` makes of single-spaced ASCII, at a tenth of the cost."""
    found: list[str] = []
    while len(text) > cells:
        end = text.rfind(" ", 0, cells + 1)
        found.append(text[: end if end > 0 else cells])
        text = text[end + 1 if end > 0 else cells :]
    return [*found, text] if text else found


def _shortened(found: list[str], cells: int, lines: int, ellipsis: str) -> list[str]:
    """The first `lines` of what was found, the last one saying so when there was more."""
    if not lines or len(found) <= lines:
        return found
    kept = found[:lines]
    kept[-1] = cut(f"{kept[-1]} {found[lines]}", cells, ellipsis)
    return kept


# What may not begin a line, and what may not end one, in text that is broken anywhere (UAX 14, classes CL, NS and OP).
_NOT_FIRST = frozenset("、。，．：；！？）］｝〉》」』】〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;!?)]}%’”…")
_NOT_LAST = frozenset("（［｛〈《「『【〔([{“‘")


def _chunks(text: str) -> list[tuple[bool, str]]:
    """What may not be broken, each with whether a space stands before it."""
    found: list[tuple[bool, str]] = []
    for word in text.split(" "):
        if word.isascii() or all(_WIDTHS[character] < 2 for character in word):
            found.append((True, word))
            continue
        start = 0
        for index in range(1, len(word)):
            if _may_break(word[index - 1], word[index]):
                found.append((start == 0, word[start:index]))
                start = index
        found.append((start == 0, word[start:]))
    return found


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters of a word: beside a wide one, punctuation permitting."""
    wide = _WIDTHS[before] == 2 or _WIDTHS[after] == 2
    return wide and _WIDTHS[after] > 0 and after not in _NOT_FIRST and before not in _NOT_LAST


def _pieces(word: str, cells: int) -> list[str]:
    """A word that is wider than `cells` in pieces that are not."""
    found: list[str] = []
    while word:
        piece = head(word, cells)
        if piece:
            found.append(piece)
        word = word[len(piece) or 1 :]
    return found
