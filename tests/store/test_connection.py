"""Opening a wire and marks: made, found, refused, shared; and how transactions behave."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.store.making import NOON, item, items, raw

from briefing.errors import StoreError, StoreLocked, StoreMismatch
from briefing.store import listing, marks, meta, requests
from briefing.store.connection import MARKS, WIRE, Store
from briefing.store.items import save
from briefing.store.listing import counts, page


def test_the_first_to_open_a_wire_makes_it(tmp_path: Path) -> None:
    path = str(tmp_path / "data" / "wire.db")
    with closing(Store.open(path)) as first, closing(Store.open(path)) as second:
        assert (first.new, second.new) == (True, False)
        assert first.rows("PRAGMA journal_mode") == [("wal",)]
    with closing(Store.open(path, create=False)) as third:
        assert not third.new


def test_marks_are_for_their_reader_alone(tmp_path: Path) -> None:
    own = tmp_path / "state" / "marks.db"
    with closing(Store.open(str(tmp_path / "wire.db"), str(own))) as store:
        marks.save(store, "i1", True, NOON)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in own.parent.iterdir()}
    assert modes == {"marks.db": 0o600, "marks.db-wal": 0o600, "marks.db-shm": 0o600}
    assert stat.S_IMODE(own.parent.stat().st_mode) == 0o700


def test_without_create_a_missing_wire_is_said_to_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "wire.db"
    with pytest.raises(StoreError, match=r"wire\.db does not exist; `briefing refresh` makes it"):
        Store.open(str(path), create=False)
    assert not path.exists()


def test_an_address_is_no_store_yet() -> None:
    with pytest.raises(StoreError, match=r"https://wire\.example/: the store must be a file"):
        Store.open("https://wire.example/")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"file/wire\.db cannot be found or made"):
        Store.open(str(tmp_path / "file" / "wire.db"))


@pytest.mark.parametrize("form", [WIRE, MARKS], ids=lambda form: form.name)
@pytest.mark.parametrize("kind", ["text", "foreign", "tables", "swapped", "newer"])
def test_a_file_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path, form: object, kind: str) -> None:
    paths = {WIRE: tmp_path / "wire.db", MARKS: tmp_path / "marks.db"}
    Store.open(str(paths[WIRE]), str(paths[MARKS])).close()
    path = paths[WIRE if form == WIRE else MARKS]
    if kind == "text":
        path.write_text("my notes, not a database at all\n" * 50)
    elif kind == "swapped":
        shutil.copy(paths[MARKS if form == WIRE else WIRE], path)
    else:
        if kind in ("foreign", "tables"):
            path.unlink()
        with closing(sqlite3.connect(path)) as database:
            changes = {
                "foreign": "PRAGMA application_id = 77",
                "tables": "CREATE TABLE notes (text)",
                "newer": "PRAGMA user_version = 99",
            }
            database.execute(changes[kind])
            database.commit()
    before = path.read_bytes()
    with pytest.raises(StoreMismatch, match=path.name) as raised:
        Store.open(str(paths[WIRE]), str(paths[MARKS]))
    assert ("update briefing" if kind == "newer" else "another file") in str(raised.value)
    assert "\n" not in str(raised.value)
    assert path.read_bytes() == before


def test_many_may_open_a_new_wire_at_the_same_moment(tmp_path: Path) -> None:
    code = (
        "import sys; from briefing.store.connection import Store\n"
        "sys.stdin.readline(); store = Store.open(sys.argv[1], sys.argv[2])\n"
        "print(store.new, store.rows('SELECT value FROM meta'), store.visit); store.close()"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "wire.db"), str(tmp_path / "marks.db")]
    racers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    said = [racer.communicate(timeout=60) for racer in racers]
    assert [error for _, error in said if error] == []
    assert sorted(line.split()[0] for line, _ in said) == ["False"] * 7 + ["True"]
    assert len({line.split(maxsplit=1)[1] for line, _ in said}) == 1


def test_the_version_changes_with_every_write_of_anyone_and_with_nothing_else(store: Store, another: Store) -> None:
    seen = [store.version()]
    for write in (
        lambda: save(store, "s", items(2), NOON),
        lambda: save(another, "s", [item(7)], NOON),
        lambda: marks.see(another, ["i7"], NOON),
        lambda: marks.save(store, "i7", True, NOON),
    ):
        write()
        seen.append(store.version())
        page(store, "kursk", limit=5)
        counts(store, "kursk")
        save(another, "s", items(2), NOON)
        assert store.version() == seen[-1]
    assert len(set(seen)) == 5


def test_a_transaction_is_undone_when_anything_is_raised_in_it(store: Store) -> None:
    def interrupted() -> None:
        with store.writing():
            store.run("DELETE FROM meta")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(store.rows("SELECT * FROM meta")) == 1
    with store.writing():
        assert store.run("UPDATE meta SET value = value") == 1


def test_transactions_within_one_are_committed_and_undone_as_one(store: Store, another: Store) -> None:
    with store.writing():
        assert save(store, "a", items(3), NOON).new == 3
        meta.put(store, "fact", "1")
        assert page(another, "kursk", limit=9) == []
    assert (len(page(another, "kursk", limit=9)), meta.get(another, "fact")) == (3, "1")

    def half_way() -> None:
        with store.writing():
            meta.put(store, "fact", "2")
            with contextlib.suppress(ZeroDivisionError), store.writing():
                meta.put(store, "other", str(1 / 0))
            assert not store.in_transaction

    with pytest.raises(StoreError, match="no transaction"):
        half_way()
    assert (meta.get(another, "fact"), meta.get(another, "other")) == ("1", "")


def test_one_writer_at_a_time_and_readers_meanwhile(store: Store, another: Store) -> None:
    save(store, "s", items(3), NOON)
    with store.writing():
        store.run("DELETE FROM placed")
        with pytest.raises(StoreLocked, match=r"wire\.db"):
            save(another, "s", [item(9)], NOON)
        assert len(page(another, "kursk", limit=9)) == 3
    save(another, "s", [item(9)], NOON)
    store.run("INSERT INTO placed SELECT 'kursk', place, seq, key_event FROM items WHERE id != 'i9'")


def test_a_reader_who_marks_never_holds_up_the_fetcher(store: Store, another: Store) -> None:
    save(store, "s", items(3), NOON)
    with store.marking():
        store.run("DELETE FROM marks.standing")
        requests.ask(another, ["s"], NOON)
        assert save(another, "s", [item(9)], NOON).new == 1
        with pytest.raises(StoreLocked):
            marks.save(another, "i9", True, NOON)
    marks.save(another, "i9", True, NOON)


def test_without_marks_there_is_nothing_to_mark(tmp_path: Path) -> None:
    with closing(Store.open(str(tmp_path / "wire.db"))) as store:
        save(store, "s", items(2), NOON)
        assert counts(store, "kursk").new == 0
        assert listing.next_new(store, ["kursk"]) is None
        assert page(store, "kursk", limit=5, show="new") == page(store, "kursk", limit=5, show="saved") == []
        assert marks.left_off(store, "kursk") is None
        with pytest.raises(StoreError, match="no marks are open"):
            marks.read(store, "i1", True, NOON)


def test_closing_twice_is_once_and_leaves_what_readers_need(tmp_path: Path) -> None:
    store = Store.open(str(tmp_path / "wire.db"))
    save(store, "s", items(50), NOON)
    store.close()
    store.close()
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert sizes["wire.db-wal"] == 0
    assert "wire.db-shm" in sizes
    assert sizes["wire.db"] > 50_000


def test_a_viewer_that_only_marked_does_not_tidy_up_after_the_fetcher(store: Store, tmp_path: Path) -> None:
    save(store, "s", items(50), NOON)
    with closing(Store.open(store.path, store.marks, now=NOON)) as viewer:
        marks.see(viewer, ["i3"], NOON)
    assert (tmp_path / "wire.db-wal").stat().st_size > 0


def test_a_long_read_does_not_stay_open(store: Store, another: Store) -> None:
    save(store, "s", items(500), NOON)
    stream = listing.items(store, limit=400)
    next(stream)
    save(another, "s", [item(n) for n in range(1000, 1100)], NOON)
    busy, *_ = raw(another).execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchall()[0]
    assert busy == 0
    assert len(list(stream)) == 399


OTHER = """
import os, sys
from briefing.errors import StoreError
from briefing.store import items, listing, marks, requests, schema, standing
from briefing.store.connection import Store
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    store = Store.open(sys.argv[1], sys.argv[2], create="create" in sys.argv)
except StoreError as error:
    print("refused", error)
    raise SystemExit
