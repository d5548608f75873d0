"""Many sources checked at once, politely: so many connections in all, and no more than two to one server."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import NamedTuple

from briefing.engine import whereabouts
from briefing.engine.kit import Kit
from briefing.fetch import disk, urls
from briefing.fetch.web import PER_ORIGIN, Client
from briefing.model import Source
from briefing.store import health

LOCAL = 8
"""So many files and folders of this machine are read at a time."""
STILL = 1.0
"""Seconds after which one that does not answer is not counted."""

CheckOne = Callable[[Source, Client | None], Awaitable[None]]


class Way(NamedTuple):
    """How a source is reached: the `server`, or the path on this machine, the (host, port) pairs that the user named
    and that may therefore be private, and the proxy."""

    server: str
    named: tuple[tuple[str, int], ...] = ()
    proxy: str = ""


def way_to(source: Source, kit: Kit) -> Way:
    """Where a source queues. One on this machine has a queue of its own, since a large folder takes minutes; so has an
    address that cannot be understood, and fails there."""
    if not source.remote:
        return Way(source.address)
    try:
        named = whereabouts.named(source)
        asked = urls.parse(whereabouts.address_of(source, health.memory(kit.store, source.id)))
    except ValueError:
        return Way(source.address)
    return Way("{}://{}:{}".format(*asked.origin), named, source.proxy or kit.desk.proxy)


class Lanes:
    """Queues of sources, one for each server, and at most two workers to each queue.

    A worker asks one source after another over one connection. `check` must not raise for a fault of a source; what it
    raises ends up in `fault`, and the worker goes on.
    """

    def __init__(self, kit: Kit, check: CheckOne) -> None:
        self.kit = kit
        self.fault: BaseException | None = None
        self._check = check
        self._queues: dict[str, deque[tuple[Source, Way]]] = {}
        self._workers: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(max(1, kit.desk.fetching.connections))
        self._local_room = asyncio.Semaphore(LOCAL)
        self._waiting: set[str] = set()
        self._running: set[str] = set()
        self._again: dict[str, Source] = {}

    def busy(self, source_id: str) -> bool:
        """Whether the source waits for its turn or is being checked."""
        return source_id in self._waiting or source_id in self._running

    def put(self, source: Source, *, again: bool = False) -> None:
        """Have a source checked; once more afterwards if `again` and it is being checked just now."""
        if source.id in self._running and again:
            self._again[source.id] = source
        if self.busy(source.id):
            return
        way = way_to(source, self.kit)
        self._queues.setdefault(way.server, deque()).append((source, way))
        self._waiting.add(source.id)
        if self._workers.get(way.server, 0) < PER_ORIGIN:
            self._workers[way.server] = self._workers.get(way.server, 0) + 1
            turn = self._room if source.remote else self._reading(way.server)
            task = asyncio.create_task(self._work(way.server, turn))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @asynccontextmanager
    async def _reading(self, place: str) -> AsyncIterator[None]:
        """A turn to read files. While the disk of the place does not answer, somebody else has it."""
        await self._local_room.acquire()
        lending = asyncio.create_task(self._lend(place))
        try:
            yield
        finally:
            if not lending.done():
                lending.cancel()
                self._local_room.release()

    async def _lend(self, place: str) -> None:
        while disk.silent_for(place) < STILL:
            await asyncio.sleep(STILL)
        self._local_room.release()

    async def _work(self, server: str, turn: AbstractAsyncContextManager[None]) -> None:
        queue = self._queues[server]
        try:
            async with turn:
                while queue:
                    await self._work_along(queue)
        finally:
            self._workers[server] -= 1
            if not queue and not self._workers[server]:  # servers may lead to ever others, for months
                del self._queues[server], self._workers[server]

    async def _work_along(self, queue: deque[tuple[Source, Way]]) -> None:
        """Check the sources at the head of the queue that are reached the same way, over one connection."""
        way = queue[0][1]
        async with self.kit.web.client(way.named, way.proxy) as client:
            while queue and queue[0][1] == way:
                source = queue.popleft()[0]
                self._waiting.discard(source.id)
                self._running.add(source.id)
                try:
                    await self._check(source, client if source.remote else None)
                except Exception as error:
                    self.fault = error
                finally:
                    self._running.discard(source.id)
                if source.id in self._again:
                    self.put(self._again.pop(source.id))

    async def done(self) -> None:
        """Wait until nothing is left to check."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Drop what waits, and break off what runs; what is put afterwards is checked again."""
        for queue in self._queues.values():
            queue.clear()
        self._waiting.clear()
        self._again.clear()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._workers.clear()  # one that was broken off before it began has not signed off
