"""Figures and their claimants: what counts as a number that a text states, and who is said to state it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config.publishers import load
from briefing.editorial.claims import claimant
from briefing.editorial.editing import edit
from briefing.editorial.figures import MOST, figures
from briefing.editorial.publishers import Publishers
from briefing.formats import digest
from briefing.formats.reading import Document
from briefing.model import Figure, Item, Source

PUBLISHERS = Publishers(load())
SEED = Path(__file__).parents[3] / "shared" / "seed"


def found(text: str) -> list[tuple[str, float | None, str, str, str]]:
    return [tuple(figure)[:5] for figure in figures(text, PUBLISHERS)]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("Nearly 2,000 carts were waiting.", ("Nearly 2,000 carts", 2000, "<~", "", "carts")),
        ("They were 35km up the river.", ("35km", 35, "", "km", "")),
        ("They hold 1,150sq km of it.", ("1,150sq km", 1150, "", "km2", "")),
        ("They hold 1\u00a0150 km² of it.", ("1\u00a0150 km²", 1150, "", "km2", "")),
        ("It is a 2,400-pound anchor.", ("2,400-pound anchor", 2400, "", "lb", "anchor")),
        ("Of at least 1,000 sailors each.", ("at least 1,000 sailors each", 1000, ">=", "", "sailors")),
        ("More than 17,000 cats are ill.", ("More than 17,000 cats", 17000, ">", "", "cats")),
        ("There are 96% of all cats and dogs in it.", ("96%", 96, "", "%", "of all cats and dogs")),
        ("Some 4.5 per cent of them swim.", ("Some 4.5 per cent", 4.5, "~", "%", "")),
        ("It cost up to $3.2bn then.", ("up to $3.2bn", 3.2e9, "<=", "USD", "")),
        ("It cost €5 million.", ("€5 million", 5e6, "", "EUR", "")),
        ("Fewer than 12 boats sank.", ("Fewer than 12 boats", 12, "<", "", "boats")),
        ("Between 200 and 300 boats sank.", ("200 and 300 boats", 200, "range", "", "boats")),
        ("They need 200-300 boats.", ("200-300 boats", 200, "range", "", "boats")),
        ("They need 500+ boats.", ("500+ boats", 500, ">=", "", "boats")),
        ("About 2 million people left.", ("About 2 million people", 2e6, "~", "", "people")),
        ("Several thousand sailors left.", ("Several thousand sailors", None, "vague", "", "sailors")),
        ("Tens of thousands of sailors left.", ("Tens of thousands of sailors", None, "vague", "", "sailors")),
        ("Dozens of Danish boats left.", ("Dozens of Danish boats", None, "vague", "", "Danish boats")),
        ("More than 40,000 Danes left.", ("More than 40,000 Danes", 40000, ">", "", "Danes")),
        ("The cats' toll in town climbed past 40,000.", ("past 40,000", 40000, ">", "", "cats' toll in town")),
        ("The number of boats has risen to 300.", ("300", 300, "", "", "number of boats")),
    ],
)
def test_a_figure_has_its_words_value_qualifier_unit_and_noun(text, figure):
    assert found(text) == [figure]


@pytest.mark.parametrize(
    "text",
    [
        "The F-16s and the B-52 flew.",
        "It is clade 1b, in its 2nd week, a day after.",
        "Two officials and seven others came.",
        "It began on 7 October 2023 and ended on Aug 16.",
        "The Dec 15 deadline passed in 2024, before the 2026 games.",
        "At 14:10 GMT or 5 pm it was 3 weeks old.",
        "A 35-year-old man, 35 years old.",
        "Article 5 clause, Resolution 2735, page 4.",
        "The Falcon 9 rocket and Boeing 737 jet.",
        "It won 2-1, on 9/11, with version 3.1.2.",
        "Thousands left.",
        "See https://a.example/2024/08/16/12345 there.",
        "",
    ],
)
def test_numbers_of_names_dates_and_times_are_no_figures(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("They hold 82 piers, Gen Example said.", "Gen Example"),
        ("There are 571 cats, officials have said, more than ever.", "officials"),
        ("The toll passed 40,000, according to Gaza fishing authorities, and fears rose.", "Gaza fishing authorities"),
        ("According to the harbour master, 12 boats sank.", "harbour master"),
        ("Scientists from the Institute of Cats report 96% of all cases.", "Scientists from the Institute of Cats"),
        ("Boats left, two senior officials told CNN.", "two senior officials"),
        ("Boats left in a hurry, but sources said 12 stayed.", "sources"),
        ("“12 boats sank,” said Ann Example.", "Ann Example"),
        ("12 boats sank, Reuters reported.", ""),
        ("According to AP, 12 boats sank.", ""),
        ("He said 12 boats sank.", ""),
        ("12 boats sank.", ""),
    ],
)
def test_the_claimant_is_whoever_is_said_to_say_it_and_never_the_publisher(sentence, who):
    assert claimant(sentence, PUBLISHERS) == who


def test_each_figure_once_in_the_order_of_the_text():
    assert [figure[0] for figure in found("12 boats sank. 12 boats sank. Three left; 5 rafts came. 12 Boats.")] == [
        "12 boats",
        "5 rafts",
    ]


def test_a_table_of_numbers_is_cut():
    assert len(found(" ".join(f"{number} boats." for number in range(100, 150)))) == MOST


def test_editing_reads_the_figures_and_leaves_stated_ones():
    source = Source("s", "/srv/a.xml")
    stated = (Figure("x", 1),)
    items = (
        Item("a", "12 boats sink", "They sank at noon, 12 boats in all."),
        Item("b", "12 boats sink", "They sank at noon."),
        Item("c", "12 boats sink", figures=stated),
    )
    edited = edit(items, source=source, fronts=(), publishers=PUBLISHERS, channel="", now=0)
    assert [[figure.text for figure in item.figures] for item in edited] == [["12 boats"], ["12 boats"], ["x"]]


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not beside this checkout")
def test_the_figures_of_the_seed_are_those_a_careful_reader_finds():
    expected = json.loads((SEED / "expected.json").read_text())
    items = digest.read(Document((SEED / "digest-2024-08-16.txt").read_bytes()), PUBLISHERS).items
    for item, wanted in zip(items, expected["items"], strict=True):
        ours = {figure.text: figure for figure in figures(item.text, PUBLISHERS)}
        theirs = [figure for figure in wanted["figures"] if not figure.get("optional")]
        assert set(ours) == {figure["text"] for figure in theirs}
        for figure in theirs:
            read = ours[figure["text"]]
            assert (read.value, read.qualifier, read.unit, read.noun) == (
                figure["value"], figure.get("qualifier", ""), figure.get("unit", ""), figure.get("noun", ""),
            )  # fmt: skip
            if "attributed_to" in figure:
                assert read.claimant == figure["attributed_to"]


PIECES = st.sampled_from(
    ["12", "1,000", " ", "km", "%", "nearly ", "$", "bn", "-", "–", "toll at ", " boats", " and ", ", he said", "."]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=15).map("".join))
def test_no_text_makes_it_raise_and_every_figure_stands_in_the_text(text):
    for figure in figures(text, PUBLISHERS):
        assert figure.text in text
        assert figure.noun or figure.unit


def test_long_text_takes_no_time():
    assert figures("the number of " * 5_000 + "1,0" * 5_000, PUBLISHERS) == ()


@pytest.mark.parametrize("piece", ["1,000 ", "12 of number ", "the toll at ", "a said ", "between 1 and ", "Falcon 9 "])
def test_hostile_text_takes_no_time(piece):
    begun = time.perf_counter()
    figures(piece * (200_000 // len(piece)), PUBLISHERS)
    assert time.perf_counter() - begun < 5
