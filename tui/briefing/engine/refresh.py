"""Checking sources once: those that are due, those that were named, or all."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from briefing.editorial.publishers import Publishers
from briefing.engine import house, schedule
from briefing.engine.checking import check
from briefing.engine.kit import Kit
from briefing.engine.lanes import Lanes
from briefing.engine.ledger import Ledger
from briefing.engine.parsing import Parser
from briefing.engine.tenure import Tenure
from briefing.engine.writing import BRIEF, written
from briefing.errors import UsageError
from briefing.fetch.outcome import Limits
from briefing.fetch.web import Client, Web
from briefing.model import Desk, Source, SourceHealth
from briefing.store import health, requests
from briefing.store.connection import Store
from briefing.store.rows import last_arrival

if TYPE_CHECKING:
    from briefing.model import Instant

POLL = 0.2


def now() -> Instant:
    """The system's clock in whole seconds."""
    return int(time.time())


def web_of(desk: Desk) -> Web:
    """What asks the web within the desk's limits."""
    return Web(Limits(deadline=float(desk.fetching.deadline), body=desk.fetching.size))


def parser_of(publishers: Publishers) -> Parser:
    """What reads documents, in a worker that starts when first needed."""
    return Parser(publishers.records)


async def refresh(
    store: Store,
    desk: Desk,
    publishers: Publishers,
    *,
    only: Sequence[str] = (),
    everything: bool = False,
    offline: bool = False,
    clock: Callable[[], Instant] = now,
    dice: Callable[[], float] = random.random,
) -> tuple[SourceHealth, ...]:
    """Check what is due, or the sources named by `only`, or `everything`; the health of those, in the desk's order.

    When another process is the fetcher of this wire, it is asked to, and waited for. Raises UsageError for a name that
    the desk does not have, and StoreError.
    """
    chosen = _chosen(desk, only)
    tenure = Tenure(store, clock)
    store.hurry(BRIEF)
    while not await tenure.take():
        if await _done_by_other(store, desk, chosen, tenure, clock, named=bool(only), everything=everything):
            return _healths(store, chosen)
    keeper = asyncio.create_task(tenure.keep())
    try:
        async with parser_of(publishers) as parser:
            kit = Kit(store, desk, Ledger(store), parser, web_of(desk), clock, dice, offline)
            await prepare(kit, publishers)
            await house.keep(kit)
            await _check_all(kit, chosen, anyway=bool(only) or everything)
    finally:
        keeper.cancel()
        await tenure.release()
    return _healths(store, chosen)


def _chosen(desk: Desk, only: Sequence[str]) -> list[Source]:
    if not only:
        return [source for source in desk.sources if source.enabled]
    known = {source.id: source for source in desk.sources}
    for name in only:
        if name not in known:
            near = get_close_matches(name, known, 1)
            raise UsageError(f"no source is called {name}" + (f"; did you mean {near[0]}?" if near else ""))
    return [source for source in desk.sources if source.id in only]


async def prepare(kit: Kit, publishers: Publishers) -> None:
    """Bring what the wire knows in line with the desk: the bundled edition, sources that left, sources turned off.

    Raises StoreError, and ParseError when the bundled edition is damaged.
    """
    await written(lambda: _bring_in_line(kit, publishers))


def _bring_in_line(kit: Kit, publishers: Publishers) -> None:
    if kit.desk.bundled and not last_arrival(kit.store):
        from briefing.engine import bundled  # which brings the readers of all formats along

        bundled.install(kit.store, publishers, kit.clock(), kit.desk.fronts)
    health.forget(kit.store, [source.id for source in kit.desk.sources])
    known = {one.id: one for one in health.sources(kit.store)}
    changed = []
    for source in kit.desk.sources:
        before = known.get(source.id) or blank(source)
        elsewhere = health.memory(kit.store, source.id).address not in ("", source.address)
        if source.enabled and (source.id not in known or before.state == "off" or elsewhere):
            checked = None if elsewhere else before.checked
            changed.append(before._replace(state="waiting", error="", checked=checked, failures=0))
        elif not source.enabled and before.state != "off":
            changed.append(before._replace(state="off", error="", next_check=None))
    if changed:
        health.record_all(kit.store, changed)


def blank(source: Source) -> SourceHealth:
    """The health of a source that was never checked."""
    return SourceHealth(source.id, source.title)


async def _check_all(kit: Kit, chosen: Sequence[Source], *, anyway: bool) -> None:
    known = {one.id: one for one in health.sources(kit.store)}

    async def check_one(source: Source, client: Client | None) -> None:
        await check(source, known.get(source.id) or blank(source), kit, client)

    lanes = Lanes(kit, check_one)
    for source in chosen:
        if anyway or schedule.due(known.get(source.id) or blank(source), kit.clock()):
            lanes.put(source)
    try:
        await lanes.done()
    finally:
        await lanes.stop()
        await kit.ledger.close()
    if fault := lanes.fault or kit.ledger.fault:
        raise fault


async def _done_by_other(
    store: Store,
    desk: Desk,
    chosen: Sequence[Source],
    tenure: Tenure,
    clock: Callable[[], Instant],
    *,
    named: bool,
    everything: bool,
) -> bool:
    """Ask the fetcher that holds the lease, and wait for what it does; False if it went away meanwhile."""
    began = clock()
    known = {one.id: one for one in health.sources(store)}
    wanted = [one for one in chosen if named or everything or schedule.due(known.get(one.id) or blank(one), began)]
    if wanted:
        await written(lambda: requests.ask(store, [source.id for source in wanted], began))
    patience = time.monotonic() + desk.fetching.deadline + 10
    while time.monotonic() < patience:
        known = {one.id: one for one in health.sources(store)}
        if all(((known.get(one.id) or blank(one)).checked or 0) >= began - schedule.FLOOR for one in wanted):
            return True
        if not tenure.other():
            return False
        await asyncio.sleep(POLL)
    return True


def _healths(store: Store, chosen: Sequence[Source]) -> tuple[SourceHealth, ...]:
    known = {one.id: one for one in health.sources(store)}
    return tuple(known.get(source.id) or blank(source) for source in chosen)
