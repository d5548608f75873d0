"""The board as a whole: every size, every layout, every command, and nothing that arrives can disturb it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.newsroom import DESK, NOON, Newsroom, line_of, press, screen

from briefing.draw.flow import line_width
from briefing.errors import StoreError, StoreLocked
from briefing.model import Also, Credit, Desk, Front, Layout, Marks, Match, Rights, Source
from briefing.store import marks, passing, standing
from briefing.store.items import save
from briefing.view import marking, moves
from briefing.view.adopting import adopt
from briefing.view.board import Board
from briefing.view.commands import COMMANDS, keymap

SIZES = [(1, 1), (2, 1), (1, 5), (8, 3), (20, 6), (30, 10), (40, 12), (80, 24), (120, 40), (500, 12), (33, 200)]
WORDS = "bridge Київ 庫爾斯克 غزة ברית 🙂 e\u0301 reports of a longer kind"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path)
    yield newsroom
    newsroom.close()


def exact(board: moves.Board, width: int, height: int) -> None:
    lines = board.lines()
    assert len(lines) == height
    assert {line_width(line) for line in lines} == {width}


def busy(room: Newsroom) -> None:
    credit = Credit("A Publisher", "inferred", "A. Writer", ("One", "Two"), (Also("AP"),), Rights("© notice"), True)
    for number, front in enumerate(("kursk", "kerch", "gaza", "mpox") * 5):
        room.arrive(
            f"{number} {WORDS}", front=front, minutes_ago=300 * number, credit=credit, key_event=number % 2 == 0,
            pinned=number == 3, withdrawn=number == 5,
        )  # fmt: skip
    room.state(state="failing", error="HTTP 503 " + "and more " * 20, next_check=NOON + 600)


@pytest.mark.parametrize("ascii", [False, True])
def test_every_size_is_filled_exactly(room: Newsroom, ascii: bool):
    busy(room)
    board = room.board(ascii=ascii, zoom=False)
    for width, height in SIZES:
        for command in ("zoom", "next_front", "down", "page_down", "zoom", "top"):
            board.resize(width, height)
            press(board, command)
            exact(board, width, height)
            if ascii:
                assert all(span.text.isascii() for line in board.lines() for span in line)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 300),
    st.integers(1, 80),
    st.lists(st.sampled_from(sorted(moves.ACTIONS)), max_size=8),
    st.integers(0, 4),
    st.integers(0, 9),
)
def test_no_size_and_no_command_breaks_the_picture(
    tmp_path_factory: pytest.TempPathFactory, width: int, height: int, commands: list[str], columns: int, fronts: int
):
    desk = Desk(
        fronts=tuple(Front(f"f{number}", f"Front {number}") for number in range(fronts)),
        sources=DESK.sources,
        layout=Layout(columns, (("f0", 3), ("f1", 2))),
    )
    room = Newsroom(tmp_path_factory.mktemp("wire"), desk)
    try:
        for number in range(6):
            room.arrive(f"{number} {WORDS}", front=f"f{number % 3}", minutes_ago=number * 700)
        board = room.board(width, height, zoom=False)
        for command in commands:
            board.do(command, 3)
            exact(board, width, height)
    finally:
        room.close()


def test_the_layouts_of_the_design(room: Newsroom):
    busy(room)
    board = room.board(120, 40, zoom=False)
    assert [(box.left, box.top, box.width, box.height) for box in board.arranged().boxes] == [
        (0, 1, 60, 18), (60, 1, 60, 18), (0, 19, 60, 18), (60, 19, 60, 18),
    ]  # fmt: skip
    board.resize(80, 24)
    assert [(box.width, box.height) for box in board.arranged().boxes] == [(40, 10), (40, 10), (40, 10), (40, 10)]
    board.resize(40, 12)
    assert len(board.arranged().boxes) == 1
    assert "[1 Kursk 5] 2 Kerch" in screen(board)[1]
    press(board, "next_front")
    assert "[2 Kerch" in screen(board)[1]
    board.resize(220, 30)
    assert len(board.arranged().boxes) == 4


def test_more_fronts_than_fit_are_shown_in_groups_with_a_row_of_tabs(tmp_path: Path):
    desk = Desk(fronts=tuple(Front(f"f{number}", f"Front {number}") for number in range(1, 10)))
    room = Newsroom(tmp_path, desk)
    board = room.board(80, 24, zoom=False)
    assert [box.front for box in board.arranged().boxes] == [0, 1, 2, 3]
    press(board, "front_6")
    assert [box.front for box in board.arranged().boxes] == [4, 5, 6, 7]
    assert "[6 Front 6]" in screen(board)[1]
    room.close()


def test_order_and_shares_come_from_the_desk(tmp_path: Path):
    fronts = tuple(Front(each, each) for each in ("mpox", "kursk"))
    room = Newsroom(tmp_path, Desk(fronts=fronts, layout=Layout(2, (("kursk", 2),))))
    board = room.board(120, 30, zoom=False)
    assert [box.width for box in board.arranged().boxes] == [40, 80]
    assert screen(board)[1].index("1 mpox") < screen(board)[1].index("2 kursk")
    room.close()


def test_a_desk_without_fronts_is_drawn_and_takes_every_command(tmp_path: Path):
    room = Newsroom(tmp_path, Desk())
    board = room.board(zoom=False)
    for command in moves.ACTIONS:
        press(board, command)
        exact(board, 60, 24)
    assert board.front is board.current is board.pane is None
    room.close()


def test_the_header_says_the_time_and_what_there_is(room: Newsroom):
    room.arrive("One", "Two")
    room.state(state="stale", succeeded=NOON - 7_200)
    board = room.board(100, 30, zoom=False)
    assert screen(board)[0].startswith(" briefing · Fri 16 Aug 12:00 UTC")
    assert screen(board)[0].endswith("2 new · 1 source · 1 stale")
    board.resize(30, 10)
    assert screen(board)[0] == " 12:00        2 new · 1 stale"


def test_the_footer_credits_the_item_under_the_cursor_and_without_one_the_screen(room: Newsroom):
    room.arrive("One", credit=Credit("RFE/RL", "stated", via=("A Carrier",)), front="kerch")
    board = room.board(100, 30, zoom=False)
    assert screen(board)[-3] == " on this screen: RFE/RL"
    press(board, "next_front")
    assert screen(board)[-3] == " RFE/RL · via A Carrier · news.example"


def test_counts(room: Newsroom):
    room.arrive(*[f"Report {number}" for number in range(50)])
    board = room.board()
    board.do("down", 5)
    assert board.current is not None
    assert board.current.title == "Report 44"
    board.do("up", 3)
    assert board.current.title == "Report 47"
    board.do("down", 1_000)
    assert board.current.title == "Report 0"
    board.do("up", 1_000)
    assert board.current.title == "Report 49"
    board.do("page_down", 2)
    board.lines()
    before = board.current.title
    board.do("page_up", 1)
    board.do("page_down", 1)
    assert board.current.title == before


def test_pages_overlook_nothing(room: Newsroom):
    room.arrive(*[f"Report {number:02}" for number in range(60)])
    board = room.board()
    shown = "\n".join(screen(board))
    for _ in range(20):
        press(board, "page_down")
        shown += "\n".join(screen(board))
    assert all(f"Report {number:02}" in shown for number in range(60))
    shown = "\n".join(screen(board))
    for _ in range(20):
        press(board, "page_up")
        shown += "\n".join(screen(board))
    assert all(f"Report {number:02}" in shown for number in range(60))
    assert board.panes[0].following


def test_marks_and_taking_them_back(room: Newsroom):
    room.arrive("One", "Two")
    board = room.board()
    for command, mark in (("save", "saved"), ("toggle_read", "read")):
        press(board, command)
        assert board.current is not None
        assert getattr(board.current.marks, mark)
        assert "u takes it back" in screen(board)[-1]
        press(board, "undo")
        assert not getattr(board.current.marks, mark)
    press(board, "save", "save")
    assert screen(board)[-1].startswith(" no longer saved · u takes it back")
    press(board, "undo", "undo")
    press(board, "all_read")
    assert "nothing new" in screen(board)[0]
    press(board, "undo")
    assert board.current is not None
    assert "1 new" in screen(board)[0]  # reading one marked it seen, and unreading does not make it new
    press(board, "undo")
    assert "nothing to take back" in screen(board)[-1]


def test_a_flag_with_a_note(room: Newsroom):
    room.arrive("One")
    board = room.board()
    assert board.current is not None
    board.notice(board.marking.flag(board.current, "the place is wrong"))
    board.load()
    assert board.current.marks == Marks(False, False, False, "the place is wrong")
    assert line_of(board, "flagged") > 0
    press(board, "undo")
    assert board.current.marks.flag == ""


def test_the_filters_of_a_pane(room: Newsroom):
    room.arrive("Plain")
    room.arrive("Key", key_event=True)
    room.arrive("Kept")
    board = room.board()
    press(board, "save", "down", "down")
    shown = []
    for _ in range(4):
        press(board, "filter")
        shown.append([words for words in ("Plain", "Key", "Kept") if line_of(board, f" {words}") > 0])
    assert shown == [[], ["Kept"], ["Key"], ["Plain", "Key", "Kept"]]
    press(board, "filter")
    assert "new only" in screen(board)[1]
    assert line_of(board, "Nothing new. f shows the rest.") > 0


def test_what_is_shown_as_new_stays_until_it_is_read(room: Newsroom):
    room.arrive("One", "Two", "Three")
    board = room.board()
    press(board, "filter", "down", "down")
    assert all(line_of(board, words) > 0 for words in ("One", "Two", "Three"))
    press(board, "toggle_read")
    assert line_of(board, "One") == -1


def test_ages_become_times_and_that_is_remembered_until_the_desk_says_otherwise(room: Newsroom):
    room.arrive("One", minutes_ago=5)
    board = room.board()
    assert line_of(board, " 5m One") > 0
    press(board, "times")
    assert line_of(board, "11:55 One") > 0
    assert board.said == "the time of each item by the clock"
    assert line_of(room.board(), "11:55 One") > 0
    room.desk = room.desk._replace(times="clock")
    press(room.board(), "times")
    assert line_of(room.board(), " 5m One") > 0
    room.desk = room.desk._replace(times="ages")
    assert line_of(room.board(), " 5m One") > 0


def test_the_header_counts_an_item_in_two_fronts_once(room: Newsroom):
    room.arrive("Of both", fronts=("kursk", "kerch"))
    room.arrive("Of one", front="kerch")
    board = room.board(120, 30, zoom=False)
    assert " 2 new · " in screen(board)[0]
    assert "1 new ━" in screen(board)[1]
    assert "2 new ─" in screen(board)[1]
    press(board, "down")
    assert " 1 new · " in screen(board)[0]
    room.arrive(*map(str, range(30)), fronts=("kursk", "kerch"))
    board.poll()
    assert " 31 new · " in screen(board)[0], "also of those that there is no room for"
    again = room.board(120, 30, zoom=False)
    assert again.poll(), "the first screen does not wait for that"
    assert " 31 new · " in screen(again)[0]
    assert not again.poll()


def test_days_are_parted_by_a_dated_rule(room: Newsroom):
    room.arrive("Yesterday's", minutes_ago=24 * 60)
    room.arrive("Today's")
    board = room.board()
    rule = line_of(board, "── Thu 15 Aug ──")
    assert line_of(board, "Today's") < rule < line_of(board, "Yesterday's")
    press(board, "bottom")
    board.resize(60, 7)
    assert line_of(board, "Thu 15 Aug") == 2  # it stays above items that are not of today


def test_the_bundled_edition_is_marked_as_such(room: Newsroom):
    items = room.arrive("Old news")
    save(room.fetcher, "bundled", [items[0]._replace(id="b" * 16, key="b", source="bundled", fronts=("gaza",))], NOON)
    board = room.board(100, 30, zoom=False)
    said = screen(board)
    assert (
        sum("╰─ bundled edition of 16 August 2024" in line for line in said)
        + sum("╯╰─ bundled edition of 16 August 2024" in line for line in said)
        == 1
    )
    gaza = next(pane for pane in board.panes if pane.front.id == "gaza")
    assert line_of(board, "BBC · bundled edition") == -1, "the pane says it of all of them"
    room.arrive("News", front="gaza")
    board.poll()
    assert line_of(board, "BBC · bundled edition") > 0, "the pane cannot say it any more"
    assert not any("─ bundled edition" in line for line in screen(board))
    assert len(gaza.window.items) == 2


def test_a_front_asked_for_has_the_keys(room: Newsroom):
    assert room.board(front="gaza").focus == 2
    assert room.board(front="no such front").focus == 0


def test_offline_is_said(room: Newsroom):
    board = room.board(100, 30, zoom=False, offline=True)
    assert "offline" in screen(board)[0]
    assert line_of(board, "offline · 1 source not read yet") > 0


def test_a_front_of_words_alone_is_fed_by_every_source(tmp_path: Path):
    fronts = (Front("kursk", "Kursk", Match(any=("Kursk",))), Front("other", "Other"), Front("third", "Third"))
    sources = (Source("wire", "https://wire.example/", publisher="BBC", fronts=("other",)),)
    desk = DESK._replace(fronts=fronts, sources=sources)
    assert desk.feeding(fronts[0]) == desk.feeding(fronts[1]) == sources
    room = Newsroom(tmp_path, desk)
    room.state(state="ok", checked=NOON, succeeded=NOON)
    board = room.board(60, 24)
    assert line_of(board, "BBC 0m") == 20
    press(board, "front_3")
    assert line_of(board, "no source feeds this front") == 20
    room.close()


def test_troubles_that_there_is_no_room_for_are_counted(tmp_path: Path):
    sources = tuple(Source(f"s{n}", "https://wire.example/", fronts=("kursk",)) for n in range(5))
    room = Newsroom(tmp_path, DESK._replace(sources=sources))
    for number in range(4):
        room.state(f"s{number}", state="failing", error=f"HTTP 50{number} (a long story of what went wrong there)")
    told = [line for line in screen(room.board(40, 24)) if "! " in line]
    assert "(+2 more)" not in told[0]
    assert "HTTP 501" in told[1]
    assert "(+2 more)" in told[1]
    assert "(+3 more)" in next(line for line in screen(room.board(40, 12)) if "! " in line)
    room.close()


def test_a_front_that_is_not_there_is_said_so(room: Newsroom):
    board = room.board()
    press(board, "front_7")
    assert screen(board)[-1] == " there is no front 7"
    press(board, "down")
    assert "j/k move" in screen(board)[-1]


def test_every_command_of_the_board_has_a_key_and_every_action_is_a_command():
    assert set(moves.ACTIONS) <= {command.id for command in COMMANDS}
    assert set(moves.ACTIONS) <= set(keymap().values())


def test_marks_that_cannot_be_written_stop_nothing(room: Newsroom, monkeypatch: pytest.MonkeyPatch):
    room.arrive("One", "Two")
    board = room.board()
    room.store.close()
    room.store = type(room.store).open(str(room.folder / "wire.db"))  # a reader without marks
    board.store = board.marking._store = room.store
    for pane in board.panes:
        pane._store = pane.window._store = room.store
    with pytest.raises(StoreError):
        marks.save(room.store, "1", True, NOON)
    press(board, "down", "save")
    assert "not marked" in screen(board)[-1]
    assert "nothing new" in screen(board)[0]
    assert line_of(board, "●") == -1

    def refuse(*_: object) -> None:
        raise StoreLocked("/a/long/way/to/wire.db: another process is busy writing to it; try again in a moment")

    monkeypatch.setattr(marks, "save", refuse)
    press(board, "save")
    assert screen(board)[-1].startswith(" not marked: another process is busy")


def test_a_long_day_of_random_keys_and_arrivals(room: Newsroom):
    choose = random.Random(7)
    board = room.board(90, 30, zoom=False)
    commands = sorted(moves.ACTIONS)
    for step in range(300):
        room.now += choose.randrange(0, 400)
        if choose.random() < 0.4:
            room.arrive(f"{step} {WORDS}", front=choose.choice(("kursk", "kerch", "gaza", "mpox")),
                        minutes_ago=choose.choice((0, 0, 5, 2_000)))  # fmt: skip
        board.poll()
        board.do(choose.choice(commands), choose.choice((1, 1, 3)))
        if choose.random() < 0.1:
            board.resize(choose.randrange(1, 200), choose.randrange(1, 60))
        exact(board, *board._size)
    assert sum(len(pane.window.items) for pane in board.panes) < 200


def test_right_to_left_text_is_turned_around_on_a_key(room: Newsroom):
    room.arrive("שלום עולם")
    board = room.board()
    assert line_of(board, "שלום עולם") > 0
    press(board, "bidi")
    assert line_of(board, "םלוע םולש") > 0
    exact(board, 60, 24)
    press(board, "bidi")
    assert line_of(board, "שלום עולם") > 0


def test_the_keys_that_are_named_are_those_of_the_desk(tmp_path: Path):
    room = Newsroom(tmp_path, DESK._replace(keys=(("undo", ("ctrl+z",)), ("filter", ("F",)), ("save", ()))))
    room.arrive("One")
    board = room.board()
    press(board, "save")
    assert "Ctrl+Z takes it back" in screen(board)[-1]
    press(board, "undo", "filter", "filter")
    assert line_of(board, "Nothing saved. Save saves an item, F shows the rest.") > 0
    room.close()


def test_the_key_hints_stay_and_no_pane_moves_however_long_the_credit_is(room: Newsroom):
    long = Credit("CNN", "inferred", "A. Writer", ("A Carrier", "Another Carrier"), (Also("AP"), Also("Reuters")))
    room.arrive("Told by many", credit=long)
    room.arrive("Told by one")
    for width, height in ((80, 24), (60, 16)):
        board = room.board(width, height, zoom=False)
        before = screen(board)
        assert "? help" in before[-1]
        press(board, "down")
        after = screen(board)
        assert "? help" in after[-1]
        assert "AP, Reuters" in " ".join(" ".join(after[-3:-1]).split())
        assert [line.endswith("╯") for line in before] == [line.endswith("╯") for line in after]
        press(board, "save")
        told = screen(board)
        assert "saved" in told[-1]
        assert told[-3:-1] == after[-3:-1]


@pytest.mark.parametrize(
    ("width", "kept"),
    [(120, "z zoom  c changes  o link  q quit  ? help"), (80, "/ search  c changes  q quit  ? help"), (38, "? help")],
)
def test_of_the_key_hints_those_that_can_be_spared_go_first(room: Newsroom, width: int, kept: str):
    room.arrive("News")
    board = room.board(width, 24, zoom=False)
    assert screen(board)[-1].rstrip().endswith(kept)


def test_a_title_that_is_cut_still_stands_apart_from_its_frame(tmp_path: Path):
    named = Front("gaza", "The Red Sea and the Gulf of Aden, and beyond")
    room = Newsroom(tmp_path, DESK._replace(fronts=(*DESK.fronts[:3], named)))
    assert line_of(room.board(80, 24, zoom=False), "… ─") > 0
    room.close()


def test_the_desk_says_who_turns_text_around_and_which_clock_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    room = Newsroom(tmp_path, DESK._replace(clock="utc", bidi=True))
    room.arrive("שלום עולם")
    board = Board(room.store, room.desk, clock=lambda: room.now)
    board.resize(80, 24)
    assert "12:00 UTC" in screen(board)[0]
    assert line_of(board, "םלוע םולש") > 0
    adopt(board, DESK)
    assert "21:00 JST" in screen(board)[0]
    assert line_of(board, "שלום עולם") > 0
    room.close()
    monkeypatch.undo()
    time.tzset()


LOW_437 = "☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼"


def test_the_console_of_linux_is_drawn_on_with_what_its_fonts_have(room: Newsroom):
    items = room.arrive(
        *[f"News {number}, " + "and more of it " * 9 for number in range(9)], key_event=True, pinned=True
    )
    board = Board(room.store, room.desk, clock=lambda: room.now, console=True)
    board.resize(80, 24)
    press(board, "save", "down", "toggle_read", "down")
    room.correct(items[0], title="News, corrected")
    board.poll()
    drawn = "".join(screen(board))
    assert {character for character in drawn if character not in LOW_437} <= set(bytes(range(32, 255)).decode("cp437"))
    assert "Enter read" in drawn
    assert "╒═" in drawn
    assert "┌─" in drawn


def test_what_arrived_while_the_reader_was_away_is_taken_in_bit_by_bit_when_no_key_is_pressed(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(standing, "AT_ONCE", 3)
    monkeypatch.setattr(marking, "SETTLING", 0)
    room.arrive(*[f"News {number}" for number in range(10)])
    board = room.board()
    assert not board.poll()
    assert room.store.rows("SELECT * FROM marks.standing") == [], "nobody has seen anything"
    press(board, "down")
    assert room.store.rows("SELECT count(*) FROM marks.unseen") == [(0,)], "no key has the time"
    before, polls = screen(board), 0
    while not board.poll() and polls < 9 and room.store.rows("SELECT max(taken) FROM marks.standing") != [(10,)]:
        polls += 1
    assert polls == 3, "three of the ten at a time"
    assert room.store.rows("SELECT count(*) FROM marks.unseen") == [(8,)], "two were under the cursor"
    assert not board.poll(), "which is no reason to draw anything anew"
    assert screen(board) == before
    monkeypatch.setattr(passing, "settle", lambda store, fronts: pytest.fail("nothing more is waiting"))
    assert not board.poll()


def test_a_viewer_settles_what_the_last_one_had_no_time_to(room: Newsroom, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(passing, "WITH_THE_KEY", 3)
    room.arrive(*[f"News {number}" for number in range(10)])
    board = room.board()
    press(board, "all_read")
    assert board.panes[0].counts.new == 0
    assert room.store.rows("SELECT count(*) FROM marks.mark") == [(3,)]
    board.leave()
    room.store.close()
    room.store = room.opened()
    again = room.board()
    assert not again.poll()
    assert room.store.rows("SELECT count(*) FROM marks.mark") == [(10,)]
    assert not again.poll()


def test_the_marks_are_moved_into_their_file_when_no_key_is_pressed(room: Newsroom):
    board = room.board()
    room.arrive(*map(str, range(120)))
    before = Path(room.store.marks).stat().st_size
    for number in range(120):
        marks.see(room.store, [f"{number + 1:016x}"], NOON)
    assert Path(room.store.marks).stat().st_size == before, "the disk has time until then"
    assert board.poll()
    assert Path(room.store.marks).stat().st_size == before, "nor while there is something to draw"
    assert not board.poll()
    after = Path(room.store.marks).stat()
    assert after.st_size > before
    marks.save(room.store, f"{1:016x}", True, NOON)
    board.poll()
    board.poll()
    assert Path(room.store.marks).stat().st_mtime_ns == after.st_mtime_ns, "a mark is not worth it"
