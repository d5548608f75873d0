"""The desk while the viewer runs: when its file changes, a child reads and checks it, and the viewer takes it over.

The viewer itself has no reader of TOML; the child leaves what it has checked in the cache, where the viewer finds it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from briefing.ui.child import Child

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.model import Desk, Theme

    Settled = tuple[Desk, Theme]


class DeskWatch:
    """Watches the file at `path`. `check` is the command that reads it anew, `settled` takes what it left.

    `trouble` is what is wrong with the file as it stands now, in a sentence, or "".
    """

    def __init__(self, path: str, check: Sequence[str], settled: Callable[[], Settled | None]) -> None:
        self._path, self._check, self._settled = path, tuple(check), settled
        self._known = self._seen = self._stamp()
        self._child: Child | None = None
        self.trouble = ""

    def look(self) -> Settled | None:
        """The desk and its theme, once they have changed; to be called every few seconds.

        A file is read when it is found the same twice in a row, since whoever writes it may not be done.
        """
        if self._child is not None:
            return self._result(self._child)
        before, self._seen = self._seen, self._stamp()
        if self._seen == before != self._known:
            self._known = self._seen
            self._child = Child(self._check)
        return None

    def stop(self) -> None:
        """Let go of a child that is still at work."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _result(self, child: Child) -> Settled | None:
        """What the child has found, when it has come to an end."""
        if child.code is None:
            return None
        said, code = child.said().strip(), child.code
        self.stop()
        if code:
            first = said.splitlines()[0].removeprefix("briefing: ") if said else f"{self._path} could not be read"
            self.trouble = first.replace(self._path, os.path.basename(self._path))
            return None
        self.trouble = ""
        return self._settled()

    def _stamp(self) -> tuple[int, int]:
        """When the file was last changed, in nanoseconds, and its size; -1 and -1 when it is not there."""
        try:
            state = os.stat(self._path)
        except OSError:
            return -1, -1
        return state.st_mtime_ns, state.st_size
