"""The measure of text: against the toolkit over the whole of Unicode; wrapping loses nothing and widens nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing.draw import cells
from briefing.text import clean

texts = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=80).map(clean),
    st.text("ab ,.“”—…Яж中文字、「」한글é\u0301\u200d\u200cनकख🙂ẞ", max_size=60).map(clean),
)


def test_every_character_is_as_wide_as_the_toolkit_holds_it():
    wrong = []
    for code in range(0x110000):
        character = chr(code)
        if clean(character) == character and cells.width(character) != cell_len(character):
            wrong.append(f"U+{code:04X}")
    assert not wrong


@given(texts)
def test_width_agrees_with_the_toolkit(text: str):
    assert cells.width(text) == cell_len(text)


@given(texts, st.integers(0, 40))
def test_cut_and_pad_keep_to_the_width(text: str, size: int):
    assert cells.width(cells.cut(text, size)) <= size
    assert cells.width(cells.pad(text, size)) == size
    assert cell_len(cells.pad(text, size)) == size
    assert text.startswith(cells.head(text, size))


@given(texts, st.integers(1, 40))
def test_wrap_keeps_to_the_width_and_loses_nothing(text: str, size: int):
    lines = cells.wrap(text, size)
    assert lines
    assert all(cells.width(line) <= size for line in lines)
    kept = "".join(lines).replace(" ", "").replace("\u200d", "")
    wanted = text.replace(" ", "").replace("\u200d", "")
    if size == 1:
        wanted = "".join(each for each in wanted if cells.width(each) < 2)
        kept = "".join(each for each in kept if cells.width(each) < 2)
    assert kept == wanted


@given(texts, st.integers(2, 40), st.integers(1, 4))
def test_wrap_stops_at_the_lines_asked_for_and_says_so(text: str, size: int, most: int):
    whole, lines = cells.wrap(text, size), cells.wrap(text, size, most)
    assert len(lines) <= most
    assert all(cells.width(line) <= size for line in lines)
    if len(whole) > most and cells.width(whole[most]):
        assert lines[-1].endswith("…")
    elif len(whole) <= most:
        assert lines == whole


@pytest.mark.parametrize(
    ("text", "size", "lines"),
    [
        ("Military office set up inside Kursk region", 22, ["Military office set up", "inside Kursk region"]),
        ("one", 10, ["one"]),
        ("", 4, [""]),
        ("a Donaudampfschifffahrt b", 10, ["a", "Donaudampf", "schifffahr", "t b"]),
        ("烏克蘭軍隊進入庫爾斯克州", 10, ["烏克蘭軍隊", "進入庫爾斯", "克州"]),
        ("「停戦」、協議。", 6, ["「停", "戦」、", "協議。"]),
        ("Київ: мости", 6, ["Київ:", "мости"]),
        ("BBC 報道說", 7, ["BBC 報", "道說"]),
    ],
)
def test_where_lines_are_broken(text: str, size: int, lines: list[str]):
    assert cells.wrap(text, size) == lines


def test_an_ellipsis_of_several_characters_fits_too():
    assert cells.wrap("one two three four", 8, 2, "...") == ["one two", "three..."]
    assert cells.cut("Bridge shut", 8, "...") == "Bridg..."
    assert cells.cut("Bridge", 2, "...") == "Br"
