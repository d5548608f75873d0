"""The viewer as an application of Textual: one canvas, the keys, the clock; what is shown is the stage's business."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from textual import constants, events
from textual.geometry import Size

from briefing import paths
from briefing.draw.styles import Palette
from briefing.errors import BriefingError, StoreError
from briefing.text import safe
from briefing.ui.canvas import Canvas
from briefing.ui.desk import DeskWatch
from briefing.ui.ground import Bare
from briefing.ui.options import Options
from briefing.ui.stage import Setting, Stage, Themes
from briefing.ui.terminal.driver import GuestDriver, LeanDriver, give_back
from briefing.ui.terminal.signals import Signals
from briefing.ui.theming import COLOUR_SYSTEMS, Paint
from briefing.ui.wall import Wall
from briefing.view.board import Board
from briefing.view.fetcher import Fetcher

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.filter import LineFilter

    from briefing.model import Desk, Instant, Theme
    from briefing.store.connection import Store
    from briefing.view.firstpaint import FirstPaint

POLL = 0.5
"""Seconds between two looks at the store."""
TEND = 4
"""Looks at the store between two looks at whether somebody fetches."""


PLAIN_OPTIONS = Options()


class Viewer(Bare):
    """The terminal's side of a stage."""

    def __init__(
        self,
        setting: Setting,
        *,
        fetcher: Fetcher | None = None,
        driver: type[Driver] | None = None,
        report: Callable[[BaseException], str] | None = None,
        signals: Signals | None = None,
        desk_watch: DeskWatch | None = None,
    ) -> None:
        super().__init__(driver_class=driver, ansi_color=True)
        self.animation_level = "none"
        self.setting = setting
        self.stage = Stage(setting, self)
        self._fetcher, self._report, self._signals, self._desk_watch = fetcher, report, signals, desk_watch
        self._wall = Wall(colourless=setting.options.depth == "none")
        self._canvas = Canvas(Paint(Palette(setting.theme, setting.options.depth)))
        self._room = Size(80, 24)
        self._looks = 0
        self._wire = paths.number(setting.store.path)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The wall, and nothing that would change our colours."""
        return (self._wall,)

    def compose(self) -> Iterable[Canvas]:
        """One widget."""
        yield self._canvas

    def on_mount(self) -> None:
        """Begin to look at the store, and after the first frame at who fetches; signals are ours from here."""
        if self._signals is not None and isinstance(self._driver, GuestDriver):
            loop = asyncio.get_running_loop()
            self._signals.leave = lambda code: loop.call_soon_threadsafe(self.leave, code)
            self._signals.force = self._driver.force
        self.set_interval(POLL, self.look)
        self.call_after_refresh(self._settled)

    def _settled(self) -> None:
        """The first frame is out: what was made for it will live long, and need not be looked through again."""
        gc.freeze()
        gc.enable()
        self._tend()

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size, which the application itself is only told of after this."""
        self._room = event.size
        self._canvas.forget()
        self.draw()

    def draw(self) -> None:
        """Show what the stage shows now."""
        self._canvas.show(self.stage.lines(*self._room))

    def look(self) -> None:
        """Has anything changed in the store, or the minute?"""
        self._looks += 1
        if self._looks % TEND == 0:
            if isinstance(self._driver, GuestDriver) and paths.number(self.setting.store.path) not in (self._wire, 0):
                self._driver.stop_application_mode()
                self._end(_begin_again)  # another file has the wire's name: ours would be shown, unchanged, for ever
            self._tend()
            self._look_at_desk()
        if self.stage.poll():
            self.draw()

    def _tend(self) -> None:
        if self._fetcher is None:
            return
        try:
            told = self._fetcher.tend()
        except StoreError:
            return
        if told:
            self.stage.notice(self._fetcher.trouble)
            self.draw()

    def _look_at_desk(self) -> None:
        """Has the file of the desk changed, or that of the theme, or is something wrong with one of them?"""
        watch = self._desk_watch
        if watch is None:
            return
        before, settled = watch.trouble, watch.look(self.stage.theme.id)
        if settled is not None:
            self.stage.adopt(*settled)
            self.draw()
        elif watch.trouble and watch.trouble != before:
            self.stage.notice(watch.trouble)
            self.draw()

    def on_key(self, event: events.Key) -> None:
        """Every key goes to the stage."""
        event.stop()
        event.prevent_default()
        if self.stage.press(event.key, event.character):
            self.draw()

    def on_paste(self, event: events.Paste) -> None:
        """Text is only pasted where one types."""
        event.stop()
        if self.stage.paste(event.text):
            self.draw()

    def on_canvas_pointed(self, event: Canvas.Pointed) -> None:
        """The mouse was used, which only happens where it was asked for."""
        if self.stage.point(event.x, event.y, event.turned):
            self.draw()

    # -- the stage's host

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard by OSC 52."""
        self.copy_to_clipboard(text)

    def wear(self, theme: Theme) -> None:
        """Draw in these colours from now on."""
        self._canvas.wear(Paint(Palette(theme, self.setting.options.depth)))

    def redraw(self) -> None:
        """Send the whole screen again."""
        if isinstance(self._driver, GuestDriver):
            self._driver.redraw()

    def to_shell(self) -> None:
        """Give the terminal to the shell for a while, if there is one that could give it back."""
        if self.setting.options.restricted or os.getsid(0) == os.getpid():
            self.stage.notice("there is no shell to go to")
        elif isinstance(self._driver, GuestDriver):
            self.call_later(self._driver.suspend)

    def leave(self, code: int) -> None:
        """Give the terminal back at once, then end; the toolkit's own end takes too long for somebody at a prompt."""
        if isinstance(self._driver, GuestDriver):
            self._driver.stop_application_mode()
            self._end(partial(os._exit, code))
        self.setting.board.leave()
        self.exit(return_code=code)

    def _handle_exception(self, error: Exception) -> None:
        """A fault of ours: a sane terminal, one line, and the particulars in a file; never the values of variables."""
        if not isinstance(self._driver, GuestDriver):
            super()._handle_exception(error)
            return
        self._driver.stop_application_mode()
        if isinstance(error, BriefingError):
            line = safe(str(error))
        elif self._report is not None:
            line = self._report(error)
        else:
            line = f"a fault of our own ({type(error).__name__})"
        os.write(2, f"briefing: {line}\n".encode(errors="replace"))
        self._end(partial(os._exit, error.exit_code if isinstance(error, BriefingError) else 1))

    def _end(self, last: Callable[[], NoReturn]) -> NoReturn:
        self.setting.board.leave()
        if self._fetcher is not None:
            self._fetcher.stop()
        if self._desk_watch is not None:
            self._desk_watch.stop()
        self.setting.store.close()
        sys.stdout.flush()
        last()


