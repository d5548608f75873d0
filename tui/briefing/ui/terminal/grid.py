"""The cells of a screen, and the reading of what Textual's compositor writes into them.

Textual's frames hold cursor positions, SGR, OSC 8 links, text and line feeds; that is all `Grid.feed`
understands. Anything else is for the caller to pass on, and to paint everything again.
"""

from __future__ import annotations

import re
from itertools import repeat

from rich.cells import split_graphemes

from briefing.ui.terminal.pens import PLAIN, Pen, blank, read

Cell = tuple[str, Pen]
"""What stands in a cell, with the marks combined with it, and its pen; "" is the right half of the cell before.

A space has only what can be seen of its pen, so that spaces that look the same are the same."""

BLANK: Cell = (" ", PLAIN)

_TOKEN = re.compile(
    r"\x1b\[(\d*)(?:;(\d*))?H"
    r"|\x1b\[([\d;]*)m"
    r"|\x1b\]8;[^;\x1b\x07]*;([^\x1b\x07]*)(?:\x1b\\|\x07)"
    r"|([^\x00-\x1f\x7f-\x9f]+)"
    r"|(\n)"
    r"|(\r)"
    r"|\x1b\[(0?)K"
    r"|\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?|[\x00-\x1f\x7f-\x9f]"
)
_POSITION, _COLUMN, _SGR, _LINK, _TEXT, _DOWN, _RETURN, _ERASE = range(1, 9)

_NOT_SIMPLE = re.compile(
    "[^ -~\xa1-\xac\xae-\u02ff\u0370-\u0377\u037b-\u037f\u0384-\u038a\u038e-\u03a1\u03a3-\u0482"
    "\u048a-\u052f\u2010-\u2015\u2018-\u201f\u2020-\u2022\u2026\u2030\u2032-\u203a\u20ac\u2190-\u21ff\u2500-\u25fc]"
)


def simple(text: str) -> bool:
    """Whether every character of `text` is one cell wide on every terminal, whatever Unicode version it knows."""
    return _NOT_SIMPLE.search(text) is None


def cells_of(text: str, pen: Pen) -> tuple[str, list[Cell]]:
    """The cells of `text`, and before them the marks it begins with, which belong to whatever it is written behind.

    One cell for each cluster, and one more, empty, for the right half of a wide one.
    """
    marks, cells = "", list(zip(text, repeat(pen)))
    if not simple(text):
        cells = []
        for start, end, width in split_graphemes(text)[0]:
            if width:
                cells += [(text[start:end], pen), *[("", pen)] * (width - 1)]
            elif not cells:
                marks += text[start:end]
    space = blank(pen)
    if space != pen and " " in text:
        cells = [(" ", space) if cell[0] == " " else cell for cell in cells]
    return marks, cells


def combine(marks: str, row: list[Cell], x: int) -> None:
    """Add combining marks to the character before column `x`, which is not the first."""
    at = x - 1 if row[x - 1][0] or x == 1 else x - 2
    row[at] = (row[at][0] + marks, row[at][1])


class Grid:
    """A screen of `width` × `height` cells, a cursor and a pen."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows: list[list[Cell]] = [[BLANK] * width for _ in range(height)]
        self.touched: set[int] = set()
        self.x = self.y = 0
        self.pen = PLAIN

    def resize(self, width: int, height: int) -> None:
        """Take a new size; what is there stays where it is, cut or padded."""
        rows = [self._fit(row, width) for row in self.rows[:height]]
        rows += [[BLANK] * width for _ in range(height - len(rows))]
        self.rows, self.width, self.height = rows, width, height
        self.touched = set(range(height))

    @staticmethod
    def _fit(row: list[Cell], width: int) -> list[Cell]:
        if len(row) <= width:
            return row + [BLANK] * (width - len(row))
        cut = row[:width]
        if width and row[width][0] == "":
            cut[-1] = (" ", cut[-1][1])
        return cut

    def feed(self, data: str) -> bool:
        """Draw what `data` says. False when it holds something unknown, which is passed over."""
        known = True
        for token in _TOKEN.finditer(data):
            known = self._apply(token) and known
        return known

    def _apply(self, token: re.Match[str]) -> bool:
        kind = token.lastindex
        if kind == _TEXT:
            self._put(token[_TEXT])
        elif kind == _SGR:
            pen = read(self.pen, token[_SGR])
            if pen is None:
                return False
            self.pen = pen
        elif kind == _LINK:
            self.pen = self.pen._replace(link=token[_LINK])
        elif kind == _DOWN:
            self.y += 1
        elif kind == _RETURN:
            self.x = 0
        elif kind == _ERASE:
            x = self.x
            self._put_cells([(" ", PLAIN._replace(bg=self.pen.bg))] * (self.width - x))
            self.x = x
        elif kind in (_POSITION, _COLUMN):
            self.y, self.x = int(token[_POSITION] or 1) - 1, int(token[_COLUMN] or 1) - 1
        return kind is not None

    def put_row(self, y: int, row: list[Cell]) -> None:
        """Make line `y` show these cells; the cursor and the pen stay where they are."""
        self.rows[y][:] = row if len(row) == self.width else self._fit(row, self.width)
        self.touched.add(y)

    def _put(self, text: str) -> None:
        """Write at the cursor and move it; what would stand outside the screen is dropped."""
        marks, cells = cells_of(text, self.pen)
        if marks and 0 < self.x <= self.width and 0 <= self.y < self.height:
            combine(marks, self.rows[self.y], self.x)
            self.touched.add(self.y)
        self._put_cells(cells)

    def _put_cells(self, cells: list[Cell]) -> None:
        start, end = self.x, self.x + len(cells)
        self.x = end
        if not cells or not 0 <= self.y < self.height or start >= self.width:
            return
        row = self.rows[self.y]
        if end > self.width:
            cells = self._fit(cells, self.width - start)
            end = self.width
        if row[start][0] == "":
            row[start - 1] = (" ", row[start - 1][1])
        if end < self.width and row[end][0] == "":
            row[end] = (" ", row[end][1])
        row[start:end] = cells
        self.touched.add(self.y)
