from __future__ import annotations

import pytest

from briefing.draw.flow import line_width
from briefing.ui.editor import LIMIT, Editor


@pytest.mark.parametrize(
    ("keys", "text", "at"),
    [
        ("", "one two", 7),
        ("home", "one two", 0),
        ("home right right", "one two", 2),
        ("left backspace", "one to", 5),
        ("home delete", "ne two", 0),
        ("ctrl+w", "one ", 4),
        ("ctrl+w ctrl+w ctrl+w", "", 0),
        ("left ctrl+u", "o", 0),
        ("home ctrl+k", "", 0),
        ("ctrl+a ctrl+f ctrl+b backspace", "one two", 0),
        ("home end right", "one two", 7),
    ],
)
def test_editing(keys: str, text: str, at: int) -> None:
    editor = Editor("one two")
    for key in keys.split():
        assert editor.press(key, None)
    assert (editor.text, editor.at) == (text, at)


def test_typing_takes_what_can_be_printed_and_leaves_the_rest() -> None:
    editor = Editor()
    assert editor.press("a", "a")
    assert editor.press("cyrillic", "ж")
    assert not editor.press("escape", "\x1b")
    assert not editor.press("alt+x", "x")
    assert not editor.press("down", None)
    assert editor.text == "aж"


def test_pasting_cleans_and_limits() -> None:
    editor = Editor()
    editor.insert("a\x1b[31m\r\nb\u202ec" + "x" * 2 * LIMIT)
    assert editor.text.startswith("a[31m bc")
    assert len(editor.text) == LIMIT


@pytest.mark.parametrize("width", [1, 5, 12, 80])
@pytest.mark.parametrize("text", ["", "mpox", "北京 " * 20, "e\u0301" * 30])
def test_the_line_is_as_wide_as_it_should_be_and_shows_the_cursor(width: int, text: str) -> None:
    editor = Editor(text)
    for key in ("", "left", "home"):
        editor.press(key, None)
        line = editor.line(width, "/ ")
        assert line_width(line) == max(width, line_width(line)) or width > 5
        assert any(span.style == "cursor" for span in line)
