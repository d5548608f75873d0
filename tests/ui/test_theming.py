"""The cells that lines become are those that the toolkit's drawing of them would make."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from tests.ui.conftest import NIGHT
from tests.ui.test_mirror import WORDS
from textual.color import Color

from briefing.draw.spans import Span
from briefing.draw.styles import NAMES, Palette
from briefing.ui.terminal.grid import Grid
from briefing.ui.theming import COLOUR_SYSTEMS, Paint
from briefing.ui.wall import Wall

if TYPE_CHECKING:
    from briefing.draw.spans import Line
    from briefing.draw.styles import Depth

HOSTILE = ("a\x1b[31mb", "\x9b2J", "x\u202ey", "\u0301after", "e" + "\u0301" * 9, "tab\tbed")
LINKS = ("", "", "https://news.example/a", "javascript:alert(1)", "https://news.example/\x1b]52;c;eA==\x07")


def line(chance: random.Random) -> Line:
    """Some spans in any styles, some of them links, now and then with what must not reach a terminal."""
    words = (*WORDS, *HOSTILE)
    return tuple(
        Span(chance.choice(words), "+".join(chance.sample(NAMES, chance.randint(1, 2))), chance.choice(LINKS))
        for _ in range(chance.randint(1, 9))
    )


@pytest.mark.parametrize("depth", ["none", "16", "256", "truecolor"])
def test_lines_become_the_same_cells_with_and_without_the_toolkit(depth: Depth) -> None:
    chance = random.Random(depth)
    paint, wall = Paint(Palette(NIGHT, depth)), Wall(colourless=depth == "none")
    console = Console(color_system=COLOUR_SYSTEMS[depth], force_terminal=True, legacy_windows=False)  # type: ignore[arg-type]
    for _ in range(600):
        spans = line(chance)
        strip = paint.strip(spans).apply_filter(wall, Color(0, 0, 0))
        grid = Grid(strip.cell_length, 1)
        grid.feed(f"\x1b[1;1H{strip.render(console)}")
        assert paint.row(spans) == grid.rows[0]
