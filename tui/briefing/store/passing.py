"""Passing a whole front: what is new of it, however much, is new no more, and may be new again when that is taken back.

A key has no time to write a row for each of 75,000 items. So `begin` notes down how far the pass goes
(`standing.passing`), which every question about what is new asks for, and `settle` does the rest bit by bit, from the
earliest on: it gives each item a mark, by which it is known on other fronts and on a wire that is built anew, and takes
it out of the tables of `briefing.store.standing`. The marks keep the number of the pass with that of the arrival, so
that a pass is taken back from its latest item on: first what is on the screen.

All but `settle` want to be called within a transaction on the marks.
"""

from __future__ import annotations

from briefing.store.rows import LAST_SEQ, SEQ_BITS, UNIT, not_ahead, standings
from briefing.store.standing import move_up, pass_by, settle_ahead

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store

AT_ONCE = 500
"""How many items are settled at a time, in some two milliseconds."""
WITH_THE_KEY = 200
"""How many of those that a key passes are settled at once."""
BACK_WITH_THE_KEY = 1_000
"""How many of those that a key takes back: as many as are counted, so that the count is right at once."""

_NEW = "SELECT i.id, i.seq, i.fronts FROM"
_UNMARKED = "LEFT JOIN marks.mark m ON m.id = i.id WHERE m.seen IS NULL"


def begin(store: Store, front: str, up_to: int, now: Instant) -> int:
    """Pass a front as far as that arrival; the number of the pass, which `take_back` wants."""
    store.run("INSERT INTO marks.pass (visit, front, up_to, at) VALUES (?, ?, ?, ?)", (store.visit, front, up_to, now))
    number: int = store.rows("SELECT last_insert_rowid()")[0][0]
    _tell(store, front)
    _settle_earliest(store, WITH_THE_KEY)
    return number


def take_back(store: Store, front: str, number: int) -> None:
    """Whatever that pass of a front made old is new again, the latest at once."""
    store.run("UPDATE marks.pass SET settling = 0, undoing = 1 WHERE number = ?", (number,))
    _tell(store, front)
    _take_back(store, number, BACK_WITH_THE_KEY)


def settle(store: Store, fronts: Iterable[str]) -> bool:
    """Settle some of what was passed or is taken back, or else take in some of what waits on one of the fronts where
    later arrivals were seen; False when all is settled.

    To be called again and again while the reader does nothing else. Raises StoreError.
    """
    return _settle_passes(store) or settle_ahead(store, fronts)


def _settle_passes(store: Store) -> bool:
    """Settle some of what was passed, or of what is taken back; False when all of it is settled."""
    undoing: list[Any] = store.rows(
        "SELECT number FROM marks.pass WHERE undoing = 1 AND visit = ? ORDER BY number DESC LIMIT 1", (store.visit,)
    )
    if not undoing and not any(each.passing for each in standings(store).values()):
        return False
    with store.marking():
        if undoing:
            _take_back(store, undoing[0][0], AT_ONCE)
        else:
            _settle_earliest(store, AT_ONCE)
    return True


def _tell(store: Store, front: str) -> None:
    """Note down for all questions how far the passes of a front go that are not settled."""
    store.run(
        "INSERT INTO marks.standing (visit, front, passing) SELECT :visit, :front, coalesce(max(up_to), 0)"
        " FROM marks.pass WHERE settling = 1 AND visit = :visit AND front = :front"
        " ON CONFLICT (visit, front) DO UPDATE SET passing = excluded.passing",
        {"visit": store.visit, "front": front},
    )


def _settle_earliest(store: Store, most: int) -> None:
    """Settle up to `most` of the pass that began first: what lies in several fronts was seen by that one, if by any."""
    rows: list[Any] = store.rows(
        "SELECT number, front, up_to FROM marks.pass WHERE settling = 1 AND visit = ? ORDER BY number LIMIT 1",
        (store.visit,),
    )
    for number, front, up_to in rows:
        if _settle(store, front, number, up_to, most) < most:
            store.run("UPDATE marks.pass SET settling = 0 WHERE number = ?", (number,))
            _tell(store, front)


