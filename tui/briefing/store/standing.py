"""Taking arrivals in: turning "everything after a watermark" into rows of the reader's own, so that counting what is
new, and going through it, costs by what is new and never by what is stored.

Only few are taken in at once, since that is done when a key is pressed. Where more are waiting, they are new because
they lie after the watermark, `ahead` holds those of them that were seen, and `settle_ahead` takes them in bit by bit.
Both tables are written to here, and by `briefing.store.marks` and `.passing`.
"""

from __future__ import annotations

from briefing.store.rows import not_ahead, standings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from briefing.store.connection import Store

AT_ONCE = 200
"""How many arrivals of a front a key takes in; some milliseconds, where the wire has to be read from a slow disk."""


def take_in(store: Store, front: str) -> None:
    """Give each arrival of the front that the reader has not seen a row in `unseen`, and move the watermark up.

    Writes only when something arrived, and nothing when more than AT_ONCE are waiting. Raises StoreError without marks.
    """
    if 0 < _waiting(store, front) <= AT_ONCE:
        with store.marking():
            take_in_few(store, front)


def settle_ahead(store: Store, fronts: Iterable[str]) -> bool:
    """Take in some of what waits on one of the fronts where later arrivals were seen; False when there is none.

    For `settle` in `briefing.store.passing`. Raises StoreError.
    """
    standing = standings(store)
    for front in fronts:
        if front in standing and standing[front].ahead > standing[front].taken:
            with store.marking():
                take_in_front(store, front, AT_ONCE)
            return True
    return False


def take_in_few(store: Store, front: str) -> None:
    """Within a transaction on the marks: take in one front, unless more than AT_ONCE are waiting there."""
    if _waiting(store, front) <= AT_ONCE:
        take_in_front(store, front, AT_ONCE)


def pass_by(store: Store, front: str, seqs: Iterable[int]) -> None:
    """Within a transaction on the marks: these arrivals of a front are not new, though they may not be taken in yet."""
    standing = standings(store).get(front)
    ahead = [seq for seq in seqs if standing is not None and seq > standing.taken]
    if ahead:
        store.run_many(
            "INSERT OR IGNORE INTO marks.ahead (visit, front, seq) VALUES (?, ?, ?)",
            [(store.visit, front, seq) for seq in ahead],
        )
        store.run(
            "INSERT INTO marks.standing (visit, front, ahead) VALUES (?, ?, ?)"
            " ON CONFLICT (visit, front) DO UPDATE SET ahead = max(ahead, excluded.ahead)",
            (store.visit, front, max(ahead)),
        )


def move_up(store: Store, front: str, taken: int) -> None:
    """Within a transaction on the marks: of a front what arrived up to that is taken in."""
    store.run("DELETE FROM marks.ahead WHERE visit = ? AND front = ? AND seq <= ?", (store.visit, front, taken))
    store.run(
        "INSERT INTO marks.standing (visit, front, taken) VALUES (?, ?, ?)"
        " ON CONFLICT (visit, front) DO UPDATE SET taken = excluded.taken",
        (store.visit, front, taken),
    )


def _waiting(store: Store, front: str) -> int:
    """How many arrivals of a front there are above the watermark, as far as one more than AT_ONCE."""
    standing = standings(store).get(front)
    if standing is None:
        return 0
    rows: list[Any] = store.rows(
        "SELECT count(*) FROM (SELECT 1 FROM placed WHERE front = ? AND seq > ? LIMIT ?)",
        (front, standing.taken, AT_ONCE + 1),
    )
    return int(rows[0][0])


def take_in_front(store: Store, front: str, most: int) -> None:
    """Within a transaction on the marks: take in the earliest `most` of the arrivals that wait on one front."""
    standing = standings(store).get(front)  # again, under the lock: another viewer of this reader may have been here
    if standing is None:
        return
    last: list[Any] = store.rows(
        "SELECT max(seq) FROM (SELECT seq FROM placed WHERE front = ? AND seq > ? ORDER BY seq LIMIT ?)",
        (front, standing.taken, most),
    )
    taken = max(standing.taken, last[0][0] or 0)
    if taken > standing.taken:
        # Items seen in another front, or before the wire was built anew, carry a mark of their own.
        store.run(
            "INSERT OR IGNORE INTO marks.unseen (visit, seq, front, place)"
            " SELECT :visit, p.seq, p.front, p.place FROM placed p CROSS JOIN items i ON i.place = p.place"
            " LEFT JOIN marks.mark m ON m.id = i.id"
            " WHERE p.front = :front AND p.seq > :after AND p.seq <= :up_to AND m.seen IS NULL"
            + not_ahead(store.visit),
            {"visit": store.visit, "front": front, "after": standing.taken, "up_to": taken},
        )
        # What was removed from the wire for its age is not new any more.
        store.run(
            "DELETE FROM marks.unseen WHERE visit = :visit AND front = :front"
            " AND place < (SELECT min(place) FROM placed WHERE front = :front)",
            {"visit": store.visit, "front": front},
        )
    move_up(store, front, taken)
