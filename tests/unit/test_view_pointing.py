"""The mouse: what is pressed comes under the cursor, what was under it already is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.newsroom import Newsroom, line_of, press, screen

from briefing.view.pointing import point


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    opened = Newsroom(tmp_path)
    for front in ("kursk", "gaza"):
        opened.arrive(*[f"{front} report {number}" for number in range(6)], front=front)
    yield opened
    opened.close()


def test_every_cell_of_an_item_puts_the_cursor_on_it(room: Newsroom) -> None:
    board = room.board(120, 40, zoom=False)
    for title, x in (("kursk report 2", 0), ("kursk report 4", 59), ("gaza report 1", 30), ("kursk report 5", 7)):
        y = line_of(board, title)
        assert not point(board, x, y)
        assert board.current is not None
        assert board.current.title == title
        assert board.current.marks.seen
        assert point(board, x, y + 1)
        assert line_of(board, title) == y


def test_nothing_moves_where_there_is_no_item(room: Newsroom) -> None:
    board = room.board(120, 40, zoom=False)
    press(board, "down")
    before = screen(board)
    for x, y in ((5, 0), (0, 39), (500, 500), (5, 1), (5, 18)):
        assert not point(board, x, y)
        assert screen(board) == before
    assert not point(board, 100, 5)
    assert board.front is not None
    assert board.front.id == "kerch"


def test_at_every_size_every_cell_can_be_pressed(room: Newsroom) -> None:
    board = room.board(120, 40, zoom=False)
    for width, height in ((1, 1), (6, 4), (20, 6), (40, 12), (80, 24)):
        board.resize(width, height)
        for y in range(-1, height + 1):
            for x in range(-1, width + 1, 3):
                point(board, x, y)
                assert len(board.lines()) == height
