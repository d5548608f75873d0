"""Sources that say the same in two ways by turns, or under other names each time: neither is news."""

from __future__ import annotations

import pytest
from tests.store.making import NOON, ids, item, items, sound

from briefing.editorial.sameness import known_as
from briefing.model import Item
from briefing.store import edits, twins
from briefing.store.connection import Store
from briefing.store.items import Saved, save
from briefing.store.listing import page, revisions
from briefing.text import DAY

ONE, OTHER = item(1, title="Bridge shut", updated=NOON), item(1, title="Bridge closed", updated=NOON + 60)


def stored(store: Store) -> list[Item]:
    return page(store, "kursk", limit=50)


def test_who_goes_back_and_forth_between_two_wordings_is_believed_once_each_way(store: Store) -> None:
    """Two servers of one publisher, one of them behind the other."""
    done = [save(store, "s", [(ONE, OTHER)[number % 2]], NOON + 300 * number) for number in range(40)]
    assert done == [Saved(new=1), Saved(updated=1), Saved(updated=1), *[Saved(unchanged=1)] * 37]
    (kept,) = stored(store)
    assert (kept.title, kept.updated, kept.revision) == ("Bridge shut", NOON, 2)
    assert len(revisions(store, "i1")) == 2
    assert edits.last(store) == 2


def test_a_wording_that_is_new_is_believed_however_often_others_came_and_went(store: Store) -> None:
    for number in range(9):
        save(store, "s", [(ONE, OTHER)[number % 2]], NOON + number)
    assert save(store, "s", [item(1, title="Bridge open")], NOON + 10) == Saved(updated=1)
    assert stored(store)[0].title == "Bridge open"
    assert save(store, "s", [ONE], NOON + 11) == Saved(updated=1), "and so is who takes it back"


def test_who_stays_with_an_earlier_wording_is_believed_a_day_later(store: Store) -> None:
    for number in range(4):
        save(store, "s", [(ONE, OTHER)[number % 2]], NOON + number)
    assert stored(store)[0].title == "Bridge shut"
    assert save(store, "s", [OTHER], NOON + DAY) == Saved(unchanged=1)
    assert save(store, "s", [OTHER], NOON + DAY) == Saved(unchanged=1)
    assert save(store, "s", [OTHER], NOON + DAY + 3) == Saved(updated=1)
    assert (stored(store)[0].title, stored(store)[0].updated) == ("Bridge closed", NOON + 60)


def test_what_else_an_item_says_is_believed_while_its_wording_wavers(store: Store) -> None:
    for number in range(4):
        save(store, "s", [(ONE, OTHER)[number % 2]], NOON + number)
    save(store, "s", [OTHER._replace(withdrawn=True)], NOON + 5)
    (kept,) = stored(store)
    assert (kept.title, kept.withdrawn) == ("Bridge shut", True)


def renamed(round: int, *, count: int = 6, **changes: object) -> list[Item]:
    """The items as they are in the feed, with ids that were never there before."""
    return [
        each._replace(key=f"{each.key}-{round}", id=f"{each.id}-{round}", **changes)  # type: ignore[arg-type]
        for each in items(count)
    ]


@pytest.mark.parametrize("differs", ["id", "id and link", "id and text"])
def test_what_has_another_id_each_time_is_the_same_item(store: Store, differs: str) -> None:
    for number in range(5):
        given = renamed(number)
        if differs == "id and link":
            given = [each._replace(url=f"{each.url}?session={number}") for each in given]
        if differs == "id and text":
            given = [each._replace(text=f"{each.text} Read {number} times.") for each in given]
        saved = save(store, "s", given, NOON + number, known_as)
        assert saved.new == (0 if number else 6)
        assert number == 0 or (saved.unchanged == 6) == (differs == "id")
    assert ids(stored(store)) == [f"i{number}-0" for number in reversed(range(6))]
    sound(store)


def test_a_new_item_among_them_is_new(store: Store) -> None:
    save(store, "s", renamed(0), NOON, known_as)
    assert save(store, "s", renamed(1, count=8), NOON, known_as) == Saved(new=2, unchanged=6)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another headline"},
        {"url": "https://news.example/other", "text": "Another body."},
        {"url": "https://news.example/other", "text": ""},
        {"published": NOON + 61},
        {"published": None},
    ],
)
def test_what_differs_in_more_than_its_id_is_another_item(store: Store, change: dict[str, object]) -> None:
    save(store, "s", [item(1)], NOON, known_as)
    other = item(1)._replace(id="other", key="other", **change)  # type: ignore[arg-type]
    assert save(store, "s", [other], NOON, known_as) == Saved(new=1)


def test_an_item_of_another_source_is_another_item(store: Store) -> None:
    save(store, "s", [item(1)], NOON, known_as)
    assert save(store, "t", [item(1, id="other")], NOON, known_as) == Saved(new=1)


def test_two_that_are_alike_in_one_document_stay_two(store: Store) -> None:
    alike = [item(1, id="a"), item(1, id="b")]
    assert save(store, "s", alike, NOON, known_as) == Saved(new=2)
    again = [item(1, id="c"), item(1, id="d")]
    assert save(store, "s", again, NOON, known_as) == Saved(unchanged=2)
    assert save(store, "s", [item(1, id="a"), item(1, id="e")], NOON, known_as) == Saved(unchanged=2)


def test_a_source_that_dates_everything_alike_costs_no_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store, "s", items(2 * twins.MOST, published=NOON), NOON, known_as)
    asked = []
    rows = Store.rows

    def noted(self: Store, sql: str, *bindings: object) -> object:
        found = rows(self, sql, *bindings)  # type: ignore[arg-type]
        asked.append(len(found) if "place BETWEEN" in sql else 0)
        return found

    monkeypatch.setattr(Store, "rows", noted)
    save(store, "s", renamed(1, count=2 * twins.MOST, published=NOON), NOON, known_as)
    assert sum(asked) == twins.MOST
