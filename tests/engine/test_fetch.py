"""What each kind of server costs, and the sentence that stands for it."""

from __future__ import annotations

import asyncio
import errno
import gzip
import random
import tracemalloc
import zlib
from typing import Any

import pytest
from tests.engine.server import Asked, Server, response, rss

from briefing.fetch import decoding, network, reasons
from briefing.fetch.outcome import Failed, Fetched, Limits, Outcome, Refused, Request, Unchanged
from briefing.fetch.web import Web, fetch

MIB = 1 << 20
LIMITS = Limits(deadline=2.0, body=MIB)


async def ask(server: Server, path: str = "/feed", limits: Limits = LIMITS, **request: Any) -> Outcome:
    async with Web(limits).client([("127.0.0.1", server.port)]) as client:
        return await fetch(Request(server.url(path), **request), client)


async def test_a_good_answer_comes_whole_with_its_validators(server: Server) -> None:
    server.answers["/feed"] = response(
        200, b"hello", etag='"a"', last_modified="Fri, 16 Aug 2024 12:00:00 GMT", content_type="text/xml"
    )
    got = await ask(server)
    assert isinstance(got, Fetched)
    assert (got.body, got.etag, got.last_modified, got.content_type) == (
        b"hello",
        '"a"',
        "Fri, 16 Aug 2024 12:00:00 GMT",
        "text/xml",
    )
    sent = server.asked[0].headers
    assert sent["accept-encoding"] == "gzip"
    assert sent["user-agent"].startswith("briefing/")
    assert "cookie" not in sent
    assert "if-none-match" not in sent


async def test_validators_are_sent_back_and_nothing_is_downloaded(server: Server) -> None:
    server.answers["/feed"] = response(304, cache_control="max-age=900")
    got = await ask(server, last_modified="Fri, 16 Aug 2024 12:00:00 GMT", **server.known())
    assert got == Unchanged(lifetime=900)
    assert server.asked[0].headers["if-none-match"] == '"a"'
    assert server.asked[0].headers["if-modified-since"] == "Fri, 16 Aug 2024 12:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, "HTTP 401 (a password or key is wanted)"),
        (403, "HTTP 403 (forbidden)"),
        (404, "HTTP 404 (not found)"),
        (429, "HTTP 429 (too many requests)"),
        (503, "HTTP 503 (service unavailable)"),
        (599, "HTTP 599 (an error of the server)"),
    ],
)
async def test_a_status_is_said_in_words(server: Server, status: int, why: str) -> None:
    server.answers["/feed"] = response(status, b"x", retry_after="120")
    got = await ask(server)
    assert isinstance(got, Failed)
    assert (got.why, got.status, got.retry_after) == (why, status, 120)


async def test_a_reason_phrase_never_reaches_anybody(server: Server) -> None:
    server.answers["/feed"] = b"HTTP/1.1 404 \x1b]52;c;aGk=\x07\r\nContent-Length: 0\r\n\r\n"
    got = await ask(server)
    assert isinstance(got, Failed)
    assert got.why.isprintable()


async def test_410_is_told_apart(server: Server) -> None:
    server.answers["/feed"] = response(410)
    got = await ask(server)
    assert isinstance(got, Failed)
    assert got.gone


@pytest.mark.parametrize(("status", "gone"), [(301, True), (308, True), (302, False), (307, False)])
async def test_410_where_it_leads_today_is_not_said_of_the_address(server: Server, status: int, gone: bool) -> None:
    server.answers["/feed"] = response(status, location="/there")
    server.answers["/there"] = response(410)
    got = await ask(server)
    assert isinstance(got, Failed)
    assert (got.why, got.gone) == ("HTTP 410 (gone for good)", gone)


async def test_gzip_is_decoded(server: Server) -> None:
    body = rss("Kursk one")
    server.answers["/feed"] = response(200, gzip.compress(body), content_encoding="gzip")
    got = await ask(server)
    assert isinstance(got, Fetched)
    assert got.body == body


