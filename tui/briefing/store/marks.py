"""What one reader did to items: seen, read, saved, flagged, and where they left off. Light; the viewer's side.

Kept in a file of the reader's own under the items' ids, so that marks outlive a wire that was built anew.

*New* is what arrived since the reader's first visit and has not been seen. Of what the first visit finds, only items
first seen by the fetcher in the last 24 hours count; of a front that is added later, only what arrives after it. *Read*
is apart from it: reading sees, but seeing does not read.

Functions that write raise StoreError when no marks are open or they may not be written, and StoreLocked. They take
values, not toggles, so that a caller can undo what it did; `all_read` returns what `undo_all_read` wants. Neither takes
longer for a front of which much is new: see `briefing.store.passing`.
"""

from __future__ import annotations

from briefing.records import NamedTuple
from briefing.store.rows import LAST_SEQ, UNIT, Place, standings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store

# A seen item needs a mark of its own only to be known again after the wire was built anew.
SEEN_KEPT = 60 * 86_400
FADING_AT_ONCE = 200  # a key has no time to remove the 75,000 of a front that was passed


class AllRead(NamedTuple):
    """What `all_read` changed: the front, how far it was read before, and the ids that were made unread.

    `number` is that of the pass in `briefing.store.passing`, 0 for a front without items.
    """

    front: str
    read_to: int
    number: int
    unread: tuple[str, ...]


def see(store: Store, ids: Sequence[str], now: Instant) -> int:
    """These items are no longer new; how many were. Writes nothing when none was."""
    new = _new_among(store, ids)
    if new:
        with store.marking():
            _see(store, new, now)
    return len(new)


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
            passed = any(seq <= standing[front].passing for front in fronts)
            if not passed and (unseen or any(seq > standing[front].taken for front in fronts)):
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
        "DELETE FROM marks.mark WHERE id IN (SELECT id FROM marks.mark"
        " WHERE seen < ? AND read IS NULL AND saved IS NULL AND flag = '' LIMIT ?)",
        (now - SEEN_KEPT, FADING_AT_ONCE),
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
    from briefing.store import passing

    with store.marking():
        last: list[Any] = store.rows("SELECT max(seq) FROM placed WHERE front = ? AND seq <= ?", (front, up_to_seq))
        up_to = last[0][0] or 0
        if not up_to:
            return AllRead(front, 0, 0, ())
        read_to = standings(store)[front].read_to
        unread: list[Any] = store.rows(
            "SELECT k.id FROM marks.mark k INDEXED BY mark_unread CROSS JOIN items i ON i.id = k.id"
            " CROSS JOIN placed p ON p.front = ? AND p.place = i.place WHERE k.read = 0 AND p.seq <= ?",
            (front, up_to_seq),
        )
        before = AllRead(front, read_to, passing.begin(store, front, up_to, now), tuple([one for (one,) in unread]))
        store.run_many("UPDATE marks.mark SET read = ? WHERE id = ?", [(now, one) for one in before.unread])
        _set_read_to(store, front, max(read_to, up_to))
    return before


def undo_all_read(store: Store, before: AllRead) -> None:
    """The front is as `all_read` found it, but for what the reader marked since.

    Where much was new, it is all new again when `settle` has been through it.
    """
    from briefing.store import passing

    if not before.number:
        return
    with store.marking():
        _set_read_to(store, before.front, before.read_to)
        store.run_many(
            "INSERT INTO marks.mark (id, read) VALUES (?, 0) ON CONFLICT (id) DO UPDATE SET read = 0",
            [(one,) for one in before.unread],
        )
        passing.take_back(store, before.front, before.number)


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
