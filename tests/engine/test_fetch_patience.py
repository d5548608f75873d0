"""How long is waited for whom, and what is said of it: each source pays for its own server only."""

from __future__ import annotations

import asyncio
import gc
import socket
from typing import Any

import pytest
from tests.engine.server import Asked, Server, response
from tests.engine.test_fetch import HINT, silent, trickle

from briefing.fetch import network
from briefing.fetch.outcome import Failed, Fetched, Limits, Outcome, Request
from briefing.fetch.web import PER_ORIGIN, Web, fetch

LIMITS = Limits(deadline=2.0, body=1 << 20)


async def follow(web: Web, *servers: Server) -> Outcome:
    """What is answered by the first server, which may lead to the others."""
    async with web.client([("127.0.0.1", one.port) for one in servers]) as client:
        return await fetch(Request(servers[0].url()), client)


async def test_who_waits_for_others_at_the_same_server_has_its_own_time_still(server: Server) -> None:
    """Six sources are led to one server, which takes two fifths of the deadline for each, two at a time."""

    async def slowly(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(LIMITS.deadline * 2 / 5)
        writer.write(response(200, b"hello"))
        await writer.drain()

    server.answers["/feed"] = slowly
    web = Web(LIMITS)
    others = [await Server().__aenter__() for _ in range(6)]
    for other in others:
        other.answers["/feed"] = response(302, location=server.url())
    got = await asyncio.gather(*(follow(web, other, server) for other in others))
    for other in others:
        await other.__aexit__()
    assert {type(one) for one in got} == {Fetched}, "four of them come within one deadline"
    assert server.most_open <= PER_ORIGIN


async def test_who_never_gets_a_turn_says_so(server: Server) -> None:
    web = Web(LIMITS._replace(deadline=0.2))
    gate = web.gate(("http", "127.0.0.1", server.port))
    for _ in range(PER_ORIGIN):
        await gate.acquire()
    got = await follow(web, server)
    assert got == Failed("no turn within 0.2 s: other sources lead to the same server", unreachable=True)
    assert server.asked == []
    gate.release()
    server.answers["/feed"] = response(200, b"hello")
    assert isinstance(await follow(web, server), Fetched), "and leaves nothing locked"


async def test_a_server_that_takes_its_time_does_not_get_more_by_making_others_wait(server: Server) -> None:
    server.answers["/feed"] = silent
    web = Web(LIMITS._replace(deadline=0.3))
    began = asyncio.get_running_loop().time()
    got = await asyncio.gather(*(follow(web, server) for _ in range(4)))
    assert all(isinstance(one, Failed) for one in got)
    assert asyncio.get_running_loop().time() - began < 10
    assert len(server.asked) <= 4


def test_the_turns_of_servers_that_nobody_speaks_to_are_forgotten() -> None:
    web = Web()
    gate = web.gate(("http", "news.example", 80))
    for number in range(2_000):
        web.gate(("http", f"{number}.example", 80))
    gc.collect()
    assert web.gate(("http", "news.example", 80)) is gate
    assert len(web._gates) == 1


async def hint(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(HINT)
    await asyncio.Event().wait()


async def reset(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(response(200, b"half", content_length="4000"))
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.transport.abort()


@pytest.mark.parametrize("answer", [trickle, hint, reset])
async def test_a_server_that_said_something_was_reached(server: Server, answer: Any) -> None:
    """So it is not our own network, and who keeps failing is asked ever more rarely."""
    server.answers["/feed"] = answer
    got = await follow(Web(LIMITS._replace(deadline=0.3)), server)
    assert isinstance(got, Failed)
    assert not got.unreachable


async def test_a_server_that_said_nothing_was_not_reached(server: Server) -> None:
    server.answers["/feed"] = silent
    got = await follow(Web(LIMITS._replace(deadline=0.3)), server)
    assert got == Failed("no complete answer within 0.3 s", unreachable=True)


async def test_a_server_that_stalls_while_encryption_is_agreed_on_is_said_to(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "CONNECT", 0.2)
    async with Web(LIMITS).client([("127.0.0.1", server.port)]) as client:
        got = await fetch(Request(server.url().replace("http:", "https:")), client)
    assert got == Failed("TLS: the server did not agree on encryption within 0.2 s")


async def test_it_is_said_which_host_was_not_found(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which may be one that the source's own led to, or the proxy's."""

    def unknown(host: str, *_: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "odd")

    monkeypatch.setattr(network.socket, "getaddrinfo", unknown)
    server.answers["/feed"] = response(302, location="http://other.example/feed")
    assert await follow(Web(LIMITS), server) == Failed("cannot find other.example (no network, or no such host)")
    async with Web(LIMITS).client((), "http://proxy.example:3128") as client:
        got = await fetch(Request("http://news.example/"), client)
    assert got == Failed("cannot find proxy.example (no network, or no such host)", unreachable=True)


@pytest.mark.parametrize(
    "host", ["a..b", ".localhost", f"{'a' * 64}.example", ".", "..", "news..example", "a." * 127 + "a"]
)
async def test_a_name_that_cannot_be_one_is_not_looked_up(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network.socket, "getaddrinfo", None)
    async with Web(LIMITS).client() as client:
        got = await fetch(Request(f"http://{host}/"), client)
    assert isinstance(got, Failed)
    assert got.why in ("the host's name cannot be understood", "the address names no host")
