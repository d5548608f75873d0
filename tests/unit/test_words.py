"""What rules out words fast must never rule out one that is there."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.config import publishers as table
from briefing.editorial.figures import figures
from briefing.editorial.fronts import matched, normal
from briefing.editorial.publishers import Publishers
from briefing.editorial.words import Wanted, words
from briefing.model import Front, Match

PUBLISHERS = Publishers(table.load())
PIECES = st.sampled_from([
    "Gaza", "gaza", "GAZA", "Газа", "Курськ", "Kursk", "Sea", "of", "Azov", "Reuters", "AP", "BBC", "Süddeutsche",
    "The", "Times", "’", "'", "-", "–", " ", "  ", "\n", ".", ",", "“", "ß", "ſ", "é", "e\u0301", "™", "_", "1", "²",
    "a", "غزة",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS)
def test_no_word_is_missed(text: str) -> None:
    there = set(re.findall(r"\w+", text))
    assert {word.encode("latin-1") for word in there if max(word) <= "\xff"} <= set(words(text))
    assert there <= set(Wanted(there).among(text))
    assert Wanted(["never"]).among(text) == []


@given(TEXTS, st.lists(PIECES, min_size=1, max_size=3).map("".join))
def test_a_front_takes_what_a_plain_search_finds(text: str, phrase: str) -> None:
    sought = r"[\s-]+".join(map(re.escape, normal(phrase).split()))
    found = bool(sought) and re.search(rf"(?<!\w){sought}(?!\w)", normal(text)) is not None
    assert bool(matched((Front("a", "A", match=Match(any=(phrase,))),), text)) is found


@settings(max_examples=300)
@given(TEXTS)
def test_publishers_are_found_where_a_plain_search_finds_them(text: str) -> None:
    starts = [match.start() for match in re.finditer(r"(?<![\w-])[^\W\d_a-z]\w*", text)]
    mentions = list(PUBLISHERS.mentions(text))
    assert {start for start, _, _ in mentions} <= set(starts)
    assert [start for start, _, _ in mentions] == sorted(start for start, _, _ in mentions)
    for name in ("Reuters", "BBC", "Süddeutsche Zeitung"):
        whole = [match.start() for match in re.finditer(rf"(?<![\w-]){name}(?!\w|-\w)", text)]
        assert set(whole) <= {start for start, _, _ in mentions}


@pytest.mark.parametrize(
    ("words", "qualifier"),
    [(words, ">=") for words in ("at least", "no fewer than", "no less than", "not less than", "a minimum of")]
    + [(words, ">") for words in ("more than", "greater than", "over", "just over", "above", "past", "upwards of")]
    + [(words, ">") for words in ("upward of", "exceed", "exceeds", "exceeded", "exceeding", "surpass", "surpasses")]
    + [(words, ">") for words in ("surpassed", "topped")]
    + [(words, "<=") for words in ("up to", "at most", "no more than", "not more than", "as many as", "as much as")]
    + [(words, "<=") for words in ("a maximum of",)]
    + [(words, "<~") for words in ("nearly", "almost", "close to", "just under", "approaching", "not quite")]
    + [(words, "<") for words in ("fewer than", "less than", "under", "below")]
    + [(words, "~") for words in ("about", "around", "some", "roughly", "approximately", "an estimated", "estimated")]
    + [(words, "~") for words in ("circa", "ca.", "in the region of", "~")],
)
def test_each_way_to_qualify_a_number_is_known(words: str, qualifier: str) -> None:
    for said in (words, words.capitalize()):
        (figure,) = figures(f"They counted {said} 5,000 vehicles.", PUBLISHERS)
        assert (figure.qualifier, figure.value, figure.text) == (qualifier, 5_000, f"{said} 5,000 vehicles")


def test_no_publisher_is_ruled_out_by_its_own_name() -> None:
    names = [name for record in PUBLISHERS for name in (record.credit, record.name, *record.aliases)]
    assert [name for name in names if not PUBLISHERS.may_name(f"A report | {name}")] == []


@given(
    TEXTS, st.sampled_from([name for record in PUBLISHERS for name in (record.credit, record.name, *record.aliases)])
)
def test_a_publisher_is_never_ruled_out_by_its_words(text: str, name: str) -> None:
    assert PUBLISHERS.may_name(f"{text} {name}")
    assert PUBLISHERS.may_name(name.upper())
    assert not PUBLISHERS.may_name("xqz")
