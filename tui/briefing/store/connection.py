"""One open connection to the wire, with the reader's own marks attached, and the store's errors.

    with closing(Store.open(wire, marks)) as store:
        store.rows("SELECT …", (…,))                  # reads everything, then lets go: a long read makes the WAL grow
        with store.writing(): store.run("…", (…,))    # BEGIN IMMEDIATE on the wire
        with store.marking(): store.run("…", (…,))    # the lock of the marks only: readers never hold up the fetcher

Both files are SQLite in WAL, told apart by `application_id`; `user_version` counts the migrations of
`briefing.store.schema`, which is only imported when a file is not at the newest one. Everything goes through
`rows`, `run`, `run_many` and the two transactions, so that whatever SQLite raises comes out as a StoreError:

    locked longer than we wait → StoreLocked    not ours, or newer than us → StoreMismatch    all else → StoreError

A wire that this user may read but not write opens read-only. SQLite needs the `-wal` and `-shm` files beside it for
that (https://www.sqlite.org/wal.html#readonly), so we never remove them when we close.

Imported before the first headline is painted: nothing heavier than apsw.
"""

from __future__ import annotations

import os
import time

import apsw

from briefing.errors import StoreError, StoreLocked, StoreMismatch
from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Any

    from apsw import Bindings

    from briefing.model import Instant

    Row = tuple[Any, ...]

DAY = 86_400
RECENT_LIMIT = 20_000
TIDIED_AFTER = 200  # rows of ours, in some 500 pages of the WAL


class Form(NamedTuple):
    """A kind of file: what people call it, SQLite's `application_id` and the newest `user_version`."""

    name: str
    application_id: int
    version: int


WIRE = Form("wire", 0x42724677, 4)
MARKS = Form("marks", 0x4272466D, 4)


def trouble(error: Exception, path: str) -> StoreError:
    """What `error` of apsw means to a person, naming the file or files of `path`."""
    if isinstance(error, (apsw.BusyError, apsw.LockedError, apsw.ProtocolError)):
        return StoreLocked(f"{path}: another process is busy writing to it; try again in a moment")
    if isinstance(error, apsw.NotADBError):
        return StoreMismatch(f"{path} is not a store of briefing; name another file, or move this one away")
    if isinstance(error, apsw.ConnectionClosedError):
        return StoreError(f"{path}: the store is closed")
    if isinstance(error, apsw.CorruptError):
        return StoreError(f"{path} is damaged; move it away and a new one will be made")
    if isinstance(error, (apsw.ReadOnlyError, apsw.PermissionsError)):
        return StoreError(f"{path}: you may not write to it")
    if isinstance(error, apsw.FullError):
        return StoreError(f"{path}: the disk is full")
    if isinstance(error, apsw.CantOpenError):
        return StoreError(f"{path} cannot be opened; see that it and its folder exist and that you may use them")
    return StoreError(f"{path} cannot be used: {error}")


class Transaction:
    """A write transaction: committed at the end of the block, undone when anything is raised in it.

    Within another one it is a part of that: committed with it, undone with it. When the part fails, the whole is undone
    at once, and fails too at its end if somebody caught the error.
    """

    __slots__ = ("_begin", "_inner", "_store")

    def __init__(self, store: Store, *begin: str) -> None:
        self._store = store
        self._begin = begin
        self._inner = False

    def __enter__(self) -> None:
        self._inner = self._store.in_transaction
        if self._inner:
            return
        try:
            for statement in self._begin:
                self._store.run(statement)
        except StoreError:
            self._store.roll_back()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self._store.roll_back()
            return
        if self._inner:
            return
        try:
            self._store.run("COMMIT")
        except StoreError:
            self._store.roll_back()
            raise


