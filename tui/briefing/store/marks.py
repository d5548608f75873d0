"""What one reader did to items: seen, read, saved, flagged, and where they left off. Light; the viewer's side.

Kept in a file of the reader's own under the items' ids, so that marks outlive a wire that was built anew.

*New* is what arrived since the reader's first visit and has not been seen. Of what the first visit finds, only items
first seen by the fetcher in the last 24 hours count; of a front that is added later, only what arrives after it. *Read*
is apart from it: reading sees, but seeing does not read.

Functions that write raise StoreError when no marks are open or they may not be written, and StoreLocked. They take
values, not toggles, so that a caller can undo what it did; `all_read` returns what `undo_all_read` wants.
"""

from __future__ import annotations

from briefing.records import NamedTuple
from briefing.store.rows import LAST_SEQ, UNIT, Place, standings, waiting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store

# A seen item needs a mark of its own only to be known again after the wire was built anew.
SEEN_KEPT = 60 * 86_400


class AllRead(NamedTuple):
    """What `all_read` changed: the front, how far it was read before, and the ids that were new or made unread."""

    front: str
    read_to: int
    new: tuple[str, ...]
    unread: tuple[str, ...]


def see(store: Store, ids: Sequence[str], now: Instant) -> int:
    """These items are no longer new; how many were. Writes nothing when none was."""
    new = _new_among(store, ids)
    if new:
        with store.marking():
            _see(store, new, now)
    return len(new)


def unsee(store: Store, ids: Sequence[str]) -> None:
    """These items are new again: undoes `see`."""
    with store.marking():
        standing = standings(store)
        for one in ids:
            store.run("UPDATE marks.mark SET seen = NULL WHERE id = ?", (one,))
            store.run(
                "DELETE FROM marks.mark WHERE id = ? AND seen IS NULL AND read IS NULL AND saved IS NULL AND flag = ''",
                (one,),
            )
            rows: list[Any] = store.rows("SELECT seq, place, fronts FROM items WHERE id = ?", (one,))
            for seq, place, fronts in rows:
                store.run_many(
                    "DELETE FROM marks.ahead WHERE visit = ? AND front = ? AND seq = ?",
                    [(store.visit, front, seq) for front in fronts.split(UNIT)],
                )
                store.run_many(
                    "INSERT OR IGNORE INTO marks.unseen (visit, seq, front, place) VALUES (?, ?, ?, ?)",
                    [
                        (store.visit, seq, front, place)
                        for front in fronts.split(UNIT)
                        if front in standing and seq <= standing[front].taken
                    ],
                )


def _new_among(store: Store, ids: Iterable[str]) -> list[tuple[str, int, list[str]]]:
    """Of these items the new ones: id, number of arrival, fronts."""
    standing = standings(store)
    new = []
    for one in ids if standing else ():
        rows: list[Any] = store.rows(
            "SELECT i.seq, i.fronts, EXISTS (SELECT 1 FROM marks.unseen u WHERE u.visit = ? AND u.seq = i.seq)"
            " FROM items i LEFT JOIN marks.mark m ON m.id = i.id WHERE i.id = ? AND m.seen IS NULL",
            (store.visit, one),
        )
        for seq, joined, unseen in rows:
            fronts = [front for front in joined.split(UNIT) if front in standing]
            if unseen or any(seq > standing[front].taken for front in fronts):
                new.append((one, seq, fronts))
    return new


def _see(store: Store, new: list[tuple[str, int, list[str]]], now: Instant) -> None:
    """Within a transaction on the marks: see these items of `_new_among`, in all their fronts."""
    from briefing.store.standing import pass_by, take_in_few

    _note_seen(store, [one for one, _, _ in new], now)
    for front in dict.fromkeys(front for _, _, fronts in new for front in fronts):
        take_in_few(store, front)
        pass_by(store, front, [seq for _, seq, fronts in new if front in fronts])
    store.run_many("DELETE FROM marks.unseen WHERE visit = ? AND seq = ?", [(store.visit, seq) for _, seq, _ in new])


def _note_seen(store: Store, ids: Sequence[str], now: Instant) -> None:
    store.run_many(
        "INSERT INTO marks.mark (id, seen) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET seen = excluded.seen",
        [(one, now) for one in ids],
    )
    store.run(
        "DELETE FROM marks.mark WHERE seen < ? AND read IS NULL AND saved IS NULL AND flag = ''", (now - SEEN_KEPT,)
    )


def read(store: Store, id: str, value: bool, now: Instant) -> None:
    """The reader has read the item, and so seen it; or wants it to be unread."""
    new = _new_among(store, (id,)) if value else []
    with store.marking():
        store.run(
            "INSERT INTO marks.mark (id, read) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET read = excluded.read",
            (id, now if value else 0),
        )
        if new:
            _see(store, new, now)


