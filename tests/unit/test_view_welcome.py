"""The welcome: at the very first start, until any key, never again; and no room where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.newsroom import DESK, Newsroom, press, screen

from briefing.draw.cells import width as cells
from briefing.store import preferences
from briefing.store.connection import Store
from briefing.view.board import Board
from briefing.view.welcome import WELCOMED


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Somebody who has never been here."""
    opened = Newsroom(tmp_path)
    preferences.put(opened.store, WELCOMED, "")
    opened.arrive("A report", "Another report")
    yield opened
    opened.close()


def greets(board: Board) -> bool:
    """Whether the screen says welcome."""
    return any("Welcome" in line for line in screen(board))


def test_a_first_start_says_what_is_what_and_which_keys_help(room: Newsroom) -> None:
    shown = " ".join(screen(room.board(120, 40, zoom=False)))
    for words in ("Each pane is a front", "j k move", "? shows every key", "S shows the sources", "config init"):
        assert words in shown
    assert "briefing.toml" in shown


def test_any_command_ends_it_for_good(room: Newsroom) -> None:
    board = room.board(100, 30, zoom=False)
    assert greets(board)
    press(board, "down")
    assert not greets(board)
    assert not greets(room.board(100, 30, zoom=False))


def test_without_a_key_it_is_there_again(room: Newsroom) -> None:
    assert greets(room.board(100, 30))
    assert greets(room.board(100, 30))


def test_the_desk_of_ones_own_is_not_offered_to_who_has_one(room: Newsroom) -> None:
    room.desk = DESK._replace(path="/somewhere/briefing.toml", keys=(("help", ("f9",)),))
    shown = " ".join(screen(room.board(120, 40)))
    assert "config init" not in shown
    assert "F9 shows every key" in shown


@pytest.mark.parametrize("ascii", [False, True])
def test_it_fits_at_every_size_and_leaves_the_news_its_room(room: Newsroom, ascii: bool) -> None:
    board = room.board(ascii=ascii)
    for width in (1, 8, 20, 33, 40, 80, 200):
        for height in (1, 6, 12, 19, 20, 24, 40, 80):
            board.resize(width, height)
            lines = board.lines()
            assert [sum(cells(span.text) for span in line) for line in lines] == [width] * height
            assert not ascii or all(span.text.isascii() for line in lines for span in line)
            if height < 20:
                assert not greets(board)
    board.resize(40, 24)
    assert [any(words in line for line in screen(board)) for words in ("A report", "Another report")] == [True, True]


def test_who_has_no_marks_is_not_welcomed_for_ever(room: Newsroom) -> None:
    with_no_marks = Store.open(str(room.folder / "wire.db"))
    board = Board(with_no_marks, DESK, clock=lambda: room.now, utc=True)
    board.resize(100, 40)
    assert not greets(board)
    with_no_marks.close()
