"""Serves a folder on loopback with validators and connections that stay open, cheaply beside what is measured.

python bench/serve.py FOLDER       prints its port, then serves until its input closes
"""

from __future__ import annotations

import asyncio
import sys
from email.utils import formatdate
from pathlib import Path


class Folder:
    """Its files, held in memory, each with a date."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, tuple[bytes, str, str]] = {}
        for path in folder.iterdir():
            body = path.read_bytes()
            kind = "application/feed+json" if path.suffix == ".json" else "application/xml"
            self.files["/" + path.name] = body, formatdate(path.stat().st_mtime, usegmt=True), kind

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it closes."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self.answer(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def answer(self, head: bytes) -> bytes:
        """The whole response to a request."""
        path = head.split(b" ", 2)[1].decode("ascii")
        if path not in self.files:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body, date, kind = self.files[path]
        if f"If-Modified-Since: {date}".encode() in head:
            return f"HTTP/1.1 304 Not Modified\r\nLast-Modified: {date}\r\n\r\n".encode()
        lines = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        return f"{lines}Last-Modified: {date}\r\n\r\n".encode() + body


async def main(folder: Path) -> None:
    """Serve until standard input ends."""
    server = await asyncio.start_server(Folder(folder).serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
