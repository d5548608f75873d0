"""Trying an address before it becomes a source: what would be read, without storing anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from briefing.engine import secrets, whereabouts
from briefing.engine.messages import Answer, Job, Unreadable
from briefing.engine.refresh import parser_of, web_of
from briefing.errors import ParseError
from briefing.fetch import local
from briefing.fetch.aside import aside
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

        async def ask(place: str) -> tuple[str, Answer]:
            sent = headers if whereabouts.own(source, place) else ()
            outcome = await fetch(Request(place, sent), client)
            if isinstance(outcome, Failed) and (behind := whereabouts.page_behind(source, place, outcome.status)):
                outcome = await fetch(Request(behind, sent), client)
            if isinstance(outcome, Unchanged):
                return place, Unreadable("it says that nothing has changed since never")
            if not isinstance(outcome, Fetched):
                return place, Unreadable(outcome.why)
            document = Document(outcome.body, outcome.address, outcome.content_type, source.kind, moment)
            return outcome.address, await read(document)

        came_from, page = await ask(home)
        if isinstance(page, Reading):
            return page
        for feed in whereabouts.worth_asking(page.feeds if source.kind == "auto" else (), came_from):
            _, found = await ask(feed)
            if isinstance(found, Reading):
                return found._replace(notes=(f"read from the feed that its page links to, {feed}", *found.notes))
    raise ParseError(secrets.hushed(page.why, headers))


def _understood(answer: Answer) -> Reading:
    """A reading. Raises ParseError for an answer that is none."""
    if isinstance(answer, Unreadable):
        raise ParseError(answer.why)
    return answer


async def _of_files(source: Source, desk: Desk, moment: Instant) -> list[Document]:
    """A file, or the newest ones of a folder. Raises ParseError."""
    listing = await aside(local.look, source.address)
    if isinstance(listing, Refused | Failed):
        raise ParseError(listing.why)
    root = source.address if listing.folder else ""
    documents = []
    for entry in listing.files[-MOST_FILES:]:
        read = await aside(local.read, entry.path, desk.fetching.size, root)
        if isinstance(read, Refused | Failed):
            raise ParseError(read.why)
        at = moment if read.modified is None else read.modified
        documents.append(Document(read.body, read.address, "", source.kind, at))
    return documents
