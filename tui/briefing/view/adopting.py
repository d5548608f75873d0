"""A desk that changed while the board is on the screen: panes come, go and change places; what stays does not move."""

from __future__ import annotations

from briefing.draw.look import moments
from briefing.store import marks
from briefing.view.pane import PaneView

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.model import Desk, Front
    from briefing.view.board import Board


def adopt(board: Board, desk: Desk) -> None:
    """Show this desk from now on: the keys stay with their front, and every pane where it was read."""
    known = {pane.front.id: pane for pane in board.panes}
    focused = board.front
    if desk.clock != board.desk.clock:
        board.look = board.look._replace(moment=moments(desk.clock))
    if desk.times != board.desk.times:
        board.look = board.look._replace(relative=desk.times == "ages")
    if desk.bidi != board.desk.bidi:
        board.look = board.look._replace(bidi=desk.bidi)
    board.desk = desk
    board.marking.undo_key = board.key("undo")
    board.panes = [_pane(board, front, known.get(front.id)) for front in desk.fronts]
    ids = [front.id for front in desk.fronts]
    if focused is not None and focused.id in ids:
        board.focus = ids.index(focused.id)
    else:
        board.focus = max(min(board.focus, len(ids) - 1), 0)
    board.load()


def _pane(board: Board, front: Front, known: PaneView | None) -> PaneView:
    """The pane of a front, the one there is if there is one."""
    if known is not None:
        known.front = front
        return known
    pane = PaneView(board.store, front, board.look)
    pane.here = marks.left_off(board.store, front.id)
    if board.paused:
        pane.pause(True)
    return pane
