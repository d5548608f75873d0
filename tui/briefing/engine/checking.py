"""Checking one source from beginning to end: asked, read, saved, its health recorded."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from briefing.engine import files, remote
from briefing.engine.kit import Kit
from briefing.engine.log import LOGGER
from briefing.engine.results import Result, settled
from briefing.errors import StoreError
from briefing.fetch.web import Client
from briefing.model import Item, Source, SourceHealth
from briefing.store import health, items
from briefing.store.health import Memory
from briefing.text import iso

if TYPE_CHECKING:
    from briefing.model import Instant

OFFLINE = "offline: not asked"


async def check(source: Source, before: SourceHealth, kit: Kit, client: Client | None) -> SourceHealth:
    """Check `source`, whose health was `before`, and record what came of it.

    `client` may be None for a source on this machine. Raises StoreError when the wire cannot be used; any other fault
    becomes the health of the source.
    """
    now, began = kit.clock(), time.monotonic()
    memory = stored = health.memory(kit.store, source.id)
    if memory.address != source.address:
        memory = Memory(address=source.address)
        before = before._replace(failures=0)
    if source.remote and kit.offline:
        return _record(before._replace(state="waiting", error=OFFLINE), None, kit)
    counted = [0, 0]

    def keep(some: tuple[Item, ...]) -> None:
        saved = items.save(kit.store, source.id, some, now)
        counted[0] += saved.new
        counted[1] += saved.updated

    try:
        result = await _ask(source, memory, before, now, kit, client, keep)
        if result.items:
            keep(result.items)
    except StoreError:
        raise
    except Exception as error:
        LOGGER.exception("%s: a fault of this program", source.id)
        result = Result(False, f"a fault of this program ({type(error).__name__})")
    known = result.memory or memory
    ended = kit.clock()
    after = settled(source, before, result, ended, known.usual_interval, kit.dice)
    known = known._replace(wait_until=ended + result.retry_after if result.retry_after else 0)
    if source.remote and result.asked:
        health.spend(kit.store, source.id, ended, received=result.received)
    after = _record(after, known if known != stored else None, kit)
    _log(source, after, result, counted, time.monotonic() - began)
    return after


async def _ask(
    source: Source,
    memory: Memory,
    before: SourceHealth,
    now: Instant,
    kit: Kit,
    client: Client | None,
    keep: files.Keep,
) -> Result:
    if not source.remote:
        return await files.check(source, memory, before, now, kit, keep)
    assert client is not None
    return await remote.check(source, memory, before.items, now, kit, client)


def _record(after: SourceHealth, memory: Memory | None, kit: Kit) -> SourceHealth:
    if memory is not None:
        health.remember(kit.store, after.id, memory)
    health.record(kit.store, after)
    return after


def _log(source: Source, after: SourceHealth, result: Result, counted: list[int], seconds: float) -> None:
    took = f"{result.received:,} bytes, {seconds * 1000:.0f} ms"
    if not result.good:
        again = f"next try at {iso(after.next_check)}" if after.next_check is not None else "not asked again"
        LOGGER.warning("%s: %s; %s (%s)", source.id, after.error, again, took)
        return
    note = f"; {after.error}" if after.error else ""
    LOGGER.info("%s: %d new, %d updated (%s)%s", source.id, counted[0], counted[1], took, note)