@pytest.mark.parametrize("padding", [b"\n", b"\0" * 600, b"<!-- served in 3 ms -->", b"\0\x1f\x8b"])
@pytest.mark.parametrize("apart", [False, True])
async def test_what_stands_behind_a_gzip_body_is_nothing_of_it(server: Server, padding: bytes, apart: bool) -> None:
    body = gzip.compress(b"hel") + gzip.compress(b"lo")
    whole = response(200, body + padding, content_encoding="gzip")

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        for piece in [whole[: -len(padding)], *(bytes([byte]) for byte in padding[:30])] if apart else [whole]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.001)
        writer.write(padding[30:] if apart else b"")

    server.answers["/feed"] = answer
    got = await ask(server)
    assert isinstance(got, Fetched)
    assert got.body == b"hello"


@pytest.mark.parametrize("behind", [gzip.compress(b"lo")[:9], b"\x1f", b"\x1f\x8b\x08 and no more of it"])
async def test_what_begins_like_one_more_part_of_a_gzip_body_must_be_one(server: Server, behind: bytes) -> None:
    server.answers["/feed"] = response(200, gzip.compress(b"hel") + behind, content_encoding="gzip")
    got = await ask(server)
    assert isinstance(got, Failed)
    assert got.why in ("the body was cut short", "its gzip body is damaged")


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "gzip, br", "compress", "\x1b[31m"])
async def test_a_coding_that_was_not_asked_for_is_refused(server: Server, coding: str) -> None:
    server.answers["/feed"] = response(200, b"\x00" * 400, content_encoding=coding)
    got = await ask(server)
    assert isinstance(got, Failed)
    assert got.why in ("its body is in a coding that was not asked for", "its answer is not HTTP that we understand")


async def test_codings_in_two_headers_are_two_codings(server: Server) -> None:
    twice = gzip.compress(gzip.compress(rss("Kursk one")))
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip\r\nContent-Length: {len(twice)}\r\n\r\n"
    )
    server.answers["/feed"] = head.encode() + twice
    assert await ask(server) == Failed("its body is in a coding that was not asked for")


async def test_what_is_said_of_freshness_in_two_headers_counts_together(server: Server) -> None:
    server.answers["/feed"] = b"HTTP/1.1 304 X\r\nCache-Control: max-age=600\r\nCache-Control: public\r\n\r\n"
    assert await ask(server, **server.known()) == Unchanged(lifetime=600)


