"""Through a proxy that the configuration names, and no other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.engine.server import Server, response

from briefing.fetch.outcome import Failed, Fetched, Limits, Refused, Request
from briefing.fetch.web import Web, fetch

LIMITS = Limits(deadline=3.0, body=1 << 20)


@asynccontextmanager
async def socks(target: int) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A SOCKS5 proxy (RFC 1928) that leads every name to one port here; its port, and the names it was asked for."""
    names: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        head = await reader.readexactly(4)
        if head[3] == 3:
            (length,) = await reader.readexactly(1)
        else:
            length = 4
        names.append(await reader.readexactly(length))
        await reader.readexactly(2)
        there, back = await asyncio.open_connection("127.0.0.1", target)
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        back.write(await reader.readuntil(b"\r\n\r\n"))
        writer.write(await there.read(65_536))
        await writer.drain()
        writer.close()
        back.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], names


async def test_an_http_proxy_is_asked_for_the_whole_address(server: Server) -> None:
    server.answers["http://news.example/feed"] = response(200, b"hello")
    async with Web(LIMITS).client([("news.example", 80)], server.url("")) as client:
        got = await fetch(Request("http://news.example/feed"), client)
    assert isinstance(got, Fetched)
    assert server.asked[0].headers["host"] == "news.example"


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
async def test_a_socks_proxy_resolves_the_name(server: Server, scheme: str) -> None:
    server.answers["/feed"] = response(200, b"hello")
    named = [("news.example", 80)]
    async with (
        socks(server.port) as (port, names),
        Web(LIMITS).client(named, f"{scheme}://127.0.0.1:{port}") as client,
    ):
        got = await fetch(Request("http://news.example/feed"), client)
    assert isinstance(got, Fetched)
    assert names == [b"news.example"]


async def test_a_proxy_is_not_asked_for_what_is_inside(server: Server) -> None:
    async with Web(LIMITS).client([("news.example", 80)], server.url("")) as client:
        server.answers["http://news.example/feed"] = response(302, location="http://169.254.169.254/latest")
        got = await fetch(Request("http://news.example/feed"), client)
        assert isinstance(got, Refused)
        server.answers["http://news.example/feed"] = response(302, location="http://localhost/latest")
        assert isinstance(await fetch(Request("http://news.example/feed"), client), Refused)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "127.0.0.1.", "0x", "[::ffff:127.0.0.1]"]
)
async def test_a_proxy_is_not_asked_for_an_address_in_an_odd_spelling(server: Server, host: str) -> None:
    server.answers["http://news.example/feed"] = response(302, location=f"http://{host}/latest")
    async with Web(LIMITS).client([("news.example", 80)], server.url("")) as client:
        assert isinstance(await fetch(Request("http://news.example/feed"), client), Refused | Failed)
    assert len(server.asked) == 1
