"""Checking one source from beginning to end: asked, read, saved, its health recorded."""

from __future__ import annotations

import time
from functools import partial
from logging import DEBUG, INFO

from briefing.editorial.sameness import known_as
from briefing.engine import files, remote
from briefing.engine.kit import Kit
from briefing.engine.ledger import Entry
from briefing.engine.log import LOGGER
from briefing.engine.results import Result, settled
from briefing.engine.writing import written
from briefing.errors import StoreError
from briefing.fetch.web import Client
from briefing.model import Item, Source, SourceHealth
from briefing.store import health, items
from briefing.store.health import Memory
from briefing.store.items import Saved
from briefing.text import iso

OFFLINE = "offline: not asked"


async def check(source: Source, before: SourceHealth, kit: Kit, client: Client | None) -> SourceHealth:
    """Check `source`, whose health was `before`, and enter what came of it into the ledger.

    `client` may be None for a source on this machine. Raises StoreError when the wire cannot be used; any other fault
    becomes the health of the source.
    """
    now, began = kit.clock(), time.monotonic()
    if kit.ledger.holds(source.id):
        await kit.ledger.settle()
        if kit.ledger.fault is not None and kit.ledger.holds(source.id):
            raise kit.ledger.fault  # what it said the last time still waits: first things first
    memory = stored = health.memory(kit.store, source.id)
    if memory.address != source.address:
        memory = Memory(address=source.address)
        before = before._replace(failures=0)
    if source.remote and kit.offline:
        after = before._replace(state="waiting", error=OFFLINE)
        kit.ledger.enter(Entry(after, (), None, 0, 0, now, lambda saved: None))
        return after
    kept: list[Saved] = []
    result = await _result(source, memory, before, kit, client, kept)
    requests, received = client.spent.taken() if client is not None else (0, 0)
    ended = kit.clock()
    known = result.memory or memory
    known = known._replace(wait_until=ended + result.retry_after if result.retry_after else 0)
    took = f"{received or result.read:,} bytes, {(time.monotonic() - began) * 1000:.0f} ms"
    after = settled(source, before, result, ended, known, kit.dice)
    kit.ledger.enter(
        Entry(
            after,
            result.items,
            known if known != stored else None,
            requests,
            received,
            ended,
            partial(_log, source, before, after, result, kept, took),
        )
    )
    return after


async def _result(
    source: Source, memory: Memory, before: SourceHealth, kit: Kit, client: Client | None, kept: list[Saved]
) -> Result:
    """What came of asking or reading; what of it was saved on the way is added to `kept`."""
    now = kit.clock()

    async def keep(some: tuple[Item, ...]) -> None:
        kept.append(await written(lambda: items.save(kit.store, source.id, some, now, known_as)))

    try:
        if not source.remote:
            return await files.check(source, memory, before, now, kit, keep)
        assert client is not None
        return await remote.check(source, memory, before.items, now, kit, client)
    except StoreError:
        raise
    except Exception as error:
        LOGGER.exception("%s: a fault of this program", source.id)
        return Result(False, f"a fault of this program ({type(error).__name__})")


def _log(
    source: Source, before: SourceHealth, after: SourceHealth, result: Result, kept: list[Saved], took: str, last: Saved
) -> None:
    """A line for what happened; that nothing did since the last time is only told where everything is wanted."""
    if not result.good:
        again = f"; next try at {iso(after.next_check)}" if after.next_check is not None else ""
        LOGGER.warning("%s: %s%s (%s)", source.id, after.error, again, took)
        return
    note = f"; {after.error}" if after.error else ""
    new, updated = (sum(saved[at] for saved in (*kept, last)) for at in (0, 1))
    same = not (new or updated) and (before.state, before.error) == (after.state, after.error)
    LOGGER.log(DEBUG if same else INFO, "%s: %d new, %d updated (%s)%s", source.id, new, updated, took, note)