def _begin_again() -> NoReturn:
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def run(
    store: Store,
    desk: Desk,
    theme: Theme,
    options: Options = PLAIN_OPTIONS,
    *,
    board: Board | None = None,
    fetcher: Fetcher | None = None,
    painted: FirstPaint | None = None,
    themes: Callable[[], Themes] = Themes,
    clock: Callable[[], Instant] = lambda: int(time.time()),
    report: Callable[[BaseException], str] | None = None,
    command: tuple[str, ...] = (),
    desk_watch: DeskWatch | None = None,
) -> int:
    """Show the store until the reader leaves; the exit code. Does not come back from a real terminal.

    `painted` says what is on the terminal already, `board` is what painted it; `fetcher` sees to it that somebody
    fetches; `themes` looks for themes when they are wanted; `report` writes a fault down and says where in a line;
    `command` starts our own command line on this desk, without which no source can be added; `desk_watch` tells when
    the desk has changed.
    Raises StoreError.
    """
    signals = Signals()
    signals.force = partial(give_back, painted.attributes) if painted else None
    signals.install()
    tame(options)
    if board is None:
        plain = options.ascii or desk.ascii
        board = Board(store, desk, clock=clock, ascii=plain, front=options.front, offline=options.offline)
    setting = Setting(store, desk, theme, board, clock, options, themes, command)
    viewer = Viewer(
        setting, fetcher=fetcher, driver=_driver(desk, painted), report=report, signals=signals, desk_watch=desk_watch
    )
    viewer.run(mouse=options.mouse or desk.mouse)
    board.leave()
    return viewer.return_code or 0


def _driver(desk: Desk, painted: FirstPaint | None) -> type[GuestDriver]:
    """The driver that the desk asks for, told what is on the terminal already."""
    kind = GuestDriver if desk.driver == "stock" else LeanDriver
    return type(kind.__name__, (kind,), {"painted": painted})


def tame(options: Options) -> None:
    """Settle for this process what Textual reads from the environment when it is imported."""
    for setting, value in {
        "COLOR_SYSTEM": COLOUR_SYSTEMS[options.depth],
        "DISABLE_KITTY_KEY": True,
        "ESCAPE_DELAY": 0,  # the keyboard does the waiting
    }.items():
        setattr(constants, setting, value)
