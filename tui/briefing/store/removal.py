"""Removing items for their age or their number, for good. The fetcher's side; which ones is for the engine to say.

The ids of what went are remembered, so that a feed that still lists an item does not make it new again. Readers' marks
stay. Raises StoreError and its kind.
"""

from __future__ import annotations

from briefing.store.items import UNINDEX
from briefing.store.rows import OLDEST_KEY, SEQ_BITS, UNIT, in_range

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store

REMOVED_AT_ONCE = 500
READ_AT_ONCE = 2_000


def expire(
    store: Store,
    *,
    before: Instant,
    excess: int,
    spare: Callable[[str], int | None],
    saved: Container[str],
    most: int = REMOVED_AT_ONCE,
) -> int:
    """Remove some of the oldest items, at most `most`, in one transaction; how many went.

    Those go that were listed and first seen before the instant `before`, and however new, the `excess` oldest ones.
    `spare` tells how many items of a source stay in any case, its newest, and None for all of them; `saved` are ids.
    """
    tally: list[Any] = store.rows("SELECT source, items FROM tally")
    room = {source: 0 if (kept := spare(source)) is None else count - kept for source, count in tally}
    gone: list[Any] = []
    for place, item_id, source, fronts, first_seen in _oldest_first(store):
        expired = place < in_range(before) << SEQ_BITS
        if len(gone) >= most or not (expired or len(gone) < excess):
            break
        if (len(gone) < excess or first_seen < before) and room.get(source, 0) > 0 and item_id not in saved:
            room[source] -= 1
            gone.append((place, item_id, source, fronts))
    if gone:
        with store.writing():
            _remove(store, gone)
    return len(gone)


def _oldest_first(store: Store) -> Iterator[Any]:
    """Place, id, source, fronts and first_seen of every item, read some at a time."""
    above = OLDEST_KEY - 1
    while True:
        rows: list[Any] = store.rows(
            "SELECT place, id, source, fronts, first_seen FROM items WHERE place > ? ORDER BY place LIMIT ?",
            (above, READ_AT_ONCE),
        )
        yield from rows
        if len(rows) < READ_AT_ONCE:
            return
        above = rows[-1][0]


def count(store: Store) -> int:
    """How many items are stored."""
    rows: list[Any] = store.rows("SELECT coalesce(sum(items), 0) FROM tally")
    return int(rows[0][0])


def _remove(store: Store, gone: list[Any]) -> None:
    """Within a transaction: these items (place, id, source, fronts) out of all the tables."""
    places = [(place,) for place, _, _, _ in gone]
    store.run_many(f"{UNINDEX} place = ?", places)
    store.run_many("DELETE FROM revision WHERE place = ?", places)
    store.run_many("DELETE FROM items WHERE place = ?", places)
    store.run_many(
        "DELETE FROM placed WHERE front = ? AND place = ?",
        [(front, place) for place, _, _, fronts in gone for front in fronts.split(UNIT) if front],
    )
    store.run_many("UPDATE tally SET items = items - 1 WHERE source = ?", [(source,) for _, _, source, _ in gone])
    store.run_many("INSERT OR IGNORE INTO pruned (id) VALUES (?)", [(gone_id,) for _, gone_id, _, _ in gone])
