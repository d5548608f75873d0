"""Writing to the terminal from a thread of its own, so that a stalled line stops nothing but itself."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable


class Outlet(threading.Thread):
    """Writes what `take` hands out to `fd`, whenever woken, until stopped.

    `take` is called in this thread, and only when all that it gave before has been written: whoever stands
    behind it can join changes while the line is slow. `lost` is called once if the terminal is gone, or with
    what `take` has raised.
    """

    def __init__(self, fd: int, take: Callable[[], str], lost: Callable[[Exception | None], None]) -> None:
        super().__init__(name="terminal-output", daemon=True)
        self._fd, self._take, self._lost = fd, take, lost
        self._state = threading.Condition()
        self._wanted = self._stopping = self._failed = False

    def wake(self) -> None:
        """There is something to take."""
        with self._state:
            self._wanted = True
            self._state.notify_all()

    def stop(self, timeout: float) -> bool:
        """Write what is left, at most for `timeout` seconds, and end; whether all was written."""
        self._stopping = True
        self.wake()
        self.join(timeout)
        return not self.is_alive() and not self._failed

    def run(self) -> None:
        """Write until stopped."""
        try:
            while self._next():
                while data := self._take().encode("utf-8", "replace"):
                    _write_all(self._fd, data)
        except Exception as error:
            self._failed = True
            self._lost(None if isinstance(error, OSError) else error)

    def _next(self) -> bool:
        """Wait for something to do; False when stopped and done."""
        with self._state:
            if not self._wanted and self._stopping:
                return False
            self._state.wait_for(lambda: self._wanted)
            self._wanted = False
            return True


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
