"""A server on loopback that does whatever it is told, byte for byte, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from briefing.fetch import urls
from briefing.model import Desk, Fetching, Front, Match, Source


class Asked(NamedTuple):
    """One request: its path and its headers, names in lower case."""

    path: str
    headers: dict[str, str]


Answer = bytes | Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Answers each path with bytes, or lets a coroutine write what it likes. 404 for all others."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.open = 0
        self.most_open = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Server:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def known(self, path: str = "/feed") -> dict[str, str]:
        """What a request says that knows an answer already, given by this path with the ETag `"a"`."""
        return {"etag": '"a"', "validated": urls.parse(self.url(path)).mark}

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while not writer.is_closing():
                asked = _parsed(await reader.readuntil(b"\r\n\r\n"))
                self.asked.append(asked)
                answer = self.answers.get(asked.path, response(404, b"no"))
                if isinstance(answer, bytes):
                    writer.write(answer)
                    await writer.drain()
                    if b"connection: close" in answer[:2000].lower():
                        break
                else:
                    await answer(asked, writer)
        self.open -= 1
        writer.close()
        self._tasks.discard(task)


def _parsed(head: bytes) -> Asked:
    lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines[1:] if line)
    return Asked(lines[0].split(" ")[1], {name.strip().lower(): value.strip() for name, _, value in pairs})


def response(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A whole response; `content_type="text/html"` becomes the header `Content-Type`."""
    head = "".join(f"{name.replace('_', '-').title()}: {value}\r\n" for name, value in headers.items())
    length = "" if "content_length" in headers or status in (204, 304) else f"Content-Length: {len(body)}\r\n"
    return f"HTTP/1.1 {status} Whatever\r\n{head}{length}\r\n".encode("latin-1") + body


def rss(*titles: str, ttl: int = 0, start: int = 1_700_000_000, step: int = 60) -> bytes:
    """An RSS feed of these headlines, the newest first, `step` seconds apart, the oldest dated `start`."""
    import time

    items = []
    for number, title in enumerate(reversed(titles)):
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(start + number * step))
        key = title.replace(" ", "-")
        items.append(
            f"<item><title>{title}</title><link>https://news.example/{key}</link>"
            f'<guid isPermaLink="false">{key}</guid><pubDate>{date}</pubDate></item>'
        )
    wait = f"<ttl>{ttl}</ttl>" if ttl else ""
    body = "".join(reversed(items))
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Example News</title><link>https://news.example/</link>'
        f"<description>Ours</description>{wait}{body}</channel></rss>"
    ).encode()


FRONTS = (Front("kursk", "Kursk", Match(any=("Kursk",))), Front("gaza", "Gaza", Match(any=("Gaza",))))


def desk_of(*sources: Source, deadline: int = 5, size: int = 1 << 20, connections: int = 16, **rest: object) -> Desk:
    """A desk with these sources and small limits."""
    return Desk(fronts=FRONTS, sources=sources, fetching=Fetching(connections, deadline, size), **rest)  # type: ignore[arg-type]


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: int = 1_700_001_000) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at
