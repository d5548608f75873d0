"""The order of corrections and withdrawals: what counts as one, and what is told of it afterwards."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from tests.store.making import NOON, item, items, keep_newest

from briefing.store import edits
from briefing.store import items as writing
from briefing.store.connection import Store
from briefing.store.items import place_again, save


def told(store: Store, **asked: Any) -> list[tuple[str, str]]:
    """The ids of edited items, and what is said of each."""
    return [(each.item.id, each.what) for each in edits.edited(store, **asked)]


@pytest.fixture(autouse=True)
def filled(store: Store) -> None:
    save(store, "s", items(5), NOON)


def test_what_is_new_or_the_same_is_no_edit(store: Store) -> None:
    save(store, "s", items(6), NOON + 60)
    assert (edits.last(store), told(store)) == (0, [])


def test_a_correction_is_told_with_the_wording_it_replaced(store: Store) -> None:
    save(store, "s", [item(1, title="A better headline")], NOON + 60)
    (edited,) = edits.edited(store)
    assert (edited.item.title, edited.item.revision) == ("A better headline", 1)
    assert (edited.what, edited.at) == ("corrected", NOON + 60)
    assert edited.before is not None
    assert (edited.before.title, edited.before.text) == ("Headline number 1", "The body of post 1.")


def test_what_was_withdrawn_and_what_was_restored_is_told(store: Store) -> None:
    save(store, "s", [item(1, withdrawn=True)], NOON + 60)
    assert told(store) == [("i1", "withdrawn")]
    after = edits.last(store)
    save(store, "s", [item(1)], NOON + 120)
    assert told(store, after=after) == [("i1", "restored")]
    assert next(edits.edited(store)).before is None


@pytest.mark.parametrize(
    "change",
    [
        {"updated": NOON + 999},
        {"published": NOON + 999},
        {"fronts": ("gaza",)},
        {"url": "https://news.example/b"},
        {"pinned": True},
        {"key_event": True},
        {"title": ""},
        {"text": ""},
    ],
    ids=str,
)
def test_what_leaves_the_words_as_they_are_is_not_told(store: Store, change: dict[str, Any]) -> None:
    save(store, "s", [item(1, **change)], NOON + 60)
    assert told(store) == []


def test_a_headline_that_is_left_out_is_no_revision(store: Store) -> None:
    save(store, "s", [item(1, title="", pinned=True)], NOON + 60)
    assert writing._stored(store, "i1") == item(1, pinned=True, source="s", seq=2)


def test_new_fronts_of_the_desk_are_no_edit(store: Store) -> None:
    assert place_again(store, lambda one: ("gaza",)) == (5, None)
    assert told(store) == []


def test_several_edits_of_an_item_are_told_once_as_it_is_now(store: Store) -> None:
    for number, title in enumerate(("A second try", "A third try"), 1):
        save(store, "s", [item(1, title=title)], NOON + number)
        save(store, "s", [item(2, title=title)], NOON + number)
    save(store, "s", [item(1, title="A third try", withdrawn=True)], NOON + 9)
    assert told(store) == [("i2", "corrected"), ("i1", "withdrawn")]
    first, second = edits.edited(store)
    assert [each.item.title for each in (first, second)] == ["A third try"] * 2
    assert [each.before and each.before.title for each in (first, second)] == ["Headline number 2", "Headline number 1"]
    assert (first.at, second.at) == (NOON + 2, NOON + 9)


def test_what_was_told_is_not_told_again(store: Store) -> None:
    save(store, "s", [item(1, title="A second try")], NOON + 1)
    after = edits.last(store)
    assert told(store, after=after) == []
    save(store, "s", [item(1, title="A third try")], NOON + 1)
    (edited,) = edits.edited(store, after=after)
    assert edited.before is not None
    assert edited.before.title == "A second try"
    assert told(store, up_to=after) == [("i1", "corrected")]


def test_by_time_by_arrival_and_by_front(store: Store) -> None:
    for number in range(5):
        save(store, "s", [item(number, title="A second try", fronts=("kursk", "gaza")[number % 2 :])], NOON + number)
    assert [one for one, _ in told(store, since=NOON + 3)] == ["i3", "i4"]
    assert [one for one, _ in told(store, up_to_seq=2)] == ["i0", "i1"]
    assert [one for one, _ in told(store, fronts=("gaza",))] == ["i0", "i1", "i2", "i3", "i4"]
    assert told(store, fronts=("mpox",)) == []


def test_an_item_that_its_correction_moves_elsewhere_is_told_where_it_was(store: Store) -> None:
    save(store, "s", [item(1, title="It was elsewhere", fronts=("gaza",))], NOON + 60)
    assert told(store, fronts=("kursk",)) == told(store, fronts=("gaza",)) == [("i1", "corrected")]


def test_numbers_go_on_when_the_items_are_removed(store: Store) -> None:
    save(store, "s", [item(0, title="A second try")], NOON + 60)
    after = edits.last(store)
    keep_newest(store, 3)
    assert told(store) == []
    save(store, "s", [item(3, title="A second try")], NOON + 60)
    assert told(store, after=after) == [("i3", "corrected")]


def test_only_so_many_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "EDITS_KEPT", 3)
    for number in range(8):
        save(store, "s", [item(number % 4, withdrawn=number < 4)], NOON + number)
    assert told(store) == [("i1", "restored"), ("i2", "restored"), ("i3", "restored")]
    assert store.rows("SELECT count(*), max(number) FROM edit") == [(3, 8)]


def test_a_wire_of_before_tells_the_corrections_it_knows(store: Store) -> None:
    save(store, "s", [item(2, title="A second try")], NOON + 2)
    save(store, "s", [item(1, title="A second try")], NOON + 1)
    store.run("DROP TABLE edit")
    store.run("PRAGMA user_version = 2")
    with closing(Store.open(store.path)) as migrated:
        assert [(each.item.id, each.what, each.at) for each in edits.edited(migrated)] == [
            ("i1", "corrected", NOON + 1),
            ("i2", "corrected", NOON + 2),
        ]
        save(store, "s", [item(3, title="By a process that was there before")], NOON + 3)
        assert told(migrated)[-1] == ("i3", "corrected")
