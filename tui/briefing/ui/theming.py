"""Our palettes as the toolkit's styles and as cells of a terminal, in the very colours of the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from briefing.draw import styles
from briefing.draw.ansi import http_link, sgr
from briefing.draw.styles import DEFAULT, TRUE, Palette
from briefing.ui.terminal.grid import cells_of, combine
from briefing.ui.terminal.pens import PLAIN, read
from briefing.ui.wall import fit

if TYPE_CHECKING:
    from briefing.draw.spans import Line, Span
    from briefing.ui.terminal.grid import Cell

COLOUR_SYSTEMS = {"none": "truecolor", "16": "standard", "256": "256", "truecolor": "truecolor"}
"""What the toolkit calls a depth of colour. Without colour no style has one, so that nothing is left to convert."""

_LIMIT = 500
_NO_STYLE = styles.Style()


class Paint:
    """One palette, ready for the toolkit, and for a terminal without it."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._styles: dict[tuple[str, str], Style] = {}
        self._cells: dict[Span, list[Cell]] = {}

    def style(self, name: str, link: str = "") -> Style:
        """The toolkit's style for a style name; `link` is kept when it is http or https."""
        key = (name, link)
        found = self._styles.get(key)
        if found is None:
            if len(self._styles) > _LIMIT:
                self._styles.clear()
            found = self._styles[key] = self._made(name, http_link(link) if link else "")
        return found

    def strip(self, line: Line) -> Strip:
        """A line as the toolkit shows it."""
        style = self.style
        return Strip([Segment(text, style(name, link)) for text, name, link in line])

    def row(self, line: Line) -> list[Cell]:
        """A line as the cells of a terminal, the same that the toolkit's drawing of its strip would make."""
        found: list[Cell] = []
        known = self._cells
        for span in line:
            cells = known.get(span)
            found += self._drawn(span, found) if cells is None else cells
        return found

    def _drawn(self, span: Span, before: list[Cell]) -> list[Cell]:
        """The cells of a span; marks that it begins with join what stands before it."""
        text, name, link = span
        pen = read(PLAIN, sgr(_NO_STYLE, self.palette.resolve(name))[2:-1]) or PLAIN
        if target := http_link(link) if link else "":
            pen = pen._replace(link=target)
        marks, cells = cells_of(fit(text), pen)
        if marks:
            if before:
                combine(marks, before, len(before))
        else:
            if len(self._cells) > _LIMIT:
                self._cells.clear()
            self._cells[span] = cells
        return cells

    def _made(self, name: str, link: str) -> Style:
        look = self.palette.resolve(name)
        return Style(
            color=_colour(look.fg),
            bgcolor=_colour(look.bg),
            bold=look.bold or None,
            dim=look.dim or None,
            italic=look.italic or None,
            underline=look.underline or None,
            strike=look.strike or None,
            reverse=look.reverse or None,
            link=link or None,
        )


def _colour(value: int) -> Color | None:
    if value == DEFAULT:
        return None
    if value & TRUE:
        return Color.from_rgb(value >> 16 & 255, value >> 8 & 255, value & 255)
    return Color.from_ansi(value)
