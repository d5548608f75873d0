"""The pane against the plainest thing that could be right: the list of everything that arrived, sorted."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.unit.newsroom import Newsroom

from briefing.model import Item
from briefing.store.listing import place

MOVES = ("down", "up", "page_down", "page_up", "half_down", "half_up", "top", "bottom", "next_new")


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_the_window_is_a_stretch_of_the_list(tmp_path: Path, seed: int):
    choose = random.Random(seed)
    room = Newsroom(tmp_path)
    board = room.board(choose.choice((30, 50, 80)), choose.choice((8, 12, 24, 40)))
    stored: list[Item] = []
    for step in range(250):
        pane = board.panes[0]
        before, following = board.current, pane.following
        shown = [item.id for item in pane.window.items[: pane.whole()]]
        if choose.random() < 0.5:
            room.now += choose.randrange(0, 120)
            title = f"{step} " + "a headline of some length " * choose.randrange(0, 4)
            stored += room.arrive(title, minutes_ago=choose.choice((0, 0, 0, 30, 3_000)))
            board.poll()
            board.lines()
            if before is not None and not following:
                assert board.current is not None
                assert board.current.id == before.id
                assert [item.id for item in pane.window.items[: pane.whole()]] == shown
        else:
            board.do(choose.choice(MOVES), choose.choice((1, 1, 2, 7)))
            board.lines()
        if choose.random() < 0.05:
            board.resize(choose.choice((20, 33, 60, 120)), choose.choice((6, 9, 24, 50)))
            board.lines()
        check(board, stored)
    room.close()


def check(board, stored: list[Item]) -> None:  # type: ignore[no-untyped-def]
    """The window is a stretch without a gap of what may be shown, the cursor is in it, and all of its item in sight."""
    pane = board.panes[0]
    numbered = sorted(
        (item._replace(seq=number) for number, item in enumerate(stored, start=1)), key=place, reverse=True
    )
    allowed = [item.id for item in numbered if pane.window.up_to is None or item.seq <= pane.window.up_to]
    found = [item.id for item in pane.window.items]
    if not allowed:
        assert found == []
        return
    start = allowed.index(found[0])
    assert found == allowed[start : start + len(found)]
    assert pane.window.at_top == (start == 0)
    assert board.current is not None
    assert pane.index < max(pane.whole(), 1)
    lines = ["".join(span.text for span in line) for line in board.lines()]
    assert any("▌" in line for line in lines)
    room = pane.rows.height - sum(len(pane.rows.lines(pane.window.items, at, pane.here)) for at in range(len(found)))
    assert room <= 0 or start + len(found) == len(allowed), "lines left empty although there is more"
    assert pane.counts.held == len(stored) - len(allowed)
