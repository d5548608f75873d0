"""More arrivals waiting for a reader than a key has time for: nothing is copied and all that is new stays so."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.store.making import NOON, ids, item, keep_newest, sound
from tests.store.test_plans import plan, statements, steps, steps_once

from briefing.model import Item
from briefing.store import listing, marks, passing, standing
from briefing.store.connection import Store
from briefing.store.items import save
from briefing.store.listing import counts, page

FRONTS = ("kursk", "kerch", "gaza")


class Reader:
    """What ought to be new, by plain sets, and the store that is asked."""

    def __init__(self, *stores: Store) -> None:
        self.stores = stores
        self.arrived: dict[str, Item] = {}
        self.new: set[str] = set()
        self.undo: list[tuple[marks.AllRead, set[str]]] = []

    def expected(self, front: str) -> list[Item]:
        found = [one for one in self.arrived.values() if one.id in self.new and front in one.fronts]
        return sorted(found, key=listing.place, reverse=True)

    def check(self, store: Store) -> None:
        """Fail unless the store says of every front what the sets say."""
        for front in FRONTS:
            wanted = self.expected(front)
            assert counts(store, front).new == len(wanted)
            assert counts(store, front, cap=4).new == min(len(wanted), 4)
            shown = page(store, front, limit=500)
            assert [one.id for one in shown if not one.marks.seen] == ids(wanted)
            assert ids(page(store, front, limit=7, show="new")) == ids(wanted)[:7]
            assert ids(page(store, front, limit=3, show="new", newer_than=listing.Place(0, 0))) == ids(wanted)[-3:]
            if wanted:
                assert ids(page(store, front, limit=500, show="new", older_than=listing.place(wanted[0]))) == ids(
                    wanted[1:]
                )
        assert listing.new_in_all(store, FRONTS) == len(self.new)
        in_order = sorted((listing.place(self.arrived[one]), one) for one in self.new)
        first = listing.next_new(store, FRONTS)
        assert (first[1].id if first else None) == (in_order[0][1] if in_order else None)
        assert not first or first[0] == next(front for front in FRONTS if front in first[1].fronts)


def arrive(reader: Reader, dice: random.Random, number: int) -> None:
    """A handful of arrivals, some of them dated long ago, some in several fronts."""
    batch = []
    for at in range(dice.randrange(1, 12)):
        fronts = tuple(front for front in FRONTS if dice.random() < 0.5) or ("gaza",)
        batch.append(item(number * 100 + at, fronts=fronts, published=NOON + dice.randrange(-5_000, 5_000)))
    save(reader.stores[0], "s", batch, NOON)
    for one in batch:
        stored = listing.item(reader.stores[0], one.id)
        assert stored is not None
        reader.arrived[one.id] = stored
        reader.new.add(one.id)


def act(reader: Reader, store: Store, dice: random.Random) -> None:
    """One thing that a reader does, or an idle moment."""
    some = dice.sample(sorted(reader.arrived), min(len(reader.arrived), 3))
    what = dice.choice(["see", "see", "see", "read", "settle", "settle", "all", "all", "undo"])
    if what == "see":
        assert marks.see(store, some, NOON) == len(reader.new & set(some))
        reader.new -= set(some)
    elif what == "read":
        marks.read(store, some[0], True, NOON)
        reader.new.discard(some[0])
    elif what == "settle":
        passing.settle(store, FRONTS)
    elif what == "all" and dice.random() < 0.4:
        front = dice.choice(FRONTS)
        passed = {one.id for one in reader.expected(front)}
        reader.undo.append((marks.all_read(store, front, NOON), passed))
        reader.new -= passed
    elif what == "undo" and reader.undo:
        before, passed = reader.undo.pop()
        marks.undo_all_read(store, before)
        while store.rows("SELECT 1 FROM marks.pass WHERE undoing = 1"):
            assert passing.settle(store, FRONTS)
        reader.new |= passed


def bit_by_bit(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Settle no more than so many passed items at a time."""
    for name in ("AT_ONCE", "WITH_THE_KEY", "BACK_WITH_THE_KEY"):
        monkeypatch.setattr(passing, name, most)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_waiting_taken_in_or_seen_ahead_the_same_is_new(
    store: Store, another: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "AT_ONCE", 3)
    bit_by_bit(monkeypatch, 3)
    dice = random.Random(seed)
    reader = Reader(store, another)
    for number in range(1, 31):
        if dice.random() < 0.3:
            arrive(reader, dice, number)
        if reader.arrived:
            act(reader, dice.choice(reader.stores), dice)
        reader.check(dice.choice(reader.stores))


