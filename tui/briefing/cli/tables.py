"""Columns of text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.draw.cells import width
from briefing.text import safe


def aligned(rows: Sequence[Sequence[str]], gap: int = 2) -> Iterator[str]:
    """The rows as lines in which each column but the last is as wide as its widest cell."""
    clean = [[safe(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*clean, strict=True)] if clean else []
    for row in clean:
        padded = [cell + " " * (size + gap - width(cell)) for cell, size in zip(row[:-1], widths, strict=False)]
        yield "".join([*padded, row[-1]]).rstrip()
