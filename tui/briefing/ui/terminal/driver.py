"""The drivers: Textual's for Linux with the manners of a guest, and one that sends only what changes.

Written against Textual 8.2.8. What differs from `LinuxDriver`:
- the terminal is given back completely, at once, also when its line is stalled;
- nothing is asked of it (no mode queries, no keyboard protocol, no focus reports) that could answer into the
  next program's input; the window title and the shape of the pointer are left alone;
- bytes that are no UTF-8 never kill the keyboard, and a terminal that is gone ends the viewer;
- waiting costs nothing: no thread wakes up unless something has come.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, messages
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from briefing.ui.terminal.keyboard import Keyboard, escape_delay
from briefing.ui.terminal.mirror import Mirror
from briefing.ui.terminal.outlet import Outlet
from briefing.ui.terminal.tty import Attributes, Tty
from briefing.view.firstpaint import TAKE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.message import Message

    from briefing.ui.terminal.grid import Cell
    from briefing.view.firstpaint import FirstPaint

LEAVE = "\x1b[0m\x1b[r\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
MOUSE_ON, MOUSE_OFF = "\x1b[?1000h\x1b[?1002h\x1b[?1006h", "\x1b[?1006l\x1b[?1002l\x1b[?1000l"
PATIENCE = 0.5
"""Seconds that a stalled terminal gets to take the last bytes."""
BACKLOG = 1_000_000
"""Characters that may wait for a stalled terminal before frames are dropped (stock driver only)."""

_ASIDE = re.compile(r"(?:\x1b\[\?[\d;]+[hl]|\x1b\[[<>]\d*u|\x1b\]52;[^\x07\x1b]*(?:\x07|\x1b\\)|\x07)+")
_UNWANTED = re.compile(r"\x1b\[[<>]\d*u|\x1b\[\?1004[hl]|\x1b\[\?2026[hl]|\x1b\]22;[^\x07]*\x07")
_NOISE = (messages.InBandWindowResize, messages.TerminalSupportsSynchronizedOutput, events.AppFocus, events.AppBlur)


class GuestDriver(LinuxDriver):
    """Textual's frames as they are, with the manners of a guest."""

    painted: ClassVar[FirstPaint | None] = None

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None):
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.tty = Tty(self.fileno, 1)
        self._lock = threading.Lock()
        self._waiting: list[str] = []
        self._pending_paint = self.painted
        self._outlet: Outlet | None = None
        self._keyboard: Keyboard | None = None
        self._present = False
        for number, handler in (
            (signal.SIGTSTP, self.suspend),
            (signal.SIGCONT, self._continued),
            (signal.SIGWINCH, self._resized),
        ):
            self._loop.add_signal_handler(number, handler)

    # -- the screen

    def write(self, data: str) -> None:
        """Send `data` when the line is free."""
        data = _UNWANTED.sub("", data)
        if not data:
            return
        with self._lock:
            self._queue(data)
        if self._outlet is not None:
            self._outlet.wake()

    def _queue(self, data: str) -> None:
        self._waiting.append(data)
        if len(self._waiting) > 1 and sum(map(len, self._waiting)) > BACKLOG:
            self._waiting.clear()
            self._loop.call_soon_threadsafe(self._app.refresh)

    def _take(self) -> str:
        with self._lock:
            data = "".join(self._waiting)
            self._waiting.clear()
            return data

    def redraw(self) -> None:
        """Send the whole screen again, whatever the terminal shows."""
        self._app.refresh(layout=True)

    # -- coming and going

    def start_application_mode(self) -> None:
        """Take the terminal over, or take it up again after a stop."""
        if not self.tty.in_foreground():
            os.kill(os.getpid(), signal.SIGSTOP)
            return
        painted, self._pending_paint = self._pending_paint, None
        self.attrs_before = self.tty.attributes() if painted is None else painted.attributes
        with self._lock:
            self._waiting.clear()  # what was drawn in the background would stand on the shell's screen
        self._outlet = Outlet(self.tty.writes, self._take, self._lost)
        self._outlet.start()
        self._take_over(painted)
        self._present = True
        if self.tty.size() != self._app.size:
            self._resized()
        delay = escape_delay(os.environ)
        self._keyboard = Keyboard(self.fileno, self.process_message, self._lost, escape_delay=delay)
        self._keyboard.start()

    def _take_over(self, painted: FirstPaint | None) -> None:
        self.tty.key_by_key()
        self.write(("" if painted else TAKE) + (MOUSE_ON if self._mouse else ""))

    def suspend(self) -> None:
        """Give the terminal to the shell until the shell gives it back (Ctrl+Z)."""
        self.stop_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continued(self) -> None:
        """Running again, after Ctrl+Z or after somebody else's SIGSTOP and SIGCONT."""
        if self._present:
            self._take_over(None)
        else:
            self.start_application_mode()
        self.redraw()

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.tty.size()

    def _resized(self) -> None:
        size = Size(*self.tty.size())
        self.send_message(events.Resize(size, size))

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was; at once, even when it takes no more bytes."""
        if not self._present:
            return
        self._present = False
        self.disable_input()
        leave = (MOUSE_OFF if self._mouse else "") + LEAVE
        outlet, self._outlet = self._outlet, None
        with self._lock:
            self._waiting.append(leave)
        if outlet is not None and not outlet.stop(PATIENCE):
            self.tty.force(leave)
        if self._mouse:
            self.tty.forget_input()
        self.tty.restore(self.attrs_before)

    def force(self) -> None:
        """Give the terminal back although this program is stuck (called from another thread)."""
        give_back(self.attrs_before, self.tty)

    def close(self) -> None:
        """Nothing is left to close once the terminal is given back."""

    def disable_input(self) -> None:
        """Read no more keys."""
        keyboard, self._keyboard = self._keyboard, None
        if keyboard is not None:
            keyboard.stop(PATIENCE)

    def _lost(self, error: Exception | None = None) -> None:
        """The terminal is gone, or a thread has failed: end the viewer (called from the threads)."""
        if not self._present:
            return
        if error is not None:
            self._loop.call_soon_threadsafe(self._app._handle_exception, error)
        else:
            self._loop.call_soon_threadsafe(self._app.exit, None, 128 + signal.SIGHUP)

    def process_message(self, message: Message) -> None:
        """Pass an event on to the app; answers to what nobody asked, and a mouse that is off, are noise."""
        if not isinstance(message, _NOISE) and (self._mouse or not isinstance(message, events.MouseEvent)):
            super().process_message(message)


class LeanDriver(GuestDriver):
    """Keeps what the terminal shows, and sends only what changes."""

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None):
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._mirror = Mirror(*self.tty.size(), erases=erases_with_background(dict(os.environ)))

    def _queue(self, data: str) -> None:
        if _ASIDE.fullmatch(data):
            self._waiting.append(data)
        elif not self._mirror.feed(data):
            self._waiting.append(data)
            self._mirror.forget()

    def fits(self, width: int, height: int) -> bool:
        """Whether the screen has this size now, so that it may be shown lines for it."""
        return (width, height) == self._mirror.size

    def show(self, rows: Mapping[int, list[Cell]]) -> None:
        """Show these lines, by their numbers, of a screen that they fit."""
        with self._lock:
            self._mirror.put(rows)
        if self._outlet is not None:
            self._outlet.wake()

    def _take(self) -> str:
        with self._lock:
            asides = "".join(self._waiting)
            self._waiting.clear()
            return asides + self._mirror.changes() if self._present else asides

    def redraw(self) -> None:
        """Send the whole screen again, whatever the terminal shows."""
        with self._lock:
            self._mirror.forget()
        if self._outlet is not None:
            self._outlet.wake()

    def _take_over(self, painted: FirstPaint | None) -> None:
        super()._take_over(painted)
        with self._lock:
            if painted is not None and (painted.width, painted.height) == self._mirror.size:
                self._mirror.assume(painted.written)
            else:
                self._mirror.forget()

    def _resized(self) -> None:
        size = self.tty.size()
        with self._lock:
            if size != self._mirror.size:
                self._mirror.resize(*size)
            else:
                self._mirror.forget()  # it had another size for a moment, and dropped what had no room there
        super()._resized()


def give_back(attributes: Attributes | None, tty: Tty | None = None) -> None:
    """Give the terminal back without waiting for anything."""
    tty = tty or Tty(0, 1)
    tty.force(LEAVE)
    tty.restore(attributes)


def erases_with_background(env: dict[str, str]) -> bool:
    """Whether this terminal fills what it erases with the current background (terminfo: bce)."""
    return not env.get("TERM", "").startswith("screen") or "TMUX" in env
