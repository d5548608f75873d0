"""Screens that are a list: something to choose from, or something to look through, with a line to type in on top."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Generic, TypeVar

from briefing.draw.cells import width as cells
from briefing.draw.flow import fill
from briefing.draw.items import block
from briefing.draw.spans import Span
from briefing.ui.screens.base import Framed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Item

Entry = TypeVar("Entry")


class Listing(Framed, Generic[Entry]):
    """Entries one below the other, one of them under the cursor."""

    prompt = ""
    empty = "nothing here"

    def __init__(self, look: Look, entries: Sequence[Entry] = ()) -> None:
        super().__init__(look)
        self.entries: Sequence[Entry] = entries
        self.at = 0
        self._top = 0
        self._rows = 1
        self._above = 0
        self._heights: list[int] = []

    def draw(self, entry: Entry, width: int, *, cursor: bool) -> list[Line]:
        """The lines of an entry, at least one."""
        raise NotImplementedError

    def choose(self, entry: Entry) -> None:
        """Enter was pressed on an entry."""

    def moved(self) -> None:
        """The cursor stands on another entry."""

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        return self.entries[self.at] if self.at < len(self.entries) else None

    def fresh(self, entries: Sequence[Entry], at: int = 0) -> None:
        """Show other entries, the cursor on the one at `at`."""
        self.entries = entries
        self.at = max(0, min(at, len(entries) - 1))
        self._top = min(self._top, self.at)

    def do(self, command: str, times: int) -> bool:
        """Move the cursor."""
        page = max(self._rows - 1, 1)
        steps = {
            "down": times,
            "up": -times,
            "page_down": page * times,
            "page_up": -page * times,
            "half_down": page // 2 * times or times,
            "half_up": -(page // 2 * times or times),
            "top": -len(self.entries),
            "bottom": len(self.entries),
        }
        if command not in steps:
            return False
        before = self.at
        self.at = max(0, min(self.at + steps[command], len(self.entries) - 1))
        if self.at != before:
            self.moved()
        return True

    def press(self, key: str) -> bool:
        """Enter chooses."""
        if key == "enter" and self.current is not None:
            self.choose(self.current)
            return True
        return False

    def about(self) -> str:
        """How far down the list one sees, when that is not all of it."""
        below = self._top + self._rows
        whole = not self._top and below >= len(self.entries)
        return "" if whole else f"{min(100, 100 * below // len(self.entries))} %"

    def point(self, x: int, y: int) -> str:
        """The entry that is pressed comes under the cursor; pressed once more, it is chosen."""
        row = y - self.head - self._above
        for index, below in enumerate(accumulate(self._heights), self._top):
            if 0 <= row < below:
                if index == self.at:
                    self.choose(self.entries[index])
                else:
                    self.at = index
                    self.moved()
                break
        return ""

    def body(self, width: int, height: int) -> list[Line]:
        """The line to type in, and the entries around the cursor."""
        lines: list[Line] = []
        if self.editor is not None:
            lines += [self.editor.line(width, f" {self.prompt}"), fill((), width)][: max(height - 1, 1)]
        lines += self.above(width)
        room = max(height - len(lines), 1)
        self._above, self._heights = len(lines), []
        if not self.entries:
            return [*lines, (Span("   "), Span(self.empty, "muted"))]
        return lines + self._window(width, room)

    def above(self, width: int) -> list[Line]:
        """Lines between the one to type in and the entries."""
        return []

    def _window(self, width: int, room: int) -> list[Line]:
        """As many entries as fit, scrolled no further than needed to show the one under the cursor."""
        self._top = min(self._top, self.at)
        shown = [self.draw(self.entries[index], width, cursor=index == self.at) for index in self._indexes(room)]
        while len(shown) > 1 and sum(map(len, shown[: self.at - self._top + 1])) > room:
            del shown[0]
            self._top += 1
            shown = [self.draw(self.entries[index], width, cursor=index == self.at) for index in self._indexes(room)]
        self._rows = max(len(shown), 1)
        self._heights = [len(block) for block in shown]
        return [line for block in shown for line in block][:room]

    def _indexes(self, room: int) -> range:
        if self.at - self._top >= room:
            self._top = self.at - room + 1
        return range(self._top, min(self._top + room, len(self.entries)))


def dated(item: Item, width: int, look: Look, words: Sequence[str] = (), *, cursor: bool) -> list[Line]:
    """An item as it stands in a pane, where no rule says of what day it is: that, after `words`, ends its last line."""
    lines = block(item, width, look, cursor=cursor)
    ours = look.of(item)
    last = look.glyphs.bullet.join([*words] if ours.today(item.at) else [*words, ours.day(item.at)])
    *kept, rest = lines[-1]
    room = len(rest.text) - cells(last) - 2
    if last and room >= 0 and not rest.text.strip():
        lines[-1] = (*kept, rest._replace(text=" " * (room + 1)), Span(f"{last} ", "muted"))
    return lines


def row(spans: Sequence[Span], width: int, *, cursor: bool, look: Look) -> Line:
    """A line of a list, with the bar of the cursor before it."""
    bar = Span(look.glyphs.bar if cursor else " ", "border_focus" if cursor else "text")
    return fill((bar, Span(" "), *spans), width, ellipsis=look.glyphs.ellipsis)
