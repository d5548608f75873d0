"""Removing items for their age or their number, for good. The fetcher's side; which ones is for the engine to say.

The ids of what went are remembered, so that a feed that still lists an item does not make it new again. Readers' marks
stay. Raises StoreError and its kind.
"""

from __future__ import annotations

from briefing.store.items import UNINDEX
from briefing.store.rows import OLDEST_KEY, SEQ_BITS, UNIT, in_range

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store

AT_ONCE = 250


def expire(
    store: Store,
    *,
    before: Instant,
    most: int,
    spare: Callable[[str], int | None],
    saved: Callable[[], Container[str]],
    above: int = OLDEST_KEY,
) -> tuple[int, int | None]:
    """Look at `AT_ONCE` of the oldest items, those after the key `above`, and remove what is to go, in one transaction:
    how many went, and the key after which to go on, None when that was all.

    Those go that were listed and first seen before the instant `before`, and however new, the oldest ones as long as
    there are more than `most` (0: any number may stay). `spare` tells how many items of a source stay in any case, its
    newest, and None for all of them; `saved` gives ids that stay, and is only asked when something is to go.
    """
    with store.writing():  # what is read here decides: nobody may move or remove any of it meanwhile
        tally: list[Any] = store.rows("SELECT source, items FROM tally")
        excess = sum(count for _, count in tally) - most if most else 0
        room = {source: 0 if (kept := spare(source)) is None else count - kept for source, count in tally}
        found: list[Any] = store.rows(
            "SELECT place, id, source, fronts, first_seen FROM items WHERE place > ? ORDER BY place LIMIT ?",
            (above, AT_ONCE),
        )
        gone: list[Any] = []
        stay: Container[str] | None = None
        for place, item_id, source, fronts, first_seen in found:
            surplus = len(gone) < excess
            if not surplus and place >= in_range(before) << SEQ_BITS:
                found = []
                break
            if (surplus or first_seen < before) and room.get(source, 0) > 0:
                stay = saved() if stay is None else stay
                if item_id not in stay:
                    room[source] -= 1
                    gone.append((place, item_id, source, fronts))
        if gone:
            _remove(store, gone)
    return len(gone), found[-1][0] if len(found) == AT_ONCE else None


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
