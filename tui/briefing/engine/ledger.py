"""What checks found, written together: one transaction for many sources costs a fraction of one for each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from briefing.engine.log import LOGGER
from briefing.errors import StoreError
from briefing.records import NamedTuple
from briefing.store import health, items
from briefing.store.items import Saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.model import Instant, Item, SourceHealth
    from briefing.store.connection import Store
    from briefing.store.health import Memory

SOON = 0.25
MANY = 1_000
AT_ONCE = 4_000


class Entry(NamedTuple):
    """What one check came to. `memory` is None when it stays as it is; `asked` counts as a request of so many bytes."""

    health: SourceHealth
    items: tuple[Item, ...]
    memory: Memory | None
    asked: bool
    received: int
    now: Instant
    written: Callable[[Saved], None]


class Ledger:
    """Entries that wait for each other for a moment, at most `SOON` seconds, and are then written in one go.

    What the wire says to that is in `fault`, and the entries are lost: the sources will be checked again.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.fault: StoreError | None = None
        self._entries: list[Entry] = []
        self._items = 0
        self._timer: asyncio.TimerHandle | None = None

    def enter(self, entry: Entry) -> None:
        """Have an entry written soon, or now if many items wait."""
        self._entries.append(entry)
        self._items += len(entry.items)
        if self._items >= MANY:
            self.write()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SOON, self.write)

    def holds(self, source_id: str) -> bool:
        """Whether something about this source waits to be written."""
        return any(entry.health.id == source_id for entry in self._entries)

    def write(self) -> None:
        """Write everything now. Never raises StoreError."""
        entries, self._entries, self._items = self._entries, [], 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        try:
            for some in _portions(entries):
                self._write(some)
        except StoreError as error:
            LOGGER.error("what %d sources said could not be stored: %s", len(entries), error)
            self.fault = error

    def _write(self, entries: list[Entry]) -> None:
        with self.store.writing():
            given = [(entry.health.id, entry.items) for entry in entries]
            results = items.save_all(self.store, given, entries[-1].now)
            for entry in entries:
                source = entry.health.id
                if entry.asked:
                    health.spend(self.store, source, entry.now, received=entry.received)
                if entry.memory is not None:
                    health.remember(self.store, source, entry.memory)
            health.record_all(self.store, [entry.health for entry in entries])
        for entry, saved in zip(entries, results, strict=True):
            entry.written(saved)


def _portions(entries: list[Entry]) -> list[list[Entry]]:
    """The entries in portions of some thousand items each, so that nobody waits long for the write lock."""
    portions: list[list[Entry]] = []
    size = 0
    for entry in entries:
        if not portions or size + len(entry.items) > AT_ONCE:
            portions.append([])
            size = 0
        portions[-1].append(entry)
        size += len(entry.items)
    return portions
