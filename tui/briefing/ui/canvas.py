"""The one widget: a screenful of lines, of which only the changed part of each changed line is drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from briefing.draw.cells import width
from briefing.ui.theming import Paint

if TYPE_CHECKING:
    from briefing.draw.spans import Line


class Canvas(Widget):
    """Shows lines of spans, each as wide as the widget."""

    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; }"
    ALLOW_SELECT = False

    def __init__(self, paint: Paint) -> None:
        super().__init__()
        self._paint = paint
        self._lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines instead of the ones before."""
        old, self._lines = self._lines, list(lines)
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

    def wear(self, paint: Paint) -> None:
        """Show the same lines in other colours."""
        self._paint = paint
        self.refresh()

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
