"""Keys, screens and the commands that belong to none, without a toolkit."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from tests.ui.conftest import NOW, Clock, Noted, report

from briefing.model import Figure, Front, Links, SourceHealth
from briefing.store import health, items, lease, listing, marks, requests
from briefing.store.connection import Store
from briefing.ui import orders, sharing
from briefing.ui.options import Options
from briefing.ui.screens.palette import score
from briefing.ui.stage import Setting, Stage
from briefing.view.board import Board
from briefing.view.commands import BOARD, COMMANDS, READER, command
from briefing.view.moves import ACTIONS as OF_THE_BOARD
from briefing.view.reader import _ACTIONS as OF_THE_READER

NAMES = {
    "\r": "enter",
    "\x1b": "escape",
    "\t": "tab",
    " ": "space",
    "\x03": "ctrl+c",
    "\x1a": "ctrl+z",
    "\x7f": "backspace",
}


def type_in(stage: Stage, text: str) -> None:
    """Press the keys of a text, as the toolkit would name them."""
    for character in text:
        stage.press(NAMES.get(character, character), character)


def shown(stage: Stage, width: int = 100, height: int = 30, *, keys: str = "") -> str:
    """What the terminal would show, after these keys."""
    type_in(stage, keys)
    return "\n".join("".join(span.text for span in line).rstrip() for line in stage.lines(width, height))


def current(stage: Stage) -> str:
    return stage.item.title if stage.item else ""


def test_every_command_is_answered_where_it_is_offered() -> None:
    for each in COMMANDS:
        if each.where in ("", BOARD):
            assert each.id in OF_THE_BOARD or each.id in orders.ACTIONS, each.id
        if each.where in ("", READER):
            assert each.id in OF_THE_READER or each.id in orders.ACTIONS, each.id


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        ("j", "Kursk report 1"),
        ("5j", "Kursk report 5"),
        ("9jk", "Kursk report 8"),
        ("03j", "Kursk report 3"),
        ("012j", "Kursk report 12"),
        ("2j", "Kerch report 1"),
        ("5\x1bj", "Kursk report 1"),
        ("Gg", "Kursk report 0"),
        ("G", "Kursk report 29"),
        ("\t\tj", "Gaza report 1"),
        ("h", "Mpox report 0"),
    ],
)
def test_movements_with_and_without_counts(stage: Stage, keys: str, title: str) -> None:
    shown(stage)
    type_in(stage, keys)
    assert current(stage) == title


def test_a_rebound_key_moves_and_its_old_key_does_not(setting: Setting, host: Noted) -> None:
    stage = Stage(setting._replace(desk=setting.desk._replace(keys=(("down", ("x",)),))), host)
    shown(stage)
    type_in(stage, "x")
    assert current(stage) == "Kursk report 1"
    type_in(stage, "j")
    assert current(stage) == "Kursk report 1"


def test_read_on_and_back(stage: Stage) -> None:
    shown(stage)
    type_in(stage, "\r")
    assert "A second paragraph." in shown(stage)
    type_in(stage, "l")
    assert "Kursk report 1" in shown(stage)
    type_in(stage, "\x1b")
    assert current(stage) == "Kursk report 1"
    assert "2 Kerch" in shown(stage)


def test_the_earlier_wordings_open_from_the_board(stage: Stage, store: Store) -> None:
    items.save(store, "bbc", [report("kursk", 0, title="Kursk report, corrected")], NOW)
    stage.poll()
    shown(stage)
    type_in(stage, "c")
    assert "what changed" in shown(stage)
    assert "corrected" in shown(stage)


def test_search_finds_as_one_types_and_reads_what_it_found(stage: Stage) -> None:
    type_in(stage, "/gaza repo")
    picture = shown(stage)
    assert "Gaza report 0" in picture
    assert "Kursk report" not in picture
    type_in(stage, "\r")
    first = current(stage)
    assert first == "Gaza report 0"
    type_in(stage, "l")
    assert current(stage) == "Gaza report 1"
    type_in(stage, "hh")
    assert "first one found" in shown(stage)
    type_in(stage, "\x1b")
    assert "/ gaza repo" in shown(stage)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("front:kursk", "30 found"),
        ("front:nowhere", "no front is called nowhere"),
        ('by:"BBC" front:Gaza', "30 found"),
        ("since:1h front:mpox", "2 found"),
        ("since:x", "since: wants a number"),
        ("is:saved", "1 found"),
        ("is:odd", "is:saved"),
        ('"report 7"', "4 found"),
        ("nothing like that", "nothing stored matches"),
        ("report", "50+ found"),
    ],
)
def test_filters_of_the_search(stage: Stage, query: str, count: str) -> None:
    shown(stage)
    type_in(stage, "s/" + query)
    assert count in shown(stage)


def test_search_reads_on_when_the_end_is_near(stage: Stage) -> None:
    type_in(stage, "/report")
    for _ in range(130):
        stage.press("down", None)
    assert "120 found" in shown(stage)
    assert stage.item is not None


def test_what_was_looked_for_is_marked(stage: Stage) -> None:
    type_in(stage, "/RÉPORT ga front:gaza")
    line = next(line for line in stage.lines(100, 30) if any("Gaza" in span.text for span in line))
    assert [(span.text, span.style) for span in line[-5:-1]] == [
        ("Gaza", "match"), (" ", "headline"), ("report", "match"), (" 0", "headline"),
    ]  # fmt: skip


def test_what_is_switched_on_one_screen_holds_on_the_others(stage: Stage, store: Store, clock: Clock) -> None:
    items.save(store, "bbc", [report("kursk", 99, title="אבג דהו", published=NOW - 60, story="s")], NOW)
    items.save(store, "bbc", [report("kursk", 98, title="Another", published=NOW - 7_200, story="s")], NOW)
    stage.poll()
    type_in(stage, "gv")
    assert " 1m אבג דהו" in shown(stage)
    type_in(stage, "B")
    assert "והד גבא" in shown(stage)
    type_in(stage, "T")
    assert "14:51 והד גבא" in shown(stage)
    type_in(stage, "T\x1b/אבג")
    assert " 1m והד גבא" in shown(stage)
    clock.now += 60
    assert stage.poll()
    assert " 2m והד גבא" in shown(stage)
    assert not stage.poll()


def test_an_arrival_does_not_move_what_was_found(stage: Stage, store: Store) -> None:
    type_in(stage, "/kursk")
    stage.press("down", None)
    before = current(stage)
    items.save(store, "bbc", [report("kursk", 99, published=NOW)], NOW)
    assert stage.poll()
    assert current(stage) == before


def test_the_palette_runs_a_command_on_the_screen_below(stage: Stage) -> None:
    shown(stage)
    type_in(stage, ":gaza\r")
    assert stage.setting.board.focus == 2
    type_in(stage, "\r:save\r")
    assert stage.item is not None
    assert stage.item.marks.saved


@pytest.mark.parametrize(
    ("query", "id"),
    [("ref", "refresh"), ("refresh a", "refresh_all"), ("cwc", "copy_item"), ("zoom", "zoom"), ("mark", "toggle_read")],
)
def test_the_best_answer_of_the_palette_comes_first(query: str, id: str) -> None:
    assert max(COMMANDS, key=lambda each: score(query, each)).id == id


def test_help_is_made_from_the_registry_and_can_be_searched(stage: Stage) -> None:
    type_in(stage, "?")
    assert "One item down" in shown(stage)
    type_in(stage, "/flag")
    assert "Flag a mistake" in shown(stage)
    assert "One item down" not in shown(stage)
    type_in(stage, "\x1b\x1b")
    assert "2 Kerch" in shown(stage)


def test_help_says_everything_there_is(stage: Stage) -> None:
    type_in(stage, "?")
    picture = shown(stage, 120, 200)
    for each in COMMANDS:
        if not re.fullmatch("front_[0-9]", each.id):
            assert each.help in picture.replace("\n", " "), each.id


def test_a_flag_takes_a_note_and_is_taken_back(stage: Stage, store: Store) -> None:
    shown(stage)
    type_in(stage, "!wrong figure\r")
    kept = listing.item(store, "kursk-0000")
    assert kept is not None
    assert kept.marks.flag == "wrong figure"
    type_in(stage, "u")
    undone = listing.item(store, "kursk-0000")
    assert undone is not None
    assert undone.marks.flag == ""


def test_sources_say_how_they_are_and_are_asked_one_by_one(stage: Stage, store: Store) -> None:
    type_in(stage, "S")
    picture = shown(stage)
    assert "BBC" in picture
    assert "never read" in picture
    stage.press("j", "j")
    stage.press("r", "r")
    assert requests.take(store) == ["sky"]


def test_only_where_there_is_a_flag_it_can_be_taken_away(stage: Stage) -> None:
    assert "taken away" not in shown(stage, keys="!")
    type_in(stage, "the place is wrong\r")
    assert "taken away" in shown(stage, keys="!")


def test_a_source_takes_one_line_where_there_is_room_and_says_under_the_cursor_where_it_is(
    stage: Stage, store: Store
) -> None:
    health.record(store, SourceHealth("sky", "", "failing", "HTTP 503", succeeded=NOW - 7_200))
    type_in(stage, "S")
    wide, narrow = shown(stage, 110).splitlines(), shown(stage, 80).splitlines()
    assert len([line for line in wide[1:-1] if line]) == 4
    assert wide[1].startswith("▌ failing  Sky News")
    assert wide[1].endswith("HTTP 503")
    assert wide[2].split()[-1] == "https://sky.example/rss"
    assert wide[3].startswith("  waiting  BBC News ")
    assert "https://news.example/rss" not in "".join(wide + narrow)
    assert len([line for line in narrow[1:-1] if line]) == 8
    assert "BBC · https://news.example/rss" in shown(stage, 110, keys="j")


def test_refresh_asks_for_the_sources_of_this_front_or_for_all(stage: Stage, store: Store) -> None:
    type_in(stage, "r")
    assert requests.take(store) == ["bbc"]
    assert "asked for 1 source" in shown(stage)
    type_in(stage, "R")
    assert requests.take(store) == []


def test_refresh_says_what_is_not_asked_now_and_when_it_will_be(stage: Stage, store: Store, clock: Clock) -> None:
    assert "asked for 2 sources; no fetcher is running yet" in shown(stage, keys="R")
    lease.take(store, "a fetcher", NOW, 60)
    health.record(store, SourceHealth("bbc", checked=NOW - 5, succeeded=NOW - 5))
    requests.take(store)
    assert "asked for 1 source; 1 asked just now, again in 10 s" in shown(stage, keys="R")
    assert requests.take(store) == ["sky"]
    health.record(store, SourceHealth("sky", state="failing", checked=NOW - 60))
    health.remember(store, "sky", health.Memory(wait_until=NOW + 3_600))
    assert "1 asked just now, again in 10 s; 1 to be left alone until 15:52" in shown(stage, keys="R")
    assert requests.take(store) is None
    assert " asked just now, again in 10 s" in shown(stage, keys="r")
    clock.now += 10
    assert "asked for 1 source" in shown(stage, keys="r")


def test_who_may_only_read_the_wire_is_told_so(stage: Stage, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "read_only", property(lambda self: True))
    assert "you may only read this wire" in shown(stage, keys="R")
    assert requests.take(store) is None


def test_offline_asks_for_nothing(setting: Setting, host: Noted, store: Store) -> None:
    stage = Stage(setting._replace(options=Options(offline=True)), host)
    type_in(stage, "R")
    assert requests.take(store) is None
    assert "offline" in shown(stage)


def test_themes_are_tried_on_kept_or_put_back(stage: Stage, host: Noted) -> None:
    type_in(stage, "t")
    assert "bad.toml: no colours" in shown(stage)
    type_in(stage, "k")
    type_in(stage, "\x1b")
    assert host.asked == [("wear", "day"), ("wear", "night")]
    host.asked.clear()
    type_in(stage, "tk\r")
    assert host.asked == [("wear", "day")], "it is worn already"
    assert stage.theme.id == "day"


def test_links_are_copied_and_only_opened_when_the_desk_says_how(setting: Setting, host: Noted, tmp_path: Path) -> None:
    stage = Stage(setting, host)
    shown(stage)
    type_in(stage, "o")
    assert host.asked == [("copy", "https://news.example/kursk/0")]
    assert "https://news.example/kursk/0" in shown(stage)
    seen = tmp_path / "seen"
    opener = (sys.executable, "-c", f"import sys; open({str(seen)!r}, 'w').write(sys.argv[1])")
    opening = setting._replace(desk=setting.desk._replace(links=Links(opener)))
    restricted = Stage(opening._replace(options=Options(restricted=True)), host)
    shown(restricted)
    type_in(restricted, "o")
    assert "copied" in shown(restricted)
    assert not seen.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "-flag", "", "--help"])
def test_nothing_but_a_web_address_is_ever_handed_to_a_program(url: str, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    assert "only http" in sharing.open_link((sys.executable, "-c", f"open({str(seen)!r}, 'w')"), url)
    assert not seen.exists()


def test_a_program_is_given_the_address_made_harmless(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    script = f"import sys; open({str(seen)!r}, 'w').write(repr(sys.argv[1:]))"
    assert sharing.open_link((sys.executable, "-c", script), "https://news.example/a b;\x1b$(id)\u202e") == ""
    end = time.monotonic() + 20
    while not (seen.exists() and seen.read_text()):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert seen.read_text() == "['https://news.example/a%20b;%1B$(id)%E2%80%AE']"


def test_an_opener_that_is_not_there_is_said_so() -> None:
    assert "could not be started" in sharing.open_link(("/nonexistent/browser",), "https://news.example/")


def test_the_figures_of_a_front_and_who_said_them(stage: Stage, store: Store) -> None:
    shown(stage)
    type_in(stage, "#")
    assert "no figures" in shown(stage)
    type_in(stage, "q")
    figure = Figure("nearly 2,000 vehicles", 2000, "<~", "", "vehicles", "the road agency")
    items.save(store, "bbc", [report("kursk", 50, figures=(figure,))], NOW)
    type_in(stage, "#")
    assert "nearly 2,000 vehicles" in shown(stage)
    assert "the road agency" in shown(stage)
    type_in(stage, "\r")
    assert current(stage) == "Kursk report 50"


def test_a_story_is_told_by_several_or_by_nobody_else(stage: Stage, store: Store) -> None:
    shown(stage)
    type_in(stage, "v")
    assert "nobody else is known to tell this story" in shown(stage)
    told = [report("kursk", 60, story="bridge", published=NOW), report("kerch", 61, story="bridge")]
    items.save(store, "bbc", told, NOW)
    stage.poll()
    shown(stage)
    type_in(stage, "gv")
    assert "Kerch report 61" in shown(stage)


def test_commands_of_the_board_work_while_something_else_is_read(stage: Stage) -> None:
    shown(stage)
    type_in(stage, "\rp")
    assert "paused" in shown(stage)
    assert stage.setting.board.paused


def test_an_item_is_copied_with_its_credit(stage: Stage, host: Noted) -> None:
    shown(stage)
    type_in(stage, "Y")
    kind, text = host.asked[0]
    assert kind == "copy"
    assert str(text).splitlines() == [
        "Kursk report 0",
        "2024-08-16T14:42:00Z · BBC · via Kyiv Post · also AP · news.example",
        "https://news.example/kursk/0",
    ]


def test_quit_redraw_and_the_shell_are_the_hosts_business(stage: Stage, host: Noted) -> None:
    stage.press("ctrl+l", None)
    type_in(stage, "\x1a")
    type_in(stage, "q")
    assert host.asked == [("redraw", None), ("to_shell", None), ("leave", 0)]


def test_the_minute_and_the_store_are_all_that_changes_the_picture(stage: Stage, clock: Clock, store: Store) -> None:
    shown(stage)
    assert not stage.poll()
    clock.now += 60
    assert stage.poll()
    assert not stage.poll()
    items.save(store, "bbc", [report("kursk", 98, published=NOW + 5)], NOW + 5)
    assert stage.poll()


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (7, 3), (20, 6), (40, 12), (80, 24), (200, 60), (500, 10)])
@pytest.mark.parametrize("keys", ["", "\r", "?", "/", "/report", ":", "S", "t", "!", "?/x"])
def test_every_screen_fills_every_size_exactly(stage: Stage, keys: str, size: tuple[int, int]) -> None:
    from briefing.draw.flow import line_width

    width, height = size
    type_in(stage, keys)
    stage.press("down", None)
    lines = stage.lines(width, height)
    assert len(lines) == height
    assert {line_width(line) for line in lines} == {width}


SCREENS = ["", "\r", "c", "?", "?/x", "/", "/report", ":", ":x", "S", "t", "!", "#", "o", "Y", "r"]


@pytest.mark.parametrize("keys", SCREENS)
def test_in_ascii_every_screen_is_ascii(setting: Setting, host: Noted, keys: str) -> None:
    board = Board(setting.store, setting.desk, clock=setting.clock, ascii=True, utc=True)
    stage = Stage(setting._replace(board=board), host)
    shown(stage)
    type_in(stage, keys)
    assert shown(stage).isascii()


def test_hints_name_the_keys_that_the_desk_gives(setting: Setting, host: Noted) -> None:
    desk = setting.desk._replace(keys=(("back", ("ctrl+g",)), ("refresh", ("F",))))
    stage = Stage(setting._replace(desk=desk), host)
    type_in(stage, "S")
    assert "F ask it now" in shown(stage)
    assert "Ctrl+G back" in shown(stage)
    stage.press("ctrl+g", None)
    assert "2 Kerch" in shown(stage)


def test_a_command_that_means_nothing_here_says_so(stage: Stage) -> None:
    stage.carry_out("no such command")
    assert "does nothing here" in shown(stage)
    assert command("no such command") is None


def test_a_source_is_tried_and_then_added(setting: Setting, host: Noted, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    script = (
        f"import sys; words = sys.argv[1:]; open(sys.argv[0] and {str(diary)!r}, 'a').write(' '.join(words) + chr(10));"
        "print('rss, 3 items' if words[1] == 'try' else 'added feed to the desk'); sys.exit('bad' in words[-1])"
    )
    stage = Stage(setting._replace(command=(sys.executable, "-c", script)), host)
    type_in(stage, "Sa")
    type_in(stage, "https://bad.example\r")
    assert "trying it" in shown(stage)
    settle(stage)
    assert "rss, 3 items" in shown(stage)
    assert "put it on the desk" not in shown(stage)
    for _ in "https://bad.example":
        stage.press("backspace", "\x7f")
    stage.paste("https://news.example/rss\n")
    type_in(stage, "\r")
    settle(stage)
    assert "put it on the desk" in shown(stage)
    type_in(stage, "\r")
    settle(stage)
    assert "added feed to the desk" in shown(stage)
    assert "briefing · sources" in shown(stage)
    assert diary.read_text().splitlines() == [
        "sources try https://bad.example",
        "sources try https://news.example/rss",
        "sources add --untried https://news.example/rss",
    ]


def settle(stage: Stage) -> None:
    """Poll until what was started has come to its end."""
    end = time.monotonic() + 20
    while not stage.poll():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_child_that_is_no_longer_wanted_is_ended(setting: Setting, host: Noted) -> None:
    stage = Stage(setting._replace(command=(sys.executable, "-c", "import time; time.sleep(60)")), host)
    type_in(stage, "Sax\r")
    assert "trying it" in shown(stage)
    before = time.monotonic()
    type_in(stage, "\x1b")
    assert time.monotonic() - before < 10
    assert "briefing · sources" in shown(stage)


def test_where_nothing_may_be_changed_no_source_is_added(setting: Setting, host: Noted) -> None:
    stage = Stage(setting._replace(command=("briefing",), options=Options(restricted=True)), host)
    type_in(stage, "Sa")
    assert "cannot be added here" in shown(stage)


def test_a_long_title_of_a_front_is_ascii_in_the_palette_where_all_is(setting: Setting, host: Noted) -> None:
    desk = setting.desk._replace(fronts=(Front("kursk", "Курская область и соседние районы"),))
    board = Board(setting.store, desk, clock=setting.clock, utc=True, ascii=True)
    stage = Stage(setting._replace(desk=desk, board=board), host)
    stage.press(":", ":")
    assert all(span.text.isascii() for line in stage.lines(50, 40) for span in line)


def test_what_is_found_stays_where_it_is_while_more_arrives(stage: Stage, store: Store, clock: Clock) -> None:
    stage.press("/", "/")
    stage.paste("report")
    stage.press("down", None)
    before = stage.lines(80, 24)[1:]
    items.save(store, "bbc", [report("kursk", 99, id="late", title="A late report", published=clock.now)], clock.now)
    assert stage.poll()
    assert stage.lines(80, 24)[1:] == before
    stage.press("up", None)
    stage.press("up", None)
    assert any("A late report" in span.text or "late" in span.text for line in stage.lines(80, 24) for span in line)


def test_a_list_says_how_far_down_one_sees_when_that_is_not_all(stage: Stage) -> None:
    assert "%" not in shown(stage, 100, 80, keys="?").splitlines()[0]
    parts = [shown(stage, 100, 24, keys=key).splitlines()[0].split()[-2:] for key in ("", "G")]
    assert 20 < int(parts[0][0]) < 80
    assert parts[1] == ["100", "%"]


def test_of_the_sample_of_a_theme_nothing_is_cut(stage: Stage) -> None:
    line = next(line for line in shown(stage, 40, 12, keys="t").splitlines() if "▌" in line)
    assert line.endswith("22m")


@pytest.mark.parametrize("keys", ["q", "\x03\x03"])
def test_however_one_leaves_where_one_was_is_kept(stage: Stage, host: Noted, store: Store, keys: str) -> None:
    shown(stage)
    type_in(stage, keys)
    assert host.asked == [("leave", 0)]
    stage.setting.board.leave()  # as the host does
    assert marks.left_off(store, "kursk") is not None
