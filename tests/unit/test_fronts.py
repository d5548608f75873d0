"""Which fronts an item belongs to: whole words in any alphabet, weak words when nothing else speaks, stated names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.config import load
from briefing.editorial.fronts import fronts_of, matched, resolved
from briefing.model import Front, Item, Match

DESK = load.desk(load.default_file()).fronts


def front(**match: tuple[str, ...]) -> tuple[Front, ...]:
    return (Front("f", "F", Match(**match)),)


@pytest.mark.parametrize(
    ("words", "text", "taken"),
    [
        (("Kursk",), "in the KURSK region", True),
        (("Kursk",), "Kursk's fields", True),
        (("Kursk",), "Kurskaya", False),
        (("Kursk",), "anti-Kursk", True),
        (("Курск",), "в КУРСК прибыли", True),
        (("Курск",), "Курская область", False),
        (("غزة",), "في غزة اليوم", True),
        (("Black Sea",), "the Black\nSea", True),
        (("Black Sea",), "the black-sea fleet", True),
        (("Black Sea",), "a black inland sea", False),
        (("cease-fire",), "the cease‑fire held", True),
        (("Deir al-Balah",), "in Deir al–Balah", True),
        (("L'Aquila",), "in L’Aquila", True),
        (("clade 1b",), "clade 1b.", True),
        (("clade 1b",), "clade 1bis", False),
        (("WHO",), "the people who met the WHO’s envoy", True),
        (("WHO",), "the people who met, Who is who", False),
        (("who",), "the WHO", True),
        (("US",), "they told us", False),
        (("ВОЗ",), "данные ВОЗ", True),
        (("ВОЗ",), "воз и ныне там", False),
        (("GAZA",), "in Gaza", True),
        (("UN envoy",), "a un envoy", True),
        (("ﬁeld",), "field", True),
        (("",), "anything", False),
        ((), "anything", False),
    ],
)
def test_words_are_whole_words_and_phrases(words, text, taken):
    assert bool(matched(front(any=words), text)) is taken


@pytest.mark.parametrize(
    ("text", "taken"),
    [("port and ferry", True), ("port", False), ("port and ferry in a storm", False), ("ferry", False)],
)
def test_all_none_and_any_work_together(text, taken):
    assert bool(matched(front(any=("port", "pier"), all=("ferry",), none=("storm",)), text)) is taken


def test_an_item_may_belong_to_several_fronts():
    assert matched(DESK, "From Kursk to Kerch") == ("kursk", "kerch")


WEAK = (
    Front("war", "War", Match(any=("Kursk",), weak=("Ukraine", "Russia"))),
    Front("sea", "Sea", Match(any=("Kerch",))),
)


@pytest.mark.parametrize(
    ("text", "fronts"),
    [
        ("Ukraine and Russia talk", ("war",)),
        ("Ukraine and Ukraine again", ()),
        ("Ukraine and Russia at Kerch", ("sea",)),
        ("nothing of it", ()),
    ],
)
def test_weak_words_count_only_where_no_front_is_named_and_two_at_least(text, fronts):
    assert matched(WEAK, text) == fronts


def test_the_front_with_most_weak_words_takes_what_names_none():
    two = (Front("a", "A", Match(weak=("x", "y"))), Front("b", "B", Match(weak=("x", "y", "z"), none=("q",))))
    assert matched(two, "x y z") == ("b",)
    assert matched(two, "x y") == ("a", "b")
    assert matched(two, "x y z q") == ()


@pytest.mark.parametrize(
    ("text", "fronts"),
    [
        ("Washington is open to long-range missiles for Kyiv’s F-16s, deep inside Russia", ("kursk",)),
        ("Explosions near the bridge to Ukraine's occupied Crimea", ("kerch",)),
        ("A first case of monkeypox in Sweden", ("mpox",)),
        ("Israel and Hezbollah exchange fire; a truce is far", ("gaza",)),
        ("A health emergency: Ebola in Africa, says the WHO", ()),
        ("Crimean-Congo fever in Spain", ()),
        ("Russia wins at chess", ()),
        ("Parliament votes on pensions", ()),
    ],
)
def test_the_default_fronts_take_what_an_editor_would_put_there(text, fronts):
    assert matched(DESK, text) == fronts


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (("kursk",), ("kursk",)),
        (("MPOX",), ("mpox",)),
        (("Gaza", "Kerch"), ("gaza", "kerch")),
        (("The war in Gaza",), ("gaza",)),
        (("Elsewhere",), ()),
        ((), ()),
    ],
)
def test_what_a_document_states_is_an_id_a_title_or_words(names, ids):
    assert resolved(DESK, names) == ids


@pytest.mark.parametrize(
    ("item", "fronts"),
    [
        (Item("k", "From Kursk", fronts=("Gaza",)), ("gaza",)),
        (Item("k", "From Kursk", fronts=("Elsewhere",)), ("kursk",)),
        (Item("k", "From afar", "and to Rafah"), ("gaza",)),
        (Item("k", "From afar"), ("kerch",)),
    ],
)
def test_stated_before_matched_before_the_sources(item, fronts):
    assert fronts_of(item, DESK, ("kerch",)) == fronts


@given(st.text(max_size=40), st.text(max_size=60))
def test_any_word_may_be_sought_in_any_text(word, text):
    taken = matched(front(any=(word,)), text)
    assert taken in ((), ("f",))
    if word.strip() and word.isalnum():
        assert matched(front(any=(word,)), f"… {word} …")
