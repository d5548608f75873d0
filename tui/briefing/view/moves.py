"""What each command of the board does: moving, marking, what is shown. One small function for each, in one table."""

from __future__ import annotations

from briefing.errors import StoreError
from briefing.store import listing, preferences
from briefing.store.listing import Show
from briefing.view.commands import MOST_FRONTS_WITH_A_KEY
from briefing.view.pane import SHOWN_AS, SHOWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.model import Item
    from briefing.view.board import Board
    from briefing.view.pane import PaneView

    Action = Callable[[Board, int], None]

TRAIL = 500


def _moving(step: Callable[[PaneView, int], None]) -> Action:
    """A movement in the pane with the keys; what the cursor comes to rest on is seen, and so is what it left."""

    def action(board: Board, count: int) -> None:
        pane = board.pane
        if pane is None:
            return
        passed = pane.window.items[: pane.whole()] if step is _page_down else [pane.current]
        step(pane, count)
        see(board, [*passed, pane.current])

    return action


def see(board: Board, items: list[Item | None], *, but: str = "") -> None:
    """These items were under the cursor, or were turned over by the page. In "new only" they stay new until read.

    `but` is a front that the caller will read anew.
    """
    pane = board.pane
    if pane is None or pane.window.show == Show.NEW:
        return
    seen = [item for item in items if item is not None]
    written = board.store.written
    if board.marking.see(seen):
        fronts = {front for item in seen for front in item.fronts if front != but}
        board.load_marked(fronts, board.store.written - written)


def _down(pane: PaneView, count: int) -> None:
    pane.move(count)


def _up(pane: PaneView, count: int) -> None:
    pane.move(-count)


def _page_down(pane: PaneView, count: int) -> None:
    pane.page(count)


def _page_up(pane: PaneView, count: int) -> None:
    pane.page(-count)


def _half_down(pane: PaneView, count: int) -> None:
    pane.move(count * max(pane.whole() // 2, 1))


def _half_up(pane: PaneView, count: int) -> None:
    pane.move(-count * max(pane.whole() // 2, 1))


def _top(pane: PaneView, count: int) -> None:
    pane.to_top()


def _bottom(pane: PaneView, count: int) -> None:
    pane.to_bottom()


def focus(board: Board, at: int) -> None:
    """Give the keys to another pane."""
    if board.panes and at != board.focus and 0 <= at < len(board.panes):
        board.focus = at
        board.arranged()


def _next_front(board: Board, count: int) -> None:
    focus(board, (board.focus + 1) % max(len(board.panes), 1))


def _previous_front(board: Board, count: int) -> None:
    focus(board, (board.focus - 1) % max(len(board.panes), 1))


def _to_front(at: int) -> Action:
    def action(board: Board, count: int) -> None:
        if at < len(board.panes):
            focus(board, at)
        else:
            board.notice(f"there is no front {at + 1}")

    return action


def _next_new(board: Board, count: int) -> None:
    """To the oldest item not yet seen, wherever it is; `N` finds the way back."""
    for _ in range(count):
        found = listing.next_new(board.store, [pane.front.id for pane in board.panes])
        if found is None:
            board.notice("nothing new on any front")
            return
        here, front = board.current, board.front
        if here is not None and front is not None:
            board.trail.append((front.id, here.id))
            del board.trail[:-TRAIL]
        _go(board, *found)


def _previous_new(board: Board, count: int) -> None:
    """Back along the way that `n` took."""
    for _ in range(count):
        if not board.trail:
            board.notice("no new item before this one")
            return
        front, known = board.trail.pop()
        item = listing.item(board.store, known)
        if item is not None and board.desk.front(front) is not None:
            _go(board, front, item)


def _go(board: Board, front: str, item: Item) -> None:
    """Bring an item under the cursor in its front."""
    focus(board, next(at for at, pane in enumerate(board.panes) if pane.front.id == front))
    pane = board.pane
    if pane is not None:
        if pane.window.show != Show.ALL:
            pane.filter(Show.ALL)
        see(board, [item], but=pane.front.id)
        pane.to_item(item)


def _zoom(board: Board, count: int) -> None:
    board.zoomed = not board.zoomed


def _filter(board: Board, count: int) -> None:
    pane = board.pane
    if pane is not None:
        pane.filter(SHOWS[(SHOWS.index(pane.window.show) + 1) % len(SHOWS)])
        board.notice(f"{pane.front.title}: {SHOWN_AS[pane.window.show] or 'everything'}")


def _pause(board: Board, count: int) -> None:
    board.paused = not board.paused
    for pane in board.panes:
        pane.pause(board.paused)
    board.notice("paused: arrivals are collected and counted" if board.paused else "arrivals appear again")


def _times(board: Board, count: int) -> None:
    times = "clock" if board.look.relative else "ages"
    board.look = board.look._replace(relative=times == "ages")
    board.notice("how old each item is" if times == "ages" else "the time of each item by the clock")
    try:
        preferences.choose(board.store, "times", times, board.desk.times)
    except StoreError as error:
        board.notice(f"{board.said}, but that is not remembered: {error}")


def _bidi(board: Board, count: int) -> None:
    board.look = board.look._replace(bidi=not board.look.bidi)
    board.notice("right-to-left text is turned around " + ("here" if board.look.bidi else "by the terminal, if at all"))


def _marking(mark: Callable[[Board, Item], str]) -> Action:
    """A mark on the item under the cursor."""

    def action(board: Board, count: int) -> None:
        item = board.current
        board.notice("nothing is selected" if item is None else mark(board, item))
        board.load()

    return action


def _toggle_read(board: Board, item: Item) -> str:
    return board.marking.toggle_read(item)


def _save(board: Board, item: Item) -> str:
    return board.marking.save(item)


def _all_read(board: Board, count: int) -> None:
    pane = board.pane
    if pane is not None:
        board.notice(board.marking.all_read(pane.front, pane.window.up_to))
        board.load()


def _undo(board: Board, count: int) -> None:
    for _ in range(count):
        board.notice(board.marking.undo())
    board.load()


ACTIONS: dict[str, Action] = {
    "down": _moving(_down),
    "up": _moving(_up),
    "top": _moving(_top),
    "bottom": _moving(_bottom),
    "page_down": _moving(_page_down),
    "page_up": _moving(_page_up),
    "half_down": _moving(_half_down),
    "half_up": _moving(_half_up),
    "next_new": _next_new,
    "previous_new": _previous_new,
    "next_front": _next_front,
    "previous_front": _previous_front,
    **{f"front_{at + 1}": _to_front(at) for at in range(MOST_FRONTS_WITH_A_KEY)},
    "zoom": _zoom,
    "filter": _filter,
    "pause": _pause,
    "times": _times,
    "bidi": _bidi,
    "toggle_read": _marking(_toggle_read),
    "save": _marking(_save),
    "all_read": _all_read,
    "undo": _undo,
}
"""By the command's id; commands that need more than the board (the reader, the palette, a link) are not here."""
