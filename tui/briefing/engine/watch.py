"""The fetcher that stays: one for each wire, whoever started it.

It stands by until the lease is free, then checks each source when it is due, when a reader asks, or when its file was
written, follows changes of the desk, and gives the lease back when it ends: at a signal, or when the viewer that
started it has gone.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from briefing import paths
from briefing.editorial.publishers import Publishers
from briefing.engine import house, schedule
from briefing.engine.checking import check
from briefing.engine.kit import Kit
from briefing.engine.lanes import Lanes
from briefing.engine.ledger import Ledger
from briefing.engine.log import LOGGER, go_on_about, is_over, tell_complaints, told
from briefing.engine.notify import notify
from briefing.engine.refresh import blank, now, parser_of, prepare, web_of
from briefing.engine.tenure import Tenure
from briefing.engine.watching import LocalWatch, Stamp, stamp
from briefing.engine.writing import BRIEF, written
from briefing.errors import ConfigError, StoreError, StoreLocked
from briefing.fetch.web import Client
from briefing.model import Desk, Source, SourceHealth
from briefing.store import health, requests
from briefing.store.connection import Store
from briefing.text import safe

if TYPE_CHECKING:
    from briefing.model import Instant

TICK = 0.5
STAND_BY = 1.0
RETRY = 5
REST, LONGEST_REST = 2.0, 5.0
_THE_STORE, _THE_HOUSE = "", " "  # as the subjects of trouble, beside the ids of sources
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


async def watch(
    store: Store,
    desk_loader: Callable[[], Desk],
    publishers: Publishers,
    *,
    parent: int | None = None,
    offline: bool = False,
    clock: Callable[[], Instant] = now,
    dice: Callable[[], float] = random.random,
) -> int:
    """Fetch until told to stop; the exit code, 128+n after signal n.

    With `parent`, a descriptor whose other end a viewer holds, this ends when that is closed, and at once when another
    process is the fetcher already. Raises ConfigError when the desk is wrong at the start, and StoreError.
    """
    wire = paths.number(store.path)
    desk = desk_loader()
    ending, tenure = Ending(parent), Tenure(store, clock)
    store.hurry(BRIEF)
    try:
        while not ending.set():
            if paths.number(store.path) != wire:
                raise StoreError(f"{store.path} was taken away or replaced; it is not fetched for any longer")
            try:
                if await tenure.take():
                    desk = _loaded(desk_loader) or desk  # it may have changed while another had the lease
                    service = Service(store, desk, publishers, offline, clock, dice)
                    desk = await service.run(desk_loader, tenure, ending, wire)
                elif parent is not None:
                    return 0
                else:
                    notify("READY=1\nWATCHDOG=1\nSTATUS=standing by: another process fetches for this store")
                    await ending.wait(STAND_BY)
            except StoreError as error:
                _tell(error)
                await ending.wait(RETRY if paths.number(store.path) == wire else 0)
    finally:
        notify("STOPPING=1")
        ending.close()
    return ending.code


class Ending:
    """The reasons to stop: a signal, or the end of the pipe from the viewer that started us; `why` tells which."""

    def __init__(self, parent: int | None) -> None:
        self.code = 0
        self.why = ""
        self._event = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._parent = parent
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
                self._loop.add_signal_handler(number, self._at_signal, number)
        if parent is not None:
            try:
                self._loop.add_reader(parent, self._at_input)
            except OSError:  # not a pipe: there is no viewer that could hold its other end
                self._end("it was started by no viewer")

    def _at_signal(self, number: int) -> None:
        self.code = 128 + number
        self._end(signal.Signals(number).name)

    def _at_input(self) -> None:
        assert self._parent is not None
        try:
            if os.read(self._parent, 4_096):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._loop.remove_reader(self._parent)
        self._end("the viewer that started it has gone")

    def _end(self, why: str) -> None:
        self.why = self.why or why
        self._event.set()

    def set(self) -> bool:
        """Whether it is time to end."""
        return self._event.is_set()

    async def wait(self, seconds: float) -> None:
        """Wait so long, or until it is time to end."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return

    def close(self) -> None:
        """Leave signals and pipe alone again."""
        for number in _SIGNALS:
            self._loop.remove_signal_handler(number)
        if self._parent is not None:
            self._loop.remove_reader(self._parent)


