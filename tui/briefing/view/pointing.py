"""What is under the mouse: the pane and the item in it."""

from __future__ import annotations

from briefing.draw.pane import inner
from briefing.view import moves

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.draw.board import Box
    from briefing.view.board import Board
    from briefing.view.pane import PaneView


def point(board: Board, x: int, y: int) -> bool:
    """Give the keys to the pane at that cell and put its cursor on the item there; True when it was on it already."""
    box = next((each for each in board.arranged().boxes if _holds(each, x, y)), None)
    if box is None or box.front >= len(board.panes):
        return False
    same = box.front == board.focus
    moves.focus(board, box.front)
    pane = board.panes[box.front]
    index = _item_at(pane, y - box.top - (box.height - inner(box.width, box.height)[1]) // 2)
    if index is None:
        return False
    if same and index == pane.index:
        return True
    passed = pane.current
    pane.move(index - pane.index)
    moves.see(board, [passed, pane.current] if same else [pane.current])
    return False


def _holds(box: Box, x: int, y: int) -> bool:
    """Whether a cell of the screen is in a pane."""
    return box.left <= x < box.left + box.width and box.top <= y < box.top + box.height


def _item_at(pane: PaneView, row: int) -> int | None:
    """Which item of the window is drawn in a row of the pane, the rule above it included."""
    items = pane.window.items
    below = 0
    for index in range(len(items)):
        below += len(pane.rows.lines(items, index, pane.here))
        if 0 <= row < min(below, pane.rows.height):
            return index
    return None
