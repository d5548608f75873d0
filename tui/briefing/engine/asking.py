"""Asking a source on the web where `whereabouts` says: at an address, at the page behind it, at the feeds of a page.

All of it within one deadline, which the client counts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from briefing.engine import whereabouts
from briefing.fetch.outcome import Failed, Fetched, Outcome, Request, Unchanged
from briefing.fetch.web import Client, fetch
from briefing.model import Source
from briefing.records import NamedTuple
from briefing.store.health import Memory

T = TypeVar("T")


class Asking(NamedTuple):
    """A source, what may be sent to its own origin and to no other (`headers`, secrets resolved), and who asks."""

    source: Source
    headers: tuple[tuple[str, str], ...]
    client: Client

    async def ask(self, address: str, known: Memory | None = None) -> Outcome:
        """Ask at an address, with the validators that are `known`; where programs find nothing behind that of the
        source, at its page."""
        outcome = await self._fetch(address, known)
        if isinstance(outcome, Failed) and (page := whereabouts.page_behind(self.source, address, outcome.status)):
            outcome = await self._fetch(page, known)
        return outcome

    async def follow(
        self, feeds: Iterable[str], page: str, why: str, read: Callable[[str, Fetched], Awaitable[T | str]]
    ) -> T | str:
        """What `read` makes of the first feed that it can read, of those that the page at `page` links to; else why
        there is nothing: `why` the page itself is no good, and what was wrong with the last of its feeds.

        `read` is given the feed and what came, and returns a sentence where that cannot be read.
        """
        wrong = ""
        for feed in whereabouts.worth_asking(feeds, page):
            outcome = await self._fetch(feed)
            await self.client.hang_up()  # its server is not the one whose turn it is
            if isinstance(outcome, Fetched):
                found = await read(feed, outcome)
                if not isinstance(found, str):
                    return found
                wrong = found
            elif not isinstance(outcome, Unchanged):
                wrong = outcome.why
        return f"{why}, which cannot be read: {wrong}" if wrong else why

    async def _fetch(self, address: str, known: Memory | None = None) -> Outcome:
        headers = self.headers if whereabouts.own(self.source, address) else ()
        validators = (known.etag, known.last_modified, known.validated) if known is not None else ()
        return await fetch(Request(address, headers, *validators), self.client)
