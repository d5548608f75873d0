"""The last wall before the terminal: whatever the toolkit is about to write passes here."""

from __future__ import annotations

import re

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from briefing.draw.ansi import http_link
from briefing.text import PILES, safe


class Wall(LineFilter):
    """Drops what a terminal could obey, in texts and in links, and with `colourless` every colour."""

    def __init__(self, *, colourless: bool = False) -> None:
        super().__init__()
        self._colourless = colourless

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, fit to be sent; each keeps its width."""
        return [self._fit(segment) for segment in segments if not segment.control]

    def _fit(self, segment: Segment) -> Segment:
        text, style, _ = segment
        text = fit(text)
        if style is not None:
            style = self._style(style)
        return segment if text is segment.text and style is segment.style else Segment(text, style)

    def _style(self, style: Style) -> Style:
        if self._colourless and (style.color is not None or style.bgcolor is not None):
            style = style.without_color
        if style.link is not None and style.link != http_link(style.link):
            style = style.update_link(None)
        return style


def fit(text: str) -> str:
    """`text` as it may be sent; most of it is as it was."""
    return text if text.isascii() and text.isprintable() else harmless(text)


def harmless(text: str) -> str:
    """`text` without anything that moves, colours or hides, in as many cells as before; no marks piled up."""
    cleaned = text
    if not text.isprintable():
        cleaned = "".join(character if character.isprintable() else safe(character) or "" for character in text)
    if any(map(_may_be_mark, set(cleaned))):
        # Not before there is something to look for: to compile the patterns takes a twentieth of the start.
        for pile in PILES:
            cleaned = re.sub(pile, r"\1", cleaned)
    if cleaned == text:
        return text
    size = cell_len(text)
    return set_cell_size(cleaned, size) if cell_len(cleaned) != size else cleaned


def _may_be_mark(character: str) -> bool:
    """Whether a character is of those among which the marks of `PILES` are: letters of other scripts, no frames."""
    return "\u0300" <= character <= "\u1fff" or "\u20d0" <= character <= "\u20ff" or "\ufe20" <= character <= "\ufe2f"
