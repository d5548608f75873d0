"""What the terminal shows beside what it should show; the difference is all that is ever sent."""

from __future__ import annotations

from collections.abc import Mapping

from briefing.ui.terminal.diff import Pencil
from briefing.ui.terminal.grid import BLANK, Cell, Grid
from briefing.ui.terminal.scroll import Scroll, found

SYNCHRONISED_FROM = 1_500
"""Characters from which a change is put between "begin" and "end" of a synchronised update (mode 2026)."""


class Mirror:
    """Takes frames at any rate and says, when asked, what is still to be sent. Not thread safe."""

    def __init__(self, width: int, height: int, *, erases: bool = True) -> None:
        self._wanted = Grid(width, height)
        self._shown: list[list[Cell] | None] = [None] * height
        self._pencil = Pencil(width, erases=erases)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._wanted.width, self._wanted.height

    def assume(self, written: str) -> None:
        """The terminal, blank before, shows what `written` (frames, or the first paint) has drawn on it."""
        self._wanted.feed(written)
        self._wanted.x = self._wanted.y = 0  # nobody wants the cursor where the painting came to its end
        self._shown = [row.copy() for row in self._wanted.rows]
        self._wanted.touched.clear()
        self._pencil.forget()

    def feed(self, frame: str) -> bool:
        """Take a frame into the picture. False when part of it is unknown: send `frame` as it is, then `forget`."""
        return self._wanted.feed(frame)

    def put(self, rows: Mapping[int, list[Cell]]) -> None:
        """Take lines into the picture, by their numbers."""
        for y, row in rows.items():
            self._wanted.put_row(y, row)

    def resize(self, width: int, height: int) -> None:
        """The terminal has a new size, and nobody knows what it shows."""
        self._wanted.resize(width, height)
        self._pencil = Pencil(width, erases=self._pencil.erases)
        self.forget()

    def forget(self) -> None:
        """Somebody else has written on the terminal: everything is to be sent again."""
        self._shown = [None] * self._wanted.height
        self._wanted.touched = set(range(self._wanted.height))
        self._pencil.forget()

    def changes(self) -> str:
        """What is to be sent now; from here on it counts as shown."""
        wanted, shown = self._wanted, self._shown
        out: list[str] = []
        touched = sorted(wanted.touched)
        if move := found(shown, wanted.rows, touched):
            out.append(self._scroll(move))
            touched = sorted({*touched, *range(move.top, move.bottom + 1)})
        for y in touched:
            row = wanted.rows[y]
            old = shown[y]
            if old != row:
                out.append(self._pencil.row(y, old, row))
                shown[y] = row.copy()
        wanted.touched.clear()
        if not out:
            return ""
        if wanted.x or wanted.y:
            # Past the last column or line there is no cell, and a terminal would stop short of where we thought it was.
            out.append(self._pencil.move(min(wanted.x, wanted.width - 1), min(wanted.y, wanted.height - 1)))
        sent = "".join(out)
        return f"\x1b[?2026h{sent}\x1b[?2026l" if len(sent) > SYNCHRONISED_FROM else sent

    def _scroll(self, move: Scroll) -> str:
        """Have the terminal move lines."""
        top, bottom, up = move
        came: list[list[Cell] | None] = [[BLANK] * self._wanted.width for _ in range(abs(up))]
        lines = self._shown[top : bottom + 1]
        self._shown[top : bottom + 1] = [*lines[up:], *came] if up > 0 else [*came, *lines[:up]]
        return self._pencil.scroll(top, bottom, up)
