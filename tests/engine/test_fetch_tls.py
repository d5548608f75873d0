"""TLS that fails says why, and never falls back to less. The certificates in `tls/` are for these tests only."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.engine.server import Server, response

from briefing.fetch.outcome import Failed, Fetched, Limits, Outcome, Refused, Request
from briefing.fetch.web import Web, fetch

TLS = Path(__file__).with_name("tls")
LIMITS = Limits(deadline=3.0, body=1 << 20)


@asynccontextmanager
async def secure(certificate: str, answer: bytes, version: ssl.TLSVersion | None = None) -> AsyncIterator[int]:
    """A TLS server with this certificate; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / certificate, TLS / "key.pem")
    if version is not None:
        context.maximum_version = version

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


async def ask(url: str, port: int, trusted: str = "") -> Outcome:
    web = Web(LIMITS)
    if trusted:
        web.tls.load_verify_locations(TLS / trusted)
    async with web.client([("127.0.0.1", port)]) as client:
        return await fetch(Request(url), client)


async def test_a_trusted_certificate_is_accepted() -> None:
    async with secure("good.pem", response(200, b"hello")) as port:
        got = await ask(f"https://127.0.0.1:{port}/", port, "good.pem")
    assert isinstance(got, Fetched)
    assert got.body == b"hello"


@pytest.mark.parametrize(
    ("certificate", "trusted", "why"),
    [
        ("good.pem", "", "TLS: self-signed certificate"),
        ("expired.pem", "expired.pem", "TLS: certificate has expired"),
        ("other.pem", "other.pem", "TLS: IP address mismatch, certificate is not valid for '127.0.0.1'."),
    ],
)
async def test_a_certificate_that_is_wrong_is_refused_and_said(certificate: str, trusted: str, why: str) -> None:
    async with secure(certificate, response(200, b"hello")) as port:
        got = await ask(f"https://127.0.0.1:{port}/", port, trusted)
    assert isinstance(got, Failed)
    assert got.why.replace("self signed", "self-signed") == why


async def test_an_old_protocol_is_refused() -> None:
    async with secure("good.pem", response(200, b"hello"), ssl.TLSVersion.TLSv1_2) as port:
        web = Web(LIMITS)
        web.tls.load_verify_locations(TLS / "good.pem")
        web.tls.minimum_version = ssl.TLSVersion.TLSv1_3
        async with web.client([("127.0.0.1", port)]) as client:
            got = await fetch(Request(f"https://127.0.0.1:{port}/"), client)
    assert isinstance(got, Failed)
    assert got.why.startswith("TLS: ")


async def test_the_default_protocol_is_no_older_than_1_2() -> None:
    assert Web().tls.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert Web().tls.verify_mode is ssl.CERT_REQUIRED


async def test_a_server_without_tls_is_a_failure_not_a_fallback() -> None:
    got: list[bytes] = []

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.read(1_000))
        writer.write(response(400, b"speak plainly"))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        failed = await ask(f"https://127.0.0.1:{port}/", port)
    assert failed == Failed("TLS: the server does not speak it at this port")
    assert len(got) == 1
    assert b"GET" not in got[0]


async def test_a_redirect_from_https_to_http_is_refused(server: Server) -> None:
    async with secure("good.pem", response(302, location=server.url())) as port:
        got = await ask(f"https://127.0.0.1:{port}/", port, "good.pem")
    assert got == Refused("refused: it redirects from https to http")
    assert server.asked == []
