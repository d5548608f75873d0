"""Many viewers, one fetcher: how many requests each source gets while fetchers are killed at random.

    python bench/herd.py [--viewers 25] [--sources 5] [--interval 10] [--seconds 120] [--kill 25]

Each viewer is the part of a viewer that sees to it that somebody fetches, with a store and a child of its own. About
every `--kill` seconds the process that holds the lease is killed with -9. Every source should get one request for each
interval, within a fifth; how long the wire was without a fetcher after each kill is told too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from briefing.store import lease
from briefing.store.connection import Store
from briefing.view.fetcher import Fetcher

TOLERANCE = 0.2
FEED = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Herd</title><link>https://herd.example/</link>'
    b"<description>x</description><item><title>One</title><guid>1</guid></item></channel></rss>"
)


class Counting:
    """A server that counts the requests for each path, and when they came."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it closes."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                self.requests[head.split(b" ", 2)[1].decode()] += 1
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(FEED) + FEED)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def desk(folder: Path, port: int, sources: int, interval: int) -> Path:
    """A configuration of so many sources."""
    file = folder / "briefing.toml"
    tables = "".join(
        f'[[sources]]\nid = "s{n}"\nurl = "http://127.0.0.1:{port}/s{n}"\ninterval = "{interval}s"\n'
        for n in range(sources)
    )
    file.write_text('[[fronts]]\nid = "all"\n' + tables)
    return file


async def viewers(given: argparse.Namespace, store: Store, config: Path) -> list[float]:
    """Run the viewers for so long, killing fetchers; how long each kill left the wire without one."""
    command = [sys.executable, "-m", "briefing", "refresh", "--watch", "--child"]
    command += ["--store", store.path, "--config", str(config)]
    herd = [Fetcher(Store.open(store.path), command, clock=lambda: int(time.time())) for _ in range(given.viewers)]
    ends = time.monotonic() + given.seconds
    next_kill = time.monotonic() + given.kill
    gaps: list[float] = []
    killed: tuple[str, float] | None = None
    while time.monotonic() < ends:
        for viewer in herd:
            viewer.tend()
            await asyncio.sleep(1 / given.viewers)
            holder = lease.holder(store, int(time.time()))
            if killed and holder and holder != killed[0]:
                gaps.append(time.monotonic() - killed[1])
                killed = None
            if time.monotonic() >= next_kill and holder and not killed and ends - time.monotonic() > 10:
                os.kill(int(holder.split(":")[1]), signal.SIGKILL)
                killed = holder, time.monotonic()
                next_kill += given.kill * random.uniform(0.5, 1.5)
    for viewer in herd:
        viewer.stop(10)
    return gaps


async def run(given: argparse.Namespace) -> int:
    """Measure; 1 when a source got more or fewer requests than it should."""
    counting = Counting()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["HOME"] = scratch
        async with await asyncio.start_server(counting.serve, "127.0.0.1", 0) as server:
            config = desk(Path(scratch), server.sockets[0].getsockname()[1], given.sources, given.interval)
            store = Store.open(str(Path(scratch) / "wire.db"))
            gaps = await viewers(given, store, config)
            store.close()
    expected = given.seconds / given.interval
    shares = {path: count / expected for path, count in sorted(counting.requests.items())}
    print(f"{given.viewers} viewers, {given.sources} sources, {len(gaps)} kills in {given.seconds} s")
    print("requests for each source and interval:", " ".join(f"{share:.2f}" for share in shares.values()))
    print("seconds without a fetcher after a kill:", " ".join(f"{gap:.1f}" for gap in gaps))
    well = len(shares) == given.sources and all(abs(share - 1) <= TOLERANCE for share in shares.values())
    print("within" if well else "OUT OF", "bounds: 1 ± 0.2")
    return 0 if well else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("viewers", 25), ("sources", 5), ("interval", 10), ("seconds", 120), ("kill", 25)):
        parser.add_argument(f"--{name}", type=int, default=default)
    sys.exit(asyncio.run(run(parser.parse_args())))
