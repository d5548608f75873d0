"""Which local sources changed, told within a second: by the kernel where it can, by looking where it cannot.

Directories are watched, never files: a file that is replaced takes its watch along. Looking at each path once a second
costs microseconds, and covers folders that do not exist yet, network file systems, and a kernel out of watches.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence

from watchfiles import awatch

from briefing.engine.log import LOGGER
from briefing.fetch.aside import aside
from briefing.fetch.local import passed_over
from briefing.model import Source

LOOK = 1.0
_STEP, _DEBOUNCE = 50, 300

Stamp = tuple[int, int, int]


class LocalWatch:
    """Calls `changed` with each local source that was written, of those that `sources` gives at the time."""

    def __init__(self, sources: Callable[[], Sequence[Source]], changed: Callable[[Source], None]) -> None:
        self._sources = sources
        self._changed = changed

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._look())
            group.create_task(self._listen())

    async def _look(self) -> None:
        before: dict[str, Stamp | None] = {}
        while True:
            local = self._local()
            stamps = await aside(_stamps, [source.address for source in local]) if local else {}
            for source in local:
                if source.address in before and stamps[source.address] != before[source.address]:
                    self._changed(source)
            before = stamps
            await asyncio.sleep(LOOK)

    async def _listen(self) -> None:
        while True:
            folders = await self._folders()
            if not folders:
                await asyncio.sleep(LOOK)
                continue
            stop = asyncio.Event()
            checker = asyncio.create_task(self._until_other(folders, stop))
            try:
                async for paths in _changes(list(folders), stop):
                    for source in await aside(_concerned, self._local(), paths):
                        self._changed(source)
            except OSError as error:
                LOGGER.warning("cannot watch folders (%s); looking once a second instead", error.strerror or error)
                await checker
            finally:
                checker.cancel()

    async def _until_other(self, folders: dict[str, Stamp], stop: asyncio.Event) -> None:
        """Stop listening when there are other folders to listen to: the desk changed, or one was replaced."""
        while await self._folders() == folders:
            await asyncio.sleep(LOOK)
        stop.set()

    async def _folders(self) -> dict[str, Stamp]:
        """The folders to watch now; asked aside, since a file system may not answer."""
        return await aside(_folders, self._local())

    def _local(self) -> list[Source]:
        return [source for source in self._sources() if source.enabled and not source.remote]


async def _changes(folders: list[str], stop: asyncio.Event) -> AsyncIterator[set[str]]:
    options = {"step": _STEP, "debounce": _DEBOUNCE, "recursive": False, "ignore_permission_denied": True}
    async for changes in awatch(*folders, watch_filter=None, stop_event=stop, **options):  # type: ignore[arg-type]
        yield {path for _, path in changes}


def _concerned(sources: Sequence[Source], paths: set[str]) -> list[Source]:
    """The sources that something at one of the paths belongs to."""
    found = []
    for source in sources:
        real = os.path.realpath(source.address)
        if any(_concerns(path, source.address, real) for path in paths):
            found.append(source)
    return found


def _concerns(path: str, address: str, real: str) -> bool:
    if path in (address, real):
        return True
    folder, name = os.path.split(path)
    return folder in (address, real) and not passed_over(name)


def _stamps(addresses: Sequence[str]) -> dict[str, Stamp | None]:
    return {address: _stamp(address) for address in addresses}


def _stamp(path: str) -> Stamp | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def _folders(sources: Sequence[Source]) -> dict[str, Stamp]:
    """The folders to watch, each with its identity: those of the files and of what they are links to."""
    folders: dict[str, Stamp] = {}
    for source in sources:
        for path in {source.address, os.path.realpath(source.address)}:
            folder = path if os.path.isdir(path) else os.path.dirname(path)
            try:
                status = os.stat(folder)
            except (OSError, ValueError):
                continue
            if os.access(folder, os.R_OK | os.X_OK):
                folders[folder] = (status.st_dev, status.st_ino, 0)
    return folders
