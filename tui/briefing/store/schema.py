"""The tables of both files, as migrations that are only ever appended to; `user_version` counts those applied.

One integer, the place, orders everything: seconds since 1970 in the high bits, the number of the arrival in the low
30 (`briefing.store.rows.key`). It is the row's number in `items` and in the full-text index, so that a page of a front
and a search, both newest first, walk one index and stop.

Texts that hold several values part them with U+001F (units) and U+001E (records), which clean text never holds.
"""

from __future__ import annotations

import time

import apsw

from briefing.errors import StoreError
from briefing.store.connection import MARKS, WIRE, Form, trouble

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_WIRE_1 = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,             -- a name of ours
    value TEXT NOT NULL               -- what it says
) WITHOUT ROWID;
INSERT INTO meta VALUES ('wire', lower(hex(randomblob(8))));  -- by which the marks of a reader know this wire again

CREATE TABLE arrivals (
    last INTEGER NOT NULL             -- the number of the latest arrival; it never goes back
);
INSERT INTO arrivals VALUES (0);

CREATE TABLE items (
    place INTEGER PRIMARY KEY,        -- at << 30 | seq: where the item is listed, fixed when first seen
    seq INTEGER NOT NULL,             -- the number of its arrival, from 1
    id TEXT NOT NULL UNIQUE,          -- identity within the wire
    key TEXT NOT NULL,                -- identity within its source
    source TEXT NOT NULL,             -- id of the source
    first_seen INTEGER NOT NULL,      -- epoch seconds
    published INTEGER,                -- epoch seconds, as first stated; NULL: no date was stated
    published_how TEXT NOT NULL,      -- stated, inferred or configured
    updated INTEGER,                  -- epoch seconds; NULL: not stated
    revision INTEGER NOT NULL,        -- 0 for the first wording
    withdrawn INTEGER NOT NULL,       -- 1: the source took it back
    pinned INTEGER NOT NULL,          -- 1: the source pinned it
    key_event INTEGER NOT NULL,       -- 1: the source calls it a key event
    story TEXT NOT NULL,              -- id of its story or ''
    fronts TEXT NOT NULL,             -- ids of its fronts, parted by U+001F
    title TEXT NOT NULL,              -- the headline
    url TEXT NOT NULL,                -- its link or ''
    publisher TEXT NOT NULL,          -- who reported it or ''
    how TEXT NOT NULL,                -- how the publisher is known: stated, inferred, configured or ''
    unverified INTEGER NOT NULL,      -- 1: the publisher is not in the publishers table
    byline TEXT NOT NULL,             -- who wrote it or ''
    via TEXT NOT NULL,                -- the carriers, outermost last, parted by U+001F
    also TEXT NOT NULL,               -- others named, '=' (confirms) or '~' (cites) before each, parted by U+001F
    notice TEXT NOT NULL,             -- copyright line or ''
    licence TEXT NOT NULL,            -- name or URL or ''
    permission TEXT NOT NULL,         -- or ''
    figures TEXT NOT NULL,            -- text, value, qualifier, unit, noun, claimant by U+001F; figures by U+001E
    digest BLOB NOT NULL,             -- of what the source said last, to know an unchanged item by
    text TEXT NOT NULL                -- the body; last, so that the rest is read without it
);
CREATE INDEX items_seq ON items (seq, first_seen);

CREATE TABLE front (
    id TEXT PRIMARY KEY,              -- of the desk
    born INTEGER NOT NULL             -- the latest arrival before its first item came: what was before is not new
) WITHOUT ROWID;

CREATE TABLE placed (
    front TEXT NOT NULL,              -- id of a front
    place INTEGER NOT NULL,           -- of an item in it
    seq INTEGER NOT NULL,             -- of the same item
    key_event INTEGER NOT NULL,       -- of the same item
    PRIMARY KEY (front, place)
) WITHOUT ROWID;
CREATE INDEX placed_seq ON placed (front, seq);
CREATE INDEX placed_key ON placed (front, place) WHERE key_event = 1;

CREATE TABLE revision (
    place INTEGER NOT NULL,           -- of the item
    number INTEGER NOT NULL,          -- the item's revision while this was its wording
    title TEXT NOT NULL,              -- the headline it had
    text TEXT NOT NULL,               -- the body it had
    replaced INTEGER NOT NULL,        -- epoch seconds
    PRIMARY KEY (place, number)
) WITHOUT ROWID;

