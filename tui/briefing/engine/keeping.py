"""What goes when it is old, so that a wire that is fetched for months does not grow without end.

Only what the network brought goes, and only when both its date and the day it came are past what the desk `keep`s. As
many of a source's newest items stay as it usually lists, since those may still be in its window; so do all items of
local files on the desk, imports and the bundled edition, and whatever the user of the fetcher has saved or flagged.
Other readers of a shared wire keep their marks, but an item that only they saved goes: the wire does not know them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from briefing import paths
from briefing.engine.kit import Kit
from briefing.engine.log import LOGGER
from briefing.errors import StoreError
from briefing.model import OURS
from briefing.store import health, keepsakes, meta, removal
from briefing.store.rows import OLDEST_KEY
from briefing.text import DAY, HOUR

if TYPE_CHECKING:
    from briefing.model import Instant

WINDOW = 20
"""So many items stay of a source of which it is not known how many it lists."""
FARTHEST_STEP = 7 * DAY
"""What so much time makes old goes in one round, no more: a clock that is wrong for a while must not cost a year."""
_KEY = "kept"


def due(kit: Kit) -> bool:
    """Whether the last round is an hour ago, or the clock was turned back since."""
    return not 0 <= kit.clock() - _last(kit, 0)[0] < HOUR


def _last(kit: Kit, otherwise: Instant) -> tuple[Instant, Instant]:
    """When the last round was, and the time that it took for the present one."""
    said = (meta.get(kit.store, _KEY) or str(otherwise)).split()
    return int(said[0]), int(said[-1])


def remove_old(kit: Kit, rest: Callable[[], bool]) -> None:
    """Remove what is old, a little at a time; after each it is to `rest`, which tells whether to go on. Raises
    StoreError."""
    keep, now = kit.desk.keep, kit.clock()
    present = min(now, _last(kit, now)[1] + FARTHEST_STEP)
    before = present - keep.days * DAY if keep.days else 0
    spare = cache(partial(_spared, kit))
    above: int | None = OLDEST_KEY if keep.days or keep.items else None
    gone = 0
    try:
        while above is not None:
            some, above = removal.expire(
                kit.store, before=before, most=keep.items, spare=spare, saved=_saved, above=above
            )
            gone += some
            if not rest():
                return
    except _Unsure as error:
        LOGGER.warning("no old item goes while it is not known what is saved: %s", error)
    finally:
        if gone:
            LOGGER.info("%d old items went", gone)
    meta.put(kit.store, _KEY, f"{now} {present}")


class _Unsure(Exception):
    """It cannot be known what is saved. `str` says why."""


def _saved() -> frozenset[str]:
    """What the user of the fetcher has saved or flagged."""
    try:
        return keepsakes.ids(paths.marks_file())
    except StoreError as error:
        raise _Unsure(str(error)) from None


def _spared(kit: Kit, source_id: str) -> int | None:
    """How many items of a source stay in any case; None for all. One that left the desk has no window any longer."""
    source = kit.desk.source(source_id)
    if source is None:
        return None if source_id in OURS else 0
    return max(health.memory(kit.store, source_id).usual_items, WINDOW) if source.remote else None
