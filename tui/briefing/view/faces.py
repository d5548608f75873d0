"""The parts of the board as they look now: panes, header, tabs, credit. Reads the board and changes nothing."""

from __future__ import annotations

from briefing.draw import board as picture
from briefing.draw.cells import cut
from briefing.draw.credits import full, on_screen
from briefing.draw.flow import fill
from briefing.draw.fresh import desk_summary, fresh
from briefing.draw.items import BUNDLED
from briefing.draw.look import zone
from briefing.draw.pane import Pane, Tab, draw, inner, tab_row
from briefing.draw.spans import Span
from briefing.store import listing
from briefing.view.commands import hints
from briefing.view.pane import SHOWN_AS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.board import Box
    from briefing.draw.fresh import Fresh
    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.view.board import Board
    from briefing.view.pane import PaneView

MOST_COUNTED = 1000
LEAD = 2
"""Lines of its text that each item of a zoomed pane shows."""
ROOMY = (60, 16)
"""Cells and lines inside a zoomed pane from which on it does."""
_ROOM_FOR_TWO_TROUBLES = 12


def top_line(board: Board, width: int) -> Line:
    """The header: name and time, what is new, how the sources are."""
    look = board.look
    bullet, clock, zoned = look.glyphs.bullet, look.clock(look.now), zone(look.now, look.moment)
    whole = f"{clock} {zoned}".rstrip()
    names = [f"briefing{bullet}{look.day(look.now)} {whole}", f"briefing{bullet}{clock}", clock, ""]
    sources, wrong = desk_summary(board.desk.sources, board.healths)
    new = new_in_all(board)
    right = [(f"{counted(new)} new", False)] if new else [("nothing new", False)]
    right.append((sources, False))
    if wrong:
        right.append((wrong, True))
    if board.paused:
        right.append(("paused", True))
    if board.offline:
        right.append(("offline", True))
    return picture.header(names, right, width, look)


def new_in_all(board: Board) -> int:
    """How many items are new, those in several fronts counted once; worked out once until the store changes.

    Up to the first look at the store that is only so of what is on the screen, since to ask would hold up the first.
    """
    if board.new is None:
        some = [pane for pane in board.panes if pane.counts.new]
        board.new = sum([pane.counts.new for pane in some])
        if len(some) > 1 and board.new < MOST_COUNTED:
            # What is new is mostly on the screen, and then the store need not be asked.
            shown = [item.seq for pane in some for item in pane.window.items if not item.marks.seen]
            if len(shown) == board.new or board.rough is None:
                board.rough = len(shown) != board.new
                board.new -= len(shown) - len(set(shown))
            else:
                board.new = listing.new_in_all(board.store, [pane.front.id for pane in some])
    return board.new


def tab_line(board: Board, width: int) -> Line:
    """The row of tabs, when only some of the fronts are on the screen."""
    return fill([Span(" "), *tab_row(_tabs(board), max(width - 1, 0), board.look)], width, ellipsis="")


def pane_picture(board: Board, box: Box, *, alone: bool) -> list[Line]:
    """The pane in its box, with its border."""
    look = board.look
    if box.front >= len(board.panes):
        return draw(Pane((), (), bottom="no fronts on this desk"), box.width, box.height, look)
    pane = board.panes[box.front]
    focused = box.front == board.focus
    tabs = _tabs(board) if alone and len(board.panes) > 1 and not board.zoomed else (_tab(board, box.front),)
    right, style = _right(pane, alone=len(tabs) > 1)
    state = freshness(board, pane, box.width)
    bottom = "" if box.width < 16 else state.summary
    pane.rows.tell_edition(bool(bottom) and _of_edition(pane))
    body = pane.body(focused=focused, key=board.key)
    width, height = inner(box.width, box.height)
    troubles = [
        fill([Span(f"! {each}", "warning")], width, ellipsis=look.glyphs.ellipsis) for each in _shown(state, box, look)
    ]
    if troubles:
        room = max(height - len(troubles), 0)
        body = (*body[:room], *[fill((), width)] * (room - len(body)), *troubles)
    return draw(Pane(tabs, body, right, style, bottom, focused=focused), box.width, box.height, look)


