"""The whole screen: where the panes stand at each size, the header, the footer with its credit. Pure."""

from __future__ import annotations

from briefing.draw.cells import width as cells
from briefing.draw.flow import fill, justify
from briefing.draw.spans import Span
from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Layout

LEAST_PANE = (34, 7)
GOOD_PANE = (58, 17)
"""Cells and lines below which a pane is not worth showing beside others, and those that read best."""

SPARED_FIRST = ("zoom", "link")
"""The words of the key hints that make way before those after them."""

ROOMY = 16
"""Lines from which on the credit has two of its own, kept free when it needs one: no pane moves with the cursor."""


class Box(NamedTuple):
    """Where a pane stands, in cells from the upper left corner of the screen; `front` counts them from 0."""

    front: int
    left: int
    top: int
    width: int
    height: int


class Arrangement(NamedTuple):
    """Which panes are shown, and how many rows header, tabs and footer take."""

    boxes: tuple[Box, ...]
    header: int
    tabs: int
    footer: int


def arrange(
    width: int, height: int, fronts: int, focus: int, *, zoom: bool, layout: Layout, weights: Sequence[int]
) -> Arrangement:
    """Where everything stands on a screen of `width` by `height`; `weights` are the fronts' shares of the room."""
    header = 1 if height >= 6 else 0
    footer = 3 if height >= ROOMY else 2 if height >= 10 else 1 if height >= 3 else 0
    room = height - header - footer
    grid = (1, 1) if zoom or fronts < 2 else _grid(width, room, fronts, layout.columns)
    tabs = 0
    if grid is None:
        grid = _grid_of_some(width, room - 1, fronts, layout.columns)
        tabs = 1 if grid != (1, 1) else 0
    columns, rows = grid
    capacity = columns * rows
    first = focus // capacity * capacity
    shown = list(range(first, min(first + capacity, fronts))) or [0]
    boxes = _boxes(shown, columns, width, room - tabs, header + tabs, weights)
    return Arrangement(boxes, header, tabs, footer)


def _grid(width: int, height: int, fronts: int, columns: int) -> tuple[int, int] | None:
    """The columns and rows that give panes nearest to the good size, or None when they would all be too small."""
    best: tuple[float, int, int] | None = None
    for count in [columns] if columns else range(1, fronts + 1):
        count = min(count, fronts)
        rows = -(-fronts // count)
        across, down = width // count, height // rows
        if across < LEAST_PANE[0] or down < LEAST_PANE[1]:
            continue
        cost = _off(across, GOOD_PANE[0]) + _off(down, GOOD_PANE[1]) + 0.2 * (count * rows - fronts)
        if best is None or cost < best[0]:
            best = (cost, count, rows)
    return None if best is None else best[1:]


def _grid_of_some(width: int, height: int, fronts: int, columns: int) -> tuple[int, int]:
    """The largest grid of fewer panes than there are fronts; (1, 1) when only one fits."""
    for some in range(fronts - 1, 1, -1):
        grid = _grid(width, height, some, columns)
        if grid is not None and grid[0] * grid[1] == some:
            return grid
    return 1, 1


def _off(size: int, good: int) -> float:
    """How far a size is from a good one; too small counts more than too large."""
    return good / size - 1 if size < good else 0.5 * (size / good - 1)


def _boxes(
    shown: Sequence[int], columns: int, width: int, height: int, top: int, weights: Sequence[int]
) -> tuple[Box, ...]:
    """The panes in rows of `columns`; each row has its share of the height, each pane its share of the row."""
    rows = [shown[at : at + columns] for at in range(0, len(shown), columns)]
    heights = _shares(height, [max(weights[index] for index in row) for row in rows])
    found: list[Box] = []
    for row, down in zip(rows, heights, strict=True):
        left = 0
        for index, across in zip(row, _shares(width, [weights[index] for index in row]), strict=True):
            found.append(Box(index, left, top, across, down))
            left += across
        top += down
    return tuple(found)


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` parted by weight into whole numbers that add up to it."""
    whole = sum(weights)
    found: list[int] = []
    given = 0
    sofar = 0
    for weight in weights:
        sofar += weight
        end = total * sofar // whole
        found.append(end - given)
        given = end
    return found


def compose(boxes: Sequence[Box], panes: Sequence[Sequence[Line]], height: int, top: int) -> list[Line]:
    """The panes' lines set side by side: `height` lines, the first being line `top` of the screen."""
    found: list[Line] = []
    for row in range(top, top + height):
        line: list[Span] = []
        for box, lines in zip(boxes, panes, strict=True):
            if box.top <= row < box.top + box.height:
                line.extend(lines[row - box.top])
        found.append(tuple(line))
    return found


def header(names: Sequence[str], right: Sequence[tuple[str, bool]], width: int, look: Look) -> Line:
    """The first line: name and time at the left, at the right what there is to know, each with whether it is a warning.

    `names` are ever shorter ways to say the left side: the longest that leaves room for what comes first on the right,
    and for a warning, is taken. Of the right side the warnings are kept longest, then what comes first.
    """
    bullet = look.glyphs.bullet
    gravest = sorted(right, key=lambda each: not each[1])
    musts = dict.fromkeys([*gravest[:1], *right[:1]])
    first = sum([cells(text) for text, _ in musts]) + (cells(bullet) if len(musts) > 1 else 0)
    name = next((each for each in names if cells(each) + first + 3 <= width), names[-1])
    room = width - cells(name) - 3
    kept: list[tuple[str, bool]] = []
    for part in gravest:
        size = cells(part[0]) + (cells(bullet) if kept else 0)
        if size <= room:
            kept.append(part)
            room -= size
    spans: list[Span] = []
    for text, warning in [part for part in right if part in kept]:
        if spans:
            spans.append(Span(bullet, "bar"))
        spans.append(Span(text, "bar_warning" if warning else "bar"))
    return justify([Span(f" {name}", "bar_title")], [*spans, Span(" ", "bar")], width, "bar", look.glyphs.ellipsis)


def key_hints(hints: Sequence[tuple[str, str]], width: int) -> Line:
    """The last line: as many key hints as fit, the last of them (help) always; what can be spared goes first."""
    kept = [(key, word) for key, word in hints]
    while len(kept) > 1 and _hints_width(kept) > width:
        spare = [at for at, (_, word) in enumerate(kept[:-1]) if word in SPARED_FIRST]
        del kept[spare[-1] if spare else -2]
    spans = [Span(" ")]
    for number, (key, word) in enumerate(kept):
        spans += [Span("  " if number else "", "hint"), Span(key, "hint_key"), Span(f" {word}", "hint")]
    return fill(spans, width, ellipsis="")


def notice(text: str, width: int, look: Look) -> Line:
    """A message in place of the key hints."""
    return fill([Span(" "), Span(look.text(text), "notice")], width, ellipsis=look.glyphs.ellipsis)


def _hints_width(hints: Sequence[tuple[str, str]]) -> int:
    """The cells that hints take in a line."""
    return 1 + sum(cells(key) + cells(word) + 3 for key, word in hints) - 2


def footer(credit: Sequence[Line], last: Line, width: int, rows: int, look: Look) -> list[Line]:
    """The lines under the panes: the credit and the last line, which gives way to the credit where rows are few."""
    room = rows - 1 if rows > 2 else rows
    lines = [fill((Span(" "), *line), width, ellipsis=look.glyphs.ellipsis) for line in credit[:room]]
    lines += [fill((), width)] * (rows - 1 - len(lines))
    return [*lines, *[last] * (rows - len(lines))]
