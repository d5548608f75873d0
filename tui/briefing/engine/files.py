"""Checking a source on this machine: a file, or the files of a folder that were written since the last time."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from briefing.engine import judging
from briefing.engine.kit import Kit, shape
from briefing.engine.log import LOGGER
from briefing.engine.messages import Job, Unreadable
from briefing.engine.results import Result, of_failure
from briefing.fetch import disk, local
from briefing.fetch.local import File, Listing
from briefing.fetch.outcome import MIB, Failed, Fetched, Refused
from briefing.formats.reading import Document, Reading
from briefing.model import Item, Source, SourceHealth
from briefing.store.health import Memory
from briefing.text import clean

if TYPE_CHECKING:
    from briefing.model import Instant

BATCH = 500
AT_ONCE = 64
SECOND = 1_000_000_000
SLACK = 2 * SECOND
"""Nanoseconds: what was written so shortly before a look is read once more at the next, since file clocks tick."""
SETTLE, PATIENCE = 0.1, 10
MOST_FAULTY = 50

Keep = Callable[[tuple[Item, ...]], Awaitable[None]]


async def check(source: Source, memory: Memory, before: SourceHealth, now: Instant, kit: Kit, keep: Keep) -> Result:
    """Read what is new. Items of a folder are handed to `keep` in batches, the last of them are in the result."""
    listing = await _settled(source.address, float(kit.desk.fetching.deadline))
    if isinstance(listing, Failed | Refused):
        # Once it is back, what was wrong in it is told anew.
        return of_failure(listing, memory._replace(body_digest=""))
    form = shape(source, kit.desk)
    digest = await asyncio.to_thread(_digest, listing)
    newest = max((file.stamp for file in listing.files), default=0)
    watermark = min(newest, now * SECOND - SLACK)
    fresh = memory.shape == form
    if fresh and digest == memory.body_digest:
        known = memory._replace(watermark=max(watermark, memory.watermark))
        if before.state == "failing":
            return Result(False, before.error, memory=known)
        return Result(True, _several(listing.refusals), memory=known)
    reader = _Reader(source, before.items, now, kit, keep, listing.folder)
    await reader.read(await asyncio.to_thread(_changed, listing, memory) if fresh else listing.files)
    if reader.silent is not None:
        return of_failure(reader.silent)._replace(items=tuple(reader.items))
    faults = _several([why for _, why in reader.faults])
    if len(reader.faults) > 1:
        faults = f"{len(reader.faults)} files: {faults}"
    memory = memory._replace(
        shape=form,
        body_digest="" if reader.passing else digest,  # so that it is read again although nothing was written
        watermark=watermark,
        faulty="\n".join(_storable(name) for name, _ in reader.faults[:MOST_FAULTY]),
        usual_interval=judging.pace(reader.items, memory.usual_interval),
    )
    return Result(
        not reader.faults,
        faults or _several(listing.refusals),
        items=tuple(reader.items),
        title=reader.title,
        memory=memory,
        read=reader.size,
    )


async def _settled(path: str, within: float) -> Listing | Failed | Refused:
    """What is at the path, once nothing in it was written for a moment; a writer that never rests is not waited for."""
    for _ in range(PATIENCE):
        listing = await disk.ask(path, within, local.look, path)
        if isinstance(listing, Failed | Refused):
            return listing
        newest = max((file.stamp for file in listing.files), default=0)
        if not 0 <= time.time_ns() - newest < SETTLE * SECOND:
            break
        await asyncio.sleep(SETTLE)
    return listing


def _changed(listing: Listing, memory: Memory) -> tuple[File, ...]:
    """The files to read: all that is written since the last time, and those that could not be read then."""
    if not listing.folder:
        return listing.files
    faulty = set(memory.faulty.split("\n"))
    return tuple(
        file
        for file in listing.files
        if file.stamp > memory.watermark or _storable(os.path.basename(file.path)) in faulty
    )


def _storable(name: str) -> str:
    """A file's name in ASCII on one line: it may be any bytes, and the wire holds text."""
    return quote(os.fsencode(name))


