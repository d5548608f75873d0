"""Pages, counts and what is new: each rule by itself, then all of them against a model that holds everything."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.store.making import NOON, ids, item, items, keep_newest, sound

from briefing.model import Item
from briefing.store import listing, marks
from briefing.store.connection import Store
from briefing.store.items import save
from briefing.store.listing import Counts, Place, arrivals, counts, next_new, page, place

DAY = 86_400


def test_pages_follow_one_another_both_ways(store: Store) -> None:
    save(store, "s", items(25), NOON)
    everything = ids(page(store, "kursk", limit=99))
    assert everything == [f"i{n}" for n in range(24, -1, -1)]
    down: list[Item] = page(store, "kursk", limit=10)
    while found := page(store, "kursk", limit=10, older_than=place(down[-1])):
        down += found
    assert ids(down) == everything
    up: list[Item] = page(store, "kursk", limit=10, newer_than=Place(0, 0))
    assert ids(up) == everything[-10:]
    while found := page(store, "kursk", limit=10, newer_than=place(up[0])):
        up = found + up
    assert ids(up) == everything
    between = page(store, "kursk", limit=99, older_than=place(down[3]), newer_than=place(down[6]))
    assert ids(between) == everything[4:6]


def test_arrivals_can_be_held_back(store: Store) -> None:
    save(store, "s", items(5), NOON)
    mark = counts(store, "kursk").last_seq
    save(store, "s", [item(7), item(-3)], NOON + 60)
    assert ids(page(store, "kursk", limit=99, up_to_seq=mark)) == ["i4", "i3", "i2", "i1", "i0"]
    assert counts(store, "kursk", up_to_seq=mark) == Counts(7, 2, NOON + 60 * 7, 7)
    assert counts(store, "kursk", up_to_seq=7).held == 0
    assert counts(store, "kursk", up_to_seq=0, cap=3) == Counts(3, 3, NOON + 60 * 7, 7)


def test_an_empty_front_counts_nothing(store: Store) -> None:
    save(store, "s", items(2), NOON)
    assert counts(store, "gaza") == Counts(0, 0, None, 0)
    assert page(store, "gaza", limit=9) == []


def test_key_events_have_a_page_of_their_own(store: Store) -> None:
    save(store, "s", [item(n, key_event=n % 5 == 0) for n in range(30)], NOON)
    first = page(store, "kursk", limit=3, show="key")
    assert ids(first) == ["i25", "i20", "i15"]
    assert ids(page(store, "kursk", limit=9, show="key", older_than=place(first[-1]))) == ["i10", "i5", "i0"]
    assert ids(page(store, "kursk", limit=2, show="key", newer_than=place(first[-1]))) == ["i25", "i20"]


def test_saved_items_have_a_page_of_their_own(store: Store) -> None:
    save(store, "s", items(30), NOON)
    for number in (3, 20, 11, 7):
        marks.save(store, f"i{number}", True, NOON)
    marks.save(store, "i7", False, NOON)
    marks.save(store, "not-here", True, NOON)
    first = page(store, "kursk", limit=2, show="saved")
    assert ids(first) == ["i20", "i11"]
    assert first[0].marks.saved
    assert ids(page(store, "kursk", limit=2, show="saved", older_than=place(first[-1]))) == ["i3"]
    assert page(store, "gaza", limit=2, show="saved") == []


def test_new_items_have_a_page_of_their_own(store: Store) -> None:
    save(store, "s", items(10), NOON)
    marks.see(store, ["i8", "i5"], NOON)
    first = page(store, "kursk", limit=3, show="new")
    assert ids(first) == ["i9", "i7", "i6"]
    save(store, "s", [item(20)], NOON)
    assert ids(page(store, "kursk", limit=3, show="new", older_than=place(first[0]))) == ["i7", "i6", "i4"]
    assert ids(page(store, "kursk", limit=1, show="new")) == ["i20"]


@pytest.mark.parametrize("taken_in", [False, True])
def test_the_next_new_one_is_the_oldest_across_fronts_whichever_source_came_first(store: Store, taken_in: bool) -> None:
    assert next_new(store, ["kursk", "gaza"]) is None
    save(store, "s", [item(9), item(5, fronts=("gaza",))], NOON)
    save(store, "t", [item(3), item(4, fronts=("kursk", "gaza"))], NOON)
    if taken_in:
        assert page(store, "kursk", limit=9, show="new")
        assert page(store, "gaza", limit=9, show="new")
        save(store, "u", [item(2), item(6)], NOON)
    else:
        save(store, "u", [item(2)], NOON)
    for wanted in (("kursk", "i2"), ("kursk", "i3")):
        found = next_new(store, ["gaza", "kursk"])
        assert found is not None
        assert (found[0], found[1].id) == wanted
        marks.see(store, [found[1].id], NOON)
    found = next_new(store, ["gaza", "kursk"])
    assert found is not None
    assert (found[0], found[1].id) == ("gaza", "i4"), "of two fronts the first asked for"
    marks.see(store, ["i4", "i5", "i6", "i9"], NOON)
    assert next_new(store, ["kursk", "gaza"]) is None


def test_everything_is_printed_once_newest_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "READ_AT_ONCE", 7)
    fronts = (("kursk",), ("gaza",), ("kursk", "gaza"), ())
    save(store, "s", [item(n, fronts=fronts[n % 4]) for n in range(60)], NOON)
    every = [f"i{n}" for n in range(59, -1, -1)]
    assert ids(list(listing.items(store))) == every
    assert ids(list(listing.items(store, fronts=("kursk", "gaza", "kursk")))) == [
        f"i{n}" for n in range(59, -1, -1) if n % 4 != 3
    ]
    assert (
        ids(list(listing.items(store, fronts=("gaza",), limit=10)))
        == [f"i{n}" for n in range(59, -1, -1) if n % 4 in (1, 2)][:10]
    )
    since = NOON + 60 * 50
    assert ids(list(listing.items(store, since=since))) == every[:10]
    assert ids(list(listing.items(store, fronts=("kursk",), since=since))) == ["i58", "i56", "i54", "i52", "i50"]
    assert list(listing.items(store, since=1 << 62)) == []
    assert len(list(listing.items(store, since=-(1 << 62)))) == 60
    marks.see(store, [f"i{n}" for n in range(60) if n != 30], NOON)
    assert ids(list(listing.items(store, fronts=("kursk", "gaza"), new=True))) == ["i30"]
    assert ids(list(listing.items(store, new=True))) == ["i30"]
    assert list(listing.items(store, limit=0)) == []


def test_arrivals_are_followed_in_the_order_they_came(store: Store) -> None:
    save(store, "s", items(3), NOON)
    save(store, "s", [item(-5, fronts=("gaza", "kursk")), item(50)], NOON)
    assert ids(arrivals(store, after_seq=3)) == ["i-5", "i50"]
    assert ids(arrivals(store, ("kursk", "gaza"), after_seq=2)) == ["i2", "i-5", "i50"]
    assert ids(arrivals(store, ("gaza",), after_seq=0)) == ["i-5"]
    assert ids(arrivals(store, ("kursk", "gaza"), after_seq=0, limit=2)) == ["i0", "i1"]


FRONTS = ("kursk", "gaza", "mpox")


class Play:
    """A fetcher and a reader who do as the dice say, and the same over a plain dictionary that is asked everything."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.files = str(folder / "wire.db"), str(folder / "marks.db")
        self.fetcher = Store.open(self.files[0])
        self.reader = Store.open(*self.files, now=NOON)
        self.step = self.seq = 0
        self.items: dict[str, Item] = {}
        self.seen: set[str] = set()
        self.saved: set[str] = set()

    def some(self) -> list[str]:
        return self.dice.sample(sorted(self.items), min(len(self.items), self.dice.randint(0, 4)))

    def arrive(self) -> None:
        batch = [
            item(
                1000 * self.step + n,
                published=NOON + self.dice.randint(-50, 50),
                fronts=tuple(self.dice.sample(FRONTS, self.dice.randint(0, 2))),
                key_event=self.dice.random() < 0.3,
            )
            for n in range(self.dice.randint(1, 6))
        ]
        save(self.fetcher, "s", batch, NOON)
        batch.reverse()
        for one in sorted(batch, key=lambda one: one.at):
            self.seq += 1
            self.items[one.id] = one._replace(seq=self.seq)

    def see(self) -> None:
        some = self.some()
        news = {one for one in some if one not in self.seen and self.items[one].fronts}
        assert marks.see(self.reader, some, NOON) == len(news)
        self.seen.update(some)

    def read(self) -> None:
        for one in self.some()[:1]:
            marks.read(self.reader, one, True, NOON)
            self.seen.add(one)

    def read_all(self) -> None:
        front, before = self.dice.choice(FRONTS), set(self.seen)
        change = marks.all_read(self.reader, front, NOON)
        self.seen.update(self.expected(front, "all"))
        if self.dice.random() < 0.5:
            marks.undo_all_read(self.reader, change)
            self.seen = before

    def keep(self) -> None:
        for one in self.some()[:1]:
            value = self.dice.random() < 0.7
            marks.save(self.reader, one, value, NOON)
            (self.saved.add if value else self.saved.discard)(one)

    def come_back(self) -> None:
        self.reader.close()
        self.reader = Store.open(*self.files, now=NOON + self.step * DAY)

    def age(self) -> None:
        kept = sorted(self.items.values(), key=place, reverse=True)[: self.dice.randint(1, 60)]
        if kept:
            keep_newest(self.fetcher, len(kept))
            self.items = {one.id: one for one in kept}

    def expected(self, front: str, show: str) -> list[str]:
        shown = {
            "all": lambda one: True,
            "new": lambda one: one.id not in self.seen,
            "saved": lambda one: one.id in self.saved,
            "key": lambda one: one.key_event,
        }
        found = [one for one in self.items.values() if front in one.fronts and shown[show](one)]
        return ids(sorted(found, key=place, reverse=True))

    def compare(self) -> None:
        for front in FRONTS:
            # Asking for what is new takes arrivals in, which must make no difference: so not every time.
            for show in ("all", "key", "saved", *(("new",) if self.dice.random() < 0.3 else ())):
                assert ids(page(self.reader, front, limit=999, show=show)) == self.expected(front, show)
            assert counts(self.reader, front).new == len(self.expected(front, "new"))
        for one in self.some():
            found = listing.item(self.reader, one)
            assert found is not None
            assert found.marks.seen == (one in self.seen or not found.fronts)
        if self.dice.random() < 0.3:
            waiting = [place(one) for one in self.items.values() if one.fronts and one.id not in self.seen]
            nearest = next_new(self.reader, FRONTS)
            assert (place(nearest[1]) if nearest else None) == min(waiting, default=None)


@pytest.mark.parametrize("seed", range(8))
def test_after_anything_at_all_the_store_agrees_with_the_model(tmp_path: Path, seed: int) -> None:
    play = Play(tmp_path, seed)
    deeds = [play.arrive] * 3 + [play.see] * 2 + [play.read, play.read_all, play.keep, play.come_back, play.age]
    for play.step in range(120):
        play.dice.choice(deeds)()
        play.compare()
    sound(play.reader)
    play.fetcher.close()
    play.reader.close()
