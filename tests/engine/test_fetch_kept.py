"""A connection that is kept for the next request: what it says unasked is no answer, and that it ended no failure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.engine.server import Asked, Server, response

from briefing.fetch.outcome import Fetched, Limits, Outcome, Request, Unchanged
from briefing.fetch.web import Web, fetch

LIMITS = Limits(deadline=3.0, body=1 << 20)
OTHER = response(200, b"what another source said")
TIRED = response(408, connection="close")

Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


async def two(server: Server, first: Answer | bytes) -> list[Outcome]:
    """What one client is answered that asks twice, with a pause in which the server may speak."""
    server.answers["/first"] = first
    server.answers["/second"] = response(200, b"right")
    got = []
    async with Web(LIMITS).client([("127.0.0.1", server.port)]) as client:
        for path in ("/first", "/second"):
            got.append(await fetch(Request(server.url(path), **server.known(path)), client))
            await asyncio.sleep(0.05)
    return got


async def a_moment_later(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(response(200, b"first"))
    await writer.drain()
    await asyncio.sleep(0.01)
    writer.write(OTHER)


@pytest.mark.parametrize("first", [response(200, b"first") + OTHER, a_moment_later], ids=["at once", "later"])
async def test_an_answer_that_nobody_asked_for_is_not_the_next_one(server: Server, first: Answer | bytes) -> None:
    before, after = await two(server, first)
    assert isinstance(before, Fetched)
    assert isinstance(after, Fetched)
    assert (before.body, after.body) == (b"first", b"right")


@pytest.mark.parametrize("behind", [b"a body", OTHER])
async def test_a_body_where_there_may_be_none_is_no_answer_to_the_next_request(server: Server, behind: bytes) -> None:
    before, after = await two(server, response(304) + behind)
    assert before == Unchanged()
    assert isinstance(after, Fetched)
    assert after.body == b"right"


async def tired(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(response(200, b"first"))
    await writer.drain()
    await asyncio.sleep(0.01)
    writer.write(TIRED)
    writer.close()


async def test_a_server_that_says_why_it_ends_a_resting_connection_has_not_failed(server: Server) -> None:
    before, after = await two(server, tired)
    assert isinstance(before, Fetched)
    assert isinstance(after, Fetched)
    assert after.body == b"right"
    assert server.paths() == ["/first", "/second"]


async def test_a_request_that_crosses_the_end_of_a_resting_connection_is_sent_again_once(server: Server) -> None:
    """RFC 9110, 15.5.9."""
    before: set[asyncio.StreamWriter] = set()

    async def one_each(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(TIRED if writer in before else response(200, b"hello"))
        before.add(writer)
        await writer.drain()

    server.answers["/feed"] = one_each
    async with Web(LIMITS).client([("127.0.0.1", server.port)]) as client:
        for _ in range(3):
            assert isinstance(await fetch(Request(server.url()), client), Fetched)
    assert len(server.asked) == 5


async def test_a_server_that_waits_for_nobody_has_failed(server: Server) -> None:
    server.answers["/feed"] = TIRED
    async with Web(LIMITS).client([("127.0.0.1", server.port)]) as client:
        for _ in range(2):
            got = await fetch(Request(server.url()), client)
            assert not isinstance(got, Fetched)
    assert len(server.asked) <= 3
