"""Every function of the store, in every trouble: what comes out is the store's own error, naming the file."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import apsw
import pytest
from tests.store.making import NOON, item, items, raw

from briefing.errors import StoreError, StoreLocked
from briefing.model import SourceHealth
from briefing.store import (
    edits,
    health,
    keepsakes,
    lease,
    listing,
    marks,
    meta,
    passing,
    preferences,
    removal,
    requests,
    rows,
    search,
    standing,
    twins,
)
from briefing.store import items as writing
from briefing.store.connection import Store
from briefing.store.listing import Place
from briefing.store.marks import AllRead

MODULES: tuple[ModuleType, ...] = (
    edits, health, writing, keepsakes, lease, listing, marks, meta, passing, preferences, removal, requests, rows,
    search, standing, twins,
)  # fmt: skip


def test_marks_that_a_fetcher_cannot_read_are_named(tmp_path: Path) -> None:
    file = tmp_path / "marks.db"
    assert keepsakes.ids(str(file)) == frozenset()
    file.write_text("no database, and long enough to be taken for none at all\n" * 20)
    with pytest.raises(StoreError, match=r"marks\.db is not a store"):
        keepsakes.ids(str(file))


def in_a_transaction(store: Store) -> None:
    with store.marking():
        standing.take_in_few(store, "kursk")


CALLS: dict[str, Callable[[Store], object]] = {
    "edits.last": lambda store: edits.last(store),
    "edits.edited": lambda store: list(edits.edited(store)),
    "health.sources": lambda store: health.sources(store),
    "health.record": lambda store: health.record(store, SourceHealth("s")),
    "health.record_all": lambda store: health.record_all(store, [SourceHealth("s")]),
    "health.spend": lambda store: health.spend(store, "s", NOON, received=10),
    "health.memory": lambda store: health.memory(store, "s"),
    "health.remember": lambda store: health.remember(store, "s", health.Memory(etag="e")),
    "health.forget": lambda store: health.forget(store, []),
    "items.save": lambda store: writing.save(store, "s", [item(99)], NOON),
    "items.save_all": lambda store: writing.save_all(store, [("s", [item(99)])], NOON),
    "items.place_again": lambda store: writing.place_again(store, lambda one: ("gaza",)),
    "removal.expire": lambda store: removal.expire(store, before=0, most=1, spare=lambda source: 0, saved=tuple),
    "lease.take": lambda store: lease.take(store, "me", NOON, 10),
    "lease.release": lambda store: lease.release(store, "me"),
    "lease.holder": lambda store: lease.holder(store, NOON),
    "listing.page": lambda store: listing.page(store, "kursk", limit=5),
    "listing.counts": lambda store: listing.counts(store, "kursk"),
    "listing.new_in_all": lambda store: listing.new_in_all(store, ("kursk",)),
    "listing.item": lambda store: listing.item(store, "i1"),
    "listing.items": lambda store: list(listing.items(store)),
    "listing.arrivals": lambda store: listing.arrivals(store, after_seq=0),
    "listing.revisions": lambda store: listing.revisions(store, "i1"),
    "listing.next_new": lambda store: listing.next_new(store, ["kursk"]),
    "marks.see": lambda store: marks.see(store, ["i1"], NOON),
    "marks.read": lambda store: marks.read(store, "i1", True, NOON),
    "marks.save": lambda store: marks.save(store, "i1", True, NOON),
    "marks.flag": lambda store: marks.flag(store, "i1", "wrong", NOON),
    "marks.all_read": lambda store: marks.all_read(store, "kursk", NOON),
    "marks.undo_all_read": lambda store: marks.undo_all_read(store, AllRead("kursk", 0, 1, ())),
    "marks.left_off": lambda store: marks.left_off(store, "kursk"),
    "marks.set_left_off": lambda store: marks.set_left_off(store, "kursk", Place(NOON, 1)),
    "meta.get": lambda store: meta.get(store, "fronts"),
    "meta.put": lambda store: meta.put(store, "bundled", "yes"),
    "passing.begin": lambda store: marks.all_read(store, "kursk", NOON),
    "passing.take_back": lambda store: marks.undo_all_read(store, AllRead("kursk", 0, 1, ())),
    "passing.settle": lambda store: passing.settle(store, ["kursk"]),
    "preferences.get": lambda store: preferences.get(store, "theme"),
    "preferences.chosen": lambda store: preferences.chosen(store, "theme", "night"),
    "preferences.choose": lambda store: preferences.choose(store, "theme", "day", "night"),
    "preferences.put": lambda store: preferences.put(store, "theme", "day"),
    "requests.ask": lambda store: requests.ask(store, [], NOON),
    "requests.take": lambda store: requests.take(store),
    "rows.fetch": lambda store: rows.fetch(store, "items i", "WHERE i.seq > :after", {"after": 0}),
    "rows.last_arrival": lambda store: rows.last_arrival(store),
    "rows.standings": lambda store: rows.standings(store),
    "search.find": lambda store: search.find(store, "headline"),
    "standing.take_in": lambda store: standing.take_in(store, "kursk"),
    "standing.take_in_few": in_a_transaction,
    "standing.take_in_front": in_a_transaction,
    "standing.pass_by": in_a_transaction,
    "standing.move_up": in_a_transaction,
    "standing.settle_ahead": lambda store: standing.settle_ahead(store, ["kursk"]),
    "twins.finder": lambda store: twins.finder(store, "s")(item(99, published=NOON), ()),
}
each_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


def test_every_function_of_the_store_is_called_here() -> None:
    public = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters), "") == "store"
    }
    assert public == set(CALLS)


def test_every_module_with_functions_of_the_store_is_asked() -> None:
    folder = Path(inspect.getfile(Store)).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "connection", "schema"} == {
        module.__name__.rpartition(".")[2] for module in MODULES
    }


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wire and marks with something for every call to find, all of it in the two files and none beside them."""
    folder = tmp_path_factory.mktemp("template")
    first = Store.open(str(folder / "wire.db"), str(folder / "marks.db"), now=NOON)
    writing.save(first, "s", items(300, text="Words enough to fill some pages of the file. " * 9), NOON)
    marks.see(first, ["i7"], NOON)
    health.record(first, SourceHealth("s"))
    requests.ask(first, ["s"], NOON)
    writing.save(first, "s", [item(4000)], NOON)
    first.close()
    assert {path.stat().st_size for path in folder.glob("*-wal")} == {0}
    return folder


