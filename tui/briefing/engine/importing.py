"""One document brought into the wire by hand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from briefing.editorial.sameness import known_as
from briefing.engine.messages import Job, Unreadable
from briefing.engine.parsing import Parser
from briefing.errors import ParseError
from briefing.formats.reading import Document, Reading
from briefing.model import Item, Source
from briefing.records import NamedTuple
from briefing.store import items
from briefing.store.items import Saved

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.model import Desk, Instant
    from briefing.store.connection import Store

ID = "imported"
"""The source of what is brought in by hand; no source of a desk may be called so."""
SECONDS = 60
MEMORY = 1 << 30


class Imported(NamedTuple):
    """What was understood, what the wire made of it (None when it was not stored), and the items as edited."""

    reading: Reading
    saved: Saved | None
    items: tuple[Item, ...]


def import_document(
    store: Store | None,
    document: Document,
    desk: Desk,
    publishers: Publishers,
    *,
    now: Instant,
) -> Imported:
    """Read a document as the fetcher would, and store its items under the source `ID` unless `store` is None.

    An item that names no front of the desk and matches none has none. Raises ParseError and StoreError.
    """
    job = Job(document, Source(ID, document.address, kind=document.kind), desk.fronts, now)
    reading = asyncio.run(_read(job, publishers))
    saved = None
    if store is not None and reading.items:
        saved = items.save(store, ID, reading.items, now, known_as)
    return Imported(reading, saved, reading.items)


async def _read(job: Job, publishers: Publishers) -> Reading:
    async with Parser(publishers.records, seconds=SECONDS, memory=MEMORY) as parser:
        answer = await parser.parse(job)
    if isinstance(answer, Unreadable):
        raise ParseError(answer.why)
    return answer
