"""What is new to a reader, what marks say, how they are undone, and that they outlive the wire."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from tests.store.making import NOON, ids, item, items, keep_newest

from briefing.errors import StoreError
from briefing.model import Item, Marks
from briefing.store import listing, marks
from briefing.store.connection import Store
from briefing.store.items import save
from briefing.store.listing import counts, page, place

DAY = 86_400


def one(store: Store, id: str = "i1") -> Item:
    found = listing.item(store, id)
    assert found is not None
    return found


def test_at_a_first_visit_only_the_last_day_is_new(tmp_path: Path) -> None:
    wire = str(tmp_path / "wire.db")
    with closing(Store.open(wire)) as fetcher:
        save(fetcher, "s", items(5, first_seen=NOON - DAY), NOON - DAY)
        save(fetcher, "s", [item(n, first_seen=NOON - DAY + 1) for n in range(5, 8)], NOON)
    with closing(Store.open(wire, str(tmp_path / "marks.db"), now=NOON)) as store:
        assert counts(store, "kursk").new == 3
        assert [found.marks.seen for found in page(store, "kursk", limit=9)] == [False] * 3 + [True] * 5
    with closing(Store.open(wire, str(tmp_path / "marks.db"), now=NOON + 90 * DAY)) as store:
        assert counts(store, "kursk").new == 3, "what was not seen is new at the next visit too, however late"
        assert ids(page(store, "kursk", limit=9, show="new")) == ["i7", "i6", "i5"]


def test_what_lies_in_two_fronts_is_new_once(store: Store) -> None:
    fronts = ("kursk", "kerch", "gaza")
    assert listing.new_in_all(store, fronts) == 0
    save(store, "s", [item(1, fronts=("kursk", "kerch")), item(2, fronts=("kerch",)), item(3, fronts=fronts)], NOON)
    assert listing.new_in_all(store, fronts) == 3
    assert page(store, "kursk", limit=9, show="new"), "which takes the arrivals of one front in"
    assert listing.new_in_all(store, fronts) == 3
    assert listing.new_in_all(store, ("kursk", "gaza")) == 2
    marks.see(store, ["i3"], NOON)
    assert listing.new_in_all(store, fronts) == 2


def test_two_readers_of_one_wire_do_not_see_for_each_other(store: Store, tmp_path: Path) -> None:
    save(store, "s", items(3), NOON)
    with closing(Store.open(store.path, str(tmp_path / "other.db"), now=NOON)) as other:
        marks.see(other, ["i1"], NOON)
        marks.save(other, "i2", True, NOON)
        assert (counts(other, "kursk").new, counts(store, "kursk").new) == (2, 3)
        assert one(store, "i2").marks == Marks()


def test_an_item_is_seen_in_all_its_fronts_at_once(store: Store) -> None:
    save(store, "s", items(4, fronts=("kursk", "gaza")), NOON)
    assert marks.see(store, ["i1", "i1", "nothing"], NOON) >= 1
    save(store, "s", [item(9, fronts=("gaza", "mpox"))], NOON)
    assert marks.see(store, ["i9"], NOON) == 1
    assert [counts(store, front).new for front in ("kursk", "gaza", "mpox")] == [3, 3, 0]


def test_seeing_again_writes_nothing(store: Store) -> None:
    save(store, "s", items(4), NOON)
    marks.see(store, ["i1", "i2"], NOON)
    version = store.version()
    assert marks.see(store, ["i1", "i2"], NOON + 9) == 0
    assert store.version() == version


def test_what_is_undone_by_a_failure_is_asked_for_anew(store: Store) -> None:
    save(store, "s", items(4), NOON)
    assert counts(store, "kursk").new == 4

    def fail() -> None:
        with store.marking():
            marks.all_read(store, "kursk", NOON)
            assert counts(store, "kursk").new == 0
            raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        fail()
    assert counts(store, "kursk").new == 4
    assert not one(store).marks.seen


def test_reading_sees_and_unreading_does_not_unsee(store: Store) -> None:
    save(store, "s", items(2), NOON)
    marks.read(store, "i1", True, NOON)
    assert one(store).marks == Marks(seen=True, read=True)
    marks.read(store, "i1", False, NOON)
    assert one(store).marks == Marks(seen=True, read=False)
    assert one(store, "i0").marks == Marks()


def test_saving_and_flagging(store: Store) -> None:
    save(store, "s", items(2), NOON)
    marks.save(store, "i1", True, NOON)
    marks.flag(store, "i1", "the figure is from yesterday", NOON)
    assert one(store).marks == Marks(saved=True, flag="the figure is from yesterday")
    marks.save(store, "i1", False, NOON)
    marks.flag(store, "i1", "", NOON)
    assert one(store).marks == Marks()


def test_a_whole_front_can_be_read_and_put_back(store: Store) -> None:
    save(store, "s", items(6, fronts=("kursk", "gaza")), NOON)
    save(store, "s", [item(9, fronts=("gaza",))], NOON)
    marks.read(store, "i5", True, NOON)
    marks.read(store, "i4", False, NOON)
    before = [found.marks for found in page(store, "kursk", limit=9)]
    change = marks.all_read(store, "kursk", NOON)
    assert {found.marks for found in page(store, "kursk", limit=9)} == {Marks(seen=True, read=True)}
    assert (counts(store, "kursk").new, counts(store, "gaza").new) == (0, 1)
    assert page(store, "kursk", limit=9, show="new") == []
    marks.undo_all_read(store, change)
    assert [found.marks for found in page(store, "kursk", limit=9)] == before
    assert (counts(store, "kursk").new, counts(store, "gaza").new) == (5, 6)


def test_reading_a_front_leaves_what_the_reader_was_not_shown(store: Store) -> None:
    save(store, "s", items(3), NOON)
    shown = counts(store, "kursk").last_seq
    save(store, "s", [item(7)], NOON)
    marks.all_read(store, "kursk", NOON, up_to_seq=shown)
    assert ids(page(store, "kursk", limit=9, show="new")) == ["i7"]
    assert not one(store, "i7").marks.read
    assert one(store, "i2").marks.read


def test_an_empty_or_unknown_front_can_be_read(store: Store) -> None:
    change = marks.all_read(store, "nowhere", NOON)
    assert change == marks.AllRead("nowhere", 0, 0, ())
    marks.undo_all_read(store, change)


def test_where_the_reader_left_off_is_kept_for_each_front(store: Store, another: Store) -> None:
    save(store, "s", items(3), NOON)
    assert marks.left_off(store, "kursk") is None
    marks.set_left_off(store, "kursk", place(one(store)))
    assert marks.left_off(another, "kursk") == place(one(store))
    assert marks.left_off(another, "gaza") is None
    assert counts(store, "kursk").new == 3, "leaving is not seeing"


def test_marks_outlive_a_wire_that_is_built_anew(tmp_path: Path) -> None:
    wire, own = str(tmp_path / "wire.db"), str(tmp_path / "marks.db")
    with closing(Store.open(wire, own, now=NOON)) as store:
        save(store, "s", items(6), NOON)
        marks.see(store, ["i1"], NOON)
        marks.read(store, "i2", True, NOON)
        marks.save(store, "i3", True, NOON)
        marks.all_read(store, "kursk", NOON)
    for path in tmp_path.glob("wire.db*"):
        path.unlink()
    with closing(Store.open(wire, own, now=NOON + 60)) as store:
        assert store.new
        save(store, "s", items(8), NOON + 60)
        assert counts(store, "kursk").new == 2
        assert ids(page(store, "kursk", limit=9, show="new")) == ["i7", "i6"]
        assert one(store, "i2").marks == Marks(seen=True, read=True)
        assert ids(page(store, "kursk", limit=9, show="saved")) == ["i3"]


def test_marks_of_what_was_only_seen_fade_and_nothing_is_new_for_it(store: Store) -> None:
    save(store, "s", items(6), NOON)
    marks.see(store, ["i0", "i1"], NOON)
    marks.save(store, "i0", True, NOON)
    marks.see(store, ["i2"], NOON + marks.SEEN_KEPT + 1)
    assert store.rows("SELECT id FROM marks.mark ORDER BY id") == [("i0",), ("i2",)]
    assert counts(store, "kursk").new == 3


def test_only_so_many_marks_fade_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "FADING_AT_ONCE", 2)
    save(store, "s", items(6), NOON)
    marks.see(store, ["i0", "i1", "i2"], NOON)
    later = NOON + marks.SEEN_KEPT + 1
    for number, left in ((3, 2), (4, 2), (5, 3)):
        marks.see(store, [f"i{number}"], later)
        assert store.rows("SELECT count(*) FROM marks.mark") == [(left,)]


def test_what_was_removed_before_it_was_seen_is_not_new(store: Store) -> None:
    save(store, "s", items(6), NOON)
    assert len(page(store, "kursk", limit=9, show="new")) == 6
    keep_newest(store, 2)
    assert counts(store, "kursk").new == 2
    save(store, "s", [item(8)], NOON)
    assert len(page(store, "kursk", limit=9, show="new")) == 3
    assert len(store.rows("SELECT * FROM marks.unseen")) == 3


def test_marks_that_may_only_be_read_are_shown_and_make_nothing_new(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(store, "s", items(3), NOON)
    marks.save(store, "i1", True, NOON)
    with closing(Store.open(store.path, store.marks, now=NOON)) as reader:
        reader.visit = 0  # as when the file is read-only, which root cannot be kept from writing
        assert ids(page(reader, "kursk", limit=9, show="saved")) == ["i1"]
        assert counts(reader, "kursk").new == 0
        assert marks.see(reader, ["i1"], NOON) == 0
        assert all(found.marks.seen for found in page(reader, "kursk", limit=9))
