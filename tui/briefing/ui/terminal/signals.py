"""SIGTERM, SIGHUP and SIGINT end the viewer with a sane terminal and the exit code 128 + n, whatever else is stuck."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

PATIENCE = 2.0
"""Seconds that an orderly end may take before it is done without the rest of the program."""


class Signals:
    """`leave(code)` is called in the main thread; if the program still lives after a while, `force()` is, and it ends.

    A signal that was ignored when we were started (nohup) stays ignored.
    """

    def __init__(self) -> None:
        self.leave: Callable[[int], object] | None = None
        self.force: Callable[[], object] | None = None
        self._received = False

    def install(self) -> None:
        """From now on."""
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, lambda received, _: self._receive(received))

    def _receive(self, number: int) -> None:
        code = 128 + number
        if self._received:
            return
        self._received = True
        threading.Thread(target=self._watch, args=(code,), daemon=True, name="last-resort").start()
        if self.leave is not None:
            self.leave(code)

    def _watch(self, code: int) -> None:
        threading.Event().wait(PATIENCE if self.leave is not None else 0)
        try:
            if self.force is not None:
                self.force()
        finally:
            os._exit(code)