def test_what_was_seen_ahead_stays_seen_when_it_is_removed_or_the_wire_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "AT_ONCE", 3)
    wire, own = str(tmp_path / "wire.db"), str(tmp_path / "marks.db")
    with closing(Store.open(wire, own, now=NOON)) as store:
        save(store, "s", [item(n) for n in range(20)], NOON)
        marks.see(store, ["i0", "i7", "i19"], NOON)
        assert counts(store, "kursk").new == 17
        keep_newest(store, 15)
        assert counts(store, "kursk").new == 13
        assert len(page(store, "kursk", limit=50, show="new")) == 13
        sound(store)
    for path in tmp_path.glob("wire.db*"):
        path.unlink()
    with closing(Store.open(wire, own, now=NOON + 60)) as store:
        save(store, "s", [item(n) for n in range(20)], NOON + 60)
        assert counts(store, "kursk").new == 17
        marks.see(store, ["i5"], NOON + 60)
        assert counts(store, "kursk").new == 16
        found = listing.next_new(store, ("kursk",))
        assert found is not None
        assert found[1].id == "i1"
        wanted = [f"i{n}" for n in reversed(range(20)) if n not in (0, 5, 7, 19)]
        assert ids(page(store, "kursk", limit=50, show="new")) == wanted
        while passing.settle(store, ("kursk",)):
            assert ids(page(store, "kursk", limit=50, show="new")) == wanted
        assert counts(store, "kursk").new == 16


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """Two readers for whom 1,000 and 8,000 arrivals are waiting, each of whom has seen two of them."""
    folder = tmp_path_factory.mktemp("waiting")
    with (
        closing(Store.open(str(folder / "few.db"), str(folder / "few-marks.db"), now=NOON)) as few,
        closing(Store.open(str(folder / "many.db"), str(folder / "many-marks.db"), now=NOON)) as many,
    ):
        for store, count in ((few, 1_000), (many, 8_000)):
            save(store, "s", [item(n) for n in range(count)], NOON)
            marks.see(store, [f"i{count - 1}", f"i{count - 5}"], NOON)
        yield few, many


def test_what_is_left_of_a_pass_is_settled_later_by_whoever_comes(
    store: Store, another: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    bit_by_bit(monkeypatch, 5)
    save(store, "s", [item(n, fronts=("kursk", "gaza") if n % 3 else ("kursk",)) for n in range(60)], NOON)
    assert [counts(store, front).new for front in FRONTS] == [60, 0, 40]
    change = marks.all_read(store, "kursk", NOON)
    assert [counts(another, front).new for front in FRONTS] == [0, 0, 0]
    assert all(one.marks.seen and one.marks.read for one in page(another, "gaza", limit=99))
    save(store, "s", [item(70, fronts=("gaza",))], NOON)
    for _ in range(4):
        assert passing.settle(another, ())
        assert [counts(store, front).new for front in FRONTS] == [0, 0, 1]
    assert 5 < len(store.rows("SELECT id FROM marks.mark WHERE seen = ?", (NOON,))) < 60
    marks.undo_all_read(store, change)
    latest = page(store, "kursk", limit=30)
    assert not any(one.marks.seen for one in latest), "first what the reader has before them"
    while passing.settle(another, ()):
        continue
    assert [counts(store, front).new for front in FRONTS] == [60, 0, 41]
    marks.all_read(store, "kursk", NOON)
    while passing.settle(another, ()):
        continue
    assert [counts(store, front).new for front in FRONTS] == [0, 0, 1]
    assert len(store.rows("SELECT id FROM marks.mark WHERE seen = ?", (NOON,))) == 60, "for a wire built anew"
    assert store.rows("SELECT seq FROM marks.unseen UNION ALL SELECT seq FROM marks.ahead WHERE front = 'kursk'") == []
    sound(store)


@pytest.mark.parametrize("what", ["see", "read", "next", "new", "count", "settle"])
def test_no_key_takes_longer_when_more_is_waiting(waiting: tuple[Store, Store], what: str) -> None:
    number = iter(range(100))
    keys = {
        "see": lambda store: marks.see(store, [f"i{next(number)}"], NOON),
        "read": lambda store: marks.read(store, f"i{next(number)}", True, NOON),
        "next": lambda store: listing.next_new(store, ("kursk",)),
        "new": lambda store: page(store, "kursk", limit=20, show="new"),
        "count": lambda store: counts(store, "kursk", cap=100),
        "settle": lambda store: passing.settle(store, ("kursk",)),
    }
    few, many = (steps(store, keys[what]) for store in waiting)
    assert few > 10
    assert many <= 1.3 * few + 50


def test_all_read_and_taking_it_back_take_no_longer_when_more_is_waiting(tmp_path: Path) -> None:
    counted = []
    for count in (2_000, 8_000):
        with closing(Store.open(str(tmp_path / f"{count}.db"), str(tmp_path / f"{count}-m.db"), now=NOON)) as store:
            save(store, "s", [item(n, fronts=("kursk", "gaza")[: 2 - n % 2]) for n in range(count)], NOON)
            change: list[marks.AllRead] = []
            passed = steps_once(store, lambda store, to=change: to.append(marks.all_read(store, "kursk", NOON)))
            asked = steps_once(
                store, lambda store: (counts(store, "kursk"), page(store, "kursk", limit=20, show="new"))
            )
            while passing.settle(store, FRONTS):
                continue
            back = steps_once(store, lambda store, to=change: marks.undo_all_read(store, to[0]))
            counted.append((passed, asked, back))
            assert counts(store, "kursk").new == 1_000
    for few, many in zip(*counted, strict=True):
        assert 10 < many <= 1.3 * few + 50


def test_a_page_of_what_waits_needs_no_sorting(waiting: tuple[Store, Store]) -> None:
    _, store = waiting
    with statements(store) as seen:
        page(store, "kursk", limit=20, show="new")
        listing.next_new(store, ("kursk",))
    for sql, bindings in seen:
        if sql.startswith("SELECT"):
            assert not any("TEMP B-TREE" in step for step in plan(store, sql, bindings)), sql
