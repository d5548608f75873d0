"""Right-to-left text for terminals that show characters in the order in which they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.draw.bidi import turned, visual
from briefing.draw.cells import width
from briefing.draw.spans import Span
from briefing.text import clean


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain text, 1,150 sq km", "plain text, 1,150 sq km"),
        ("Київ 中文", "Київ 中文"),
        ("שלום", "םולש"),
        ("abc שלום def", "abc םולש def"),
        ("שלום עולם", "םלוע םולש"),
        ("שלום 1,150 עולם", "םלוע 1,150 םולש"),
        ("שלום 123", "123 םולש"),
        ("abc 123 שלום", "abc 123 םולש"),
        ("(שלום) abc", "(םולש) abc"),
        ("שלום (עולם) שלום", "םולש (םלוע) םולש"),
        ("שלום.", "םולש."),
        ("غزة 2024", "2024 ةزغ"),
        ("שָׁלוֹם", "םוֹלשָׁ"),
        ("", ""),
    ],
)
def test_the_order_in_which_it_is_seen(text: str, seen: str):
    assert visual(text) == seen


@given(st.text("ab 12,.()שלעםغز中\u05b0é", max_size=60).map(clean))
def test_nothing_is_lost_and_no_cell_is_gained(text: str):
    mirrored = str.maketrans("()", "((")
    assert sorted(visual(text).translate(mirrored)) == sorted(text.translate(mirrored))
    assert width(visual(text)) == width(text)


def test_styles_stay_with_their_words():
    line = (Span("│", "border"), Span("שלום", "headline", "https://a.example/"))
    assert turned([line]) == [(Span("│", "border"), Span("םולש", "headline", "https://a.example/"))]
