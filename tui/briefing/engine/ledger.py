"""What checks found, written together: one transaction for many sources costs a fraction of one for each."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING

from briefing.editorial.sameness import known_as
from briefing.engine.log import LOGGER
from briefing.engine.writing import written
from briefing.errors import StoreError, StoreLocked
from briefing.records import NamedTuple
from briefing.store import health, items
from briefing.store.items import Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.model import Instant, Item, SourceHealth
    from briefing.store.connection import Store
    from briefing.store.health import Memory

SOON = 0.25
AGAIN = 5.0
MANY = 1_000
AT_ONCE = 4_000


class Entry(NamedTuple):
    """What one check came to, with so many requests and bytes. `memory` is None when it stays as it is."""

    health: SourceHealth
    items: tuple[Item, ...]
    memory: Memory | None
    requests: int
    received: int
    now: Instant
    written: Callable[[Saved], None]


class Ledger:
    """Entries that wait for each other for a moment, at most `SOON` seconds, and are then written in one go.

    While the wire cannot be written to, `fault` says why, the entries stay, and are tried again every `AGAIN` seconds,
    or as soon as another process is done with it; that it was busy for a moment is not told.
    One that breaks the writing of others does not keep them from it: of such a one only that it broke is written.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.fault: StoreError | None = None
        self._since = 0.0
        self._told = ""
        self._entries: list[Entry] = []
        self._items = 0
        self._timer: asyncio.TimerHandle | None = None

    def enter(self, entry: Entry) -> None:
        """Have an entry written soon, or now if many items wait."""
        self._entries.append(entry)
        self._items += len(entry.items)
        if self._items >= MANY and self.fault is None:
            self.write()
        else:
            self._write_in(SOON)

    def holds(self, source_id: str) -> bool:
        """Whether something about this source waits to be written."""
        return any(entry.health.id == source_id for entry in self._entries)

    def write(self) -> None:
        """Write everything now, or as much of it as can be. Never raises."""
        entries, self._entries, self._items = self._entries, [], 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.fault = None
        for some in _portions(entries):
            self._put(some)
        if self._entries:
            self._items = sum(len(entry.items) for entry in self._entries)
            self._write_in(SOON if isinstance(self.fault, StoreLocked) else AGAIN)
        self._tell(len(entries))

    def _tell(self, count: int) -> None:
        """Log that entries wait, unless it may be for a moment only, and then that they wait no longer."""
        if self.fault is None:
            if self._told:
                LOGGER.info("answers that waited and are stored now: %d", count)
            self._since, self._told = 0.0, ""
            return
        self._since = self._since or time.monotonic()
        lasting = not isinstance(self.fault, StoreLocked) or time.monotonic() - self._since >= AGAIN
        if lasting and self._told != str(self.fault):
            self._told = str(self.fault)
            LOGGER.error("answers that wait to be stored: %d (%s)", len(self._entries), self.fault)

    def _write_in(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self.write)

    def _put(self, entries: list[Entry]) -> None:
        """Write some entries; keep them if the wire is out of order; if it is one of them, write the others."""
        if self.fault is not None:
            self._entries = entries + self._entries  # the one that failed goes last, lest it fail before them again
            return
        try:
            results = self._write(entries)
        except Exception as error:
            if len(entries) > 1 and not isinstance(error, StoreLocked):
                for half in (entries[: len(entries) // 2], entries[len(entries) // 2 :]):
                    self._put(half)
            elif isinstance(error, StoreError):
                self.fault = error
                self._entries += entries
            else:
                self._put_broken(entries[0], error)
        else:
            for entry, saved in zip(entries, results, strict=True):
                entry.written(saved)

    def _put_broken(self, entry: Entry, error: Exception) -> None:
        """Write instead of an entry that cannot be written that its source failed, and nothing that it said."""
        LOGGER.exception("%s: what it said cannot be stored", entry.health.id)
        if entry.items or entry.memory is not None:
            why = f"a fault of this program ({type(error).__name__})"
            failing = entry.health._replace(state="failing", error=why, failures=entry.health.failures + 1)
            self._put([entry._replace(health=failing, items=(), memory=None, written=lambda saved: None)])

    async def settle(self) -> None:
        """Write everything, if the wire is free within a while; `fault` tells what was in the way. Never raises."""

        def write() -> None:
            self.write()
            if isinstance(self.fault, StoreLocked):
                raise self.fault

        with contextlib.suppress(StoreLocked):
            await written(write)

    async def close(self) -> None:
        """Write what can be written, and let go of the rest."""
        await self.settle()
        if self._timer is not None:
            self._timer.cancel()
        if self._entries:
            LOGGER.error("answers that are lost, and will be asked for again: %d (%s)", len(self._entries), self.fault)

    def _write(self, entries: list[Entry]) -> Sequence[Saved]:
        with self.store.writing():
            given = [(entry.health.id, entry.items) for entry in entries]
            results = items.save_all(self.store, given, entries[-1].now, known_as)
            for entry in entries:
                source = entry.health.id
                if entry.requests:
                    health.spend(self.store, source, entry.now, requests=entry.requests, received=entry.received)
                if entry.memory is not None:
                    health.remember(self.store, source, entry.memory)
            health.record_all(self.store, [entry.health for entry in entries])
        return results


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