CREATE TABLE pruned (
    id TEXT PRIMARY KEY               -- an item removed for its age: not new when its feed still lists it
) WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5 (
    title, text, publisher, byline, via, also, fronts,
    content = 'items', content_rowid = 'place', prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE vocabulary USING fts5vocab ('words', 'instance');  -- the words that start with what is typed

CREATE TABLE tally (
    source TEXT PRIMARY KEY,          -- id of a source
    items INTEGER NOT NULL,           -- how many of its items are stored
    newest INTEGER NOT NULL           -- epoch seconds: the latest time one of them is listed under
) WITHOUT ROWID;

CREATE TABLE health (
    source TEXT PRIMARY KEY,          -- id of a source
    title TEXT NOT NULL,              -- as its document calls it, or ''
    state TEXT NOT NULL,              -- waiting, ok, stale, failing, gone or off
    error TEXT NOT NULL,              -- a sentence, '' when all is well
    checked INTEGER,                  -- epoch seconds of the last attempt
    succeeded INTEGER,                -- epoch seconds of the last good answer
    next_check INTEGER,               -- epoch seconds
    failures INTEGER NOT NULL         -- attempts in a row without a good answer
) WITHOUT ROWID;

CREATE TABLE traffic (
    source TEXT NOT NULL,             -- id of a source
    hour INTEGER NOT NULL,            -- epoch hours
    requests INTEGER NOT NULL,        -- sent in that hour
    bytes INTEGER NOT NULL,           -- received in that hour
    PRIMARY KEY (source, hour)
) WITHOUT ROWID;

CREATE TABLE memory (
    source TEXT PRIMARY KEY,          -- id of a source
    record TEXT NOT NULL              -- name=value parted by U+001F: what the fetcher wants to know next time
) WITHOUT ROWID;

CREATE TABLE lease (
    name TEXT PRIMARY KEY,            -- what is held: 'fetcher'
    holder TEXT NOT NULL,             -- who holds it or ''
    until INTEGER NOT NULL            -- epoch seconds
) WITHOUT ROWID;
INSERT INTO lease VALUES ('fetcher', '', 0);

CREATE TABLE request (
    source TEXT PRIMARY KEY,          -- id of a source to be refreshed, '' for all
    asked INTEGER NOT NULL            -- epoch seconds
) WITHOUT ROWID;
"""

_WIRE_2 = """
-- How the full-text index is written: what a transaction brings is sorted in up to 8 MiB of memory instead of one, and
-- eight parts of the index are merged at a time instead of four. That nearly doubles how fast items are stored.
INSERT INTO words (words, rank) VALUES ('hashsize', 8388608), ('automerge', 8);
"""

_WIRE_3 = """
CREATE TABLE edit (
    number INTEGER PRIMARY KEY,       -- in the order of the edits; never given twice, since the latest row stays
    place INTEGER NOT NULL,           -- of the item, which may have been removed since
    at INTEGER NOT NULL,              -- epoch seconds
    what TEXT NOT NULL,               -- corrected, withdrawn or restored
    revision INTEGER NOT NULL,        -- the item's revision until then
    fronts TEXT NOT NULL              -- ids of the fronts that it left, parted by U+001F
);
INSERT INTO edit (place, at, what, revision, fronts)
    SELECT place, replaced, 'corrected', number, '' FROM revision ORDER BY replaced, place, number;
"""

_WIRE_4 = """
-- Not WITHOUT ROWID: there, a wording of more than 1,002 bytes would take a page of its own, and all of them twice to
-- three times the room.
CREATE TABLE wording (
    place INTEGER NOT NULL,           -- of the item
    number INTEGER NOT NULL,          -- the item's revision while this was its wording
    title TEXT NOT NULL,              -- the headline it had
    text TEXT NOT NULL,               -- the body it had
    replaced INTEGER NOT NULL         -- epoch seconds
);
INSERT INTO wording SELECT place, number, title, text, replaced FROM revision;
DROP TABLE revision;
ALTER TABLE wording RENAME TO revision;
CREATE UNIQUE INDEX revision_number ON revision (place, number);
"""

_MARKS_1 = """
CREATE TABLE mark (
    id TEXT PRIMARY KEY,              -- of an item: marks outlive a wire that was built anew
    seen INTEGER,                     -- epoch seconds when it stopped being new; NULL: see unseen and standing
    read INTEGER,                     -- epoch seconds; 0: made unread; NULL: see standing.read_to
    saved INTEGER,                    -- epoch seconds; NULL: not saved
    flag TEXT NOT NULL DEFAULT '',    -- the note on a mistake, '' for none
    flagged INTEGER                   -- epoch seconds; NULL: not flagged
) WITHOUT ROWID;
CREATE INDEX mark_saved ON mark (id) WHERE saved IS NOT NULL;
CREATE INDEX mark_unread ON mark (id) WHERE read = 0;
CREATE INDEX mark_fading ON mark (seen) WHERE read IS NULL AND saved IS NULL AND flag = '';

CREATE TABLE visit (
    number INTEGER PRIMARY KEY,       -- short for the wire
    wire TEXT NOT NULL UNIQUE,        -- meta 'wire' of the wire
    baseline INTEGER NOT NULL,        -- the last arrival that was old news when the reader first came
    first INTEGER NOT NULL            -- epoch seconds of that
);

CREATE TABLE standing (
    visit INTEGER NOT NULL,           -- which wire
    front TEXT NOT NULL,              -- id of a front
    taken INTEGER,                    -- arrivals up to this are in unseen or are not new; NULL: none taken in yet
    read_to INTEGER NOT NULL DEFAULT 0,  -- arrivals up to this count as read
    at INTEGER,                       -- where the reader left off: epoch seconds of the place; NULL: nowhere yet
    seq INTEGER,                      -- and its number
    PRIMARY KEY (visit, front)
) WITHOUT ROWID;

CREATE TABLE unseen (
    visit INTEGER NOT NULL,           -- which wire
    seq INTEGER NOT NULL,             -- of an item that is new to the reader
    front TEXT NOT NULL,              -- one of its fronts
    place INTEGER NOT NULL,           -- of the item
    PRIMARY KEY (visit, seq, front)
) WITHOUT ROWID;
CREATE INDEX unseen_place ON unseen (visit, front, place);
CREATE INDEX unseen_seq ON unseen (visit, front, seq);
"""

_MARKS_2 = """
CREATE TABLE preference (
    name TEXT PRIMARY KEY,            -- what was chosen: 'theme', 'welcomed'
    value TEXT NOT NULL               -- as whoever asked for it wrote it
) WITHOUT ROWID;
"""

_MARKS_3 = """
-- Whoever was away for long has more waiting than a key has time for. What they see of it meanwhile is kept here.
CREATE TABLE ahead (
    visit INTEGER NOT NULL,           -- which wire
    front TEXT NOT NULL,              -- id of a front
    seq INTEGER NOT NULL,             -- an arrival in it above standing.taken that is not new any more
    PRIMARY KEY (visit, front, seq)
) WITHOUT ROWID;
ALTER TABLE standing ADD COLUMN ahead INTEGER NOT NULL DEFAULT 0;  -- the last in ahead; none are if not above taken
"""

_MARKS_4 = """
-- "All read" on more than a key has time for: what it passes is settled bit by bit, see briefing.store.passing.
CREATE TABLE pass (
    number INTEGER PRIMARY KEY,       -- from 1
    visit INTEGER NOT NULL,           -- which wire
    front TEXT NOT NULL,              -- id of a front
    up_to INTEGER NOT NULL,           -- the last arrival that was passed
    at INTEGER NOT NULL,              -- epoch seconds
    settling INTEGER NOT NULL DEFAULT 1,  -- 0: every item it passed has its mark, or it was taken back
    undoing INTEGER NOT NULL DEFAULT 0  -- 1: it is being taken back
);
CREATE INDEX pass_settling ON pass (visit, front) WHERE settling = 1;
CREATE INDEX pass_undoing ON pass (visit) WHERE undoing = 1;
ALTER TABLE standing ADD COLUMN passing INTEGER NOT NULL DEFAULT 0;  -- arrivals up to this are not new; 0: all settled
ALTER TABLE mark ADD COLUMN pass INTEGER;  -- number << 30 | seq: the pass it was seen by; NULL: by none
CREATE INDEX mark_pass ON mark (pass) WHERE pass IS NOT NULL;
"""

MIGRATIONS: dict[str, tuple[str, ...]] = {
    WIRE.name: (_WIRE_1, _WIRE_2, _WIRE_3, _WIRE_4),
    MARKS.name: (_MARKS_1, _MARKS_2, _MARKS_3, _MARKS_4),
}


def migrate(connection: apsw.Connection, form: Form, path: str, patience: float) -> bool:
    """Bring an empty or older file to the newest version, one transaction for each step; True when it was empty.

    Raises StoreError when the file may not be written to, StoreLocked, and apsw's errors.
    """
    if connection.readonly("main"):
        raise StoreError(f"{path} was made by an older version of briefing and you may not write to it")
    _use_wal(connection, path, patience)
    created = False
    for number, script in enumerate(MIGRATIONS[form.name], 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have been faster; only under the lock is the version certain.
            version: Any = connection.execute("PRAGMA user_version").fetchall()[0][0]
            if version < number:
                connection.execute(script)
                connection.execute(f"PRAGMA application_id = {form.application_id}; PRAGMA user_version = {number}")
                created = created or number == 1
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return created


def _use_wal(connection: apsw.Connection, path: str, patience: float) -> None:
    """Set the journal mode, which SQLite does not wait for when others do the same at the same moment."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except apsw.BusyError as error:
            if time.monotonic() > deadline:
                raise trouble(error, path) from error
            time.sleep(0.01)
