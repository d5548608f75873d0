"""The line discipline of the terminal: its attributes, its size, and the last bytes to one that takes no more."""

from __future__ import annotations

import os
import termios
from contextlib import suppress
from typing import Any

from briefing.view.firstpaint import key_by_key, size

Attributes = list[Any]
"""As `termios.tcgetattr` gives them."""


class Tty:
    """The terminal behind two file descriptors, one to read from and one to write to."""

    def __init__(self, reads: int, writes: int) -> None:
        self.reads, self.writes = reads, writes

    def attributes(self) -> Attributes | None:
        """The attributes now; None when the terminal is gone."""
        with suppress(termios.error):
            return termios.tcgetattr(self.reads)
        return None

    def restore(self, attributes: Attributes | None) -> None:
        """Set attributes, waiting for nothing: a stalled terminal takes them too."""
        if attributes is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.reads, termios.TCSANOW, attributes)

    def key_by_key(self) -> None:
        """Every key at once, as it is; those that would send signals too."""
        key_by_key(self.reads, signals=False)

    def size(self) -> tuple[int, int]:
        """Columns and rows; 80 × 24 when nobody knows."""
        return size(self.writes)

    def in_foreground(self) -> bool:
        """Whether the shell lets us use the terminal now."""
        try:
            return os.tcgetpgrp(self.reads) == os.getpgrp()
        except OSError:
            return True

    def forget_input(self) -> None:
        """Drop what was typed or reported and not yet read."""
        with suppress(termios.error):
            termios.tcflush(self.reads, termios.TCIFLUSH)

    def force(self, last: str) -> None:
        """Throw away what the stalled terminal has not taken yet, and put `last` in the room that this makes."""
        with suppress(OSError, termios.error):
            termios.tcflush(self.writes, termios.TCOFLUSH)
            fd = os.open(os.ttyname(self.writes), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
            try:
                os.write(fd, last.encode())
            finally:
                os.close(fd)
