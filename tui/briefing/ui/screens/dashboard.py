"""The main screen: the board, as `briefing.view.board` draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.ui.screens.base import Screen
from briefing.view import commands, welcome
from briefing.view.pointing import point

if TYPE_CHECKING:
    from briefing.draw.spans import Line
    from briefing.model import Item
    from briefing.view.board import Board


class Dashboard(Screen):
    """Shows the board and hands it the commands that are its own."""

    where = commands.BOARD

    def __init__(self, board: Board) -> None:
        self.board = board

    def lines(self, width: int, height: int) -> list[Line]:
        """The board at this size."""
        self.board.resize(width, height)
        return self.board.lines()

    def press(self, key: str) -> bool:
        """Whatever the key is, the reader has found the keyboard."""
        welcome.over(self.board)
        return False

    def do(self, command: str, times: int) -> bool:
        """A command of the board."""
        return self.board.do(command, times)

    def point(self, x: int, y: int) -> str:
        """The item that is pressed comes under the cursor; pressed once more, it is read."""
        welcome.over(self.board)
        return "read" if point(self.board, x, y) else ""

    def poll(self) -> bool:
        """Whether the board may look different now."""
        return self.board.poll()

    def notice(self, text: str) -> None:
        """Show a line in place of the key hints."""
        self.board.notice(text)

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self.board.current
