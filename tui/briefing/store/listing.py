"""What a reader sees of the wire: pages of a front, counts, one item, what is new. Light; the viewer's side.

Every function reads the few rows it returns and no more, at 100 items as at 1,000,000, and raises StoreError and its
kind. Pages are newest first. What counts as new is told in `briefing.store.marks`.
"""

from __future__ import annotations

from briefing.model import Revision
from briefing.records import NamedTuple
from briefing.store.rows import (
    LAST_SEQ,
    NEWEST_KEY,
    OLDEST_KEY,
    SEQ_BITS,
    Place,
    bound,
    fetch,
    in_range,
    key,
    standings,
    taken_in,
    waiting,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from briefing.model import Instant, Item
    from briefing.store.connection import Store

__all__ = [
    "Counts", "Place", "Show", "arrivals", "counts", "item", "items", "new_in_all", "next_new", "page", "place",
    "revisions",
]  # fmt: skip

READ_AT_ONCE = 200
LOOKED_THROUGH = 500


class Show:
    """What a page shows of a front."""

    ALL = "all"
    NEW = "new"
    SAVED = "saved"
    KEY = "key"


class Counts(NamedTuple):
    """How a front stands; `new` and `held` stop at the cap that was asked for.

    `newest` is the time the topmost item is listed under, None when the front is empty; `last_seq` is the number of its
    latest arrival (0 when empty), which `up_to_seq` takes to hold back what comes after.
    """

    new: int
    held: int
    newest: Instant | None
    last_seq: int


_WINDOW = "p.front = :front AND p.place > :above AND p.place < :below AND p.seq <= :up_to"
_TABLES = {
    Show.ALL: ("placed p CROSS JOIN items i ON i.place = p.place", _WINDOW),
    # Spelled as the partial index is, so that it is used.
    Show.KEY: (
        "placed p INDEXED BY placed_key CROSS JOIN items i ON i.place = p.place",
        _WINDOW + " AND p.key_event = 1",
    ),
}


def place(item: Item) -> Place:
    """Where `item` is listed."""
    return Place(item.at, item.seq)


def page(
    store: Store,
    front: str,
    *,
    older_than: Place | None = None,
    newer_than: Place | None = None,
    limit: int,
    show: str = Show.ALL,
    up_to_seq: int | None = None,
) -> list[Item]:
    """At most `limit` items of a front, newest first, with text, figures and the reader's marks.

    From the top, or those just below `older_than`, or those just above `newer_than`. `up_to_seq` leaves out later
    arrivals, at the cost of stepping over them. Shown as NEW, the front's arrivals are first taken in where they are
    few, which may write to the marks.
    """
    rising = newer_than is not None
    bindings: dict[str, Any] = {
        "front": front,
        "above": OLDEST_KEY if newer_than is None else key(newer_than),
        "below": NEWEST_KEY if older_than is None else key(older_than),
        "up_to": LAST_SEQ if up_to_seq is None else up_to_seq,
        "limit": limit,
    }
    order = f"ORDER BY p.place {'ASC' if rising else 'DESC'} LIMIT :limit"
    if show == Show.SAVED:
        found = _saved(store, bindings, order)
    elif show == Show.NEW:
        found = _page_of_new(store, bindings, order)
    else:
        tables, where = _TABLES[show]
        found = fetch(store, tables, f"WHERE {where} {order}", bindings)
    if rising:
        found.reverse()
    return found


def _saved(store: Store, bindings: dict[str, Any], order: str) -> list[Item]:
    """The saved items of the window, from the side of the marks: few are saved, however many there are."""
    if not store.marks:
        return []
    kept = (
        "SELECT p.place FROM marks.mark k INDEXED BY mark_saved CROSS JOIN items j ON j.id = k.id"
        " CROSS JOIN placed p ON p.front = :front AND p.place = j.place"
        f" WHERE k.saved IS NOT NULL AND {_WINDOW} {order}"
    )
    return fetch(store, f"({kept}) p CROSS JOIN items i ON i.place = p.place", order, bindings)


def _page_of_new(store: Store, bindings: dict[str, Any], order: str) -> list[Item]:
    """The new items of the window: those taken in, and where many are waiting those too, the two of them merged."""
    from briefing.store.standing import take_in

    front = bindings["front"]
    if not store.visit:
        return []
    take_in(store, front)
    standing = standings(store)
    if front not in standing:
        return []
    bindings.update(bound(standing, front, store))
    found = f"SELECT p.place AS place FROM {taken_in(standing, front, store)} AND {_WINDOW}"
    if _last_seq(store, front) > bindings["taken"]:
        found += f" UNION ALL SELECT p.place AS place FROM {waiting(standing, front, store)} AND {_WINDOW}"
    found += " " + order.replace("p.place", "place")
    return fetch(store, f"({found}) p CROSS JOIN items i ON i.place = p.place", order, bindings)


def _last_seq(store: Store, front: str) -> int:
    """The number of the latest arrival of a front, 0 when there is none."""
    rows: list[Any] = store.rows("SELECT max(seq) FROM placed WHERE front = ?", (front,))
    return rows[0][0] or 0


def counts(store: Store, front: str, *, up_to_seq: int | None = None, cap: int = 1000) -> Counts:
    """How many items of a front are new to the reader, how many arrivals after `up_to_seq` are held, and its top.

    Nothing is written. Without marks nothing is new.
    """
    top: list[Any] = store.rows(
        "SELECT (SELECT max(place) FROM placed WHERE front = :front),"
        " (SELECT max(seq) FROM placed WHERE front = :front)",
        {"front": front},
    )
    newest, last_seq = top[0]
    if newest is None:
        return Counts(0, 0, None, 0)
    held = 0
    if up_to_seq is not None and last_seq > up_to_seq:
        held = _count(store, "placed WHERE front = :front AND seq > :up_to", cap, {"front": front, "up_to": up_to_seq})
    return Counts(_new(store, front, last_seq, cap), held, newest >> SEQ_BITS, last_seq)


def _new(store: Store, front: str, last_seq: int, cap: int) -> int:
    """The items not seen, up to `cap`: those taken in, which have rows of their own, and those arrived since."""
    standing = standings(store)
    if front not in standing:
        return 0
    bindings = bound(standing, front, store)
    new = _count(store, taken_in(standing, front, store), cap, bindings)
    if new < cap and last_seq > bindings["taken"]:
        new += _count(store, waiting(standing, front, store, cap), cap, bindings)
    return min(new, cap)


def new_in_all(store: Store, fronts: Sequence[str], *, cap: int = 1000) -> int:
    """How many items are new to the reader in any of the fronts, one that lies in several of them counted once.

    Costs by what is new: for fronts that hold fewer than `cap` of them.
    """
    standing = standings(store)
    found: set[int] = set()
    for front in fronts:
        if front in standing:
            rows: list[Any] = store.rows(
                f"SELECT p.seq FROM {taken_in(standing, front, store)}"
                f" UNION ALL SELECT p.seq FROM {waiting(standing, front, store, cap)}",
                bound(standing, front, store),
            )
            found.update([seq for (seq,) in rows])
    return len(found)


def _count(store: Store, tables: str, cap: int, bindings: dict[str, Any]) -> int:
    """How many rows there are, up to `cap`."""
    rows: list[Any] = store.rows(f"SELECT count(*) FROM (SELECT 1 FROM {tables} LIMIT {cap})", bindings)
    return int(rows[0][0])


def item(store: Store, id: str) -> Item | None:
    """The item with that id, with its marks."""
    return next(iter(fetch(store, "items i", "WHERE i.id = :id", {"id": id})), None)


def revisions(store: Store, id: str) -> list[Revision]:
    """The earlier wordings of an item, oldest first; the item itself holds the present one."""
    rows: list[Any] = store.rows(
        "SELECT r.number, r.title, r.text, r.replaced FROM items i CROSS JOIN revision r ON r.place = i.place"
        " WHERE i.id = ? ORDER BY r.number",
        (id,),
    )
    return [Revision(*row) for row in rows]


def next_new(store: Store, fronts: Sequence[str]) -> tuple[str, Item] | None:
    """The oldest item in any of the fronts that the reader has not seen, by the time it is listed under, and its front.

    Of an item in several fronts, the first in the order given. Of the many that may wait after an absence, only the
    LOOKED_THROUGH earliest arrivals of each front are looked through.
    """
    found: list[tuple[int, int]] = []
    standing = standings(store)
    for rank, front in enumerate(fronts):
        if front in standing:
            rows: list[Any] = store.rows(
                f"SELECT min(place) FROM (SELECT p.place FROM {taken_in(standing, front, store)}"
                " ORDER BY p.place LIMIT 1) UNION ALL SELECT min(place) FROM (SELECT p.place FROM"
                f" {waiting(standing, front, store)} ORDER BY p.seq LIMIT {LOOKED_THROUGH})",
                bound(standing, front, store),
            )
            found += [(stands, rank) for (stands,) in rows if stands is not None]
    if not found:
        return None
    stands, rank = min(found)
    unseen = fetch(store, "items i", "WHERE i.place = :place", {"place": stands})
    return (fronts[rank], unseen[0]) if unseen else None


def items(
    store: Store,
    *,
    fronts: Sequence[str] = (),
    since: Instant | None = None,
    limit: int | None = None,
    new: bool = False,
) -> Iterator[Item]:
    """Items for printing, newest first, each once: of the fronts (all items without), listed at `since` or later.

    `new` keeps those the reader has not seen. Read in short pages, so nothing stays open between two items, and an item
    that arrives meanwhile may or may not be among them.
    """
    above = OLDEST_KEY if since is None else key(Place(in_range(since), 0)) - 1
    if fronts:
        from heapq import merge

        show = Show.NEW if new else Show.ALL
        streams = [_front_items(store, front, above, show, limit) for front in dict.fromkeys(fronts)]
        stream: Iterator[Item] = merge(*streams, key=place, reverse=True)
    else:
        stream = (one for one in _all_items(store, above, None if new else limit) if not (new and one.marks.seen))
    given, last = 0, 0
    for one in stream:
        if limit is not None and given >= limit:
            return
        if one.seq != last:
            given, last = given + 1, one.seq
            yield one


def _front_items(store: Store, front: str, above: int, show: str, limit: int | None) -> Iterator[Item]:
    """The items of one front whose key is greater than `above`, of which no more than `limit` will be wanted."""
    bottom: Place | None = None
    at_once = _at_once(limit)
    while True:
        found = page(store, front, older_than=bottom, limit=at_once, show=show)
        for one in found:
            if key(place(one)) <= above:
                return
            yield one
        if len(found) < at_once:
            return
        bottom = place(found[-1])


def _at_once(limit: int | None) -> int:
    """How many items to read at a time when no more than `limit` will be wanted."""
    return READ_AT_ONCE if limit is None else max(1, min(READ_AT_ONCE, limit))


def _all_items(store: Store, above: int, limit: int | None) -> Iterator[Item]:
    """Every item whose key is greater than `above`, of which no more than `limit` will be wanted."""
    below = NEWEST_KEY
    at_once = _at_once(limit)
    while True:
        found = fetch(
            store,
            "items i",
            "WHERE i.place > :above AND i.place < :below ORDER BY i.place DESC LIMIT :limit",
            {"above": above, "below": below, "limit": at_once},
        )
        yield from found
        if len(found) < at_once:
            return
        below = key(place(found[-1]))


def arrivals(store: Store, fronts: Sequence[str] = (), *, after_seq: int, limit: int = READ_AT_ONCE) -> list[Item]:
    """At most `limit` arrivals after `after_seq`, earliest first: of the fronts, or all. For following the wire."""
    if not fronts:
        bindings: dict[str, Any] = {"after": after_seq, "limit": limit}
        return fetch(store, "items i", "WHERE i.seq > :after ORDER BY i.seq LIMIT :limit", bindings)
    found: dict[int, Item] = {}
    for front in fronts:
        bindings = {"front": front, "after": after_seq, "limit": limit}
        tables = "placed p CROSS JOIN items i ON i.place = p.place"
        where = "WHERE p.front = :front AND p.seq > :after ORDER BY p.seq LIMIT :limit"
        found.update((one.seq, one) for one in fetch(store, tables, where, bindings))
    return [found[seq] for seq in sorted(found)[:limit]]
