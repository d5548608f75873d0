"""Plain `briefing` in a terminal: what is stored is on the screen before the toolkit is even imported.

Everything up to the first paint is light; see `tests/unit/test_layers.py`.
"""

from __future__ import annotations

import os
import time

from briefing.cli import opening
from briefing.draw.styles import depth_of
from briefing.view import firstpaint
from briefing.view.board import Board

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.cli.options import Options
    from briefing.model import Desk, Instant, Theme
    from briefing.paths import Stamp
    from briefing.store.connection import Store
    from briefing.ui.stage import Themes


PATIENCE = 0.2
"""Seconds that a key may wait for another process to be done writing; then the reader is told."""


def clock() -> Instant:
    """The system's clock in whole seconds."""
    return int(time.time())


def run(options: Options) -> int:
    """Paint, then hand the screen to the application, which does not come back from a real terminal.

    Raises `ConfigError`, `UsageError` or `StoreError` before anything was painted.
    """
    read = opening.desk_stamp(options)
    desk, theme = opening.settled(options)
    front = opening.check_front(desk, options.front)
    now = clock()
    store = opening.wire(options, now=now)
    theme = opening.worn(options, store, desk, theme)
    opening.furnish(store, desk, options, now)
    store.hurry(PATIENCE)
    plain = opening.ascii_only(options, desk)
    console = firstpaint.is_console(os.environ)
    board = Board(store, desk, clock=clock, ascii=plain, front=front, offline=options.offline, console=console)
    painted = firstpaint.paint(board, theme, depth_of(os.environ))
    try:
        return _hand_over(options, store, desk, theme, board, painted, read)
    except BaseException:
        _give_back(painted)
        raise


def _hand_over(
    options: Options,
    store: Store,
    desk: Desk,
    theme: Theme,
    board: Board,
    painted: firstpaint.FirstPaint,
    read: Stamp,
) -> int:
    """From here on the toolkit draws."""
    _end_at_signals(painted)
    _spare_tls()
    from briefing.cli import fault
    from briefing.ui import app
    from briefing.ui.options import Options as Choices

    choices = Choices(
        front=options.front,
        theme=options.theme,
        depth=depth_of(os.environ),
        ascii=board.look.ascii,
        mouse=options.mouse,
        offline=options.offline,
        restricted=options.restricted,
    )
    return app.run(
        store,
        desk,
        theme,
        choices,
        board=board,
        fetcher=opening.fetcher(store, options),
        painted=painted,
        themes=_themes,
        clock=clock,
        report=fault.told if options.restricted else fault.report,
        command=opening.own_command(options),
        desk_watch=opening.desk_watch(options, read),
    )


def _end_at_signals(painted: firstpaint.FirstPaint) -> None:
    """Until the toolkit is there, a signal ends everything at once.

    An exception would not do: one that is raised within an import may be caught by whoever is importing.
    """
    import signal

    def end(number: int, frame: object) -> None:
        _give_back(painted)
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)


def _spare_tls() -> None:
    """Import asyncio as on a Python that was built without `ssl`: a fortieth of the start, and a MiB of memory.

    The viewer never speaks to the network. None makes an import fail, and asyncio is written for that; whoever
    imports `ssl` later finds it.
    """
    import sys

    if "ssl" not in sys.modules:
        sys.modules["ssl"] = None  # type: ignore[assignment]
        try:
            import asyncio  # noqa: F401
        finally:
            del sys.modules["ssl"]


def _themes() -> Themes:
    """Every theme there is now, for the reader to choose from."""
    from briefing.config import themes
    from briefing.ui.stage import Themes

    return Themes(*themes.load())


def _give_back(painted: firstpaint.FirstPaint) -> None:
    """Leave the terminal as it was, when the toolkit never came to do so."""
    import termios

    try:
        os.write(1, b"\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l")
        if painted.attributes is not None:
            termios.tcsetattr(0, termios.TCSANOW, painted.attributes)
    except (OSError, termios.error):
        return
