"""A new source: its address is typed or pasted, tried without storing anything, and put on the desk when it reads well.

The viewer itself never fetches: the command line does, as a child, with what it prints shown here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.flow import fill, flow
from briefing.draw.spans import Span
from briefing.ui.child import Child
from briefing.ui.editor import Editor
from briefing.ui.screens.base import Framed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line


class Adding(Framed):
    """Enter tries the address; Enter again, on what could be read, puts it on the desk."""

    title = "briefing · a new source"
    hints = (("enter", "try it"), ("back", "back"))

    def __init__(self, look: Look, command: Sequence[str], added: Callable[[str], None]) -> None:
        super().__init__(look)
        self._command, self._added = tuple(command), added
        self._child: Child | None = None
        self._tried = ""
        self._adding = False
        self._said = ""
        self.editor = Editor()

    @property
    def address(self) -> str:
        """What stands there."""
        return self.editor.text.strip() if self.editor else ""

    def press(self, key: str) -> bool:
        """Try, or add what was tried."""
        if key != "enter":
            return False
        if self.address and self._child is None:
            self._adding = self.address == self._tried
            self._said = ""
            arguments = ["add", "--untried"] if self._adding else ["try"]
            address = f"./{self.address}" if self.address.startswith("-") else self.address
            self._child = Child([*self._command, "sources", *arguments, address])
        return True

    def edited(self) -> None:
        """What was tried is not what stands there now."""
        self._tried = ""
        self.hints = (("enter", "try it"), ("back", "back"))

    def poll(self) -> bool:
        """Whether the child has come to an end."""
        if self._child is None or self._child.code is None:
            return False
        code, self._said = self._child.code, self._child.said()
        self._child.stop()
        self._child = None
        if self._adding and code == 0:
            self._added(self._said)
        elif code == 0:
            self._tried = self.address
            self.hints = (("enter", "put it on the desk"), ("back", "back"))
        return True

    def closed(self) -> None:
        """Nobody waits for the child any more."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def body(self, width: int, height: int) -> list[Line]:
        """The line to type in, and what the child says."""
        typed = self.editor.line(width, "  > ") if self.editor else fill((), width)
        ask = (Span("  "), Span("The address of a feed, or the path of a file or folder.", "muted"))
        lines: list[Line] = [typed] if height < 4 else [(), ask, typed, ()]
        if self._child is not None:
            lines.append((Span("  "), Span("putting it on the desk" if self._adding else "trying it", "notice")))
        for text in self._said.splitlines():
            found = flow([Span(self.look.text(text), "body")], max(width - 4, 1), 0, self.look.glyphs.ellipsis)
            lines += [(Span("  "), *line) for line in found]
        return lines
