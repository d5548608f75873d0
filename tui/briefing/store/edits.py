"""What was corrected, withdrawn or restored, in the order in which that happened: for who follows the wire, and print.

Only edits that a reader would call one are numbered (`briefing.store.items`); the latest EDITS_KEPT of the wire are
kept. Raises StoreError and its kind.
"""

from __future__ import annotations

from briefing.model import Revision
from briefing.records import NamedTuple
from briefing.store.rows import LAST_SEQ, UNIT, fetch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from briefing.model import Instant, Item
    from briefing.store.connection import Store


class Edited(NamedTuple):
    """An item as it is now, after one edit or several.

    `what` is "corrected", "withdrawn" or "restored", `at` when it last was, and `before` the wording it had before
    all of them; None when that is the present one, or no longer stored.
    """

    item: Item
    what: str
    at: Instant
    before: Revision | None


def last(store: Store) -> int:
    """The number of the latest edit; 0 when nothing was ever edited."""
    rows: list[Any] = store.rows("SELECT max(number) FROM edit")
    return rows[0][0] or 0


def edited(
    store: Store,
    *,
    after: int = 0,
    up_to: int | None = None,
    since: Instant | None = None,
    up_to_seq: int = LAST_SEQ,
    fronts: Sequence[str] = (),
) -> Iterator[Edited]:
    """Each item edited after the edit `after`, no later than `up_to`, at `since` or later; the latest edited one last.

    Of arrivals up to `up_to_seq`; of the fronts, or all: an item that its edit moved out of a front is told there too.
    One that was removed meanwhile is left out.
    """
    rows: list[Any] = store.rows(
        "SELECT place, at, what, revision, fronts FROM edit WHERE number > ? AND number <= ? AND at >= ?"
        " ORDER BY number",
        (after, last(store) if up_to is None else up_to, 0 if since is None else since),
    )
    found: dict[int, list[Any]] = {}
    for place, *edit in rows:
        if place & LAST_SEQ <= up_to_seq:
            its = found.pop(place, [])
            its.append(edit)
            found[place] = its  # behind all others, as the latest edited
    for place, its in found.items():
        for item in fetch(store, "items i", "WHERE i.place = :place", {"place": place}):
            left = {front for *_, fronts_left in its for front in fronts_left.split(UNIT)}
            if not fronts or not left.union(item.fronts).isdisjoint(fronts):
                yield Edited(item, _what(item, its), its[-1][0], _wording(store, place, item, its[0][2]))


def _what(item: Item, edits: Sequence[Any]) -> str:
    """What several edits of an item come to."""
    turned = "withdrawn" if item.withdrawn else "restored"
    return turned if any(what == turned for _, what, _, _ in edits) else "corrected"


def _wording(store: Store, place: int, item: Item, revision: int) -> Revision | None:
    """The wording that an item had in that revision, where it is another than the present one."""
    rows: list[Any] = store.rows(
        "SELECT number, title, text, replaced FROM revision WHERE place = ? AND number >= ? ORDER BY number LIMIT 1",
        (place, revision),
    )
    before = Revision(*rows[0]) if rows else None
    return None if before is None or (before.title, before.text) == (item.title, item.text) else before
