"""Reading keys in a thread of its own: no byte kills it, and waiting costs nothing."""

from __future__ import annotations

import os
import re
import select
import threading
import time
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

from textual._xterm_parser import XTermParser

from briefing.ui.terminal.pasting import Pasting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


ESC = b"\x1b"
_GOES_ON = re.compile(rb"[\[O\]P_^X]")
"""What stands behind ESC in keys, reports and the strings that terminals answer with (ECMA-48 §5.3)."""
UNFINISHED = 0.05
"""Seconds within which the rest of a sequence comes, if it comes at all."""


def escape_delay(env: Mapping[str, str]) -> float:
    """Seconds that ESCDELAY asks for (milliseconds, as in curses); 0 without it."""
    stated = env.get("ESCDELAY", "")
    return min(int(stated), 1_000) / 1_000 if stated.isdecimal() else 0


class Keyboard(threading.Thread):
    """Turns the bytes of `fd` into events for `emit`, until stopped; `ended(error)` is told when that is not why.

    What terminals send unasked after a reconnect would press keys: it is dropped.

    Terminals, multiplexers and sshd hand a sequence over in one piece, so an ESC with nothing behind it is the key,
    at once; or after `escape_delay` seconds, for lines that part what they carry. A line that is seen to do so gets
    that time from then on, and what it has parted is joined again: the rest of a sequence is never taken for keys.
    """

    def __init__(
        self,
        fd: int,
        emit: Callable[[Message], None],
        ended: Callable[[Exception | None], None],
        *,
        escape_delay: float = 0,
    ) -> None:
        super().__init__(name="terminal-input", daemon=True)
        self._fd, self._emit, self._ended = fd, emit, ended
        self._escape_delay = escape_delay
        self._told, self._stopper = os.pipe()
        self._escaped = -1.0

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
        patience: float | None = None
        while True:
            ready = wait.poll(None if patience is None else patience * 1_000)
            if any(fd == self._told for fd, _ in ready):
                return True
            patience = None
            if ready:
                data = self._joined(self._read())
                if not data:
                    return False
                text = paste.through(decode(_NOISE.sub(b"", data)))
                for event in parser.feed(text) if text else ():
                    self._emit(event)
                patience = UNFINISHED
                if data.endswith(ESC) and not wait.poll(0):
                    patience = self._escape_delay or None
                    self._escaped = -1.0 if patience else time.monotonic()
            if patience is None:
                # The parser may wait for the rest of a sequence; it is told that the time for it has passed.
                for event in parser.tick():
                    self._emit(event)

    def _joined(self, data: bytes) -> bytes:
        """What was read, with the ESC in front that was taken for a key although this belongs to it."""
        escaped, self._escaped = self._escaped, -1.0
        if _GOES_ON.match(data) and escaped >= 0 and time.monotonic() - escaped < UNFINISHED:
            self._escape_delay = UNFINISHED
            return ESC + data
        return data

    def _read(self) -> bytes:
        try:
            return os.read(self._fd, 4_096)
        except OSError:
            return b""