print(store.read_only, [item.id for item in listing.page(store, "kursk", limit=3)])
marks.save(store, "i1", True, 5)
print([item.id for item in listing.page(store, "kursk", limit=3, show="saved")])
try:
    requests.ask(store, [], 5)
    print("written")
except StoreError as error:
    print("kept out", error)
store.close()
"""


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that everyone may enter, and a reader's own beside it."""
    folder = Path(tempfile.mkdtemp(prefix="briefing-"))
    folder.chmod(0o755)
    (folder / "wire").mkdir(mode=0o755)
    (folder / "own").mkdir()
    (folder / "own").chmod(0o777)
    yield folder
    (folder / "wire").chmod(0o755)
    shutil.rmtree(folder)


def as_somebody_else(folder: Path, *words: str, mode: int = 0o555) -> str:
    """What OTHER prints when run by one who may read the wire, in a folder of this mode, but not write there."""
    for path in (folder / "wire").iterdir():
        path.chmod(0o644 if os.geteuid() == 0 else 0o444)
    (folder / "wire").chmod(mode)
    command = [sys.executable, "-c", OTHER, str(folder / "wire" / "wire.db"), str(folder / "own" / "marks.db"), *words]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout


def test_a_shared_wire_can_be_read_by_those_who_may_not_write_it(shared: Path) -> None:
    path = str(shared / "wire" / "wire.db")
    store = Store.open(path)
    save(store, "s", items(4), NOON)
    expected = "True ['i3', 'i2', 'i1']\n['i1']\nkept out "
    if os.geteuid() == 0:  # while the fetcher runs; with one uid only, its files must stay writable for itself
        assert as_somebody_else(shared).startswith(expected)
        (shared / "wire").chmod(0o755)
    store.close()
    said = as_somebody_else(shared)
    assert said.startswith(expected)
    assert "you may not write to it" in said


def test_a_shared_wire_whose_side_files_are_gone_is_refused_in_words(shared: Path) -> None:
    path = shared / "wire" / "wire.db"
    Store.open(str(path)).close()
    for side in ("-wal", "-shm"):
        Path(f"{path}{side}").unlink()
    said = as_somebody_else(shared)
    assert said.startswith("refused ")
    assert str(path) in said
    assert "fetcher" in said


@pytest.mark.parametrize("words", [(), ("create",)])
def test_who_may_not_look_into_the_folder_is_not_told_that_there_is_no_wire(shared: Path, words: tuple[str]) -> None:
    path = shared / "wire" / "wire.db"
    Store.open(str(path)).close()
    said = as_somebody_else(shared, *words, mode=0o600)
    assert said.startswith(f"refused {path} cannot be ")
    assert "Permission denied" in said or "that you may use them" in said