def fit(board: Board, box: Box) -> None:
    """Tell a pane the room that its items have in its box: less what the troubles of its sources take."""
    pane = board.panes[box.front]
    width, height = inner(box.width, box.height)
    troubles = len(_shown(freshness(board, pane, box.width), box, board.look))
    lead = LEAD if board.zoomed and width >= ROOMY[0] and height >= ROOMY[1] else 0
    pane.resize(width, max(height - troubles, 0), board.look, lead)


def freshness(board: Board, pane: PaneView, width: int) -> Fresh:
    """How fresh a front is, in words; worked out once until a source or the minute changes."""
    items = pane.window.items
    bundled = board.look.of(items[0]).whole_day(items[0].at) if _of_edition(pane) else ""
    key = (pane.front.id, width, bundled)
    found = board.told.get(key)
    if found is None:
        room = max(width - 6, 1)
        found = fresh(
            board.desk.feeding(pane.front), board.healths, room, board.look, offline=board.offline, bundled=bundled
        )
        board.told[key] = found
    return found


def _of_edition(pane: PaneView) -> bool:
    """Whether a pane shows nothing but the bundled edition."""
    items = pane.window.items
    return bool(items) and all(item.source == BUNDLED for item in items)


def foot(board: Board, shown: Sequence[PaneView], width: int, rows: int) -> list[Line]:
    """The last lines of the screen: who says so, and the key hints or a notice."""
    look, said = board.look, board.said
    if said:
        last = picture.notice(said, width, look)
    else:
        last = picture.key_hints(hints(board.desk.keys, fronts=len(board.panes), ascii=look.spelt), width)
    credit = _credit(board, shown, max(width - 2, 1), rows - 1 if rows > 2 or said else rows, free=rows > 2)
    return picture.footer(credit, last, width, rows, look)


def _credit(board: Board, shown: Sequence[PaneView], width: int, rows: int, *, free: bool) -> list[Line]:
    """Who says so: of the item under the cursor, or of everything on the screen when there is none."""
    item = board.current
    if item is not None:
        return full(item, width, board.look, rows, free=free)
    return on_screen([each for pane in shown for each in pane.window.items], width, board.look, rows)


def counted(number: int) -> str:
    """A count that stops at a thousand: "999", "1000+"."""
    return f"{MOST_COUNTED}+" if number >= MOST_COUNTED else str(number)


def _shown(state: Fresh, box: Box, look: Look) -> tuple[str, ...]:
    """The troubles that there is room to tell, the last with the number of those that there is none for."""
    width, height = inner(box.width, box.height)
    room = 2 if height >= _ROOM_FOR_TWO_TROUBLES else 1 if height >= 4 else 0
    told, untold = state.troubles[:room], len(state.troubles[room:])
    if not told or not untold:
        return told
    more = f" (+{untold} more)"
    return (*told[:-1], cut(told[-1], max(width - 2 - len(more), 1), look.glyphs.ellipsis) + more)


def _tabs(board: Board) -> tuple[Tab, ...]:
    """All fronts, for a row of tabs."""
    return tuple(_tab(board, at) for at in range(len(board.panes)))


def _tab(board: Board, at: int) -> Tab:
    """One front's title, with how many of its items are new."""
    pane = board.panes[at]
    return Tab(at + 1, pane.front.title, pane.counts.new, at == board.focus)


def _right(pane: PaneView, *, alone: bool) -> tuple[str, str]:
    """What the title says at its right end: the filter, what is held back, what is new."""
    glyphs = pane.rows.look.glyphs
    words = [SHOWN_AS[pane.window.show]] if SHOWN_AS[pane.window.show] else []
    style = "rule"
    if pane.counts.held:
        words.append(f"{counted(pane.counts.held)} new {glyphs.up}")
        style = "held"
    elif pane.counts.new and not alone:
        words.append(f"{counted(pane.counts.new)} new")
        style = "new"
    return glyphs.bullet.join(words), style
