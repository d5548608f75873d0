"""The desk and the theme while the viewer runs: when a file of theirs changes, a child reads and checks it, and the
viewer takes it over.

The viewer itself has no reader of TOML; the child leaves what it has checked in the cache, where the viewer finds it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from briefing.paths import stamp
from briefing.ui.child import Child

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.model import Desk, Theme
    from briefing.paths import Stamp

    Settled = tuple[Desk, Theme]


class DeskWatch:
    """Watches the desk's file at `path`, whose stamp was `known` before the desk was read, and in the folder `themes`
    the file of the theme that is worn.

    `command` starts our own command line, `settled` gives what it left for a theme by its id, "" for the desk's.
    `trouble` is what is wrong with a file as it stands now, in a sentence, or "".
    """

    def __init__(
        self,
        path: str,
        known: Stamp,
        command: Sequence[str],
        settled: Callable[[str], Settled | None],
        *,
        themes: str = "",
    ) -> None:
        self._path, self._command, self._settled, self._themes = path, tuple(command), settled, themes
        self._worn = self._checked = ""
        self._seen = self._stamps()
        self._known = (known, self._seen[1])
        self._child: Child | None = None
        self.trouble = ""

    def look(self, worn: str = "") -> Settled | None:
        """The desk and its theme, or the theme `worn`, once they have changed; to be called every few seconds.

        A file is read when it is found the same twice in a row, since whoever writes it may not be done.
        """
        if self._child is not None:
            return self._result(self._child)
        if worn != self._worn:
            self._worn = worn
            theme = stamp(self._theme_file())
            self._known, self._seen = (self._known[0], theme), (self._seen[0], theme)
        before, self._seen = self._seen, self._stamps()
        if self._seen == before != self._known:
            of_desk = self._seen[0] != self._known[0]
            self._known = (self._seen[0], self._known[1]) if of_desk else self._seen
            self._checked = "" if of_desk else self._worn
            self._child = Child((*self._command, *(("config", "check") if of_desk else ("themes", self._worn))))
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
            for file in (self._path, self._theme_file()):
                first = first.replace(file, os.path.basename(file))
            self.trouble = first
            return None
        self.trouble = ""
        return self._settled(self._checked)

    def _theme_file(self) -> str:
        return os.path.join(self._themes, f"{self._worn}.toml")

    def _stamps(self) -> tuple[Stamp, Stamp]:
        """When the desk's file and the theme's were last changed."""
        return stamp(self._path), stamp(self._theme_file())