class Store:
    """One open connection to the wire. Not for two threads at once.

    `path` is the wire, `marks` the reader's file or ""; `new` says that this open created the wire; `visit` is the
    number under which the marks know this wire (0: no marks, or none may be written, so nothing counts as new), and
    `baseline` the last arrival that was old news when this reader first came; `elsewhere` is true when the reader has
    been to other wires too, of which this one may be the successor.
    """

    def __init__(self, path: str, connection: apsw.Connection, new: bool) -> None:
        self.path = path
        self.marks = ""
        self.new = new
        self.visit = 0
        self.baseline = 0
        self.elsewhere = False
        self._connection = connection
        self._written = {"main"} if new else set()
        self._tidied = 0
        self.standings_read: tuple[int, Any] = (-1, None)  # at which version, and what

    @classmethod
    def open(
        cls,
        wire: str,
        marks: str | None = None,
        *,
        create: bool = True,
        now: Instant | None = None,
        patience: float = 5.0,
    ) -> Store:
        """Open the wire at the path `wire`, made if `create`, and the marks, which are made if they are not there.

        Waits `patience` seconds for another process. `now` dates a reader's first visit: of what is there then, only
        items first seen in the last 24 hours count as new. Raises StoreError, StoreMismatch or StoreLocked.
        """
        if "://" in wire:
            raise StoreError(f"{wire}: the store must be a file, not an address")
        path = os.path.abspath(wire)
        connection, new = opened(path, WIRE, create=create, patience=patience)
        store = cls(path, connection, new)
        try:
            if marks is not None:
                store._attach(os.path.abspath(marks), int(time.time()) if now is None else now, patience)
        except BaseException:
            store.close()
            raise
        return store

    def hurry(self, patience: float) -> None:
        """From now on wait no longer than `patience` seconds for another process: a screen must not freeze."""
        try:
            self._connection.set_busy_timeout(int(patience * 1000))
        except apsw.Error as error:
            raise trouble(error, self._files) from error

    def _attach(self, path: str, now: Instant, patience: float) -> None:
        """Attach the marks at `path` as `marks`, and look up or note down this reader's first visit to the wire."""
        if not os.path.exists(path):
            _make(path, 0o600)
        try:
            self._connection.execute("ATTACH ? AS marks", (path,))
            if not _checked(self._connection, MARKS, path, "marks"):
                opened(path, MARKS, create=False, patience=patience)[0].close()
            # SQLite moves the WAL into its file once it has so many pages, when somebody marks something: see `tidy`.
            self._connection.execute(
                "PRAGMA marks.synchronous = NORMAL; PRAGMA marks.cache_size = -1000; PRAGMA wal_autocheckpoint = 4000"
            )
        except apsw.Error as error:
            raise trouble(error, path) from error
        self.marks = path
        if self._connection.readonly("marks"):
            return
        visits = self._visits()
        if not visits:
            with self.marking():
                self.run(
                    "INSERT OR IGNORE INTO marks.visit (wire, baseline, first) VALUES"
                    " ((SELECT value FROM main.meta WHERE key = 'wire'), ?, ?)",
                    (self._old_news(now), now),
                )
            visits = self._visits()
        for number, baseline, visited in visits:
            self.visit, self.baseline, self.elsewhere = number, baseline, visited > 1

    def _visits(self) -> list[Row]:
        return self.rows(
            "SELECT number, baseline, (SELECT count(*) FROM marks.visit) FROM marks.visit"
            " WHERE wire = (SELECT value FROM main.meta WHERE key = 'wire')"
        )

    def _old_news(self, now: Instant) -> int:
        """The last arrival first seen more than 24 hours ago, looking no further back than RECENT_LIMIT arrivals."""
        recent = self.rows(
            "SELECT min(seq) - 1 FROM (SELECT seq, first_seen FROM items ORDER BY seq DESC LIMIT ?)"
            " WHERE first_seen > ?",
            (RECENT_LIMIT, now - DAY),
        )[0][0]
        if recent is None:
            recent = self.rows("SELECT last FROM arrivals")[0][0]
        return int(recent)

    @property
    def read_only(self) -> bool:
        """Whether this user may not write to the wire."""
        try:
            return self._connection.readonly("main")
        except apsw.Error as error:
            raise trouble(error, self.path) from error

    @property
    def _files(self) -> str:
        return f"{self.path} (or {self.marks})" if self.marks else self.path

    def rows(self, sql: str, bindings: Bindings | None = None) -> list[Row]:
        """Every row that the query gives, read to the end at once so that no read stays open."""
        try:
            return self._connection.execute(sql, bindings).fetchall()
        except (apsw.Error, UnicodeError) as error:
            raise trouble(error, self._files) from error

    def run(self, sql: str, bindings: Bindings | None = None) -> int:
        """Run one statement; the number of rows it changed."""
        try:
            before = self._connection.total_changes()
            self._connection.execute(sql, bindings)
            return self._connection.total_changes() - before
        except (apsw.Error, UnicodeError) as error:
            raise trouble(error, self._files) from error

    def run_many(self, sql: str, bindings: Iterable[Bindings]) -> int:
        """Run one statement for each of the bindings; the number of rows changed in all."""
        try:
            before = self._connection.total_changes()
            self._connection.executemany(sql, bindings)
            return self._connection.total_changes() - before
        except (apsw.Error, UnicodeError) as error:
            raise trouble(error, self._files) from error

    def roll_back(self) -> None:
        """Undo the open transaction, if there is one; SQLite may have undone it already."""
        self.standings_read = (-1, None)
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except apsw.Error:
            pass

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, which `roll_back` would undo."""
        try:
            return self._connection.in_transaction
        except apsw.Error as error:
            raise trouble(error, self._files) from error

    def writing(self) -> Transaction:
        """A transaction that writes to the wire. It takes the lock at the start, since an upgrade later can fail.

        BEGIN IMMEDIATE locks every attached file; with marks, a first statement that changes nothing locks the one.
        """
        self._written.add("main")
        if not self.marks:
            return Transaction(self, "BEGIN IMMEDIATE")
        return Transaction(self, "BEGIN", "DELETE FROM main.lease WHERE 0")

    def marking(self) -> Transaction:
        """A transaction that writes to the marks and only reads the wire, which it does not lock."""
        if not self.marks:
            raise StoreError(f"{self.path}: no marks are open")
        self._written.add("marks")
        return Transaction(self, "BEGIN", "DELETE FROM marks.visit WHERE 0")

    def version(self) -> int:
        """A number that changes whenever anyone, we included, has written to the wire or to the marks (some 10 µs)."""
        version: int = self.rows("PRAGMA main.data_version")[0][0]
        if self.marks:
            version += self.rows("PRAGMA marks.data_version")[0][0]
        return version + self.written

    @property
    def written(self) -> int:
        """The part of `version` that is our own."""
        return self._connection.total_changes()

    def tidy(self) -> None:
        """Move what we marked from the WAL into its file, if it is much: for an idle moment, as the disk is slow."""
        if self.marks and self.written >= self._tidied + TIDIED_AFTER:
            self._tidied = self.written
            self.rows("PRAGMA marks.wal_checkpoint(PASSIVE)")

    def tokens(self, text: str) -> list[str]:
        """The words that the full-text index of `briefing.store.schema` makes of `text`."""
        try:
            tokenizer = self._connection.fts5_tokenizer("unicode61", ["remove_diacritics", "2"])
        except apsw.Error as error:
            raise trouble(error, self.path) from error
        tokens: Any = tokenizer(
            text.encode("utf-8", "replace"),
            apsw.FTS5_TOKENIZE_QUERY,
            None,
            include_offsets=False,
            include_colocated=False,
        )
        return list(tokens)

    def close(self) -> None:
        """Close; a second time does nothing.

        What we wrote is moved from the WAL into its file, if nobody is reading that, and no more than that.
        """
        try:
            self._connection.set_busy_timeout(0)
            for name in self._written:
                self._connection.execute(f"PRAGMA {name}.wal_checkpoint(TRUNCATE)")
        except apsw.Error:
            pass
        self._connection.close()


def opened(path: str, form: Form, *, create: bool, patience: float) -> tuple[apsw.Connection, bool]:
    """A connection to the file at `path`, brought to the newest version, and whether this call created it."""
    if create and not os.path.exists(path):
        _make(path, 0o666)
    try:
        connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE)
    except apsw.Error as error:
        if not os.path.exists(path) and os.access(os.path.dirname(path), os.X_OK):
            raise StoreError(f"{path} does not exist; `briefing refresh` makes it") from error
        raise trouble(error, path) from error
    try:
        connection.set_busy_timeout(int(patience * 1000))
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.execute("PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY")
        new = False
        if not _checked(connection, form, path):
            from briefing.store.schema import migrate

            new = migrate(connection, form, path, patience)
    except BaseException as error:
        connection.close()
        if isinstance(error, (apsw.ReadOnlyError, apsw.CantOpenError)) and os.access(path, os.R_OK):
            raise StoreError(
                f"{path}: you may only read it, and for that its -wal and -shm files must be there; start the fetcher"
            ) from error
        if isinstance(error, apsw.Error):
            raise trouble(error, path) from error
        raise
    return connection, new


def _make(path: str, mode: int) -> None:
    """An empty file of that mode, less the umask, and its folder, for this user alone.

    SQLite gives the files it puts beside it the same mode. Who shares a wire makes its folder beforehand.
    """
    try:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, mode))
    except OSError as error:
        raise StoreError(f"{path} cannot be found or made: {error.strerror}") from error


def _checked(connection: apsw.Connection, form: Form, path: str, schema: str = "main") -> bool:
    """Whether the file is ours and at the newest version; False when it is empty or older. Raises StoreMismatch."""
    # In one transaction, so that another process which is just making the file is seen before or after, not half way.
    connection.execute("BEGIN")
    try:
        application: Any = connection.execute(f"PRAGMA {schema}.application_id").fetchall()[0][0]
        version: Any = connection.execute(f"PRAGMA {schema}.user_version").fetchall()[0][0]
        filled = connection.execute(f"SELECT 1 FROM {schema}.sqlite_schema LIMIT 1").fetchall()
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if application == form.application_id:
        if version > form.version:
            raise StoreMismatch(
                f"{path} was written by a newer version of briefing; update briefing, or name another file"
            )
        return bool(version == form.version)
    if application or version or filled:
        raise StoreMismatch(f"{path} is not the {form.name} of briefing; name another file, or move this one away")
    return False
