"""Trying an address before it becomes a source: what would be read, without storing anything."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from briefing.engine.messages import Job, Unreadable
from briefing.engine.refresh import now, parser_of, web_of
from briefing.fetch import local, urls
from briefing.fetch.outcome import Failed, Fetched, Refused, Request
from briefing.fetch.web import fetch
from briefing.formats.reading import Document, Reading
from briefing.model import Source

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.model import Desk, Instant

MOST_FILES = 20


async def try_source(
    address: str, desk: Desk, publishers: Publishers, *, kind: str = "auto", at: Instant | None = None
) -> Reading | Refused | Failed:
    """What the document at a URL or a path says, its items edited for this desk. A reader names the address, so it may
    be private. Of a folder, the newest files are read together."""
    moment = now() if at is None else at
    source = Source("trial", address if _remote(address) else os.path.abspath(address), kind=kind)
    found = await _documents(source, desk, moment)
    if not isinstance(found, list):
        return found
    readings: list[Reading] = []
    async with parser_of(publishers) as parser:
        for document in found:
            answer = await parser.parse(Job(document, source, desk.fronts, moment))
            if isinstance(answer, Unreadable):
                return Failed(answer.why)
            readings.append(answer)
    items = tuple(item for reading in readings for item in reading.items)
    return readings[0]._replace(items=items) if readings else Failed("there is no file in it")


async def _documents(source: Source, desk: Desk, moment: Instant) -> list[Document] | Refused | Failed:
    if source.remote:
        try:
            address = urls.parse(source.address)
        except ValueError as error:
            return Failed(str(error))
        async with web_of(desk).client([(address.host, address.port)], desk.proxy) as client:
            outcome = await fetch(Request(source.address), client)
        if not isinstance(outcome, Fetched):
            return outcome if isinstance(outcome, Refused | Failed) else Failed("nothing")
        return [Document(outcome.body, outcome.address, outcome.content_type, source.kind, moment)]
    listing = await asyncio.to_thread(local.look, source.address)
    if isinstance(listing, Refused | Failed):
        return listing
    documents = []
    for entry in listing.files[-MOST_FILES:]:
        read = await asyncio.to_thread(local.read, entry.path, desk.fetching.size)
        if not isinstance(read, Fetched):
            return read
        at = moment if read.modified is None else read.modified
        documents.append(Document(read.body, read.address, "", source.kind, at))
    return documents


def _remote(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))
