"""Days on end: midnight, summer time, clocks that jump, and a week of arrivals that leaves nothing behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.newsroom import DESK, NOON, Newsroom, line_of, press, screen

from briefing.model import Item
from briefing.store.items import save
from briefing.view.board import Board
from briefing.view.reader import ReaderView
from briefing.view.rows import KEPT

HOUR = 3_600
SUMMER_ENDS = 1_729_990_800  # Sunday 27 October 2024, 01:00 UTC: in Berlin 03:00 becomes 02:00


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path)
    yield newsroom
    newsroom.close()


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_at_midnight_the_day_gets_its_rule_and_the_cursor_stays(room: Newsroom):
    room.now = NOON + 12 * HOUR - 60
    room.arrive("Late report", "Last report")
    board = room.board()
    press(board, "down")
    assert line_of(board, "16 Aug ──") == -1
    room.now += 120
    assert board.poll()
    assert line_of(board, "Fri 16 Aug") == 2
    assert "Sat 17 Aug 00:01" in screen(board)[0]
    assert board.current is not None
    assert board.current.title == "Late report"
    room.arrive("Early report", minutes_ago=0)
    board.poll()
    press(board, "top")
    assert line_of(board, "Early report") < line_of(board, "Fri 16 Aug ──") < line_of(board, "Last report")


@pytest.mark.usefixtures("berlin")
def test_times_are_local_with_the_zone_named_and_an_hour_may_come_twice(room: Newsroom):
    room.now = SUMMER_ENDS - HOUR // 2
    room.arrive("In summer time")
    board = Board(room.store, DESK, clock=lambda: room.now)
    board.resize(60, 24)
    board.zoomed = True
    assert "Sun 27 Oct 02:30 CEST" in screen(board)[0]
    room.now += HOUR
    board.poll()
    room.arrive("In winter time")
    board.poll()
    assert "Sun 27 Oct 02:30 CET" in screen(board)[0]
    assert line_of(board, "1h In summer time") > 0
    press(board, "times")
    assert line_of(board, "02:30 In winter time") < line_of(board, "02:30 In summer time")


def test_a_clock_that_goes_back_breaks_nothing(room: Newsroom):
    room.arrive("A report")
    room.state(state="ok", checked=NOON, succeeded=NOON)
    board = room.board()
    room.now -= 3 * 24 * HOUR
    assert board.poll()
    assert line_of(board, "A report") > 0
    assert "Tue 13 Aug" in screen(board)[0]
    press(board, "down", "next_new")
    assert line_of(board, "12:00 A report") > line_of(board, "Fri 16 Aug ──") > 0


def test_a_week_of_arrivals_leaves_nothing_behind(room: Newsroom):
    board = room.board(90, 30, zoom=False)
    for step in range(700):
        room.now += 900
        room.arrive(f"Report {step} of a week, told in a headline of a usual length", front=("kursk", "gaza")[step % 2])
        board.poll()
        press(board, ("down", "up", "top", "next_new", "page_down", "times", "zoom", "save")[step % 8])
    for pane in board.panes:
        assert len(pane.rows._kept) <= KEPT + 1
        assert len(pane.window.items) <= 40
    assert len(board.told) <= 16
    assert len(board.trail) <= 500
    assert len(board.marking._undo) <= 100


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "UTC"])
def test_a_mere_date_is_the_same_in_every_zone(room: Newsroom, monkeypatch: pytest.MonkeyPatch, zone: str):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        date = NOON - NOON % (24 * HOUR) - 48 * HOUR
        save(room.fetcher, "bundled", [Item("k", "Old news", id="b" * 16, published=date, published_how="inferred",
                                            fronts=("kursk",), source="bundled")], NOON)  # fmt: skip
        board = Board(room.store, DESK, clock=lambda: room.now)
        board.resize(80, 24)
        board.zoomed = True
        assert line_of(board, "── Wed 14 Aug ──") == 2
        assert line_of(board, "bundled edition of 14 August 2024") > 0
        reader = ReaderView(board)
        assert "Wed 14 Aug, the hour is not known" in "\n".join(
            "".join(span.text for span in line) for line in reader.lines()
        )
    finally:
        monkeypatch.undo()
        time.tzset()


def test_after_a_night_asleep_the_screen_is_of_the_morning(room: Newsroom):
    room.arrive("Before sleep")
    board = room.board()
    press(board, "down", "up")
    room.now += 9 * HOUR
    room.arrive("In the night", minutes_ago=200)
    room.arrive("In the morning")
    assert board.poll()
    assert "Fri 16 Aug 21:00" in screen(board)[0]
    assert line_of(board, "In the morning") < line_of(board, "In the night") < line_of(board, "you were here")
    assert line_of(board, "you were here") < line_of(board, "Before sleep")
    board.poll()  # where they left off was written down just now
    assert not board.poll()