class _Reader:
    """Reads file after file of one source, and hands over what they hold in batches."""

    def __init__(self, source: Source, stored: int, now: Instant, kit: Kit, keep: Keep, folder: bool) -> None:
        self._source, self._stored, self._now, self._kit, self._keep = source, stored, now, kit, keep
        self._folder = folder
        self.items: list[Item] = []
        self.faults: list[tuple[str, str]] = []
        self.silent: Failed | None = None
        self.passing = False
        self.title = ""
        self.size = 0

    async def read(self, chosen: Sequence[File]) -> None:
        """Read files, some at a time; what is wrong with one is noted in `faults`. Ends when the disk does not answer,
        as `silent` then says."""
        place, limits = self._source.address, self._kit.desk.fetching
        root = place if self._folder else ""
        for some in _portions(chosen):
            found = await disk.ask(place, float(limits.deadline), _read, some, limits.size, root)
            if isinstance(found, Failed):
                self.silent = found
                return
            for file, document in zip(some, found, strict=True):
                self._add(file, await self._understood(document))
                if len(self.items) >= BATCH:
                    await self._keep(tuple(self.items))
                    self.items.clear()

    async def _understood(self, found: Fetched | Refused | Failed) -> Reading | Unreadable | Failed | Refused:
        if not isinstance(found, Fetched):
            return found
        self.size += len(found.body)
        if not found.body.strip():
            return Failed("an empty file")
        at = found.modified if found.modified is not None else self._now
        document = Document(found.body, found.address, "", self._source.kind, at)
        return await self._kit.parser.parse(Job(document, self._source, self._kit.desk.fronts, self._now))

    def _add(self, file: File, reading: Reading | Unreadable | Failed | Refused) -> None:
        if isinstance(reading, Failed) and reading.why == local.GONE and self._folder:
            return  # it was taken away since the look
        if isinstance(reading, Unreadable | Failed | Refused):
            self._fault(file, reading.why)
            if isinstance(reading, Unreadable):
                self.passing |= reading.passing
                if reading.detail:
                    LOGGER.error("%s: %s", self._source.id, reading.detail)
            return
        verdict = judging.judge(reading, usual=0, stored=self._stored)
        if not verdict.good:
            self._fault(file, verdict.why)
        elif not (reading.items or self._folder or reading.ended) and self._stored:
            self._fault(file, "there is no item in it now; those read before stay")
        if verdict.taken:
            self.items.extend(reading.items)
        if not self._folder:
            self.title = reading.title

    def _fault(self, file: File, why: str) -> None:
        name = os.path.basename(file.path)
        self.faults.append((name, f"{clean(name, 100)}: {why}" if self._folder else why))


def _read(chosen: Sequence[File], bound: int, root: str) -> list[Fetched | Refused | Failed]:
    return [local.read(file.path, bound, root) for file in chosen]


def _portions(chosen: Sequence[File]) -> Iterator[list[File]]:
    """The files in portions of so many files and bytes that a thread reads at a time."""
    some: list[File] = []
    size = 0
    for file in chosen:
        if some and (len(some) >= AT_ONCE or size + file.size > MIB):
            yield some
            some, size = [], 0
        some.append(file)
        size += file.size
    if some:
        yield some


def _digest(listing: Listing) -> str:
    """What tells one state of a path from another without reading it."""
    digest = hashlib.blake2b(digest_size=16)
    for file in listing.files:
        digest.update(f"{file.path}\0{file.stamp}\0{file.size}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _several(sentences: list[str] | tuple[str, ...]) -> str:
    if len(sentences) <= 2:
        return "; ".join(sentences)
    return f"{sentences[0]}; {sentences[1]}; and {len(sentences) - 2} more"
