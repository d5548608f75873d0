"""The contract of the live list (DESIGN section 6, points 1 to 5), each point in a reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.newsroom import NOON, Newsroom, line_of, press, screen, titles

from briefing.draw.styles import NAMES, Palette
from briefing.model import ROLES, Theme
from briefing.view.board import AWAY


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path)
    yield newsroom
    newsroom.close()


def numbered(first: int, last: int) -> list[str]:
    return [f"Report number {number:03}" for number in range(first, last + 1)]


# 1. What you are reading never moves.


def test_what_one_sees_is_not_read_again_for_it_but_what_arrives_meanwhile_is(room: Newsroom):
    room.arrive(*numbered(1, 9))
    room.arrive("Elsewhere", front="kerch")
    board = room.board()
    assert not board.poll()
    press(board, "down")
    assert "8 new" in screen(board)[0]
    assert not board.poll()
    press(board, "down")
    room.arrive("Elsewhere too", front="kerch")
    assert board.poll()
    assert [pane.counts.new for pane in board.panes[:2]] == [6, 2]
    assert not board.poll()


def test_at_the_top_arrivals_appear(room: Newsroom):
    room.arrive("The first report")
    board = room.board()
    room.arrive("The second report")
    assert board.poll()
    assert line_of(board, "The second report") < line_of(board, "The first report")
    assert board.current is not None
    assert board.current.title == "The second report"


def test_the_oldest_that_is_new_does_not_leave_its_pane_empty(room: Newsroom):
    room.arrive(*numbered(1, 40))
    board = room.board()
    press(board, "next_new")
    assert board.current is not None
    assert board.current.title == "Report number 001"
    above = [line_of(board, f"Report number {number:03}") for number in range(8, 0, -1)]
    assert -1 not in above
    assert above == sorted(above)
    for number in range(2, 40):
        press(board, "next_new")
        assert board.current.title == f"Report number {number:03}"
        assert line_of(board, board.current.title) > 0


def test_anywhere_else_they_are_held_and_counted(room: Newsroom):
    room.arrive(*numbered(1, 30))
    board = room.board()
    press(board, "down", "down")
    before = screen(board)[2:-3]
    room.arrive(*numbered(31, 33))
    assert board.poll()
    after = screen(board)
    assert after[2:-3] == before
    assert "3 new ↑" in after[1]


@pytest.mark.parametrize("moves", [["down"], ["page_down"], ["bottom"], ["half_down", "half_down"], ["down"] * 9])
def test_nothing_moves_wherever_the_reader_stands(room: Newsroom, moves: list[str]):
    room.arrive(*numbered(1, 40), minutes_ago=5)
    board = room.board()
    press(board, *moves)
    current, before = board.current, screen(board)[2:-3]
    for number in range(41, 80):
        room.arrive(f"Report number {number:03}")
        room.arrive(f"Late report {number:03}", minutes_ago=4 + number)
        board.poll()
        assert screen(board)[2:-3] == before
        assert board.current == current


def test_nothing_moves_when_the_screen_is_resized_and_back(room: Newsroom):
    room.arrive(*[f"{title} of a longer kind that takes two lines in a narrow pane" for title in numbered(1, 40)])
    board = room.board(80, 30)
    press(board, *["down"] * 12)
    current = board.current
    for width, height in ((40, 12), (200, 60), (20, 6), (1, 1), (80, 30)):
        board.resize(width, height)
        board.lines()
        assert board.current == current
    assert any(str(current and current.title[:12]) in line for line in screen(board))


def test_going_on_upward_from_the_top_lets_the_held_ones_in_one_by_one(room: Newsroom):
    room.arrive(*numbered(1, 10))
    board = room.board()
    press(board, "down")
    room.arrive(*numbered(11, 13))
    board.poll()
    press(board, "up")
    assert board.current is not None
    assert board.current.title == "Report number 010"
    press(board, "up")
    assert board.current.title == "Report number 011"
    press(board, "up", "up", "up")
    assert board.current.title == "Report number 013"
    assert "↑" not in screen(board)[1]


def test_g_lets_everything_in_that_was_held(room: Newsroom):
    room.arrive(*numbered(1, 30))
    board = room.board()
    press(board, "page_down")
    room.arrive(*numbered(31, 40))
    board.poll()
    press(board, "top")
    assert board.current is not None
    assert board.current.title == "Report number 040"
    room.arrive("One more report")
    board.poll()
    assert board.current.title == "One more report"


def test_n_goes_to_the_oldest_item_not_seen_across_fronts_and_big_n_back(room: Newsroom):
    room.arrive("Seen in Kursk")
    room.arrive("Seen in Gaza", front="gaza")
    board = room.board(120, 40, zoom=False)
    press(board, "all_read", "next_front", "next_front", "all_read", "front_1")
    room.now += 60
    room.arrive("First new, Gaza", front="gaza")
    room.arrive("Second new, Kursk")
    room.arrive("Third new, mpox", front="mpox")
    board.poll()
    seen = []
    for _ in range(3):
        press(board, "next_new")
        assert board.current is not None
        assert board.front is not None
        seen.append((board.front.id, board.current.title))
    assert seen == [("gaza", "First new, Gaza"), ("kursk", "Second new, Kursk"), ("mpox", "Third new, mpox")]
    press(board, "next_new")
    assert "nothing new on any front" in screen(board)[-1]
    press(board, "previous_new")
    assert board.current is not None
    assert board.current.title == "Second new, Kursk"


def test_n_finds_an_item_that_is_held_back_far_above(room: Newsroom):
    room.arrive(*numbered(1, 100), minutes_ago=600)
    board = room.board()
    press(board, "all_read", "bottom")
    room.arrive("The oldest new one", minutes_ago=60)
    room.arrive(*numbered(200, 220))
    board.poll()
    press(board, "next_new")
    assert board.current is not None
    assert board.current.title == "The oldest new one"
    assert line_of(board, "The oldest new one") > 0


def test_items_passed_by_the_cursor_are_new_no_more(room: Newsroom):
    room.arrive(*numbered(1, 30))
    board = room.board()
    assert "30 new" in screen(board)[0]
    press(board, "down", "down")
    assert "27 new" in screen(board)[0]
    press(board, "page_down")
    assert "27 new" not in screen(board)[0]


def test_pause_goes_on_collecting_and_counting(room: Newsroom):
    room.arrive("The first report")
    board = room.board()
    press(board, "pause")
    room.arrive("The second report", "The third report")
    board.poll()
    assert line_of(board, "The second report") == -1
    assert "2 new ↑" in screen(board)[1]
    assert "paused" in screen(board)[0]
    press(board, "top")
    assert line_of(board, "The second report") == -1
    press(board, "pause", "top")
    assert line_of(board, "The third report") > 0


# 2. "You were here".


def test_the_line_stands_where_the_reader_left_off_after_logging_out(room: Newsroom):
    room.arrive("An old report")
    board = room.board()
    press(board, "down")
    board.leave()
    room.store.close()
    room.now += 3_600
    room.arrive("Came in the meantime")
    room.store = room.opened()
    again = room.board()
    new, here, old = (line_of(again, words) for words in ("Came in", "you were here", "An old report"))
    assert 0 < new < here < old


def test_one_look_and_one_key_are_enough_to_have_been_here(room: Newsroom):
    room.arrive("An old report")
    room.arrive("Elsewhere", front="gaza")
    board = room.board()
    assert not board.do("quit")
    board.leave()
    room.now += 3_600
    room.arrive("Came in the meantime")
    room.arrive("Came elsewhere", front="gaza")
    again = room.board(120, 40, zoom=False)
    assert line_of(again, "Came in") < line_of(again, "you were here") < line_of(again, "An old report")
    assert sum("you were here" in line for line in screen(again)) == 1  # Gaza was not on the screen


def test_what_came_while_nobody_looked_was_not_seen(room: Newsroom):
    room.arrive("An old report")
    board = room.board()
    press(board, "down", "top")
    room.now += 120
    room.arrive("Came as the line broke")
    board.poll()
    board.leave()
    again = room.board()
    assert line_of(again, "Came as") < line_of(again, "you were here") < line_of(again, "An old report")


def test_without_anything_new_there_is_no_such_line(room: Newsroom):
    room.arrive("An old report")
    board = room.board()
    press(board, "down")
    board.leave()
    assert line_of(room.board(), "you were here") == -1


def test_the_line_also_stands_after_a_long_absence_from_the_keys(room: Newsroom):
    room.arrive("An old report")
    board = room.board()
    press(board, "down", "top")
    room.now += AWAY
    board.poll()
    room.arrive("Came in the meantime")
    board.poll()
    assert line_of(board, "Came in") < line_of(board, "you were here") < line_of(board, "An old report")
    room.store.close()  # nobody said goodbye: where they were was kept all the same
    room.store = room.opened()
    assert line_of(room.board(), "you were here") > 0


def test_while_the_reader_is_there_no_line_comes_between(room: Newsroom):
    room.arrive("An old report")
    board = room.board()
    press(board, "down", "top")
    room.now += 120
    room.arrive("Another report")
    board.poll()
    assert line_of(board, "you were here") == -1


# 3. Corrections and withdrawals.


def test_a_corrected_item_keeps_its_place_and_says_updated(room: Newsroom):
    first, _, _ = room.arrive("Two hundred vehicles wait", "The second report", "The third report")
    board = room.board()
    before = line_of(board, "Two hundred")
    room.now += 120
    room.correct(first, title="Two thousand vehicles wait", updated=room.now)
    board.poll()
    assert line_of(board, "Two thousand") == before
    assert "updated 12:02" in screen(board)[before + 1]


def test_a_corrected_item_does_not_move_under_the_cursor_either(room: Newsroom):
    items = room.arrive(*numbered(1, 40))
    board = room.board()
    press(board, "page_down", "down")
    assert board.current is not None
    item, before = board.current, line_of(board, board.current.title)
    room.correct(next(each for each in items if each.id == item.id), title="A corrected report")
    board.poll()
    assert board.current.title == "A corrected report"
    assert line_of(board, "A corrected report") == before


def test_a_withdrawn_item_is_struck_and_stays(room: Newsroom):
    item, _ = room.arrive("A claim that did not stand", "The second report")
    board = room.board()
    before = line_of(board, "A claim")
    room.correct(item, withdrawn=True)
    board.poll()
    assert line_of(board, "A claim") == before
    assert "withdrawn" in screen(board)[before + 1]
    struck = [span.text for span in board.lines()[before] if span.style == "headline_withdrawn"]
    assert struck == ["A claim that did not stand"]


# 4. Freshness in words.


def test_every_front_says_how_fresh_it_is_and_what_is_wrong(room: Newsroom):
    room.arrive("A report")
    room.state(state="ok", checked=NOON, succeeded=NOON - 120)
    board = room.board(120, 40, zoom=False)
    assert sum("BBC 2m" in line for line in screen(board)) == 2  # two rows of two panes
    room.state(state="failing", error="HTTP 503", checked=NOON, succeeded=NOON - 1_800, next_check=NOON + 1_200)
    board.poll()
    said = [line for line in screen(board) if "! BBC failing since 11:30: HTTP 503, next try 12:20" in line]
    assert len(said) == 2
    assert "1 source · 1 failing" in screen(board)[0]


def test_ages_go_on_with_the_minute_and_nothing_else_moves(room: Newsroom):
    room.arrive("A report")
    room.state(state="ok", checked=NOON, succeeded=NOON)
    board = room.board()
    assert not board.poll()
    before = screen(board)
    room.now += 60
    assert board.poll()
    after = screen(board)
    assert "BBC 1m" in after[-4]
    assert (before[2], after[2]) == (after[2].replace(" 1m", "now"), before[2].replace("now", " 1m"))
    assert [number for number, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [0, 2, 20]


# 5. Nothing by colour alone.


def test_without_colour_every_state_is_still_to_be_seen(room: Newsroom):
    room.arrive("A report", "Another report", "A third report")
    plain = Palette(Theme("x", colours=tuple((role, "#808080") for role in ROLES)), "none")
    assert all(plain.resolve(name).fg == plain.resolve(name).bg == -1 for name in NAMES)
    board = room.board()
    assert "●" in screen(board)[2]
    press(board, "down")
    assert screen(board)[2].startswith("│   ")
    assert screen(board)[4].startswith("│▌  ")
    assert screen(board)[1].startswith("┍━ 1 Kursk")
    press(board, "save")
    assert "★ saved" in screen(board)[5]


def test_only_the_window_is_ever_held(room: Newsroom):
    room.arrive(*numbered(1, 300))
    board = room.board()
    for command in ("bottom", "page_up", "page_up", "top", "page_down"):
        press(board, command)
        assert max(len(pane.window.items) for pane in board.panes) < 40
    press(board, *["page_down"] * 100)
    assert max(len(pane.window.items) for pane in board.panes) < 40
    assert board.current is not None
    assert board.current.title == "Report number 001"
    assert titles(board.panes[0].window.items)[-1] == "Report number 001"
