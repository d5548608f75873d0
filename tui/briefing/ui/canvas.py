"""The one widget: a screenful of lines, of which only the changed part of each changed line is drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from briefing.draw.cells import width
from briefing.ui.terminal.driver import LeanDriver
from briefing.ui.theming import Paint

if TYPE_CHECKING:
    from briefing.draw.spans import Line


class Canvas(Widget, inherit_css=False):
    """Shows lines of spans, each as wide as the widget."""

    @dataclass
    class Pointed(Message):
        """The mouse was pressed at a cell, or its wheel turned there: `turned` is 1 downward, -1 upward, else 0."""

        x: int
        y: int
        turned: int = 0

    ALLOW_SELECT = False

    def __init__(self, paint: Paint) -> None:
        super().__init__()
        self.styles.width = self.styles.height = "100%"
        self._paint = paint
        self._lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines instead of the ones before."""
        old, self._lines = self._lines, list(lines)
        if self._shown_by_driver(old):
            return
        if len(old) != len(self._lines):
            self.refresh()
            return
        regions = [
            Region(start, y, end - start, 1)
            for y, (was, now) in enumerate(zip(old, self._lines, strict=True))
            if was != now
            for start, end in [changed(was, now)]
        ]
        if regions:
            self.refresh(*regions)

    def forget(self) -> None:
        """Nobody knows what the terminal shows now: what is shown next is shown whole."""
        self._lines = []

    def _shown_by_driver(self, old: list[Line]) -> bool:
        """Give the driver the lines that differ as cells, if it takes them: for the toolkit to find out what of them
        changed, and to write it, takes most of the time between a key and its answer.
        """
        driver = self.app._driver
        if not isinstance(driver, LeanDriver) or not self._lines:
            return False
        if not driver.fits(sum([width(span.text) for span in self._lines[0]]), len(self._lines)):
            return False
        same = len(old) == len(self._lines)
        driver.show({y: self._paint.row(now) for y, now in enumerate(self._lines) if not same or old[y] != now})
        return True

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they are now: those that went past the toolkit are not in what it has kept."""
        self._styles_cache.clear()
        return super().render_lines(crop)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The first button only."""
        if event.button == 1:
            self.post_message(self.Pointed(event.x, event.y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel was turned downward."""
        self.post_message(self.Pointed(event.x, event.y, 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel was turned upward."""
        self.post_message(self.Pointed(event.x, event.y, -1))

    def wear(self, paint: Paint) -> None:
        """Show the same lines in other colours."""
        self._paint = paint
        lines = self._lines
        self.forget()
        self.show(lines)

    def render_line(self, y: int) -> Strip:
        """One line, for the compositor."""
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self._paint.style("text"))
        return self._paint.strip(self._lines[y])


def changed(was: Line, now: Line) -> tuple[int, int]:
    """The columns between which two lines of the same width differ, by whole spans."""
    start, first = 0, 0
    for before, after in zip(was, now, strict=False):
        if before != after:
            break
        start += width(after.text)
        first += 1
    end = sum(width(span.text) for span in now)
    for before, after in zip(reversed(was[first:]), reversed(now[first:]), strict=False):
        if before != after:
            break
        end -= width(after.text)
    return start, max(end, start + 1)
