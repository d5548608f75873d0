"""Trying an address before it becomes a source: what would be read, without storing anything."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from briefing.engine import secrets
from briefing.engine.messages import Job, Unreadable
from briefing.engine.refresh import parser_of, web_of
from briefing.errors import ParseError
from briefing.fetch import local, urls
from briefing.fetch.outcome import Failed, Fetched, Refused, Request, Unchanged
from briefing.fetch.web import fetch
from briefing.formats.reading import Document, Reading

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.model import Desk, Instant, Source

MOST_FILES = 20


async def try_source(
    source: Source, desk: Desk, publishers: Publishers, *, offline: bool = False, now: Instant
) -> Reading:
    """What the document at a URL or a path says, its items edited for this desk; of a folder, its newest files.

    A reader named the address, so it may be private. Raises ParseError with a sentence for whatever is in the way.
    """
    if source.remote and offline:
        raise ParseError("offline: not asked")
    found = await _documents(source, desk, now)
    if isinstance(found, Refused | Failed):
        raise ParseError(found.why)
    readings: list[Reading] = []
    async with parser_of(publishers) as parser:
        for document in found:
            answer = await parser.parse(Job(document, source, desk.fronts, now))
            if isinstance(answer, Unreadable):
                raise ParseError(answer.why)
            readings.append(answer)
    if not readings:
        raise ParseError("there is no file in it")
    return readings[0]._replace(items=tuple(item for reading in readings for item in reading.items))


async def _documents(source: Source, desk: Desk, moment: Instant) -> list[Document] | Refused | Failed:
    if source.remote:
        try:
            address = urls.parse(source.address)
            headers, _ = await secrets.headers_of(source)
        except (ValueError, secrets.SecretMissing) as error:
            return Failed(str(error))
        async with web_of(desk).client([(address.host, address.port)], source.proxy or desk.proxy) as client:
            outcome = await fetch(Request(source.address, headers), client)
        if isinstance(outcome, Unchanged):
            return Failed("it says that nothing has changed since never")
        if not isinstance(outcome, Fetched):
            return outcome
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
