"""The fewest bytes, near enough, that turn what a terminal shows into what it should show.

Only cursor positions, SGR, OSC 8, text and, where they are safe, EL, ECH and steps of the cursor from a place that is
known for certain (CUU, CUD, CUF, CUB, BS) are sent (ECMA-48 §8.3.18 to 22, §8.3.38, §8.3.41), and for lines that move
a scrolling region. Every run of cells starts and ends at the edge of a character in both pictures. After a character
whose width terminals disagree about the cursor is positioned anew, so that a border behind it stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import ne

from briefing.ui.terminal.grid import Cell, simple
from briefing.ui.terminal.pens import PLAIN, Pen, blank, write

BRIDGE = 4
"""Unchanged cells between two changed ones that are cheaper to send again than to step over."""
ERASE_FROM, SKIP_FROM = 4, 12
"""From how many blanks on the end of a line, or within it, is erased instead of written."""

_LONG = " " * (SKIP_FROM + 1)


def runs(old: list[Cell] | None, new: list[Cell]) -> list[tuple[int, int]]:
    """The half-open column ranges of `new` to send, when `old` is what is there (None: nobody knows)."""
    width = len(new)
    if old is None or len(old) != width:
        return [(0, width)] if width else []
    found: list[tuple[int, int]] = []
    differs = bytes(map(ne, old, new))
    start = differs.find(1)
    while start >= 0:
        end = differs.find(0, start)
        after = end = width if end < 0 else end
        while start and (new[start][0] == "" or old[start][0] == ""):
            start -= 1
        while end < width and (new[end][0] == "" or old[end][0] == ""):
            end += 1
        if found and _worth_bridging(new, found[-1][1], start):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
        start = differs.find(1, after)
    return found


def _worth_bridging(row: list[Cell], end: int, start: int) -> bool:
    """Whether the cells from `end` to `start` cost less than a move of the cursor."""
    if start <= end:
        return True
    if start - end > BRIDGE:
        return False
    pen = row[end - 1][1]
    for text, own in row[end:start]:
        if not text.isascii() or not (own == pen or (text == " " and own == blank(pen))):
            return False
    return True


def _ends_whole(old: list[Cell] | None, end: int, pen: Pen) -> bool:
    """Whether erasing up to `end` leaves no half of a wide character there. Writing over such a half makes tmux blank
    what was erased before it, without the background.
    """
    return not pen.bg or (old is not None and (end >= len(old) or old[end][0] != ""))


def _steps(count: int, onward: str, backward: str) -> str:
    """A move by `count` lines or columns."""
    size = abs(count)
    return f"\x1b[{size if size > 1 else ''}{onward if count > 0 else backward}" if count else ""


class Pencil:
    """Writes cells, remembering where the terminal's cursor is and how it draws.

    `erases` says whether erased cells take the current background ("bce" in terminfo).
    """

    def __init__(self, width: int, *, erases: bool = True) -> None:
        self.width = width
        self.erases = erases
        self.forget()

    def forget(self) -> None:
        """Somebody else has written: neither cursor nor pen is known."""
        self._at: tuple[int, int] | None = None
        self._pen: Pen | None = None

    def move(self, x: int, y: int) -> str:
        """Put the cursor at a cell, unless it stands there."""
        at, self._at = self._at, (x, y)
        if at == (x, y):
            return ""
        place = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
        if at is None:
            return place
        steps, back = _steps(y - at[1], "B", "A"), at[0] - x
        # A column of ages: down some lines and back over the digit that was written.
        steps += "\b" * back if steps and 0 < back < 4 else _steps(-back, "C", "D")
        return steps if len(steps) < len(place) else place

    def scroll(self, top: int, bottom: int, up: int) -> str:
        """Move the lines from `top` to `bottom` up, or down; the lines that come in are blank (DECSTBM, IND, RI)."""
        plain, self._at = self._draw_with(PLAIN), None
        steps = f"\x1b[{bottom + 1}H" + "\x1bD" * up if up > 0 else f"\x1b[{top + 1}H" + "\x1bM" * -up
        return f"{plain}\x1b[{top + 1};{bottom + 1}r{steps}\x1b[r"

    def row(self, y: int, old: list[Cell] | None, new: list[Cell]) -> str:
        """What makes line `y` show `new`."""
        if old == new:
            return ""
        out: list[str] = []
        ground = (" ", blank(new[-1][1]))
        if old is None and self._erasable(ground):
            out.append(self.move(0, y) + self._erase_with(ground[1]) + "\x1b[K")
            old = [ground] * len(new)
        tail = self._tail(new)
        for start, end in runs(old, new):
            if tail is not None and end > tail:
                if start < tail:
                    out.append(self._run(start, tail, y, old, new))
                out.append(self.move(max(start, tail), y) + self._erase_with(new[-1][1]) + "\x1b[K")
                break
            out.append(self._run(start, end, y, old, new))
        return "".join(out)

    def _tail(self, row: list[Cell]) -> int | None:
        """Where the blanks begin that end the line and can be erased; None when writing them is as good."""
        last = row[-1]
        if not self._erasable(last):
            return None
        start = len(row) - 1
        while start and row[start - 1] == last:
            start -= 1
        return start if len(row) - start > ERASE_FROM else None

    def _erasable(self, cell: Cell) -> bool:
        pen = cell[1]
        return (
            cell[0] == " " and pen == blank(pen) and not pen.attributes and not pen.link and (self.erases or not pen.bg)
        )

    def _draw_with(self, pen: Pen) -> str:
        change = "" if pen == self._pen else write(self._pen, pen)
        self._pen = pen
        return change

    def _erase_with(self, pen: Pen) -> str:
        """Like `_draw_with`, for blanks of which only the background can be seen."""
        if self._pen is not None and blank(self._pen) == pen:
            return ""
        return self._draw_with(pen)

    def _run(self, start: int, end: int, y: int, old: list[Cell] | None, row: list[Cell]) -> str:
        out = [self.move(start, y)]
        x = start
        for erased, cells in self._groups(row[start:end]):
            out.append(self._move_on(x, y))
            if erased and _ends_whole(old, x + len(cells), cells[0][1]):
                out.append(f"{self._erase_with(cells[0][1])}\x1b[{len(cells)}X")
            else:
                out.append(self._write(x, y, cells))
            x += len(cells)
        return "".join(out)

    def _groups(self, cells: list[Cell]) -> Iterator[tuple[bool, list[Cell]]]:
        """The cells in groups that one pen draws; a long blank is a group of its own, to be erased."""
        group: list[Cell] = []
        pen = space = None
        for cell in cells:
            own = cell[1]
            if own is pen or own == pen or (cell[0] == " " and own == space):
                group.append(cell)
                continue
            if group:
                yield from self._parted(group)
            group, pen, space = [cell], own, blank(own)
        yield from self._parted(group)

    def _parted(self, group: list[Cell]) -> Iterator[tuple[bool, list[Cell]]]:
        """A group, parted around the long blanks in it."""
        if len(group) <= SKIP_FROM or _LONG not in "".join([cell[0] for cell in group]):
            yield False, group
            return
        few: list[Cell] = []
        for same, run in groupby(group):
            alike = list(run)
            if len(alike) <= SKIP_FROM or not self._erasable(same):
                few += alike
                continue
            if few:
                yield False, few
                few = []
            yield True, alike
        if few:
            yield False, few

    def _move_on(self, x: int, y: int) -> str:
        """Go on at the next cell of a run: after an erasure or a doubtful width the cursor is not there yet."""
        return "" if self._at == (x, y) else self.move(x, y)

    def _write(self, x: int, y: int, cells: list[Cell]) -> str:
        text = [cell[0] for cell in cells]
        joined = "".join(text)
        change = self._erase_with(cells[0][1]) if joined.isspace() else self._draw_with(cells[0][1])
        if simple(joined):
            self._reach(x + len(text), y)
            return change + joined
        out = [change]
        for plain, alike in groupby(text, lambda cell: bool(cell) and simple(cell)):
            part = list(alike)
            out.append(self._move_on(x, y) + "".join(part))
            x += len(part)
            if plain:
                self._reach(x, y)
            else:
                self._at = None
        return "".join(out)

    def _reach(self, x: int, y: int) -> None:
        """The cursor has come to `x`; past the last column terminals differ, so it is not known there."""
        self._at = (x, y) if x < self.width else None
