"""A terminal for tests and measurements: a program in a pty, its bytes as they came, and what they draw.

`Emulator` is pyte with what it lacks: half of a wide character that is overwritten takes the other half with
it, as in every real terminal, and marks of no width join the character before them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyte
from wcwidth import wcwidth

_PRIVATE = re.compile(rb"\x1b\[[<=>][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p")


class Emulator(pyte.Screen):
    """What a well-behaved terminal shows."""

    def draw(self, data: str) -> None:
        """Write text at the cursor."""
        for char in data:
            size = wcwidth(char)
            if size > 0:
                self._put(char, size)
            elif size == 0 and self.cursor.x:
                line = self.buffer[self.cursor.y]
                x = self.cursor.x - 1 if line[self.cursor.x - 1].data else self.cursor.x - 2
                line[x] = line[x]._replace(data=line[x].data + char)

    def _put(self, char: str, size: int) -> None:
        line, x = self.buffer[self.cursor.y], min(self.cursor.x, self.columns - size)
        if line[x].data == "":
            line[x - 1] = line[x - 1]._replace(data=" ")
        if x + size < self.columns and line[x + size].data == "":
            line[x + size] = line[x + size]._replace(data=" ")
        line[x] = self.cursor.attrs._replace(data=char)
        if size == 2:
            line[x + 1] = self.cursor.attrs._replace(data="")
        self.cursor.x = min(x + size, self.columns)

    def picture(self) -> list[list[Any]]:
        """Every cell with the looks that can be seen, row by row."""
        return [[_seen(self.buffer[y][x]) for x in range(self.columns)] for y in range(self.lines)]

    def cells(self) -> list[list[Any]]:
        """Every cell as it was written, row by row."""
        return [[self.buffer[y][x] for x in range(self.columns)] for y in range(self.lines)]

    def text(self) -> list[str]:
        """The rows as text, without the blanks at their ends."""
        return ["".join(cell.data for cell in row).rstrip() for row in self.picture()]


def _seen(cell: Any) -> Any:
    if cell.data != " " or cell.reverse or cell.underscore or cell.strikethrough:
        return cell
    return cell._replace(fg="default", bold=False, italics=False)


class Terminal:
    """A program in a pty of its own. Times are in seconds."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 120,
        rows: int = 40,
        env: Mapping[str, str] = {},
        term: str = "xterm-256color",
        before: Callable[[], None] | None = None,
        read: bool = True,
    ) -> None:
        self.columns, self.rows = columns, rows
        kept = {"PATH", "HOME", "PYTHONPATH", "PYTHONPYCACHEPREFIX"}
        whole = {key: value for key, value in os.environ.items() if key in kept}
        whole |= {"TERM": term, "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"} | dict(env)
        self.raw = b""
        self.status: int | None = None
        self._drawn = 0
        self._emulator = Emulator(columns, rows)
        self._stream = pyte.ByteStream(self._emulator)
        self.started = time.perf_counter()
        self.master, self.slave = pty.openpty()
        self.resize(columns, rows)
        self.modes = termios.tcgetattr(self.slave)
        self.pid = os.fork()
        if self.pid == 0:
            self._become(argv, whole, before)

    def _become(self, argv: Sequence[str], env: Mapping[str, str], before: Callable[[], None] | None) -> None:
        try:
            os.close(self.master)
            os.login_tty(self.slave)
            for number in (signal.SIGHUP, signal.SIGINT):  # nohup and background jobs hand down that they are ignored
                signal.signal(number, signal.SIG_DFL)
            if before is not None:
                before()
            os.execvpe(argv[0], list(argv), dict(env))
        finally:
            os._exit(127)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program, if it still runs, and the terminal."""
        if self.status is None:
            for number, patience in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 5.0)):
                self.kill(number)
                if self.ended(patience):
                    break
        for fd in (self.master, self.slave):
            if fd >= 0:
                os.close(fd)
        self.master = self.slave = -1

    def hang_up(self) -> None:
        """The line drops: nobody holds the terminal any more."""
        os.close(self.slave)
        os.close(self.master)
        self.master = self.slave = -1

    def kill(self, number: int) -> None:
        """Send a signal to the program."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.columns, self.rows = columns, rows
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if self.raw:
            self.screen().resize(rows, columns)

    def send(self, keys: str | bytes) -> None:
        """Type."""
        os.write(self.master, keys if isinstance(keys, bytes) else keys.encode())

    def read(self, patience: float) -> bool:
        """Read what comes within `patience`; whether anything came."""
        if self.master < 0 or not select.select([self.master], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.master, 65_536)
        except OSError:
            return False
        self.raw += data
        return bool(data)

    def settle(self, quiet: float = 0.15, patience: float = 20.0) -> None:
        """Read until nothing has come for `quiet`."""
        end = time.perf_counter() + patience
        while time.perf_counter() < end and self.read(quiet):
            pass

    def until(self, wanted: Callable[[], Any], patience: float = 20.0) -> None:
        """Read until `wanted` is true; fails with the screen when that does not happen."""
        end = time.perf_counter() + patience
        while not wanted():
            if not self.read(0.02) and (time.perf_counter() > end or self.ended(0)):
                if wanted():
                    return
                raise AssertionError("not seen; the screen:\n" + "\n".join(self.text()))

    def shows(self, text: str, patience: float = 20.0) -> None:
        """Wait until `text` is on the screen."""
        self.until(lambda: any(text in row for row in self.text()), patience)

    def ended(self, patience: float = 10.0) -> bool:
        """Wait for the end of the program; whether it has ended. `status` is its exit code, or -n for signal n."""
        end = time.perf_counter() + patience
        while self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.perf_counter() >= end:
                return False
            else:
                self.read(0.01)
        self.settle(0.02)
        return True

    def screen(self) -> Emulator:
        """What the terminal shows by now."""
        new, self._drawn = self.raw[self._drawn :], len(self.raw)
        self._stream.feed(_PRIVATE.sub(b"", new))
        return self._emulator

    def text(self) -> list[str]:
        """The rows of the screen."""
        return self.screen().text()

    def now_modes(self) -> list[Any]:
        """The terminal's attributes, as `termios.tcgetattr` gives them."""
        return termios.tcgetattr(self.slave)

    def press(self, keys: str | bytes, quiet: float = 0.15) -> bytes:
        """Type, wait for silence, and return the bytes that came."""
        before = len(self.raw)
        self.send(keys)
        self.settle(quiet)
        return self.raw[before:]
