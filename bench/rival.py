"""newsboat in the same terminal with the same sources and items, for `bench/terminal.py`; nothing without it."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from bench.terminal import FRONTS, environment, pressed, share, sourced, spent, start
from tests.terminal.harness import Terminal

from briefing.model import Item

LAST = "Help"
"""What ends its first screen, the list of its feeds: the last of its key hints."""


class Listed(NamedTuple):
    """Seconds until its list is on the screen, seconds of processor and MiB (PSS) by then."""

    answered: float
    spent: float
    memory: float


def measure(ours: Sequence[str], home: Path, count: int, columns: int, rows: int, runs: int) -> None:
    """Fill its cache from local feeds, start it and the viewer by turns, then press keys in it."""
    argv = prepared(home, count)
    if not argv:
        return
    pairs = [(start(ours, home, columns, rows), listed(argv, home, columns, rows)) for _ in range(runs + 1)][1:]
    for words, field, unit, scale in (
        ("first screen", "answered", "ms", 1e3),
        ("its processor time", "spent", "ms", 1e3),
        ("memory (PSS)", "memory", "MiB", 1),
    ):
        some = [(getattr(mine, field), getattr(its, field)) for mine, its in pairs]
        its = statistics.median(second for _, second in some) * scale
        ratio = statistics.median(first / second for first, second in some)
        print(f"newsboat: {words:19} {its:8.1f} {unit:3}  a viewer that has answered a key: {ratio:.3f} of that")
    keys(argv, home, columns, rows, runs)


def keys(argv: Sequence[str], home: Path, columns: int, rows: int, runs: int) -> None:
    """Bytes, the least possible bytes and times in the list of the first feed."""
    script = {"cursor down": "\x1bOB", "page down": "\x1b[6~", "page up": "\x1b[5~"}
    found: dict[str, list[tuple[int, int, float, float]]] = {name: [] for name in script}
    with Terminal(argv, columns=columns, rows=rows, env=environment(home)) as terminal:
        terminal.shows(LAST, 120)
        terminal.settle(0.3)
        terminal.press("\r")
        for _ in range(runs):
            for name, key in script.items():
                found[name].append(pressed(terminal, key))
    for name, some in found.items():
        sent, least, took, used = (statistics.median(column) for column in zip(*some, strict=True))
        print(
            f"newsboat: {name:19} {took * 1e3:8.1f} ms  {sent:7.0f} B  least {least:6.0f} B"
            f"  {sent / max(least, 1):5.2f}  {used * 1e3:5.1f} ms of processor"
        )


def listed(argv: Sequence[str], home: Path, columns: int, rows: int) -> Listed:
    """Start it, see its list, and quit."""
    with Terminal(argv, columns=columns, rows=rows, env=environment(home)) as terminal:
        terminal.until(lambda: LAST.encode() in terminal.raw, 120)
        found = Listed(time.perf_counter() - terminal.started, spent(terminal.pid), share(terminal.pid))
        terminal.send("q")
        assert terminal.ended(60), "it does not end"
        return found


def prepared(home: Path, count: int) -> list[str]:
    """The command that starts it on so many items, its cache filled; [] when it is not installed. Tells its version."""
    program = shutil.which("newsboat")
    if program is None:
        print("newsboat is not installed")
        return []
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    feeds = [feed(home, name, some) for name, some in sourced(int(time.time()), range(count // len(FRONTS)))]
    print(f"{version.splitlines()[0]}: {len(feeds)} feeds, {count} items")
    urls = home / "urls"
    urls.write_text("".join(f"file://{path}\n" for path in feeds))
    (home / "newsboat").write_text("show-read-feeds yes\nrefresh-on-startup no\nmax-items 0\n")
    argv = [program, "-q", "-u", str(urls), "-c", str(home / "cache.db"), "-C", str(home / "newsboat")]
    subprocess.run([*argv, "-x", "reload"], check=True, env=environment(home), stdout=subprocess.DEVNULL)
    return argv


def feed(home: Path, name: str, some: Sequence[Item]) -> Path:
    """An RSS file with the items of a source."""
    path = home / f"{name}.xml"
    body = "".join(
        f"<item><title>{escape(item.title)}</title><link>{item.url}</link><guid>{item.id}</guid>"
        f"<pubDate>{time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime(item.at))}</pubDate>"
        f"<description>{escape(item.text)}</description></item>"
        for item in some
    )
    path.write_text(f'<rss version="2.0"><channel><title>{name}</title>{body}</channel></rss>')
    return path
