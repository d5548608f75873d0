"""Where stored items belong after a change of the desk's fronts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from briefing.editorial.fronts import matched, resolved
from briefing.engine.kit import Kit
from briefing.engine.log import LOGGER
from briefing.model import Desk, Item
from briefing.store import items, meta
from briefing.store.rows import NEWEST_KEY

_KEY = "fronts"


def due(kit: Kit) -> bool:
    """Whether the fronts are others than when the items were placed. A wire that was never fetched for is as it is."""
    return meta.get(kit.store, _KEY) != _digest(kit.desk)


def place_again(kit: Kit, rest: Callable[[], bool]) -> None:
    """Ask of every stored item where it belongs now, some at a time, the newest first. After each time it is to `rest`,
    which tells whether to go on. Raises StoreError."""
    if meta.get(kit.store, _KEY):
        moved = 0
        below: int | None = NEWEST_KEY
        while below is not None:
            some, below = items.place_again(kit.store, _decide(kit.desk), below)
            moved += some
            if not rest():
                return
        LOGGER.info("the fronts changed: %d items moved", moved)
    meta.put(kit.store, _KEY, _digest(kit.desk))


def _digest(desk: Desk) -> str:
    return hashlib.blake2b(repr(desk.fronts).encode(), digest_size=16).hexdigest()


def _decide(desk: Desk) -> Callable[[Item], tuple[str, ...]]:
    """Where an item belongs: what the words of a front take goes there; else an item from the web goes where its source
    says, and one of a file, which may have stated its fronts itself, stays where it is as long as there is such a
    front."""
    sources = {source.id: source for source in desk.sources}

    def decide(item: Item) -> tuple[str, ...]:
        source = sources.get(item.source)
        stated = () if source is not None and source.remote else item.fronts
        found = matched(desk.fronts, f"{item.title}\n{item.text}") or resolved(desk.fronts, stated)
        return found or (source.fronts if source is not None else ())

    return decide