def bomb(size: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(squeeze.compress(bytes(MIB)) for _ in range(size // MIB)) + squeeze.flush()


async def test_a_gzip_bomb_is_stopped_at_the_bound(server: Server) -> None:
    server.answers["/feed"] = response(200, bomb(256 * MIB), content_encoding="gzip")
    tracemalloc.start()
    try:
        got = await ask(server)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()
    assert got == Refused("refused: more than 1 MiB")


async def test_empty_gzip_members_without_end_are_stopped(server: Server) -> None:
    server.answers["/feed"] = response(200, gzip.compress(b"") * 5_000, content_encoding="gzip")
    assert await ask(server) == Failed("its gzip body is in too many parts")


@pytest.mark.parametrize("length", ["1048577", "99999999999999999999999", "9" * 5_000])
async def test_a_stated_length_beyond_the_bound_is_not_waited_for(server: Server, length: str) -> None:
    server.answers["/feed"] = response(200, b"x", content_length=length)
    got = await ask(server)
    assert isinstance(got, Refused | Failed)


async def test_a_body_in_crumbs_is_stopped_before_it_costs_much(server: Server) -> None:
    crumbs = b"2\r\nab\r\n" * 110_000
    server.answers["/feed"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + crumbs + b"0\r\n\r\n"
    got = await ask(server, limits=Limits(deadline=10.0, body=MIB))
    assert isinstance(got, Refused)
    assert got.why == "refused: its body comes in too many pieces"


async def test_a_small_body_in_large_wrapping_is_stopped(server: Server) -> None:
    """Chunks of a byte, each with an extension (RFC 9112, 7.1.1) that nobody wants."""
    chunk = b"1;" + b"x" * 10_000 + b"\r\na\r\n"
    server.answers["/feed"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 400 + b"0\r\n\r\n"
    assert await ask(server) == Refused("refused: its answer does not end")


def test_a_body_in_crumbs_takes_no_more_memory_than_its_bound() -> None:
    body = decoding.Body("", MIB)
    tracemalloc.start()
    for _ in range(90_000):
        body.add(bytes(bytearray(b"ab")))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < MIB


async def test_a_body_without_end_is_stopped_at_the_bound(server: Server) -> None:
    async def endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()

    server.answers["/feed"] = endless
    assert await ask(server) == Refused("refused: more than 1 MiB")


@pytest.mark.parametrize(
    "answer",
    [
        response(200, b"half", content_length="4000", connection="close"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\nhalf\r\n",
        response(200, gzip.compress(rss("Kursk one"))[:-9], content_encoding="gzip"),
        response(200, gzip.compress(rss("Kursk one"))[:40], content_encoding="gzip"),
    ],
    ids=["length", "chunked", "gzip-trailer", "gzip-middle"],
)
async def test_a_body_that_was_cut_short_is_noticed(server: Server, answer: bytes) -> None:
    server.answers["/feed"] = answer
    assert await ask(server) == Failed("the body was cut short")


SHORT = Limits(deadline=0.4, body=MIB)


async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def trickle(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def trickled_headers(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000):
        writer.write(b"X-%d: y\r\n" % number)
        await writer.drain()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("handler", [silent, trickle, trickled_headers])
async def test_patience_ends_at_the_deadline(server: Server, handler: Any) -> None:
    server.answers["/feed"] = handler
    began = asyncio.get_running_loop().time()
    got = await ask(server, limits=SHORT)
    assert isinstance(got, Failed)
    assert got.why == "no complete answer within 0.4 s"
    assert asyncio.get_running_loop().time() - began < 15


HINT = b"HTTP/1.1 103 Early Hints\r\n\r\n"


@pytest.mark.parametrize("at_once", [1, 2_000])
async def test_interim_answers_are_borne_with_only_so_often(server: Server, at_once: int) -> None:
    taken: list[int] = []

    async def hints(asked: Asked, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(HINT * at_once)
            await writer.drain()
            taken.append(at_once)
            await asyncio.sleep(0.002)

    server.answers["/feed"] = hints
    got = await ask(server, limits=Limits(deadline=20.0, body=8 * MIB))
    assert got == Refused("refused: it sends interim answers without end")
    assert sum(taken) < 60_000, "the connection is cut off, not read to the end of its allowance"


async def test_of_a_flood_of_interim_answers_few_are_read(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each costs the library a tenth of a millisecond, so that the allowance of a body would be a minute of CPU."""
    read: list[bytes] = []
    original = network.Stream.read

    async def noted(stream: network.Stream, most: int, timeout: float | None = None) -> bytes:
        piece = await original(stream, most, timeout)
        read.append(piece)
        return piece

    async def flood(asked: Asked, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(HINT * 2_000)
            await writer.drain()

    monkeypatch.setattr(network.Stream, "read", noted)
    server.answers["/feed"] = flood
    assert isinstance(await ask(server, limits=Limits(deadline=20.0, body=8 * MIB)), Refused)
    assert b"".join(read).count(b"HTTP/") < 250


async def test_an_answer_after_some_interim_ones_is_read_and_so_is_the_next(server: Server) -> None:
    body = b"HTTP/1.1 in every line\n" * 50_000
    server.answers["/feed"] = HINT * 10 + response(200, body)
    async with Web(LIMITS._replace(body=2 * MIB)).client([("127.0.0.1", server.port)]) as client:
        for _ in range(3):
            got = await fetch(Request(server.url()), client)
            assert isinstance(got, Fetched)
            assert got.body == body
    assert server.most_open == 1


async def test_headers_without_end_are_stopped(server: Server) -> None:
    server.answers["/feed"] = b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000 + b"\r\n\r\n"
    got = await ask(server)
    assert got == Failed("its headers are too long")


@pytest.mark.parametrize("answer", [b"\x00\xff" * 200 + b"\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n\r\n"])
async def test_what_is_not_http_is_called_so(server: Server, answer: bytes) -> None:
    server.answers["/feed"] = answer
    assert await ask(server) == Failed("its answer is not HTTP that we understand")


async def test_a_server_that_hangs_up(server: Server) -> None:
    async def hang_up(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server.answers["/feed"] = hang_up
    assert await ask(server) == Failed("the server hung up without an answer")


async def test_nobody_listens(server: Server) -> None:
    async with Web(LIMITS).client([("127.0.0.1", 1)]) as client:
        got = await fetch(Request("http://127.0.0.1:1/feed"), client)
    assert got == Failed("connection refused", unreachable=True)


async def test_a_connection_that_went_stale_is_opened_anew_once(server: Server) -> None:
    async def once(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(response(200, b"hello"))
        await writer.drain()
        if len(server.asked) == 1:
            writer.transport.abort()

    server.answers["/feed"] = once
    async with Web(LIMITS).client([("127.0.0.1", server.port)]) as client:
        for _ in range(2):
            assert isinstance(await fetch(Request(server.url()), client), Fetched)


async def test_a_server_that_hangs_up_on_the_second_request_is_asked_anew_once(server: Server) -> None:
    """It closed the connection while our request was on its way."""
    before: set[asyncio.StreamWriter] = set()

    async def one_each(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if writer in before:
            writer.close()
            return
        before.add(writer)
        writer.write(response(200, b"hello"))

    server.answers["/feed"] = one_each
    async with Web(LIMITS).client([("127.0.0.1", server.port)]) as client:
        for _ in range(3):
            assert isinstance(await fetch(Request(server.url()), client), Fetched)
    assert len(server.asked) == 5


async def test_a_body_that_is_cut_short_is_not_asked_for_again_at_once(server: Server) -> None:
    half = response(200, b"half", content_length="4000", connection="close")
    async with Web(LIMITS).client([("127.0.0.1", server.port)]) as client:
        server.answers["/feed"] = response(200, b"hello")
        assert isinstance(await fetch(Request(server.url()), client), Fetched)
        server.answers["/feed"] = half
        assert await fetch(Request(server.url()), client) == Failed("the body was cut short")
    assert len(server.asked) == 2


async def test_one_connection_serves_many_requests(server: Server) -> None:
    server.answers["/feed"] = response(304)
    async with Web(LIMITS).client([("127.0.0.1", server.port)]) as client:
        for _ in range(5):
            assert await fetch(Request(server.url(), **server.known()), client) == Unchanged()
        assert (server.open, server.most_open) == (1, 1)


@pytest.mark.parametrize(
    "address", ["http://[bad", "http://", "ftp://x/", "http://a b/", "x", "http://h:99999/", "http://%00/"]
)
async def test_an_address_that_cannot_be_understood_is_an_answer_too(address: str) -> None:
    async with Web(LIMITS).client() as client:
        got = await fetch(Request(address), client)
    assert isinstance(got, Failed)
    assert got.why.isprintable()
    assert address not in got.why


async def test_whatever_bytes_come_the_answer_is_a_record(server: Server) -> None:
    whole = response(
        200, gzip.compress(rss("Kursk one")), content_encoding="gzip", etag='"a"', cache_control="max-age=60", age="x"
    )
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    redirect = response(301, location="/feed?again=1")
    dice = random.Random(1)

    async def mangled(asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer = bytearray(dice.choice((whole, chunked, redirect)))
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(answer))
            kind = dice.randrange(3)
            if kind == 0:
                answer[place] = dice.randrange(256)
            elif kind == 1:
                del answer[place : place + dice.randint(1, 20)]
            else:
                answer[place:place] = dice.randbytes(dice.randint(1, 20))
            answer = answer or bytearray(b"x")
        writer.write(bytes(answer))
        writer.close()

    server.answers["/feed"] = server.answers["/feed?again=1"] = mangled
    kinds = set()
    for _ in range(150):
        got = await ask(server, **server.known())
        kinds.add(type(got))
        if isinstance(got, Failed | Refused):
            assert got.why
            assert got.why.isprintable()
            assert not got.why.startswith("could not be fetched"), got.why
    assert {Fetched, Failed} <= kinds


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.ETIMEDOUT, "Connect call failed ('192.0.2.1', 80)"), "no connection: no answer"),
        (OSError(errno.ECONNREFUSED, "Connect call failed ('192.0.2.1', 80)"), "connection refused"),
        (OSError(errno.ENETUNREACH, "Connect call failed ('192.0.2.1', 80)"), "no network"),
        (OSError(errno.EXDEV, "odd"), "cannot connect (EXDEV)"),
        (OSError("odd"), "cannot connect (unknown)"),
        (TimeoutError("no connection within 10 s"), "no connection within 10 s"),
        (TimeoutError(), "no answer"),
    ],
)
def test_what_the_system_says_is_told_in_our_words_without_the_address(error: OSError, why: str) -> None:
    assert reasons.of_error(error) == Failed(why, unreachable=True)
