"""The first screen, written straight to the terminal before the toolkit is imported; the toolkit then takes it over.

The keys are taken one by one from the first moment on, so that what is typed meanwhile is neither shown nor lost.
"""

from __future__ import annotations

import os

from briefing.draw.ansi import encode
from briefing.draw.styles import Palette
from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from briefing.draw.styles import Depth
    from briefing.model import Theme
    from briefing.view.board import Board

TAKE = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"
"""The alternate screen, no cursor, no wrapping at the edge, pastes in brackets."""
HOME = "\x1b[H"


class FirstPaint(NamedTuple):
    """What was done to the terminal: `written` after `TAKE`, on a blank screen of `width` by `height`.

    `attributes` are those of the terminal from before, as `termios.tcgetattr` gives them; None without a terminal.
    """

    written: str
    attributes: list[Any] | None
    width: int
    height: int


def paint(board: Board, theme: Theme, depth: Depth, *, reads: int = 0, writes: int = 1) -> FirstPaint:
    """Take the terminal and show the board on it. Raises OSError when the terminal is gone."""
    width, height = size(writes)
    board.resize(width, height)
    written = HOME + encode(board.lines(), Palette(theme, depth))
    attributes = key_by_key(reads)
    left = (TAKE + written).encode("utf-8", "replace")
    while left:
        left = left[os.write(writes, left) :]
    return FirstPaint(written, attributes, width, height)


def size(writes: int = 1) -> tuple[int, int]:
    """Columns and lines of the terminal; 80 by 24 when nobody knows."""
    try:
        width, height = os.get_terminal_size(writes)
    except OSError:
        width = height = 0
    return width or 80, height or 24


def key_by_key(reads: int = 0, *, signals: bool = True) -> list[Any] | None:
    """Every key at once from now on: no echo, no lines, no flow control, no translation; with `signals`, those keys
    that send one still do. The attributes from before, or None when this is no terminal.
    """
    import termios

    try:
        before = termios.tcgetattr(reads)
        now = termios.tcgetattr(reads)
        now[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | (0 if signals else termios.ISIG))
        now[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
        termios.tcsetattr(reads, termios.TCSANOW, now)
    except termios.error:
        return None
    return before


def is_console(env: Mapping[str, str]) -> bool:
    """Whether this is a console of Linux ("linux", "screen.linux"), whose font has but a few hundred glyphs."""
    return "linux" in env.get("TERM", "")


def ascii_only(env: Mapping[str, str]) -> bool:
    """Whether the locale says in so many words that the terminal shows no UTF-8 ("C", "POSIX", "de_DE.ISO-8859-1").

    Where nothing is said, as in many containers, terminals do show it.
    """
    locale = next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "UTF-8")
    return "utf" not in locale.lower()
