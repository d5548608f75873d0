"""Checking a source on the web: asked conditionally, read in the worker, judged, and remembered only when good."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from briefing.engine import judging, secrets
from briefing.engine.kit import Kit, shape
from briefing.engine.log import LOGGER
from briefing.engine.messages import Job, Unreadable
from briefing.engine.results import Result, of_failure
from briefing.fetch import urls
from briefing.fetch.outcome import Failed, Fetched, Refused, Request, Unchanged
from briefing.fetch.web import Client, fetch
from briefing.formats.reading import Document, Reading
from briefing.model import Source
from briefing.store.health import Memory
from briefing.text import clean

if TYPE_CHECKING:
    from briefing.model import Instant

SIGHTINGS = 3
"""A permanent redirect is believed, and asked directly from then on, when it was seen so often in a row."""
AFTER_THE_END = 3_600
"""How often a live blog is asked that has ended: a correction may still come."""
_HTML = (b"<!doctype html", b"<html")
_warned: set[tuple[str, str]] = set()


def address_of(source: Source, memory: Memory) -> str:
    """Where to ask: where the source has moved for good, unless that would show its secrets to somebody else."""
    if memory.moved_sightings < SIGHTINGS or not memory.moved_to:
        return source.address
    try:
        same = urls.parse(memory.moved_to).origin == urls.parse(source.address).origin
    except ValueError:
        return source.address
    return source.address if (source.headers or source.user or source.password) and not same else memory.moved_to


async def check(source: Source, memory: Memory, stored: int, now: Instant, kit: Kit, client: Client) -> Result:
    """Ask once and read the answer. Raises nothing for a fault of the source."""
    form = shape(source, kit.desk)
    known = memory if memory.shape == form else memory._replace(etag="", last_modified="", body_digest="")
    address = address_of(source, memory)
    try:
        headers, warning = await secrets.headers_of(source)
    except secrets.SecretMissing as error:
        return Result(False, str(error), asked=False)
    if warning and (source.id, warning) not in _warned:
        _warned.add((source.id, warning))
        LOGGER.warning("%s: %s", source.id, warning)
    outcome = await fetch(Request(address, headers, known.etag, known.last_modified), client)
    if isinstance(outcome, Failed | Refused):
        return of_failure(outcome, _turned_back(memory) if address != source.address else None)
    known = _moved(known, source, address, outcome.moved)
    if isinstance(outcome, Unchanged):
        return Result(
            True,
            _notice(known, source),
            ttl=known.ttl,
            lifetime=outcome.lifetime,
            received=outcome.received,
            memory=known,
        )
    return await _read(source, known, form, stored, outcome, now, kit)


async def _read(
    source: Source, memory: Memory, form: str, stored: int, outcome: Fetched, now: Instant, kit: Kit
) -> Result:
    digest = hashlib.blake2b(outcome.body, digest_size=16).hexdigest()
    if digest == memory.body_digest:
        return Result(
            True,
            _notice(memory, source),
            ttl=memory.ttl,
            lifetime=outcome.lifetime,
            received=outcome.received,
            memory=memory,
        )
    if not outcome.body.strip():
        return Result(False, "an empty answer", received=outcome.received)
    document = Document(outcome.body, outcome.address, outcome.content_type, source.kind, now)
    reading = await kit.parser.parse(Job(document, source, kit.desk.fronts, now))
    if isinstance(reading, Unreadable):
        if reading.detail:
            LOGGER.error("%s: %s", source.id, reading.detail)
        return Result(False, _said_of(reading, outcome.body), received=outcome.received)
    verdict = judging.judge(reading, usual=memory.usual_items, stored=stored)
    memory = memory._replace(usual_items=judging.usual_count(memory.usual_items, len(reading.items)))
    if verdict.good:
        memory = _learnt(memory, reading, outcome)._replace(body_digest=digest, shape=form)
    return Result(
        verdict.good,
        verdict.why or _notice(memory, source),
        items=reading.items if verdict.taken else (),
        title=reading.title,
        ttl=memory.ttl if verdict.good else reading.ttl,
        lifetime=outcome.lifetime,
        received=outcome.received,
        memory=memory,
    )


def _learnt(memory: Memory, reading: Reading, outcome: Fetched) -> Memory:
    """What a good answer tells for the next time."""
    return memory._replace(
        etag=outcome.etag,
        last_modified=outcome.last_modified,
        ttl=max(reading.ttl or 0, AFTER_THE_END) if reading.ended else reading.ttl or 0,
        ended=int(reading.ended),
        usual_interval=judging.pace(reading.items, memory.usual_interval),
    )


def _said_of(reading: Unreadable, body: bytes) -> str:
    """A login page says nothing of itself: what we would call a broken feed is called what it is."""
    if body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML) and "HTML" not in reading.why:
        return "an HTML page, not a feed"
    return reading.why


def _moved(memory: Memory, source: Source, asked: str, moved: str) -> Memory:
    """Count how often in a row a permanent redirect was seen; the reader's own file is never rewritten for it."""
    if moved:
        seen = memory.moved_sightings + 1 if moved == memory.moved_to else 1
        if asked == source.address:
            return memory._replace(moved_to=moved, moved_sightings=seen)
        return memory._replace(moved_to=moved)
    if asked == source.address and memory.moved_to:
        return memory._replace(moved_to="", moved_sightings=0)
    return memory


def _turned_back(memory: Memory) -> Memory:
    """Where it had moved to failed: ask at the address of the configuration again."""
    return memory._replace(moved_to="", moved_sightings=0)


def _notice(memory: Memory, source: Source) -> str:
    """What is worth saying of a source that is well."""
    if memory.ended:
        return "this live blog has ended"
    if memory.moved_sightings < SIGHTINGS:
        return ""
    where = clean(memory.moved_to.partition("?")[0], 200)  # what follows may be a key
    return f"it has moved for good to {where}; its address in the configuration is out of date"
