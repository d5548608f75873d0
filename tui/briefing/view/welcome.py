"""The welcome at the very first start of a reader: shown until any key, and never again."""

from __future__ import annotations

from briefing import paths
from briefing.errors import StoreError
from briefing.store import preferences
from briefing.view import commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.draw.spans import Line
    from briefing.store.connection import Store
    from briefing.view.board import Board

    Paragraph = list[tuple[str, bool]]

WELCOMED = "welcomed"
LOW = 20
"""Lines below which there is only room for the news."""


def wanted(store: Store) -> bool:
    """Whether this reader has never pressed a key here; nobody without marks is welcomed, since it would not end."""
    return bool(store.visit) and not preferences.get(store, WELCOMED)


def over(board: Board) -> None:
    """A key was pressed: the reader knows how to, and is not told again."""
    if not board.welcoming:
        return
    board.welcoming = False
    try:
        preferences.put(board.store, WELCOMED, "1")
    except StoreError:
        return


def lines(board: Board, width: int, height: int) -> list[Line]:
    """The welcome on a screen of that size: a quarter of its lines at most."""
    if not board.welcoming or height < LOW:
        return []
    from briefing.draw.welcome import welcome

    return welcome(_paragraphs(board), width, height // 4, board.look)


def _paragraphs(board: Board) -> list[Paragraph]:
    """What to know first, with the keys as this desk has them."""
    look = board.look

    def key(command: str) -> tuple[str, bool]:
        return commands.key(command, board.desk.keys, ascii=look.spelt), True

    first = f"Each pane is a front: {look.glyphs.new} is new to you, and the line below says who reports it."
    keys: Paragraph = [
        *[key("down"), (" ", False), key("up"), (" move, ", False), key("read"), (" reads, ", False)],
        *[key("next_new"), (" finds what is new, ", False), key("help"), (" shows every key, ", False)],
        *[key("quit"), (" quits.", False)],
    ]
    found: list[Paragraph] = [
        [(first, False)],
        keys,
        [key("sources"), (" shows the sources and adds new ones. ", False)],
    ]
    if not board.desk.path:
        found[2] += [
            ("These fronts and sources came with briefing; ", False),
            ("briefing config init", True),
            (f" begins a desk of your own in {_short(paths.config_file())}.", False),
        ]
    return found


def _short(path: str) -> str:
    """A path as one types it, from `~` on where it is in the home."""
    import os

    home = os.environ.get("HOME", "")
    return "~" + path[len(home) :] if home and path.startswith(home + "/") else path
