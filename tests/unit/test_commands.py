"""The registry of commands: keys without conflicts, the desk's own keys, help that is complete."""

from __future__ import annotations

import re

import pytest

from briefing.view import moves
from briefing.view.commands import (
    BOARD,
    COMMANDS,
    READER,
    command,
    hints,
    keymap,
    keys_of,
    nearest,
    problems,
    shown,
)  # fmt: skip

DESIGN = {
    "j": "down", "k": "up", "down": "down", "up": "up", "g": "top", "G": "bottom", "home": "top", "end": "bottom",
    "pagedown": "page_down", "pageup": "page_up", "space": "page_down", "ctrl+d": "half_down", "ctrl+u": "half_up",
    "tab": "next_front", "shift+tab": "previous_front", "h": "previous_front", "l": "next_front",
    "left": "previous_front", "right": "next_front", "1": "front_1", "9": "front_9", "enter": "read", "z": "zoom",
    "n": "next_new", "N": "previous_new", "o": "link", "y": "copy_link", "Y": "copy_item", "r": "refresh",
    "R": "refresh_all", "m": "toggle_read", "A": "all_read", "s": "save", "!": "flag", "c": "changes", "v": "story",
    "f": "filter", "#": "figures", "/": "search", ":": "palette", "ctrl+p": "palette", "?": "help", "f1": "help",
    "S": "sources", "t": "theme", "p": "pause", "u": "undo", "ctrl+l": "redraw", "q": "quit", "ctrl+q": "quit",
}  # fmt: skip


def test_every_key_of_the_design_means_what_it_says():
    assert {key: keymap()[key] for key in DESIGN} == DESIGN
    assert {key: keymap((), READER)[key] for key in ("escape", "q")} == {"escape": "back", "q": "back"}


@pytest.mark.parametrize("where", [BOARD, READER])
def test_no_key_means_two_things_on_one_screen(where: str):
    keys = [key for each in COMMANDS if each.where in ("", where) for key in each.keys]
    assert len(keys) == len(set(keys))
    assert problems([(each.id, each.keys) for each in COMMANDS]) == []


def test_every_command_is_named_explained_and_reachable():
    ids = [each.id for each in COMMANDS]
    assert len(ids) == len(set(ids))
    for each in COMMANDS:
        assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", each.id)
        assert each.title
        assert each.help
        assert not each.help.endswith(".")
        assert each.keys
        assert command(each.id) is each
    assert command("no_such") is None


def test_the_commands_of_a_group_stand_together():
    groups = [each.group for each in COMMANDS]
    assert [group for number, group in enumerate(groups) if not number or groups[number - 1] != group] == list(
        dict.fromkeys(groups)
    )


def test_what_the_board_does_is_in_the_registry_and_on_a_key():
    assert set(moves.ACTIONS) <= set(keymap().values())


def test_the_desk_takes_a_key_from_another_command():
    mine = [("down", ("n", "down")), ("next_new", ("ctrl+n",)), ("zoom", ())]
    keys = keymap(mine)
    assert keys["n"] == "down"
    assert keys["ctrl+n"] == "next_new"
    assert "j" not in keys
    assert "z" not in keys
    assert keymap([("down", ("x",)), ("no_such", ("j",))])["x"] == "down"
    assert keys_of([("flag", ("N",))])["previous_new"] == ()


def test_a_key_of_the_reader_may_mean_something_else_on_the_board():
    assert problems([("next_item", ("l",)), ("next_front", ("l",))]) == []
    assert keymap([("next_item", ("1",))])["1"] == "front_1"
    assert keymap([("next_item", ("1",))], READER)["1"] == "next_item"


def test_mistakes_in_the_desk_are_named():
    assert problems([("dwn", ("x",))]) == ["keys.dwn: there is no such command; did you mean down?"]
    assert problems([("qqqqqqq", ("x",))]) == ["keys.qqqqqqq: there is no such command"]
    assert problems([("down", ("x",)), ("up", ("x",))]) == ["keys.up: 'x' is already given to down"]
    assert problems([("down", ("n",))]) == []
    assert nearest("nextnew") == "next_new"


def test_keys_that_nobody_can_press_are_told():
    good = ("j", "+", "é", "f5", "enter", "insert", "pagedown", "ctrl+p", "shift+tab", "alt+x", "ctrl+underscore")
    assert problems([("down", good)]) == []
    for bad in ("qq", "F5", "PgDn", "Ctrl+P", "cmd+p", "ctrl+", "", "fx"):
        assert problems([("up", (bad,))]) == [
            f'keys.up: there is no key {bad!r}; one is a character, or a name as "f5" or "ctrl+p"'
        ]


@pytest.mark.parametrize(
    ("key", "unicode", "ascii"),
    [("j", "j", "j"), ("enter", "⏎", "Enter"), ("ctrl+p", "Ctrl+P", "Ctrl+P"), ("shift+tab", "Shift+Tab", "Shift+Tab"),
     ("pagedown", "PgDn", "PgDn"), ("f1", "F1", "F1"), ("down", "↓", "Down"), ("#", "#", "#"),
     ("shift+space", "Shift+Space", "Shift+Space")],
)  # fmt: skip
def test_keys_as_people_write_them(key: str, unicode: str, ascii: str):
    assert shown(key) == unicode
    assert shown(key, ascii=True) == ascii


def test_the_hints_show_the_keys_that_work():
    assert hints(fronts=4)[:4] == [("j/k", "move"), ("1-4", "front"), ("⏎", "read"), ("n", "next new")]
    assert hints(fronts=4)[-1] == ("?", "help")
    assert ("1-9", "front") in hints(fronts=12)
    assert "front" not in dict(hints(fronts=1)).values()
    assert ("x/y", "move") in hints([("down", ("x",)), ("up", ("y",))])
    assert "zoom" not in [word for _, word in hints([("zoom", ())])]
    assert ("Esc", "back") in hints(where=READER)
    assert all(label.isascii() for label, _ in hints(ascii=True, fronts=4))
