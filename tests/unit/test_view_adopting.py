"""A desk that changes while somebody reads: fronts come and go, and what is read stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.newsroom import DESK, Newsroom, press, screen

from briefing.model import Desk, Front, Source
from briefing.view.adopting import adopt


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    opened = Newsroom(tmp_path)
    opened.arrive(*[f"Report {number}" for number in range(9)])
    opened.arrive("A summit", front="summit")
    yield opened
    opened.close()


def changed(*fronts: str) -> Desk:
    """The desk with these fronts."""
    return DESK._replace(fronts=tuple(Front(each, each.capitalize()) for each in fronts))


def test_a_new_front_appears_with_what_is_stored_of_it(room: Newsroom) -> None:
    board = room.board(120, 40, zoom=False)
    press(board, "down", "down")
    item = board.current
    adopt(board, changed("summit", "kursk", "kerch", "gaza", "mpox"))
    shown = screen(board)
    assert any("1 Summit" in line for line in shown)
    assert any("A summit" in line for line in shown)
    assert board.current == item
    assert board.front is not None
    assert board.front.id == "kursk"


def test_a_front_that_is_gone_takes_nothing_with_it(room: Newsroom) -> None:
    board = room.board(120, 40, zoom=False)
    press(board, "front_4")
    adopt(board, changed("kursk"))
    assert board.front is not None
    assert board.front.id == "kursk"
    assert "Report 8" in " ".join(screen(board))
    adopt(board, Desk())
    assert board.current is board.front is None
    assert len(board.lines()) == 40
    adopt(board, changed("kerch", "kursk"))
    press(board, "next_front")
    assert board.current is not None


def test_sources_and_titles_are_those_of_the_file(room: Newsroom) -> None:
    board = room.board(120, 40, zoom=False)
    assert "1 source" in screen(board)[0]
    desk = changed("kursk")._replace(sources=(*DESK.sources, Source("two", "https://two.example/")))
    adopt(board, desk._replace(fronts=(Front("kursk", "Kursk and Belgorod"),)))
    assert "2 sources" in screen(board)[0]
    assert "Kursk and Belgorod" in screen(board)[1]


def test_a_pause_holds_in_a_new_pane_too(room: Newsroom) -> None:
    board = room.board(120, 40, zoom=False)
    press(board, "pause")
    adopt(board, changed("kursk", "summit"))
    board.lines()
    room.arrive("Held back", front="summit")
    board.poll()
    assert "Held back" not in " ".join(screen(board))
    press(board, "pause", "front_2", "top")
    assert "Held back" in " ".join(screen(board))
