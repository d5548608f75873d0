"""Checking a source on the web: asked conditionally, read in the worker, judged, and remembered only when good."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from briefing.engine import judging, secrets, whereabouts
from briefing.engine.asking import Asking
from briefing.engine.kit import Kit, shape
from briefing.engine.log import LOGGER
from briefing.engine.messages import Job, Unreadable
from briefing.engine.results import Result, of_failure
from briefing.fetch import urls
from briefing.fetch.outcome import Failed, Fetched, Refused, Unchanged
from briefing.fetch.web import Client
from briefing.formats.reading import MENDED, Document, Reading
from briefing.model import Source
from briefing.records import NamedTuple
from briefing.store.health import Memory
from briefing.text import clean

if TYPE_CHECKING:
    from briefing.model import Instant

AFTER_THE_END = 3_600
"""How often a live blog is asked that has ended: a correction may still come."""
_HTML = (b"<!doctype html", b"<html")
_warned: set[tuple[str, str]] = set()


class Task(NamedTuple):
    """One check: the source, the `form` its answers are read with, how many of its items are `stored`, and how it is
    asked."""

    source: Source
    form: str
    stored: int
    now: Instant
    kit: Kit
    asking: Asking


async def check(source: Source, memory: Memory, stored: int, now: Instant, kit: Kit, client: Client) -> Result:
    """Ask once and read the answer; of a page, the feed it links to. Raises nothing for a fault of the source."""
    try:
        headers, warning = await secrets.headers_of(source)
    except secrets.SecretMissing as error:
        return Result(False, str(error))
    if warning and (source.id, warning) not in _warned:
        _warned.add((source.id, warning))
        LOGGER.warning("%s: %s", source.id, warning)
    task = Task(source, shape(source, kit.desk), stored, now, kit, Asking(source, headers, client))
    result = await _check(task, memory)
    return result._replace(why=secrets.hushed(result.why, headers))


async def _check(task: Task, memory: Memory) -> Result:
    source, form = task.source, task.form
    known = memory if memory.shape == form else memory._replace(etag="", last_modified="", body_digest="")
    address = whereabouts.address_of(source, memory)
    outcome = await task.asking.ask(address, known)
    if isinstance(outcome, Failed | Refused):
        return _refused(source, memory, address, outcome)
    known = _moved(known, source, address, outcome.moved)
    if isinstance(outcome, Unchanged):
        return _as_before(source, known, outcome)
    result = await _read(task, known, outcome)
    if not result.good and address != whereabouts.home(source):
        return result._replace(memory=_led_astray(source, memory, result))
    if result.feeds and whereabouts.may_follow(source, memory):
        return await _follow(task, whereabouts.without_link(known), result, outcome.address)
    return result


async def _follow(task: Task, memory: Memory, page: Result, address: str) -> Result:
    """Read the first good feed of those that the page at `address` links to, and remember it for the next time."""

    async def read(feed: str, outcome: Fetched) -> Result | str:
        result = await _read(task, memory._replace(linked=feed), outcome)
        return result if result.good else result.why

    found = await task.asking.follow(page.feeds, address, page.why, read)
    return page._replace(why=found) if isinstance(found, str) else found


def _as_before(source: Source, memory: Memory, outcome: Unchanged | Fetched) -> Result:
    """The result of an answer that says, or is, what the last good one was."""
    return Result(
        True,
        _notice(memory, source),
        ttl=memory.ttl,
        lifetime=outcome.lifetime,
        memory=memory,
    )


def _refused(source: Source, memory: Memory, asked: str, outcome: Failed | Refused) -> Result:
    """The result when there was no document. What we were led to and is no longer there is forgotten."""
    if asked == whereabouts.home(source):
        return of_failure(outcome)
    if not whereabouts.linked(source, memory):
        return of_failure(outcome, _unmoved(memory))._replace(gone=False)
    lasting = isinstance(outcome, Refused) or outcome.status in whereabouts.NOT_THERE
    return of_failure(outcome, whereabouts.without_link(memory) if lasting else None)._replace(gone=False)


def _led_astray(source: Source, memory: Memory, result: Result) -> Memory | None:
    """What to know when there was no good document where we were led: the address in the desk may have a better one."""
    if not whereabouts.linked(source, memory):
        return _unmoved(result.memory or memory)
    return whereabouts.without_link(memory) if result.memory is None else result.memory


def _unmoved(memory: Memory) -> Memory:
    return memory._replace(moved_to="", moved_sightings=0)


async def _read(task: Task, memory: Memory, outcome: Fetched) -> Result:
    """Read and judge what came."""
    source, kit = task.source, task.kit
    digest = hashlib.blake2b(outcome.body, digest_size=16).hexdigest()
    if digest == memory.body_digest:
        return _as_before(source, _validated(memory, outcome), outcome)
    if not outcome.body.strip():
        return Result(False, "an empty answer")
    document = Document(outcome.body, outcome.address, outcome.content_type, source.kind, task.now)
    reading = await kit.parser.parse(Job(document, source, kit.desk.fronts, task.now))
    if isinstance(reading, Unreadable):
        if reading.detail:
            LOGGER.error("%s: %s", source.id, secrets.hushed(reading.detail, task.asking.headers))
        return Result(False, _said_of(reading, outcome.body), feeds=reading.feeds)
    verdict = judging.judge(reading, usual=memory.usual_items, stored=task.stored)
    memory = memory._replace(usual_items=judging.usual_count(memory.usual_items, len(reading.items)))
    if verdict.good:
        memory = _learnt(memory, reading, outcome)._replace(body_digest=digest, shape=task.form)
    return Result(
        verdict.good,
        verdict.why or _notice(memory, source),
        items=reading.items if verdict.taken else (),
        title=reading.title,
        ttl=memory.ttl if verdict.good else reading.ttl,
        lifetime=outcome.lifetime,
        memory=memory,
    )


def _learnt(memory: Memory, reading: Reading, outcome: Fetched) -> Memory:
    """What a good answer tells for the next time."""
    return _validated(memory, outcome)._replace(
        ttl=max(reading.ttl or 0, AFTER_THE_END) if reading.ended else reading.ttl or 0,
        ended=int(reading.ended),
        mended=MENDED.get(reading.strictness, ""),
        usual_interval=judging.pace(reading.items, memory.usual_interval),
    )


def _validated(memory: Memory, outcome: Fetched) -> Memory:
    """The memory with what a good answer, or one more of the same, can be asked after."""
    mark = urls.parse(outcome.address).mark
    return memory._replace(etag=outcome.etag, last_modified=outcome.last_modified, validated=mark)


def _said_of(reading: Unreadable, body: bytes) -> str:
    """A login page says nothing of itself: what we would call a broken feed is called what it is."""
    if body[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML) and "HTML" not in reading.why:
        return "an HTML page, not a feed"
    return reading.why


def _moved(memory: Memory, source: Source, asked: str, moved: str) -> Memory:
    """Count how often in a row a permanent redirect was seen; the reader's own file is never rewritten for it."""
    if whereabouts.linked(source, memory):
        return memory  # what the page links to: where that has moved is for the page to say
    if moved:
        seen = memory.moved_sightings + 1 if moved == memory.moved_to else 1
        if asked == whereabouts.home(source):
            return memory._replace(moved_to=moved, moved_sightings=seen)
        return memory._replace(moved_to=moved)
    if asked == whereabouts.home(source) and memory.moved_to:
        return memory._replace(moved_to="", moved_sightings=0)
    return memory


def _notice(memory: Memory, source: Source) -> str:
    """What is worth saying of a source that is well."""
    if memory.ended:
        return "this live blog has ended"
    if whereabouts.linked(source, memory):
        return f"read from the feed that its page links to, {_shown(memory.linked)}"
    if memory.moved_sightings < whereabouts.SIGHTINGS:
        return memory.mended
    return f"it has moved for good to {_shown(memory.moved_to)}; its address in the configuration is out of date"


def _shown(address: str) -> str:
    """An address as it may be shown: what follows its path may be a key."""
    return clean(address.partition("?")[0], 200)