def save(store: Store, id: str, value: bool, now: Instant) -> None:
    """Keep the item at hand, or not."""
    with store.marking():
        store.run(
            "INSERT INTO marks.mark (id, saved) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET saved = excluded.saved",
            (id, now if value else None),
        )


def flag(store: Store, id: str, note: str, now: Instant) -> None:
    """Flag a mistake in the item with a note; an empty note takes the flag away."""
    with store.marking():
        store.run(
            "INSERT INTO marks.mark (id, flag, flagged) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET flag = excluded.flag, flagged = excluded.flagged",
            (id, note, now if note else None),
        )


def all_read(store: Store, front: str, now: Instant, *, up_to_seq: int = LAST_SEQ) -> AllRead:
    """Every item of a front is seen and read, but for arrivals after `up_to_seq`, which the reader was not shown."""
    from briefing.store.standing import pass_by, pass_front

    with store.marking():
        last: list[Any] = store.rows("SELECT max(seq) FROM placed WHERE front = ? AND seq <= ?", (front, up_to_seq))
        up_to = last[0][0] or 0
        read_to = standings(store)[front].read_to if up_to else 0
        new = _new_of(store, front, up_to)
        unread: list[Any] = store.rows(
            "SELECT k.id FROM marks.mark k INDEXED BY mark_unread CROSS JOIN items i ON i.id = k.id"
            " CROSS JOIN placed p ON p.front = ? AND p.place = i.place WHERE k.read = 0 AND p.seq <= ?",
            (front, up_to_seq),
        )
        before = AllRead(front, read_to, tuple([row[0] for row in new]), tuple([row[0] for row in unread]))
        _note_seen(store, before.new, now)
        pass_front(store, front, up_to)
        shared = [(seq, joined.split(UNIT)) for _, seq, joined in new if joined != front]
        for other in dict.fromkeys(name for _, fronts in shared for name in fronts):
            pass_by(store, other, [seq for seq, fronts in shared if other in fronts])
        store.run_many(
            "DELETE FROM marks.unseen WHERE visit = ? AND seq = ?", [(store.visit, seq) for seq, _ in shared]
        )
        store.run_many("UPDATE marks.mark SET read = ? WHERE id = ?", [(now, one) for one in before.unread])
        _set_read_to(store, front, max(read_to, up_to))
    return before


def _new_of(store: Store, front: str, up_to: int) -> list[tuple[str, int, str]]:
    """Of a front what is new and arrived no later than that: id, number of arrival, fronts."""
    standing = standings(store).get(front)
    if standing is None:
        return []
    rows: list[Any] = store.rows(
        "SELECT i.id, i.seq, i.fronts FROM marks.unseen u CROSS JOIN items i ON i.place = u.place"
        " WHERE u.visit = :visit AND u.front = :front AND u.seq <= :up_to"
        f" UNION ALL SELECT i.id, i.seq, i.fronts FROM (SELECT p.place FROM {waiting(standing, store)}"
        " AND p.seq <= :up_to) p CROSS JOIN items i ON i.place = p.place",
        {"visit": store.visit, "front": front, "taken": standing.taken, "up_to": up_to},
    )
    return rows


def undo_all_read(store: Store, before: AllRead) -> None:
    """The front is as `all_read` found it, but for what the reader marked since."""
    with store.marking():
        _set_read_to(store, before.front, before.read_to)
        store.run_many(
            "INSERT INTO marks.mark (id, read) VALUES (?, 0) ON CONFLICT (id) DO UPDATE SET read = 0",
            [(one,) for one in before.unread],
        )
    unsee(store, before.new)


def _set_read_to(store: Store, front: str, read_to: int) -> None:
    store.run(
        "INSERT INTO marks.standing (visit, front, read_to) VALUES (?, ?, ?)"
        " ON CONFLICT (visit, front) DO UPDATE SET read_to = excluded.read_to",
        (store.visit, front, read_to),
    )


def left_off(store: Store, front: str) -> Place | None:
    """Where the reader left the front last time; None on a first visit or without marks."""
    if not store.visit:
        return None
    rows: list[Any] = store.rows(
        "SELECT at, seq FROM marks.standing WHERE visit = ? AND front = ? AND at IS NOT NULL", (store.visit, front)
    )
    return Place(*rows[0]) if rows else None


def set_left_off(store: Store, front: str, place: Place) -> None:
    """The reader leaves the front with the item at `place` as the topmost one they had before them."""
    with store.marking():
        store.run(
            "INSERT INTO marks.standing (visit, front, at, seq) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (visit, front) DO UPDATE SET at = excluded.at, seq = excluded.seq",
            (store.visit, front, place.at, place.seq),
        )