class Service:
    """One tenure of the lease: its sources, when each is due, and the lanes they are checked in."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        publishers: Publishers,
        offline: bool,
        clock: Callable[[], Instant],
        dice: Callable[[], float],
    ) -> None:
        self._publishers = publishers
        self._kit = Kit(store, desk, Ledger(store), parser_of(publishers), web_of(desk), clock, dice, offline)
        self._lanes = Lanes(self._kit, self._check)
        self._healths: dict[str, SourceHealth] = {}
        self._barred: dict[str, Instant] = {}
        self._broken_off: set[str] = set()

    async def run(self, desk_loader: Callable[[], Desk], tenure: Tenure, ending: Ending, wire: int) -> Desk:
        """Serve until `ending`, or until the lease or the file numbered `wire` is lost; the desk as it is then."""
        LOGGER.info("fetching %d sources for %s as %s", len(self._kit.desk.sources), self._kit.store.path, tenure.name)
        await self._serve(self._kit)
        local = LocalWatch(lambda: self._kit.desk.sources, lambda source: self._lanes.put(source, again=True))
        tasks = {
            asyncio.create_task(tenure.keep()),
            asyncio.create_task(local.run()),
            asyncio.create_task(self._tick(desk_loader, tenure, ending, wire)),
            asyncio.create_task(self._keep_house()),
        }
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._lanes.stop()
            await self._kit.ledger.close()
            await self._kit.parser.close()
            await tenure.release()
        LOGGER.info("stopped fetching: %s", ending.why or f"the lease is lost to {tenure.other() or 'nobody'}")
        return self._kit.desk

    async def _serve(self, kit: Kit) -> None:
        """Work with this kit from now on. Raises StoreError, and then goes on with the one before."""
        await prepare(kit, self._publishers)
        await self._break_off()  # what was begun meanwhile
        self._healths = {one.id: one for one in health.sources(kit.store)}
        self._kit, self._lanes = kit, Lanes(kit, self._check)
        self._have_checked(*self._broken_off)
        self._broken_off.clear()

    async def _break_off(self) -> None:
        """Break off what is being checked, so that it is checked again."""
        self._broken_off.update(source.id for source in self._kit.desk.sources if self._lanes.busy(source.id))
        await self._lanes.stop()

    def _have_checked(self, *source_ids: str) -> None:
        """Have sources checked soon, whenever they were checked before."""
        for known in map(self._healths.get, source_ids):
            if known is not None:
                self._healths[known.id] = known._replace(checked=None)

    async def _tick(self, desk_loader: Callable[[], Desk], tenure: Tenure, ending: Ending, wire: int) -> None:
        seen = self._desk_stamp()
        while not ending.set() and paths.number(self._kit.store.path) == wire:
            try:
                if not (tenure.held() or await tenure.take()):
                    if tenure.other():
                        return
                    raise StoreLocked(f"{self._kit.store.path}: another process has been writing to it for long")
                if (found := self._desk_stamp()) != seen:
                    await self._reload(desk_loader)
                    seen = found
                await self._grant()
                self._start_due()
                await self._kit.parser.rest()
                tell_complaints()
                is_over(_THE_STORE)
                notify(f"READY=1\nWATCHDOG=1\nSTATUS=fetching {len(self._kit.desk.sources)} sources")
            except StoreLocked as error:
                go_on_about(_THE_STORE, f"{error}; nothing new is fetched until it is free")
                notify("WATCHDOG=1")
            except StoreError as error:
                _tell(error)
                await ending.wait(RETRY if paths.number(self._kit.store.path) == wire else 0)
            await ending.wait(TICK)

    async def _keep_house(self) -> None:
        """Do, beside everything else, what is due to the wire as a whole; anew when the desk changes meanwhile."""
        while True:
            kit = self._kit
            try:
                await house.keep(kit, partial(self._serves, kit))
                is_over(_THE_HOUSE)
            except Exception as error:  # as one item can raise that nobody foresaw: sources are asked none the less
                go_on_about(_THE_HOUSE, f"{_said(error)}; items wait for their place, or for their end")
                await asyncio.sleep(RETRY)
            await asyncio.sleep(TICK)

    def _serves(self, kit: Kit) -> bool:
        return kit is self._kit

    def _desk_stamp(self) -> Stamp | None:
        """Of the file of the desk; while the default desk stands, of the file that a reader's own would be in."""
        return stamp(self._kit.desk.path or paths.config_file())

    def _start_due(self) -> None:
        moment = self._kit.clock()
        for source in self._kit.desk.sources:
            barred = self._barred.get(source.id, 0)
            if not source.enabled or self._lanes.busy(source.id) or moment < barred <= moment + RETRY:
                continue
            if source.remote and self._kit.offline and source.id in self._barred:
                continue
            if schedule.due(self._healths.get(source.id) or blank(source), moment):
                self._lanes.put(source)

    async def _grant(self) -> None:
        """Check what readers asked for, unless it was asked just now, or its server wants us to wait."""
        asked = await written(lambda: requests.take(self._kit.store))
        if asked is None:
            return
        moment = self._kit.clock()
        for source in self._kit.desk.sources:
            if not source.enabled or (asked and source.id not in asked):
                continue
            known = self._healths.get(source.id) or blank(source)
            wait_until = health.memory(self._kit.store, source.id).wait_until
            if not source.remote or schedule.may_ask_now(known, moment, wait_until=wait_until):
                self._lanes.put(source)

    async def _check(self, source: Source, client: Client | None) -> None:
        if source not in self._kit.desk.sources:
            return  # the desk changed while it waited for its turn
        began = time.monotonic()
        try:
            before = self._healths.get(source.id) or blank(source)
            after = await check(source, before, self._kit, client)
        except Exception as error:
            go_on_about(source.id, f"{source.id}: {_said(error)}")
            if not isinstance(error, StoreLocked):  # for which it has waited already
                self._barred[source.id] = self._kit.clock() + RETRY
            self._have_checked(source.id)  # why it was to be checked, as that its file was written, is not said again
            return
        is_over(source.id)
        self._healths[source.id] = after
        if source.remote and self._kit.offline:
            self._barred[source.id] = self._kit.clock()
        if not source.remote:  # a large folder that is written to all the time must not be looked at all the time
            await asyncio.sleep(min((time.monotonic() - began) * REST, LONGEST_REST))

    async def _reload(self, desk_loader: Callable[[], Desk]) -> None:
        """Take over a changed desk; one that is wrong is reported, and the one in use stays. Raises StoreError."""
        desk = _loaded(desk_loader)
        if desk is None:
            return
        await self._break_off()
        await self._kit.ledger.settle()
        before = set(self._kit.desk.sources)
        web = web_of(desk)
        web.public |= self._kit.web.public  # or a change of the desk would let a name that was public lead inside
        await self._serve(self._kit._replace(desk=desk, web=web))
        self._have_checked(*(source.id for source in desk.sources if source not in before))
        LOGGER.info("the configuration changed: %d sources", len(desk.sources))


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, StoreError) else f"a fault of this program: {told(error)}"


def _tell(error: StoreError) -> None:
    """Log that the store cannot be used, and tell the service manager, for which we are in order: we wait for it."""
    trouble = f"{error}; nothing is fetched now, and it is tried again every {RETRY} s"
    go_on_about(_THE_STORE, trouble)
    notify(f"READY=1\nWATCHDOG=1\nSTATUS={safe(trouble)}")


def _loaded(desk_loader: Callable[[], Desk]) -> Desk | None:
    """The desk as it is now; None when it is wrong, which is reported."""
    try:
        return desk_loader()
    except ConfigError as error:
        LOGGER.error("the configuration is wrong, the old one stays: %s", error)
        return None
