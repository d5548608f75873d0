"""newsboat in the same terminal with as many items, for `bench/terminal.py`; nothing when it is not installed."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from pathlib import Path
from xml.sax.saxutils import escape

from bench.terminal import FRONTS, environment, made, pressed
from tests.terminal.harness import Terminal


def measure(home: Path, count: int, columns: int, rows: int, runs: int) -> None:
    """Fill its cache from local feeds, then start it and press keys."""
    argv = prepared(home, count)
    if not argv:
        return
    started = []
    for _ in range(runs):
        with Terminal(argv, columns=columns, rows=rows, env=environment(home)) as terminal:
            terminal.shows("mpox")
            started.append(time.perf_counter() - terminal.started)
    print(f"newsboat: first screen        {statistics.median(started) * 1e3:8.1f} ms")
    with Terminal(argv, columns=columns, rows=rows, env=environment(home)) as terminal:
        terminal.shows("mpox")
        terminal.settle(0.3)
        terminal.press("\r")
        for name, key in {"cursor down": "j", "page down": "\x1b[6~"}.items():
            some = [pressed(terminal, key) for _ in range(runs)]
            sent, least, took = (statistics.median(column) for column in zip(*some, strict=True))
            print(f"newsboat: {name:19} {took * 1e3:8.1f} ms  {sent:7.0f} B  least {least:6.0f} B")


def prepared(home: Path, count: int) -> list[str]:
    """The command that starts it on so many items, its cache filled; [] when it is not installed."""
    program = shutil.which("newsboat")
    if program is None:
        print("newsboat is not installed")
        return []
    urls = home / "urls"
    urls.write_text("".join(f"file://{feed(home, front, count // len(FRONTS))}\n" for front in FRONTS))
    (home / "newsboat").write_text("show-read-feeds yes\nrefresh-on-startup no\nmax-items 0\n")
    argv = [program, "-q", "-u", str(urls), "-c", str(home / "cache.db"), "-C", str(home / "newsboat")]
    subprocess.run([*argv, "-x", "reload"], check=True, env=environment(home), stdout=subprocess.DEVNULL)
    return argv


def feed(home: Path, front: str, count: int) -> Path:
    """An RSS file with the items of a front."""
    path = home / f"{front}.xml"
    now = int(time.time())
    items = (made(front, number, now - 60 - number * 300) for number in range(count))
    body = "".join(
        f"<item><title>{escape(item.title)}</title><link>{item.url}</link><guid>{item.id}</guid>"
        f"<pubDate>{time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime(item.at))}</pubDate>"
        f"<description>{escape(item.text)}</description></item>"
        for item in items
    )
    path.write_text(f'<rss version="2.0"><channel><title>{front}</title>{body}</channel></rss>')
    return path
