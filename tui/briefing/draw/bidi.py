"""Right-to-left words in the order in which they are seen, for terminals that do not turn them around themselves. Pure.

The Unicode Bidirectional Algorithm (UAX 9) for a line whose direction is left to right, without its explicit
controls, which never come this far. Loaded only when the reader asks for it.
"""

from __future__ import annotations

import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.draw.spans import Line

_MIRRORED = str.maketrans("()[]{}<>«»‹›≤≥", ")(][}{><»«›‹≥≤")
_LEFT, _RIGHT, _NUMBER = 0, 1, 2


def turned(lines: Iterable[Line]) -> list[Line]:
    """The lines with each span's right-to-left words in the order in which they are seen."""
    return [
        tuple(span if span.text.isascii() else span._replace(text=visual(span.text)) for span in line) for line in lines
    ]


def visual(text: str) -> str:
    """One line of text in the order in which it is seen, from left to right."""
    clusters = _clusters(text)
    levels = _levels([each[0] for each in clusters])
    if _RIGHT not in levels:
        return text
    shown = [
        each[0].translate(_MIRRORED) + each[1:] if level == _RIGHT else each
        for each, level in zip(clusters, levels, strict=True)
    ]
    for level in (_NUMBER, _RIGHT):
        shown, levels = _reversed_runs(shown, levels, level)
    return "".join(shown)


def _clusters(text: str) -> list[str]:
    """The characters, each with the marks that stand on it."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.bidirectional(character) in ("NSM", "BN"):
            found[-1] += character
        else:
            found.append(character)
    return found


def _levels(characters: list[str]) -> list[int]:
    """The level of each character: numbers within right-to-left text are one above it (rules W2, W4, N1, N2, I1)."""
    kinds = [unicodedata.bidirectional(character) for character in characters]
    levels: list[int | None] = []
    strong = _LEFT
    for at, kind in enumerate(kinds):
        if kind in ("R", "AL"):
            strong = _RIGHT
            levels.append(_RIGHT)
        elif kind == "L":
            strong = _LEFT
            levels.append(_LEFT)
        elif kind == "AN" or (kind == "EN" and strong == _RIGHT):
            levels.append(_NUMBER)
        elif kind == "EN":
            levels.append(_LEFT)
        elif kind in ("CS", "ES") and _within_number(kinds, at) and levels[-1] == _NUMBER:
            levels.append(_NUMBER)
        else:
            levels.append(None)
    return _settled(levels)


def _within_number(kinds: list[str], at: int) -> bool:
    """Whether a comma, a point or a sign stands between two digits."""
    return 0 < at < len(kinds) - 1 and kinds[at - 1] == kinds[at + 1] and kinds[at - 1] in ("EN", "AN")


def _settled(levels: list[int | None]) -> list[int]:
    """Neutral characters between right-to-left ones go with them, others with the line."""
    found: list[int] = []
    for at, level in enumerate(levels):
        if level is not None:
            found.append(level)
            continue
        before = found[-1] if found else _LEFT
        after = next((each for each in levels[at:] if each is not None), _LEFT)
        found.append(_RIGHT if before and after else _LEFT)
    return found


def _reversed_runs(shown: list[str], levels: list[int], level: int) -> tuple[list[str], list[int]]:
    """Every run at `level` or above turned around (rule L2)."""
    start = 0
    while start < len(levels):
        end = start
        while end < len(levels) and levels[end] >= level:
            end += 1
        if end > start:
            shown[start:end] = reversed(shown[start:end])
            levels[start:end] = reversed(levels[start:end])
        start = end + 1
    return shown, levels