@pytest.fixture
def filled(template: Path, tmp_path: Path) -> Store:
    """A copy of the template, just opened."""
    for name in ("wire.db", "marks.db"):
        shutil.copy(template / name, tmp_path / name)
    return Store.open(str(tmp_path / "wire.db"), str(tmp_path / "marks.db"), now=NOON, patience=0.01)


@each_call
def test_a_healthy_store_answers(filled: Store, call: Callable[[Store], object]) -> None:
    call(filled)
    filled.close()


@each_call
def test_a_closed_store_says_so(filled: Store, call: Callable[[Store], object]) -> None:
    filled.close()
    with pytest.raises(StoreError, match=r"wire\.db.*the store is closed"):
        call(filled)


@pytest.fixture
def locked(filled: Store) -> Iterator[Store]:
    """Both files locked against reading too. In WAL nothing does that for long; without it an exclusive lock does."""
    for name, path in (("main", filled.path), ("marks", filled.marks)):
        assert filled.rows(f"PRAGMA {name}.journal_mode = DELETE") == [("delete",)], path
    lockers = [apsw.Connection(path) for path in (filled.path, filled.marks)]
    for locker in lockers:
        locker.execute("BEGIN EXCLUSIVE")
    yield filled
    filled.close()
    for locker in lockers:
        locker.execute("ROLLBACK")
        locker.close()


@each_call
def test_a_locked_store_says_so(locked: Store, call: Callable[[Store], object]) -> None:
    with pytest.raises(StoreLocked, match=r"\.db.*another process"):
        call(locked)
    assert not raw(locked).in_transaction


def test_a_store_in_a_hurry_does_not_wait(template: Path, tmp_path: Path) -> None:
    for name in ("wire.db", "marks.db"):
        shutil.copy(template / name, tmp_path / name)
    patient = Store.open(str(tmp_path / "wire.db"), str(tmp_path / "marks.db"), now=NOON, patience=3_600)
    locker = apsw.Connection(patient.marks)
    locker.execute("BEGIN IMMEDIATE")
    patient.hurry(0.01)
    with pytest.raises(StoreLocked):
        marks.save(patient, "i7", True, NOON)
    locker.close()
    marks.save(patient, "i7", True, NOON)
    patient.close()


@each_call
def test_a_damaged_store_says_so(filled: Store, call: Callable[[Store], object]) -> None:
    for path in map(Path, (filled.path, filled.marks)):
        with path.open("r+b") as file:
            file.seek(100)
            file.write(b"\xff" * (path.stat().st_size - 100))
    raw(filled).execute("PRAGMA shrink_memory")
    with pytest.raises(StoreError, match=r"\.db.*(damaged|not a store)"):
        call(filled)
    assert not raw(filled).in_transaction
    filled.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (apsw.FullError("x"), "the disk is full"),
        (apsw.IOError("disk I/O error"), "disk I/O error"),
        (apsw.ReadOnlyError("x"), "may not write"),
        (apsw.CantOpenError("x"), "cannot be opened"),
        (apsw.ProtocolError("x"), "busy"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_troubles_are_said_in_words(error: apsw.Error, words: str) -> None:
    from briefing.store.connection import trouble

    said = trouble(error, "/data/wire.db")
    assert isinstance(said, StoreError)
    assert str(said).startswith("/data/wire.db")
    assert words in str(said)
