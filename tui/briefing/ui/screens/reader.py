"""One item in full, as `briefing.view.reader` draws it; what was found by searching has those found as neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ui.screens.base import Screen
from briefing.view.reader import ReaderView

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.draw.spans import Line
    from briefing.model import Item
    from briefing.view.board import Board


class Reader(Screen):
    """Reads the item under the board's cursor, or `item`, whose neighbours `step` knows (it takes how far to go)."""

    def __init__(
        self, board: Board, item: Item | None = None, step: Callable[[int], Item | None] | None = None
    ) -> None:
        self._board, self._step = board, step
        self._view = ReaderView(board, item)

    @property
    def item(self) -> Item | None:
        """The item that is read."""
        return self._view.item

    def lines(self, width: int, height: int) -> list[Line]:
        """The item at this size."""
        self._view.resize(width, height)
        return self._view.lines()

    def do(self, command: str, times: int) -> bool:
        """A command of the reader."""
        if self._step is not None and command in ("next_item", "previous_item"):
            self._turn(times if command == "next_item" else -times)
            return True
        return self._view.do(command, times)

    def _turn(self, by: int) -> None:
        """Read another of those found."""
        item = self._step(by) if self._step else None
        if item is None:
            self._view.notice("this is the last one found" if by > 0 else "this is the first one found")
        else:
            self._view = ReaderView(self._board, item)

    def poll(self) -> bool:
        """Whether the item, or the clock above it, may look different now."""
        return self._view.poll()

    def notice(self, text: str) -> None:
        """Show a line in place of the key hints."""
        self._view.notice(text)
