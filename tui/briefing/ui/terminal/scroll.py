"""Whether a picture is the one before with some of its lines moved up or down, which a terminal does by itself.

A scrolling region (DECSTBM) is as wide as the screen: it serves the reader, a zoomed pane and a narrow screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from briefing.ui.terminal.grid import Cell

FARTHEST = 6
"""Lines: what one step moves is a line of text or an item."""
LEAST = 4
"""From how many lines that need not be sent again it is worth it."""
_ASIDE = 3
"""Cells at the left that may differ in a line that has moved: the bar of the cursor stands there."""


class Scroll(NamedTuple):
    """The lines from `top` to `bottom`, both within, move up by `up`, or down when that is negative."""

    top: int
    bottom: int
    up: int


def found(shown: Sequence[list[Cell] | None], wanted: Sequence[list[Cell]], touched: Sequence[int]) -> Scroll | None:
    """The scroll of `shown` that saves most lines of `wanted`; `touched` are those that may differ, in order."""
    changed = [y for y in touched if wanted[y] != shown[y]]
    if len(changed) < LEAST:
        return None
    were, are = [row and row[_ASIDE:] for row in shown], {y: wanted[y][_ASIDE:] for y in changed}
    best, most = None, LEAST - 1
    for up in (step for far in range(1, FARTHEST + 1) for step in (far, -far)):
        moved = [y for y in changed if 0 <= y + up < len(shown) and are[y] == were[y + up] != were[y]]
        if len(moved) <= most:
            continue
        top, bottom = min(moved[0], moved[0] + up), max(moved[-1], moved[-1] + up)
        # What stays in its place among them is moved away, and has to be sent again.
        inside = range(top, bottom + 1)
        saved = len(moved) - sum(
            wanted[y] == shown[y] and (y + up not in inside or wanted[y] != shown[y + up]) for y in inside
        )
        if saved > most and None not in were[top : bottom + 1]:
            best, most = Scroll(top, bottom, up), saved
    return best
