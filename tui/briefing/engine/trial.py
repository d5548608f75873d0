"""Trying an address before it becomes a source: what would be read, without storing anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from briefing.engine import secrets, whereabouts
from briefing.engine.asking import Asking
from briefing.engine.messages import Answer, Job, Unreadable
from briefing.engine.refresh import parser_of, web_of
from briefing.errors import ParseError
from briefing.fetch import disk, local
from briefing.fetch.outcome import Failed, Fetched, Refused, Unchanged
from briefing.formats.reading import Document, Reading
from briefing.store.health import Memory

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
    async with parser_of(publishers) as parser:

        async def read(document: Document) -> Answer:
            return await parser.parse(Job(document, source, desk.fronts, now))

        if source.remote:
            return await _of_web(source, desk, now, read)
        documents = await _of_files(source, desk, now)
        readings = [_understood(await read(document)) for document in documents]
    if not readings:
        raise ParseError("there is no file in it")
    return readings[0]._replace(items=tuple(item for reading in readings for item in reading.items))


async def _of_web(
    source: Source, desk: Desk, moment: Instant, read: Callable[[Document], Awaitable[Answer]]
) -> Reading:
    """What is read at a URL, or at the feed that its page links to, as the fetcher would find it."""
    home = whereabouts.home(source)
    try:
        named = whereabouts.named(source)
        headers, _ = await secrets.headers_of(source)
    except (ValueError, secrets.SecretMissing) as error:
        raise ParseError(str(error)) from None
    async with web_of(desk).client(named, source.proxy or desk.proxy) as client:

        async def read_one(outcome: Fetched) -> Answer:
            return await read(Document(outcome.body, outcome.address, outcome.content_type, source.kind, moment))

        async def read_feed(feed: str, outcome: Fetched) -> Reading | str:
            answer = await read_one(outcome)
            if isinstance(answer, Unreadable):
                return answer.why
            return answer._replace(notes=(f"read from the feed that its page links to, {feed}", *answer.notes))

        asking = Asking(source, headers, client)
        outcome = await asking.ask(home)
        assert not isinstance(outcome, Unchanged), "it was not asked whether anything has changed"
        if not isinstance(outcome, Fetched):
            raise ParseError(secrets.hushed(outcome.why, headers))
        page = await read_one(outcome)
        if isinstance(page, Reading):
            return page
        feeds = page.feeds if whereabouts.may_follow(source, Memory()) else ()
        found = await asking.follow(feeds, outcome.address, page.why, read_feed)
    if isinstance(found, str):
        raise ParseError(secrets.hushed(found, headers))
    return found


def _understood(answer: Answer) -> Reading:
    """A reading. Raises ParseError for an answer that is none."""
    if isinstance(answer, Unreadable):
        raise ParseError(answer.why)
    return answer


async def _of_files(source: Source, desk: Desk, moment: Instant) -> list[Document]:
    """A file, or the newest ones of a folder. Raises ParseError."""
    within = float(desk.fetching.deadline)
    listing = await disk.ask(source.address, within, local.look, source.address)
    if isinstance(listing, Refused | Failed):
        raise ParseError(listing.why)
    root = source.address if listing.folder else ""
    documents = []
    for file in listing.files[-MOST_FILES:]:
        read = await disk.ask(source.address, within, local.read, file.path, desk.fetching.size, root)
        if isinstance(read, Refused | Failed):
            raise ParseError(read.why)
        at = moment if read.modified is None else read.modified
        documents.append(Document(read.body, read.address, "", source.kind, at))
    return documents
