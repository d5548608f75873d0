"""Which local sources changed, told within a second: by the kernel where it can, by looking where it cannot.

Directories are watched, never files: a file that is replaced takes its watch along. Looking at each path once a second
costs microseconds, and covers folders that do not exist yet, network file systems, and a kernel out of watches.
A path that does not answer costs its own source only: see `fetch.disk`.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from typing import NamedTuple

from watchfiles import awatch

from briefing.engine.log import LOGGER
from briefing.fetch import disk
from briefing.fetch.local import passed_over
from briefing.model import Source

LOOK, SILENT = 1.0, 3.0
_STEP, _DEBOUNCE = 50, 300

Stamp = tuple[int, int, int]


class Glance(NamedTuple):
    """What a look at a path shows: its `stamp`, None where there is nothing; where it `real`ly is; and the folders that
    it and what it is a link to are in, or are themselves, each with its device and number."""

    stamp: Stamp | None
    real: str
    folders: dict[str, tuple[int, int]]


class LocalWatch:
    """Calls `changed` with each local source that was written, of those that `sources` gives at the time; with one that
    is looked at for the first time, since it may have been written before; and with one whose disk does not answer any
    longer, or does again."""

    def __init__(self, sources: Callable[[], Sequence[Source]], changed: Callable[[Source], None]) -> None:
        self._sources = sources
        self._changed = changed
        self._seen: dict[str, Glance] = {}
        self._stuck: set[str] = set()
        self._missed: set[str] = set()
        self._distant: dict[int, bool] = {}
        self._renewed: Counter[str] = Counter()
        self._looked = asyncio.Event()

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            group.create_task(self._listen())

    async def _look(self) -> None:
        while True:
            local = self._local()
            addresses = self._in_order({source.address for source in local})
            sweep = disk.Sweep(addresses, _glance)
            stuck = await sweep.run(LOOK) if addresses else ""  # without a thread for nothing
            if stuck:
                self._stuck.add(stuck)
            for source in local:
                self._take(source, sweep.found.get(source.address))
            looked, self._looked = self._looked, asyncio.Event()
            looked.set()
            await asyncio.sleep(0 if stuck else LOOK)

    def _in_order(self, addresses: set[str]) -> list[str]:
        """The paths to look at, all others forgotten. Those on a disk that is away come last, since each of them takes
        a second to be found out."""
        self._seen = {address: glance for address, glance in self._seen.items() if address in addresses}
        self._stuck &= addresses
        self._missed &= addresses
        away = set[int]().union(*map(self._devices, self._stuck))
        return sorted(addresses, key=lambda address: not away.isdisjoint(self._devices(address)))

    def _devices(self, address: str) -> set[int]:
        known = self._seen.get(address)
        return {device for device, _ in known.folders.values()} if known is not None else set()

    def _take(self, source: Source, glance: Glance | None) -> None:
        """Take in what a look showed of a source; None when there was no answer, or somebody else asks just now."""
        address = source.address
        before = self._seen.get(address)
        if glance is not None:
            if before is None or glance.stamp != before.stamp or address in self._missed:
                self._changed(source)
            self._seen[address] = glance
            self._stuck.discard(address)
            self._missed.discard(address)
        elif before is not None and address not in self._missed and disk.silent_for(address) >= SILENT:
            self._missed.add(address)
            if address in self._stuck:
                self._changed(source)

    async def _listen(self) -> None:
        while True:
            folders = self._folders()
            if not folders:
                await self._looked.wait()
                continue
            stop = asyncio.Event()
            checker = asyncio.create_task(self._until_other(folders, stop))
            try:
                async for paths in _changes(list(folders), stop):
                    self._renewed.update(paths & folders.keys())  # it may be another by now, with the number of the old
                    for source in self._local():
                        if (seen := self._seen.get(source.address)) and _concerned(source.address, seen.real, paths):
                            self._changed(source)
            except OSError as error:
                LOGGER.warning("cannot watch folders (%s); looking once a second instead", error.strerror or error)
                await checker
            finally:
                checker.cancel()

    async def _until_other(self, folders: dict[str, Stamp], stop: asyncio.Event) -> None:
        """Stop listening when there are other folders to listen to: the desk changed, or one was replaced.

        Runs from when the kernel was asked: what was written since the last look, nobody has told.
        """
        for source in self._local():
            self._changed(source)
        while self._folders() == folders:
            await self._looked.wait()
        stop.set()

    def _folders(self) -> dict[str, Stamp]:
        """The folders to watch now, each with what tells it from another of its name: those on disks of this machine
        that answer."""
        folders: dict[str, Stamp] = {}
        for address, glance in self._seen.items():
            if address not in self._stuck:
                for path, (device, number) in glance.folders.items():
                    if self._near(device):
                        folders[path] = device, number, self._renewed[path]
        return folders

    def _near(self, device: int) -> bool:
        if device not in self._distant:
            self._distant[device] = disk.distant(device)
        return not self._distant[device]

    def _local(self) -> list[Source]:
        return [source for source in self._sources() if source.enabled and not source.remote]


async def _changes(folders: list[str], stop: asyncio.Event) -> AsyncIterator[set[str]]:
    options = {"step": _STEP, "debounce": _DEBOUNCE, "recursive": False, "ignore_permission_denied": True}
    async for changes in awatch(*folders, watch_filter=None, stop_event=stop, **options):  # type: ignore[arg-type]
        yield {path for _, path in changes}


def _concerned(address: str, real: str, paths: set[str]) -> bool:
    """Whether something at one of the paths belongs to the source at an address."""
    return any(_concerns(path, address, real) for path in paths)


def _concerns(path: str, address: str, real: str) -> bool:
    if path in (address, real):
        return True
    folder, name = os.path.split(path)
    return folder in (address, real) and not passed_over(name)


def _glance(address: str) -> Glance:
    real = _real(address)
    folders: dict[str, tuple[int, int]] = {}
    for path in {address, real}:
        folder = path if os.path.isdir(path) else os.path.dirname(path)
        try:
            status = os.stat(folder)
        except (OSError, ValueError):
            continue
        if os.access(folder, os.R_OK | os.X_OK):
            folders[folder] = (status.st_dev, status.st_ino)
    return Glance(stamp(address), real, folders)


def _real(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return path


def stamp(path: str) -> Stamp | None:
    """What tells that a file was written, or that another took its name; None without one."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size
