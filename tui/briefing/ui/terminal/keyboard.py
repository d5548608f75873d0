"""Reading keys in a thread of its own: no byte kills it, and waiting costs nothing."""

from __future__ import annotations

import os
import re
import select
import threading
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

from textual import constants
from textual._xterm_parser import XTermParser

from briefing.ui.terminal.pasting import Pasting

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message

_NOISE = re.compile(
    rb"\x1b\[M[\s\S]{3}"
    rb"|\x1b[\]P_^X][^\x07\x1b]{0,4000}(?:\x07|\x1b\\)"
    rb"|\x1b\[[?>=][0-9;:]*[ -/]*[@-~]"
    rb"|\x1b\[[0-9;]*[nt]"
)
"""Old mouse reports, and late answers to what another program asked the terminal: strings, modes, attributes, sizes.

Textual's parser would take what follows some of them for their continuation, or press keys for them.
"""


class Keyboard(threading.Thread):
    """Turns the bytes of `fd` into events for `emit`, until stopped; `ended(error)` is told when that is not why.

    What terminals send unasked after a reconnect would press keys: it is dropped.
    """

    def __init__(self, fd: int, emit: Callable[[Message], None], ended: Callable[[Exception | None], None]) -> None:
        super().__init__(name="terminal-input", daemon=True)
        self._fd, self._emit, self._ended = fd, emit, ended
        self._told, self._stopper = os.pipe()

    def stop(self, patience: float) -> None:
        """Read no more."""
        os.close(self._stopper)
        self.join(patience)

    def run(self) -> None:
        """Read until stopped or until there is nothing to read from."""
        try:
            if not self._read_on():
                self._ended(None)
        except Exception as error:
            self._ended(error)
        finally:
            os.close(self._told)

    def _read_on(self) -> bool:
        """True when stopped, False when the terminal is gone."""
        parser = XTermParser()
        paste = Pasting()
        decode = getincrementaldecoder("utf-8")("replace").decode
        wait = select.poll()
        wait.register(self._fd, select.POLLIN)
        wait.register(self._told, select.POLLIN)
        ticks = 0
        while True:
            ready = wait.poll(constants.ESCAPE_DELAY * 1_000 + 1 if ticks else None)
            if any(fd == self._told for fd, _ in ready):
                return True
            # After input the parser may wait for the rest of an escape sequence: it is told twice that time passes.
            ticks = 2 if ready else max(ticks - 1, 0)
            if ready:
                data = self._read()
                if not data:
                    return False
                text = paste.through(decode(_NOISE.sub(b"", data)))
                for event in parser.feed(text) if text else ():
                    self._emit(event)
            for event in parser.tick():
                self._emit(event)

    def _read(self) -> bytes:
        try:
            return os.read(self._fd, 4_096)
        except OSError:
            return b""
