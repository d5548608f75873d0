"""Taking arrivals in: turning "everything after a watermark" into rows of the reader's own, so that counting what is
new, and going through it, costs by what is new and never by what is stored. The only writer of `unseen`."""

from __future__ import annotations

from briefing.store.rows import standings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from briefing.store.connection import Store


def take_in(store: Store, fronts: Iterable[str]) -> None:
    """Give each arrival of the fronts that the reader has not seen a row in `unseen`, and move the watermark up.

    Writes only when something arrived. Raises StoreError without marks.
    """
    waiting = _waiting(store, fronts)
    if waiting:
        with store.marking():
            for front in waiting:
                take_in_front(store, front)


def _waiting(store: Store, fronts: Iterable[str]) -> list[str]:
    """The fronts with arrivals above the watermark."""
    standing = standings(store)
    return [
        front
        for front in fronts
        if front in standing
        and store.rows("SELECT 1 FROM placed WHERE front = ? AND seq > ? LIMIT 1", (front, standing[front].taken))
    ]


def take_in_front(store: Store, front: str) -> int:
    """Take in one front within a transaction on the marks; the new watermark."""
    standing = standings(store).get(front)  # again, under the lock: another viewer of this reader may have been here
    if standing is None:
        return 0
    last: list[Any] = store.rows("SELECT max(seq) FROM placed WHERE front = ?", (front,))
    taken = max(standing.taken, last[0][0] or 0)
    if taken > standing.taken:
        # Items seen in another front, or before the wire was built anew, carry a mark of their own.
        store.run(
            "INSERT OR IGNORE INTO marks.unseen (visit, seq, front, place)"
            " SELECT :visit, p.seq, p.front, p.place FROM placed p CROSS JOIN items i ON i.place = p.place"
            " LEFT JOIN marks.mark m ON m.id = i.id"
            " WHERE p.front = :front AND p.seq > :after AND p.seq <= :up_to AND m.seen IS NULL",
            {"visit": store.visit, "front": front, "after": standing.taken, "up_to": taken},
        )
        # What was removed from the wire for its age is not new any more.
        store.run(
            "DELETE FROM marks.unseen WHERE visit = :visit AND front = :front"
            " AND place < (SELECT min(place) FROM placed WHERE front = :front)",
            {"visit": store.visit, "front": front},
        )
    store.run(
        "INSERT INTO marks.standing (visit, front, taken) VALUES (?, ?, ?)"
        " ON CONFLICT (visit, front) DO UPDATE SET taken = excluded.taken",
        (store.visit, front, taken),
    )
    return taken
