"""HTTP: one document asked for, politely and within bounds. Answers are records; a server's fault never raises.

One `Client` serves one worker, which asks one thing at a time; all of a `Web` share one TLS context, since making one
reads every certificate of the system.
"""

from __future__ import annotations

import asyncio
import base64
import os
import ssl
import string
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import NamedTuple
from weakref import WeakValueDictionary

import httpcore
import httpx

from briefing import __version__
from briefing.fetch import addresses, caching, decoding, reasons, urls
from briefing.fetch.network import Forbidden, Network, objection
from briefing.fetch.outcome import MIB, Failed, Fetched, Limits, Outcome, Refused, Request, Spent, Unchanged
from briefing.fetch.transport import Transport

AGENT = f"briefing/{__version__}"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.9, */*;q=0.5"
)
PER_ORIGIN = 2
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_TIRED_OF_WAITING = 408
_HEADER_ROOM = MIB
_LISTS = ("cache-control", "content-encoding")
_OURS = {"host", "accept-encoding", "content-length", "transfer-encoding", "connection", "range"}
_TOKEN = frozenset(string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~")


class Web:
    """What all clients of a fetcher share: the TLS context (made when first needed) and which hosts were public."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.public: set[str] = set()
        self._gates: WeakValueDictionary[urls.Origin, asyncio.Semaphore] = WeakValueDictionary()
        self._tls: ssl.SSLContext | None = None

    @property
    def tls(self) -> ssl.SSLContext:
        """Verifies against the system's certificates, or those that come along where the system has none."""
        if self._tls is None:
            self._tls = ssl.create_default_context()
            self._tls.minimum_version = ssl.TLSVersion.TLSv1_2  # not every build of Python says so by itself
            paths = ssl.get_default_verify_paths()
            if not (paths.cafile or (paths.capath and os.listdir(paths.capath))):
                import certifi

                self._tls.load_verify_locations(certifi.where())
        return self._tls

    def gate(self, origin: urls.Origin) -> asyncio.Semaphore:
        """What lets no more than two clients at a time speak to one origin, wherever they were sent from.

        It is there for as long as somebody has it: redirects to ever other hosts must not fill the memory.
        """
        gate = self._gates.get(origin)
        if gate is None:
            gate = self._gates[origin] = asyncio.Semaphore(PER_ORIGIN)
        return gate

    def client(self, named: Iterable[tuple[str, int]] = (), proxy: str = "") -> Client:
        """A client for one worker. `named` are the (host, port) pairs that may be private: what the user named."""
        return Client(self, named, proxy)


class Client:
    """One worker's connections: at most one at a time. An async context manager. `spent` counts what it costs."""

    def __init__(self, web: Web, named: Iterable[tuple[str, int]], proxy: str) -> None:
        self.web = web
        self._named = set(named)
        self._proxy = proxy
        self._transports: dict[str, Transport] = {}
        self._asked: set[urls.Origin] = set()
        self.spent = Spent()

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.hang_up()

    async def hang_up(self) -> None:
        """Close what is open; the next request opens anew."""
        transports, self._transports = self._transports, {}
        self._asked.clear()
        for transport in transports.values():
            await transport.aclose()

    def transport(self, address: urls.Address) -> Transport:
        """The connections for addresses of this scheme. Raises Forbidden for what a proxy must not be asked."""
        if self._proxy and (address.host, address.port) not in self._named:
            against = "an oddly spelt address" if addresses.spelt_oddly(address.host) else ""
            if addresses.numeric(address.host):
                against = objection(address.host)
            if against or address.host == "localhost" or address.host.endswith(".localhost"):
                raise Forbidden(f"{address.host} is {against or 'a loopback address'}, and not named")
        if address.scheme not in self._transports:
            self._transports[address.scheme] = self._open(self.web.tls if address.scheme == "https" else None)
        return self._transports[address.scheme]

    def _open(self, tls: ssl.SSLContext | None) -> Transport:
        room = self.web.limits.body + _HEADER_ROOM
        if not self._proxy:
            network = Network(self._named, self.web.public, room, self.spent)
            pool = httpcore.AsyncConnectionPool(
                ssl_context=tls, max_connections=1, keepalive_expiry=20.0, network_backend=network
            )
            return Transport(pool, network)
        scheme, _, rest = self._proxy.partition("://")
        there = urls.parse(("https://" if scheme == "https" else "http://") + rest)
        network = Network([(there.host, there.port)], set(), room, self.spent)
        proxy = httpcore.Proxy(
            f"{scheme}://{there.authority}".replace("socks5h://", "socks5://"),
            auth=(there.user, there.password) if there.user else None,
            ssl_context=self.web.tls if scheme == "https" else None,
        )
        pool = httpcore.AsyncConnectionPool(ssl_context=tls, proxy=proxy, max_connections=1, network_backend=network)
        return Transport(pool, network)

    def reused(self, address: urls.Address) -> bool:
        """Whether this origin was asked before, so that a connection may have gone stale between two requests."""
        before = address.origin in self._asked
        self._asked.add(address.origin)
        return before


async def fetch(request: Request, client: Client) -> Outcome:
    """Ask for one document, within the limits and what of the time the client has not spent yet. Never raises for
    anything that a server or a network does."""
    limits = client.web.limits
    before = client.spent.received
    try:
        async with asyncio.timeout(limits.deadline - client.spent.seconds) as patience:
            try:
                return await _follow(request, urls.parse(request.address), client, patience)
            finally:
                client.spent.seconds = limits.deadline - _left(patience)
    except TimeoutError as error:
        failed = reasons.of_error(
            error if str(error) else TimeoutError(f"no complete answer within {limits.deadline:g} s")
        )
    except Exception as error:  # a server can make the library raise nearly anything
        failed = reasons.of_error(error)
    if isinstance(failed, Failed) and client.spent.received > before:
        return failed._replace(unreachable=False)  # it is not our own network: somebody answered
    return failed


def _left(patience: asyncio.Timeout) -> float:
    """The seconds until a timeout, less than none after it."""
    until = patience.when()
    assert until is not None
    return until - asyncio.get_running_loop().time()


class _Redirect(NamedTuple):
    status: int
    location: bytes


async def _follow(request: Request, address: urls.Address, client: Client, patience: asyncio.Timeout) -> Outcome:
    """Ask, and go where redirects lead: never from https to http, never with secrets to another origin."""
    origin, moved, permanent = address.origin, "", True
    for _ in range(client.web.limits.redirects + 1):
        async with _turn(client.web, address.origin, patience):
            answer = await _ask(request, address, client, own=address.origin == origin, moved=moved)
            if address.origin != origin:
                await client.hang_up()
        if isinstance(answer, Failed) and not permanent:
            return answer._replace(gone=False)  # which was said of where it leads today
        if not isinstance(answer, _Redirect):
            return answer
        target = urls.follow(address, answer.location)
        if address.scheme == "https" and target.scheme == "http":
            return Refused("refused: it redirects from https to http")
        permanent = permanent and answer.status in _PERMANENT
        if permanent:
            moved = target.url
        address = target
    return Failed(f"it redirects more than {client.web.limits.redirects} times")


@asynccontextmanager
async def _turn(web: Web, origin: urls.Origin, patience: asyncio.Timeout) -> AsyncIterator[None]:
    """Our turn to speak to an origin. How long others take is not counted against `patience`, though it is not waited
    for them for ever: raises TimeoutError."""
    gate = web.gate(origin)
    if gate.locked():
        await _wait_for(gate, web.limits.deadline, patience)
    else:
        await gate.acquire()
    try:
        yield
    finally:
        gate.release()


async def _wait_for(gate: asyncio.Semaphore, seconds: float, patience: asyncio.Timeout) -> None:
    left = _left(patience)
    patience.reschedule(None)
    try:
        async with asyncio.timeout(seconds):
            await gate.acquire()
    except TimeoutError:
        raise TimeoutError(f"no turn within {seconds:g} s: other sources lead to the same server") from None
    finally:
        patience.reschedule(asyncio.get_running_loop().time() + left)


async def _ask(
    request: Request, address: urls.Address, client: Client, *, own: bool, moved: str
) -> Outcome | _Redirect:
    """Ask once, and once more if a connection that was kept open turns out to have been closed meanwhile."""
    again = client.reused(address)
    validators = _validators(request) if address.mark == request.validated else {}
    headers = _headers_of(request, address, own, validators)
    while True:
        try:
            answer = await _exchange(address, headers, client, moved)
        except (httpcore.NetworkError, httpcore.RemoteProtocolError, ConnectionError) as error:
            if not again or "without sending complete" in str(error):
                raise
        else:
            if isinstance(answer, Unchanged) and not validators:
                return Failed("it says that nothing has changed, which it was not asked", status=304)
            if not again or not isinstance(answer, Failed) or answer.status != _TIRED_OF_WAITING:
                return answer
        again = False


async def _exchange(
    address: urls.Address, headers: list[tuple[bytes, bytes]], client: Client, moved: str
) -> Outcome | _Redirect:
    port = None if address.port == urls.PORTS[address.scheme] else address.port
    target = address.target.encode("ascii")
    url = httpx.URL(scheme=address.scheme, host=address.host, port=port, raw_path=target)
    bound = client.web.limits.body
    client.spent.requests += 1
    response = await client.transport(address).handle_async_request(httpx.Request("GET", url, headers=headers))
    try:
        said = _said(response.headers.raw)
        if response.status_code in _REDIRECTS and "location" in said:
            return _Redirect(response.status_code, said["location"].encode("latin-1"))
        fresh = caching.lifetime(said, int(time.time()))
        if response.status_code == 304:
            return Unchanged(fresh, moved)
        if response.status_code != 200:
            return _failed(response.status_code, said)
        if said.get("content-length", "").isdigit() and int(said["content-length"][:20]) > bound:
            raise decoding.TooLarge(f"more than {bound / MIB:g} MiB")
        body = decoding.Body(decoding.coding(said.get("content-encoding", "")), bound)
        async for piece in response.aiter_raw():
            body.add(piece)
    finally:
        await response.aclose()
    return Fetched(
        body.finish(),
        address.url,
        content_type=said.get("content-type", "")[:200],
        etag=caching.validator(said.get("etag", "")),
        last_modified=caching.validator(said.get("last-modified", "")),
        lifetime=fresh,
        moved=moved,
    )


def _said(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers by name in lower case. Of one said twice the last counts, but a list goes on (RFC 9110, 5.3)."""
    said: dict[str, str] = {}
    for raw, value in headers:
        name = raw.decode("latin-1").lower()
        before = f"{said[name]}, " if name in _LISTS and name in said else ""
        said[name] = before + value.decode("latin-1")
    return said


def _failed(status: int, said: Mapping[str, str]) -> Failed:
    wait = caching.retry_after(said.get("retry-after", ""), int(time.time()))
    return Failed(reasons.of_status(status), status=status, retry_after=wait, gone=status == 410)


def _validators(request: Request) -> dict[str, str]:
    said = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in said.items() if value}


def _headers_of(
    request: Request, address: urls.Address, own: bool, validators: Mapping[str, str]
) -> list[tuple[bytes, bytes]]:
    """What is sent. The source's own headers and its password go to its own origin only."""
    headers = {
        "Host": address.authority,
        "User-Agent": AGENT,
        "Accept": ACCEPT,
        "Accept-Encoding": "gzip",
        **validators,
    }
    if own:
        given = urls.parse(request.address)
        if given.user:
            login = base64.b64encode(f"{given.user}:{given.password}".encode()).decode("ascii")
            headers["Authorization"] = f"Basic {login}"
        for name, value in request.headers:
            if name.lower() in _OURS or not _TOKEN.issuperset(name) or not value.isprintable():
                raise ValueError("a header of the configuration cannot be sent")
            headers[_known(name, headers)] = value
    return [(name.encode("ascii"), value.encode("utf-8")) for name, value in headers.items()]


def _known(name: str, headers: Mapping[str, str]) -> str:
    """The spelling under which `headers` holds `name` already, so that it is replaced and not sent twice."""
    return next((known for known in headers if known.lower() == name.lower()), name)
