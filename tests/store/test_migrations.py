"""The files of every version that was ever released open, and lose nothing."""

from __future__ import annotations

import hashlib
import re
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from tests.store.making import NOON, items, sound

from briefing.errors import StoreError, StoreLocked
from briefing.store import marks, schema
from briefing.store.connection import MARKS, WIRE, Form, Store
from briefing.store.items import save
from briefing.store.listing import counts, page

# A migration that somebody's file has been through is never changed: append another one.
RELEASED = {
    "wire": ["33c3ff8df8ae0b29", "853ac5f793a8856e", "63d4340a342a29ab", "c9cf8fdd90705bbf"],
    "marks": ["2ac8c27febd3d545", "98a6634eb6d65487", "35fd25fa3abcff63", "52e28373a4711b25"],
}


def test_migrations_are_only_ever_appended_to() -> None:
    digests = {
        name: [hashlib.sha256(script.encode()).hexdigest()[:16] for script in scripts]
        for name, scripts in schema.MIGRATIONS.items()
    }
    assert digests == RELEASED


@pytest.mark.parametrize("form", [WIRE, MARKS], ids=lambda form: form.name)
def test_the_newest_version_is_the_number_of_migrations(form: Form) -> None:
    assert form.version == len(schema.MIGRATIONS[form.name])


@pytest.mark.parametrize("form", [WIRE, MARKS], ids=lambda form: form.name)
def test_every_column_says_what_it_holds(form: Form) -> None:
    for script in schema.MIGRATIONS[form.name]:
        for table in re.findall(r"^CREATE TABLE .*?^\)", script, re.M | re.S):
            for line in table.splitlines()[1:-1]:
                assert re.match(r"    (PRIMARY KEY \(|\w+ (INTEGER|TEXT|BLOB)\b.* -- \S)", line), line


def at_version(path: Path, form: Form, version: int) -> None:
    """A file as the program left it when `version` was the newest."""
    with closing(apsw.Connection(str(path))) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for script in schema.MIGRATIONS[form.name][:version]:
            connection.execute(script)
        if version:
            connection.execute(f"PRAGMA application_id = {form.application_id}; PRAGMA user_version = {version}")


@pytest.mark.parametrize("wire", range(WIRE.version + 1))
@pytest.mark.parametrize("own", range(MARKS.version + 1))
def test_files_of_any_version_open_and_work(tmp_path: Path, wire: int, own: int) -> None:
    at_version(tmp_path / "wire.db", WIRE, wire)
    at_version(tmp_path / "marks.db", MARKS, own)
    with closing(Store.open(str(tmp_path / "wire.db"), str(tmp_path / "marks.db"), now=NOON)) as store:
        assert store.new == (wire == 0)
        save(store, "s", items(3), NOON)
        marks.see(store, ["i1"], NOON)
        assert (len(page(store, "kursk", limit=9)), counts(store, "kursk").new) == (3, 2)
        assert store.rows("PRAGMA main.user_version") == [(WIRE.version,)]
        assert store.rows("PRAGMA marks.user_version") == [(MARKS.version,)]
        assert store.rows("SELECT v FROM words_config WHERE k IN ('automerge', 'hashsize') ORDER BY k") == [
            (8,),
            (8 << 20,),
        ]
        sound(store)


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Form:
    """The wire as a later version of the program would have it."""
    script = "CREATE TABLE later (a); INSERT INTO later SELECT count(*) FROM items; CREATE TABLE latest (b)"
    monkeypatch.setitem(schema.MIGRATIONS, "wire", (*schema.MIGRATIONS["wire"], script))
    form = WIRE._replace(version=WIRE.version + 1)
    monkeypatch.setattr("briefing.store.connection.WIRE", form)
    return form


@pytest.fixture
def wire(tmp_path: Path) -> str:
    """A wire of the present version with three items in it."""
    path = str(tmp_path / "wire.db")
    with closing(Store.open(path)) as store:
        save(store, "s", items(3), NOON)
    return path


def test_a_step_forward_keeps_what_is_stored(wire: str, request: pytest.FixtureRequest) -> None:
    form = request.getfixturevalue("next_version")
    with closing(Store.open(wire)) as store:
        assert not store.new
        assert store.rows("SELECT a FROM later") == [(3,)]
        assert store.rows("PRAGMA user_version") == [(form.version,)]
        assert len(page(store, "kursk", limit=9)) == 3
    Store.open(wire).close()


def test_a_step_that_fails_half_way_is_undone(wire: str, next_version: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (*schema.MIGRATIONS["wire"][:-1], "CREATE TABLE later (a); INSERT INTO nowhere VALUES (1)")
    with monkeypatch.context() as patch:
        patch.setitem(schema.MIGRATIONS, "wire", broken)
        with pytest.raises(StoreError, match="nowhere"):
            Store.open(wire)
    with closing(apsw.Connection(wire)) as connection:
        assert connection.execute("PRAGMA user_version").fetchall() == [(WIRE.version,)]
        assert connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'later'").fetchall() == []
    with closing(Store.open(wire)) as store:
        assert store.rows("SELECT a FROM later") == [(3,)]


def test_a_step_waits_for_nobody_longer_than_it_may(wire: str, next_version: Form) -> None:
    with closing(apsw.Connection(wire)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked, match=r"wire\.db"):
            Store.open(wire, patience=0.05)
        other.execute("ROLLBACK")


def test_earlier_wordings_outlive_the_change_of_their_table(tmp_path: Path) -> None:
    at_version(tmp_path / "wire.db", WIRE, 3)
    wordings = [(7, 1, "Later", "text", 9), (7, 0, "Before", "text", 5)]
    with closing(apsw.Connection(str(tmp_path / "wire.db"))) as connection:
        connection.executemany("INSERT INTO revision VALUES (?, ?, ?, ?, ?)", wordings)
    with closing(Store.open(str(tmp_path / "wire.db"))) as store:
        assert store.rows("SELECT * FROM revision ORDER BY number") == wordings[::-1]


def test_earlier_wordings_take_little_more_room_than_what_they_say(tmp_path: Path) -> None:
    given = items(20)
    with closing(Store.open(str(tmp_path / "wire.db"))) as store:
        for number in range(20):
            save(store, "s", [item._replace(text=f"{number} " + "word " * 240) for item in given], NOON + number)
        ((taken,),) = store.rows("SELECT sum(pgsize) FROM dbstat WHERE name = 'revision'")
        ((said,),) = store.rows("SELECT sum(length(title || text)) FROM revision")
    assert 400_000 < said < taken < 1.5 * said
