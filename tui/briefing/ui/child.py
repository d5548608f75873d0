"""Our own command line, at work for the viewer: what needs the readers of files or the network is done there."""

from __future__ import annotations

import subprocess
import tempfile
from typing import IO, TYPE_CHECKING

from briefing.text import clean_block

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 20_000
"""Bytes of what the child prints that are shown."""
ENDINGS = 5
"""Seconds that a child gets to end when it is no longer wanted."""


class Child:
    """A command of our own at work, its output kept."""

    def __init__(self, command: Sequence[str]) -> None:
        self._output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def code(self) -> int | None:
        """Its exit code; None while it is at work."""
        return self._process.poll()

    def said(self) -> str:
        """What it has printed, clean."""
        self._output.seek(0)
        return clean_block(self._output.read(MOST).decode("utf-8", "replace"))

    def stop(self) -> None:
        """End it, if it is still at work."""
        if self.code is None:
            self._process.terminate()
            self._process.wait(ENDINGS)
        self._output.close()
