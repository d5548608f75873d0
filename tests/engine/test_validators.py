"""Validators say something of one address, and are sent there only; what says so unasked is not believed."""

from __future__ import annotations

import asyncio

import pytest
from tests.engine.server import Asked, Clock, Server, desk_of, response, rss

from briefing.editorial.publishers import Publishers
from briefing.engine.refresh import refresh
from briefing.fetch.outcome import Failed, Limits, Outcome, Request, Unchanged
from briefing.fetch.web import Web, fetch
from briefing.model import Source
from briefing.store import health
from briefing.store.connection import Store
from briefing.store.listing import page

UNASKED = Failed("it says that nothing has changed, which it was not asked", status=304)


async def ask(server: Server, *others: Server, **request: str) -> Outcome:
    named = [("127.0.0.1", one.port) for one in (server, *others)]
    async with Web(Limits(deadline=3.0)).client(named) as client:
        return await fetch(Request(server.url(), **request), client)  # type: ignore[arg-type]


async def test_they_go_to_where_the_answer_came_from_and_not_to_who_leads_there(server: Server) -> None:
    async with Server() as other:
        server.answers["/feed"] = response(302, location=other.url("/there"))
        other.answers["/there"] = response(304)
        assert await ask(server, other, **other.known("/there")) == Unchanged()
        assert "if-none-match" not in server.asked[0].headers
        assert other.asked[0].headers["if-none-match"] == '"a"'


async def test_they_are_not_sent_to_another_place_on_the_same_server(server: Server) -> None:
    server.answers["/feed"] = response(302, location="/today")
    server.answers["/today"] = response(304)
    assert await ask(server, **server.known("/yesterday")) == UNASKED
    assert [asked.headers.get("if-none-match") for asked in server.asked] == [None, None]


async def test_that_nothing_has_changed_is_not_believed_of_who_was_not_asked(server: Server) -> None:
    server.answers["/feed"] = response(304)
    assert await ask(server) == UNASKED
    assert await ask(server, **server.known("/elsewhere")) == UNASKED


async def test_every_edition_that_an_address_leads_to_is_read(
    server: Server, store: Store, publishers: Publishers, clock: Clock
) -> None:
    """Each has an ETag that others have, too: it counts per address (RFC 9110, 8.8.3)."""

    async def edition(asked: Asked, writer: asyncio.StreamWriter) -> None:
        known = "if-none-match" in asked.headers
        writer.write(response(304) if known else response(200, rss(f"Kursk {asked.path}"), etag='"1"'))

    desk = desk_of(Source("s", server.url()))
    for day in ("monday", "tuesday", "wednesday"):
        server.answers["/feed"] = response(302, location=f"/{day}")
        server.answers[f"/{day}"] = edition
        clock.at += 3_600
        await refresh(store, desk, publishers, clock=clock, everything=True)
    titles = {item.title for item in page(store, "kursk", limit=9)}
    assert titles == {"Kursk /monday", "Kursk /tuesday", "Kursk /wednesday"}
    await refresh(store, desk, publishers, clock=clock, everything=True)
    assert server.asked[-1].headers["if-none-match"] == '"1"', "the same edition is asked for conditionally"


async def test_a_new_validator_of_the_same_body_is_used_from_then_on(
    server: Server, store: Store, publishers: Publishers, clock: Clock
) -> None:
    sent = []

    async def renamed(asked: Asked, writer: asyncio.StreamWriter) -> None:
        sent.append(asked.headers.get("if-none-match"))
        now = '"1"' if len(sent) == 1 else '"2"'
        writer.write(response(304) if sent[-1] == now else response(200, rss("Kursk one"), etag=now))

    server.answers["/feed"] = renamed
    for _ in range(4):
        clock.at += 3_600
        await refresh(store, desk_of(Source("s", server.url())), publishers, clock=clock, everything=True)
    assert sent == [None, '"1"', '"2"', '"2"']


@pytest.mark.parametrize("place", ["/there?key=sesame", "/there"])
async def test_where_an_answer_came_from_is_not_written_down(
    server: Server, store: Store, publishers: Publishers, place: str
) -> None:
    server.answers["/feed"] = response(302, location=place)
    server.answers[place] = response(200, rss("Kursk one"), etag='"a"')
    await refresh(store, desk_of(Source("s", server.url())), publishers, everything=True)
    memory = health.memory(store, "s")
    assert memory.validated
    assert "there" not in repr(memory)