def _settle(store: Store, front: str, number: int, up_to: int, most: int) -> int:
    """Settle the earliest of what is passed on a front, first what was taken in, then what waits; how many."""
    rows: list[Any] = store.rows(
        "SELECT max(seq), count(*) FROM (SELECT seq FROM marks.unseen WHERE visit = ? AND front = ? AND seq <= ?"
        " ORDER BY seq LIMIT ?)",
        (store.visit, front, up_to, most),
    )
    last: int = rows[0][0]
    count: int = rows[0][1]
    if count:
        bindings: dict[str, Any] = {"visit": store.visit, "front": front, "last": last}
        of_front = "marks.unseen WHERE visit = :visit AND front = :front AND seq <= :last"
        new: list[Any] = store.rows(
            f"{_NEW} (SELECT place FROM {of_front}) u CROSS JOIN items i ON i.place = u.place {_UNMARKED}", bindings
        )
        _note(store, front, number, new)
        store.run(f"DELETE FROM {of_front}", bindings)
    return count + (_settle_waiting(store, front, number, up_to, most - count) if count < most else 0)


def _settle_waiting(store: Store, front: str, number: int, up_to: int, most: int) -> int:
    """Settle the earliest of what is passed and waits on a front; how many."""
    taken = standings(store)[front].taken
    rows: list[Any] = store.rows(
        "SELECT max(seq), count(*) FROM"
        " (SELECT seq FROM placed WHERE front = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?)",
        (front, taken, up_to, most),
    )
    last: int = rows[0][0]
    count: int = rows[0][1]
    if count:
        new: list[Any] = store.rows(
            f"{_NEW} placed p CROSS JOIN items i ON i.place = p.place {_UNMARKED}"
            f" AND p.front = ? AND p.seq > ? AND p.seq <= ?{not_ahead(store.visit)}",
            (front, taken, last),
        )
        _note(store, front, number, new)
        move_up(store, front, last)
    return count


def _note(store: Store, front: str, number: int, new: Sequence[tuple[str, int, str]]) -> None:
    """These new items of a front (id, number of arrival, fronts) were seen when it was passed, in all their fronts."""
    at: int = store.rows("SELECT at FROM marks.pass WHERE number = ?", (number,))[0][0]
    store.run_many(
        "INSERT INTO marks.mark (id, seen, pass) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, pass = excluded.pass",
        [(one, at, (number << SEQ_BITS) + seq) for one, seq, _ in new],
    )
    shared = [(seq, joined.split(UNIT)) for _, seq, joined in new if joined != front]
    for other in dict.fromkeys([name for _, fronts in shared for name in fronts if name != front]):
        pass_by(store, other, [seq for seq, fronts in shared if other in fronts])
    store.run_many("DELETE FROM marks.unseen WHERE visit = ? AND seq = ?", [(store.visit, seq) for seq, _ in shared])


def _take_back(store: Store, number: int, most: int) -> None:
    """Make the latest `most` of what that pass has settled new again; when that is all, it is taken back."""
    passed: list[Any] = store.rows(
        "SELECT k.id, i.seq, i.place, i.fronts FROM marks.mark k INDEXED BY mark_pass LEFT JOIN items i ON i.id = k.id"
        " WHERE k.pass BETWEEN ? AND ? ORDER BY k.pass DESC LIMIT ?",
        (number << SEQ_BITS, (number << SEQ_BITS) + LAST_SEQ, most),
    )
    named = [(row[0],) for row in passed]
    store.run_many("DELETE FROM marks.mark WHERE id = ? AND read IS NULL AND saved IS NULL AND flag = ''", named)
    store.run_many("UPDATE marks.mark SET seen = NULL, pass = NULL WHERE id = ?", named)
    standing = standings(store)
    placed = [
        (store.visit, seq, front, place)
        for _, seq, place, joined in passed
        for front in (joined.split(UNIT) if joined else ())
        if front in standing
    ]
    store.run_many(
        "INSERT OR IGNORE INTO marks.unseen (visit, seq, front, place) VALUES (?, ?, ?, ?)",
        [row for row in placed if row[1] <= standing[row[2]].taken],
    )
    store.run_many(
        "DELETE FROM marks.ahead WHERE visit = ? AND seq = ? AND front = ?",
        [row[:3] for row in placed if row[1] > standing[row[2]].taken],
    )
    if len(passed) < most:
        store.run("UPDATE marks.pass SET undoing = 0 WHERE number = ?", (number,))
