"""Connections whose address was looked at first: the part under the HTTP library that opens sockets.

A name is resolved once, every answer is judged, and the connection goes to a judged address, so that neither a
redirect nor a name that changes its mind (DNS rebinding) leads inside. Private addresses are open only for the
host and port that the user named, and not for a named host that has been seen with a public address.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from typing import Any, SupportsIndex

import httpcore

from briefing.fetch import addresses
from briefing.fetch.aside import aside
from briefing.fetch.outcome import Spent

CONNECT = 10.0
_STAGGER = 0.3
_ATTEMPTS = 6
_CHUNK = 65_536
_HEAD_CHUNK = 4_096
MOST_STATUSES = 11
"""Status lines until the one that counts: who sends more interim answers (1xx) never means to come to it."""


class Forbidden(Exception):
    """An address that we do not speak to. `str` is a sentence."""


class BrokenHandshake(Exception):
    """The server hung up while encryption was being agreed on. `str` is a sentence."""


class Unknown(Exception):
    """A name without an address. `str` is a sentence."""


class Overflow(Exception):
    """More bytes than one answer may have. `str` is a sentence."""


def objection(address: str) -> str:
    """What speaks against connecting to a numeric address: of what kind it is, or that it is one of this machine."""
    return addresses.objection(address) or ("an address of this machine" if ours(address) else "")


def ours(address: str) -> bool:
    """Whether an address is one of this machine. Servers see it, and could lead us to what listens here for us alone.

    The system answers without sending anything: what is ours is reached from itself.
    """
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            return bool(probe.getsockname()[0] == address)
    except OSError:
        return False


class Incoming(asyncio.StreamReader):
    """What comes over a connection; `waiting` is how many bytes of it nobody has taken yet."""

    waiting = 0

    def feed_data(self, data: Iterable[SupportsIndex]) -> None:
        """Called with what came."""
        came = bytes(data)
        self.waiting += len(came)
        super().feed_data(came)


async def connect(address: str, port: int) -> tuple[Incoming, asyncio.StreamWriter]:
    """A connection to a numeric address. Raises OSError."""
    loop = asyncio.get_running_loop()
    reader = Incoming(loop=loop)
    transport, protocol = await loop.create_connection(
        lambda: asyncio.StreamReaderProtocol(reader, loop=loop), address, port
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


_Connecting = asyncio.Task[tuple[Incoming, asyncio.StreamWriter]]


async def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of `host`. Raises Unknown."""
    if addresses.numeric(host):
        return [host]
    try:
        found = await aside(socket.getaddrinfo, host, port, 0, socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Unknown(f"cannot find {host} (no network, or no such host)") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def _race(addresses: list[str], port: int) -> tuple[Incoming, asyncio.StreamWriter]:
    """A connection to the first of the addresses that takes one, each tried `_STAGGER` seconds after the one before:
    where one protocol leads nowhere, the other answers (RFC 8305). Raises OSError."""
    waiting = list(addresses)
    running: set[_Connecting] = set()
    failure = OSError("no address")
    try:
        while waiting or running:
            if waiting:
                running.add(asyncio.create_task(connect(waiting.pop(0), port)))
            pause = _STAGGER if waiting else None
            done, running = await asyncio.wait(running, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = task.exception()
                if error is None:
                    running |= done - {task}
                    return task.result()
                if not isinstance(error, OSError):
                    raise error
                failure = error
        raise failure
    finally:
        for task in running:  # of which one may have its connection already
            task.cancel()
            task.add_done_callback(_hang_up)


def _hang_up(task: _Connecting) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result()[1].transport.abort()


class Network(httpcore.AsyncNetworkBackend):
    """Opens checked connections, one at a time. `named` holds the (host, port) pairs that may be private, `public` the
    hosts that were seen to be public and is shared by all networks of a fetcher."""

    def __init__(self, named: Iterable[tuple[str, int]], public: set[str], allowance: int, spent: Spent) -> None:
        self._named = frozenset(named)
        self._public = public
        self._allowance = allowance
        self._spent = spent
        self._stream: Stream | None = None

    def permitted(self, host: str, port: int, found: list[str]) -> list[str]:
        """Those of the addresses `found` for `host` that may be spoken to. Raises Forbidden when none may."""
        why = ""
        good = []
        for address in found:
            against = objection(address)
            if not against:
                good.append(address)
            why = why or against
        named = (host, port) in self._named
        if good:
            if named:
                self._public.add(host)
            return good
        if named:
            if host not in self._public:
                return found
            raise Forbidden(f"{host} had a public address and now has {why}, which we do not trust")
        raise Forbidden(f"{host} is {why}, and not named in the configuration" if why else f"{host} has no address")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the permitted address that answers first. Raises Unknown, Forbidden or OSError."""
        await self.aclose()
        found = self.permitted(host, port, await resolve(host, port))[:_ATTEMPTS]
        try:
            async with asyncio.timeout(CONNECT):
                self._stream = Stream(*await _race(found, port), self._allowance, self._spent)
        except TimeoutError:
            raise TimeoutError(f"no connection within {CONNECT:g} s") from None
        return self._stream

    async def aclose(self) -> None:
        """Close the connection that is open: the library leaves one open to a proxy of which it got no good answer."""
        stream, self._stream = self._stream, None
        if stream is not None:
            await stream.aclose()

    async def sleep(self, seconds: float) -> None:
        """Wait; the HTTP library's pause between retries, of which we ask for none."""
        await asyncio.sleep(seconds)


class Stream(httpcore.AsyncNetworkStream):
    """One connection. Reads no more than `allowance` bytes in answer to one request, and little at a time until the
    head of the answer is `complete`: reading interim answers costs a thousand times what sending them does."""

    def __init__(self, reader: Incoming, writer: asyncio.StreamWriter, allowance: int, spent: Spent) -> None:
        self._reader = reader
        self._writer = writer
        self._allowance = allowance
        self._spent = spent
        self._left = allowance
        self._statuses: int | None = 0

    def complete(self) -> bool:
        """The head of the answer is there; what follows is its body. False if nothing came since the request was sent:
        then it is no answer to that, but was put behind the one before."""
        self._statuses = None
        return self._left < self._allowance

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes, b"" at the end. Raises Overflow or OSError."""
        if self._statuses is None:
            piece = await self._reader.read(min(max_bytes, _CHUNK))
        elif self._statuses > MOST_STATUSES:
            raise Overflow("it sends interim answers without end")
        else:
            piece = await self._reader.read(min(max_bytes, _HEAD_CHUNK))
            self._statuses += piece.count(b"HTTP/")
        self._reader.waiting -= len(piece)
        self._left -= len(piece)
        self._spent.received += len(piece)
        if self._left < 0:
            raise Overflow("its answer does not end")
        return piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send. Raises WriteError, which lets the library read what the server said before it hung up."""
        self._left, self._statuses = self._allowance, 0
        if buffer:
            try:
                self._writer.write(buffer)
                await self._writer.drain()
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        """Close at once: there is nothing that a server could still tell us."""
        self._writer.transport.abort()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted and verified. Raises ssl.SSLError, BrokenHandshake or OSError."""
        try:
            async with asyncio.timeout(CONNECT):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except TimeoutError:
            await self.aclose()
            raise BrokenHandshake(f"the server did not agree on encryption within {CONNECT:g} s") from None
        except (ConnectionError, EOFError) as error:
            await self.aclose()
            raise BrokenHandshake("the server broke off the handshake") from error
        except BaseException:
            await self.aclose()
            raise
        if self._reader.waiting:
            # It came before, unencrypted, from whoever stands between, and would pass for an answer.
            await self.aclose()
            raise BrokenHandshake("something was said before encryption was agreed on")
        return self

    def get_extra_info(self, info: str) -> Any:
        """What the library asks about: the TLS object, and whether a resting connection has something to say, if only
        that it is over: nothing that nobody asked for is an answer to what is asked next."""
        if info == "ssl_object":
            return self._writer.get_extra_info("ssl_object")
        if info == "is_readable":
            return self._reader.waiting > 0 or self._reader.at_eof() or self._writer.transport.is_closing()
        return None
