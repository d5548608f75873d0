"""Through a proxy that the configuration names, and no other."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tests.engine.server import Server, response
from tests.engine.test_fetch_tls import TLS, secure

from briefing.fetch import addresses
from briefing.fetch.outcome import Failed, Fetched, Limits, Outcome, Refused, Request
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


@asynccontextmanager
async def tunnel(
    answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n",
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """An HTTP proxy that answers CONNECT (RFC 9110, 9.3.6), and joins both sides; its port, and the heads it got."""
    heads: list[bytes] = []
    serving: set[asyncio.Task[None]] = set()

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        ends = [writer]
        try:
            heads.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answer)
            await writer.drain()
            if b" 200 " in answer:
                host, _, port = heads[-1].split()[1].decode().rpartition(":")
                there, back = await asyncio.open_connection(host, int(port))
                ends.append(back)
                await asyncio.gather(copy(reader, back), copy(there, writer), return_exceptions=True)
        except asyncio.CancelledError:
            pass
        finally:
            for each in ends:
                each.close()
                with contextlib.suppress(OSError):
                    await each.wait_closed()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], heads
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving)


async def through(proxy: int, port: int, trusted: str = "good.pem", login: str = "", **request: Any) -> Outcome:
    web = Web(LIMITS)
    if trusted:
        web.tls.load_verify_locations(TLS / trusted)
    async with web.client([("127.0.0.1", port)], f"http://{login}127.0.0.1:{proxy}") as client:
        return await fetch(Request(f"https://127.0.0.1:{port}/feed", **request), client)


async def test_https_goes_through_a_proxy_unseen_by_it() -> None:
    async with secure("good.pem", response(200, b"hello")) as port, tunnel() as (proxy, heads):
        got = await through(proxy, port, login="user:pass@", headers=(("X-Key", "sesame"),))
    assert isinstance(got, Fetched)
    assert got.body == b"hello"
    (head,) = heads
    assert head.startswith(f"CONNECT 127.0.0.1:{port} ".encode())
    assert b"Basic dXNlcjpwYXNz" in head, "the proxy's own password"
    assert b"sesame" not in head


async def test_tls_through_a_proxy_fails_as_it_does_without() -> None:
    async with secure("good.pem", response(200, b"hello")) as port, tunnel() as (proxy, _):
        assert await through(proxy, port, trusted="") in (
            Failed("TLS: self-signed certificate"),
            Failed("TLS: self signed certificate"),
        )
    got: list[bytes] = []

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.read(1_000))
        writer.write(response(400, b"speak plainly"))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as there, tunnel() as (proxy, _):
        port = there.sockets[0].getsockname()[1]
        assert await through(proxy, port) == Failed("TLS: the server does not speak it at this port")
    assert len(got) == 1, "it is not asked without encryption instead"
    assert b"GET" not in got[0]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            b"HTTP/1.1 407 Odd \x1b[2J\r\nContent-Length: 0\r\n\r\n",
            "the proxy refused: HTTP 407 (the proxy wants a password)",
        ),
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "the proxy refused: HTTP 403 (forbidden)"),
        (b"", "the server hung up without an answer"),
        (b"nonsense\r\n\r\n", "its answer is not HTTP that we understand"),
    ],
)
async def test_what_a_proxy_says_is_told(answer: bytes, why: str) -> None:
    async with tunnel(answer) as (proxy, _):
        assert await through(proxy, 1) == Failed(why)


async def test_a_proxy_is_not_asked_for_this_machine(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "objection", lambda address: "")
    async with Web(LIMITS).client((), server.url("")) as client:
        got = await fetch(Request("http://127.0.0.1:9/"), client)
    assert got == Refused("refused: 127.0.0.1 is an address of this machine, and not named")
    assert server.asked == []


@pytest.mark.parametrize("room", [4_096, 65_536, 0])
async def test_what_a_proxy_says_before_encryption_does_not_pass_for_an_answer(room: int) -> None:
    """The head of its answer fills what is read at once, so that what stands behind it is still to be read."""
    head = b"HTTP/1.1 200 Connection established\r\nX: "
    head += b"y" * max(room - len(head) - 4, 0) + b"\r\n\r\n"
    async with (
        secure("good.pem", response(200, b"right")) as port,
        tunnel(head + response(200, b"what was never encrypted")) as (proxy, _),
    ):
        got = await through(proxy, port)
    if room == 4_096:
        assert got == Failed("TLS: something was said before encryption was agreed on")
    else:
        assert not isinstance(got, Fetched) or got.body == b"right"


async def test_a_proxy_that_repeats_its_password_is_not_quoted() -> None:
    heads: list[bytes] = []

    async def repeat(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 407 " + heads[0].replace(b"\r\n", b" ") + b"\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(repeat, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        async with Web(LIMITS).client((), f"http://desk:sesame@127.0.0.1:{port}") as client:
            got = await fetch(Request("https://news.example/"), client)
    assert b"Basic ZGVzazpzZXNhbWU=" in heads[0]
    assert got == Failed("the proxy refused: HTTP 407 (the proxy wants a password)")


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([b""], "the proxy does not speak SOCKS5"),
        ([b"HTTP/1.1 400 Bad\r\n\r\n"], "the proxy does not speak SOCKS5"),
        ([b"\5\xff"], "the proxy refused: it wants another way to log in"),
        ([b"\5\2"], "the proxy refused: it wants another way to log in"),
        ([b"\5\0", b"\5\5\0\1" + bytes(6)], "the proxy refused: proxy server could not connect: connection refused"),
        ([b"\5\0", b"\5\0\0\3\xff" + b"a" * 9], "the proxy does not speak SOCKS5"),
        ([b"\5\0", b""], "the proxy does not speak SOCKS5"),
    ],
)  # fmt: skip
async def test_what_a_socks_proxy_says_is_told(answers: list[bytes], why: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.read(1_000)
            writer.write(answer)
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        async with Web(LIMITS).client((), f"socks5://127.0.0.1:{port}") as client:
            assert await fetch(Request("http://news.example/"), client) == Failed(why)


async def test_a_proxy_that_is_away_is_told(server: Server) -> None:
    assert await through(1, server.port) == Failed("connection refused", unreachable=True)
    async with Web(LIMITS).client([("news.example", 80)], "socks5://127.0.0.1:1") as client:
        assert await fetch(Request("http://news.example/"), client) == Failed("connection refused", unreachable=True)
    assert server.asked == []
