"""Styles, colours at every depth, the sequences a terminal is sent, and lines set from spans."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.draw import ansi, flow, styles
from briefing.draw.ascii import to_ascii
from briefing.draw.cells import width
from briefing.draw.look import Look
from briefing.draw.spans import Span
from briefing.draw.styles import DEFAULT, TRUE, Palette, Style, depth_of
from briefing.model import ROLES, Theme
from briefing.text import clean

NIGHT = Theme("night", "Night", True, tuple((role, "#0f141a" if "back" in role else "#d5dde5") for role in ROLES))
words = st.text("ab é中🙂-", max_size=12).map(clean)
spans = st.lists(st.builds(Span, words, st.sampled_from(styles.NAMES)), max_size=6)


def test_every_style_names_roles_that_every_theme_has():
    used = {role for style in styles._STYLES.values() for role in style[:2] if role}
    assert used <= set(ROLES)


def test_later_styles_lie_over_earlier_ones():
    palette = Palette(
        NIGHT._replace(colours=(("new", "#ff0000"), ("cursor_text", "#00ff00"), ("cursor_background", "#0000ff"))),
        "truecolor",
    )
    assert palette.resolve("new+cursor") == Style(TRUE | 0x00FF00, TRUE | 0x0000FF, bold=True)
    assert palette.resolve("no such style") == palette.resolve("text")


@pytest.mark.parametrize(
    ("depth", "colour"), [("truecolor", TRUE | 0x5FD3BC), ("256", 79), ("16", 2), ("none", DEFAULT)]
)
def test_a_colour_at_every_depth(depth: styles.Depth, colour: int):
    theme = Theme("t", colours=(("updated", "#5fd3bc"),))
    assert Palette(theme, depth).colour("updated") == colour


def test_ansi_colours_are_the_terminals_own_at_every_depth():
    theme = Theme("t", colours=(("new", "bright_red"), ("text", "default")))
    assert {Palette(theme, depth).colour("new") for depth in ("truecolor", "256", "16")} == {9}
    assert {Palette(theme, depth).colour("text") for depth in ("truecolor", "256", "16", "none")} == {DEFAULT}


@pytest.mark.parametrize(
    ("rgb", "index"),
    [((0, 0, 0), 16), ((255, 255, 255), 231), ((255, 0, 0), 196), ((18, 18, 18), 233), ((128,) * 3, 244)],
)
def test_the_nearest_of_256(rgb: tuple[int, int, int], index: int):
    assert styles._of_256(*rgb) == index


def test_without_colour_nothing_is_coloured_and_attributes_stand_in():
    palette = Palette(NIGHT, "none")
    looks = [palette.resolve(name) for name in styles.NAMES]
    assert all(look.fg == look.bg == DEFAULT for look in looks)
    assert palette.resolve("cursor").reverse
    assert palette.resolve("added").underline
    assert palette.resolve("removed").strike


@pytest.mark.parametrize(
    ("env", "depth"),
    [
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "screen.linux"}, "16"),
        ({"TERM": "dumb"}, "none"),
        ({}, "none"),
        ({"TERM": "vt220"}, "none"),
        ({"TERM": "tmux-256color"}, "256"),
    ],
)
def test_the_depth_that_the_environment_promises(env: dict[str, str], depth: str):
    assert depth_of(env) == depth


@given(st.lists(spans, max_size=5), st.sampled_from(["none", "16", "256"]))
def test_a_terminal_shows_what_was_encoded(lines: list[list[Span]], depth: styles.Depth):
    palette = Palette(NIGHT, depth)
    filled = [flow.fill(line, 60) for line in lines]
    screen = pyte.Screen(60, 8)
    pyte.Stream(screen).feed("\x1b[H" + ansi.encode(filled, palette))
    for y, line in enumerate(filled):
        x = 0
        for span in line:
            look = palette.resolve(span.style)
            for character in span.text:
                cell = screen.buffer[y][x]
                assert cell.data == character
                if character != " ":
                    assert (cell.bold, cell.underscore, cell.reverse) == (look.bold, look.underline, look.reverse)
                x += width(character)
        assert x == 60
    assert screen.cursor.attrs == pyte.screens.Char(" ")


@given(st.builds(Style, *[st.sampled_from([DEFAULT, 3, 12, 200, TRUE | 0x102030])] * 2, *[st.booleans()] * 6))
def test_going_to_a_style_and_back_leaves_nothing(style: Style):
    screen = pyte.Screen(10, 1)
    if style != Style():
        pyte.Stream(screen).feed(ansi.sgr(Style(), style) + "a" + ansi.sgr(style, Style()) + "b")
    assert screen.cursor.attrs == pyte.screens.Char(" ")


def test_only_plain_web_links_become_links():
    line = (Span("x", "link", "https://a.example/ü?q=1 2"), Span("y", "link", "javascript:alert(1)"))
    sent = ansi.encode([line], Palette(NIGHT, "none"))
    assert "\x1b]8;;https://a.example/%C3%BC?q=1%202\x1b\\x\x1b]8;;\x1b\\y" in sent
    assert ansi.http_link("https://a.example/\x1b\\") == "https://a.example/%1B\\"
    assert ansi.http_link("file:///etc/passwd") == ""
    assert ansi.http_link("https://" + "a" * 3_000) == ""


def test_controls_never_pass():
    sent = ansi.encode([(Span("a\x1b[31mb\x07\x9bc\u202e", "nothing", ""),)], Palette(NIGHT, "none"))
    assert sent == "a[31mbc"


@given(spans, st.integers(0, 40))
def test_fill_makes_a_line_of_exactly_the_width(line: list[Span], cells: int):
    assert flow.line_width(flow.fill(line, cells)) == cells
    assert flow.line_width(flow.justify(line, line[:1], cells)) == cells


@given(spans, st.integers(2, 40))
def test_wrapped_spans_keep_their_text_and_styles(line: list[Span], cells: int):
    found = flow.flow(line, cells)
    assert all(flow.line_width(each) <= cells for each in found)
    before = [(c, s.style) for s in line for c in s.text if c != " "]
    after = [(c, s.style) for each in found for s in each for c in s.text if c != " "]
    assert after == before


@given(st.text(max_size=40))
def test_ascii_is_ascii(text: str):
    assert to_ascii(text).isascii()
    assert Look(ascii=True).text(text).isascii()


def test_ascii_spells_out():
    assert to_ascii("„Київ“ – Žižkov… 中 №5") == '"Kiiv" - Zizkov... ? No5'
