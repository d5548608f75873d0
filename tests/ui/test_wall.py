"""The line filter alone, with whatever a widget might hand it."""

from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.strip import Strip

from briefing.ui.wall import Wall, harmless

BLACK = Color(0, 0, 0)
DANGEROUS = [
    *(chr(code) for code in range(0x20)),
    *(chr(code) for code in range(0x7F, 0xA0)),
    *"\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\u061c\ufeff\xad\ue000\ufffe\U000e0041",
]


@pytest.mark.parametrize("character", DANGEROUS, ids=[f"{ord(each):04x}" for each in DANGEROUS])
def test_no_control_passes_and_the_width_stays(character: str) -> None:
    text = f"│ Kursk {character}31m report │"
    strip = Strip([Segment(text, Style(bold=True))]).apply_filter(Wall(), BLACK)
    assert all(unicodedata.category(each) not in ("Cc", "Cf", "Co", "Cs") for each in strip.text)
    assert cell_len(strip.text) == cell_len(text)
    assert "Kursk" in strip.text


def test_plain_text_is_left_alone_with_its_spaces() -> None:
    for text in ("  Kursk   report  ", "Мэр   сообщил ", "北京  ", "e\u0301te\u0301", "नमस्ते", "‏"[:0], "🚢 x"):
        assert harmless(text) == text


def test_piles_of_marks_are_cut() -> None:
    assert harmless("Z" + "\u0301" * 60 + "algo") == "Z" + "\u0301" * 4 + "algo"
    assert harmless("ก" + "\u0e49" * 60 + "า") == "ก" + "\u0e49" * 8 + "า"
    assert cell_len(harmless("۔" * 20 + "│")) == 21


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://news.example/a?b=c", True),
        ("http://news.example/", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://news.example/\x1b]52;c;eA==\x07", False),
        ("https://news.example/\u202e", False),
        ("https://news.example/ x", False),
    ],
)
def test_links_that_are_not_plain_web_addresses_are_taken_off(link: str, kept: bool) -> None:
    filtered = Wall().apply([Segment("here", Style(link=link))], BLACK)
    style = filtered[0].style
    assert (style is not None and style.link is not None) == kept


def test_controls_of_the_toolkit_do_not_pass() -> None:
    assert Wall().apply([Segment("\x1b[2J", None, [(1,)])], BLACK) == []  # type: ignore[list-item]


def test_without_colour_only_attributes_are_left() -> None:
    style = Wall(colourless=True).apply([Segment("x", Style(color="red", bgcolor="blue", bold=True))], BLACK)[0].style
    assert style is not None
    assert (style.color, style.bgcolor, style.bold) == (None, None, True)
