"""What the viewer costs the line and the reader's patience, measured in a pty.

python bench/terminal.py [--items 5000] [--runs 5] [--size 120x40] [--driver stock] [--idle 600] [--rival]

The items come from a hundred sources. With --rival newsboat is measured too, in the same run, with the same sources
and items. For each key: bytes sent, what a perfect differ would have sent for the same change of the screen (cursor
positions, SGR and text of changed cells, gaps of up to six cells written again), and the time to the last byte. Bytes
are exact, times depend on the machine: compare them with those of the same run only. A million items take some five
minutes to store, and 2 GB in the temporary folder.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.terminal.harness import Terminal

from briefing.model import Also, Credit, Item
from briefing.store import items
from briefing.store.connection import Store

FRONTS = ("kursk", "kerch", "gaza", "mpox")
HEADLINES = (
    "Military office set up inside the region to keep order there",
    "Bridge shut overnight while about 2,000 vehicles wait in the queue",
    "Talks go on into a second day, mediators say gaps are smaller than before",
    "Health agency counts 548 cases since January, most of them in one country",
    "Power cut in three districts after a strike on a substation",
)
PUBLISHERS = ("BBC", "Reuters", "The Guardian", "AP", "Al Jazeera", "RFE/RL")
SOURCES = 25
"""How many sources each front has."""
SENTENCE = "What’s known so far, “a sentence or two” – as Zürich heard it – fills a line of the reader. "
"""A summary is three of them; every other source gives the whole story in its feed, as about half of all feeds do."""
GAP, AT_ONCE = 6, 5_000
LAST = b" help"
"""What ends the first screen: the last of the key hints."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--driver", default="lean", choices=("lean", "stock"))
    parser.add_argument("--idle", type=int, default=10, help="seconds to watch a viewer that nobody touches")
    parser.add_argument("--rival", action="store_true")
    options = parser.parse_args()
    columns, rows = map(int, options.size.split("x"))
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        stocked(home, options.items)
        (home / "briefing.toml").write_text(f'driver = "{options.driver}"\nsources = []\n')
        argv = [
            sys.executable, "-m", "briefing", "--no-spawn", "--store", str(home / "wire.db"),
            "--config", str(home / "briefing.toml"),
        ]  # fmt: skip
        print(
            f"{options.items} items, {columns}x{rows}, 256 colours, {options.driver} driver, median of {options.runs}"
        )
        python = statistics.median(clocked([sys.executable, "-c", "pass"]) for _ in range(options.runs))
        print(f"python -c pass                {python * 1e3:8.1f} ms")
        first_paint(argv, home, columns, rows, options.runs)
        keys(argv, home, columns, rows, options.runs)
        arrival(argv, home, columns, rows)
        idle(argv, home, columns, rows, options.idle)
        memory(argv, home, columns, rows)
        if options.rival:
            from bench import rival

            rival.measure(argv, home, options.items, columns, rows, options.runs)


def stocked(home: Path, count: int) -> None:
    """A wire of `count` items of a hundred sources, the oldest stored first and some at a time."""
    now, each = int(time.time()), count // len(FRONTS)
    with closing(Store.open(str(home / "wire.db"))) as store:
        for first in reversed(range(0, each, AT_ONCE)):
            for name, some in sourced(now, range(first, min(first + AT_ONCE, each))):
                items.save(store, name, some, now)


def sourced(now: int, numbers: range) -> Iterator[tuple[str, list[Item]]]:
    """The items with these numbers of every front, source by source."""
    for place, front in enumerate(FRONTS):
        for nth in range(SOURCES):
            some = [made(front, number, now - 60 - number * 300 - place * 7) for number in numbers[nth::SOURCES]]
            yield f"bench-{front}-{nth:02}", some


def made(front: str, number: int, at: int) -> Item:
    """An item as they come."""
    return Item(
        key=str(number),
        id=f"{front}{number:012}"[:24],
        title=f"{HEADLINES[number % len(HEADLINES)]} ({number})",
        text=SENTENCE * (21 if number % SOURCES % 2 else 3),
        url=f"https://news.example/{front}/{number}",
        published=at,
        credit=Credit(PUBLISHERS[number % len(PUBLISHERS)], "stated", also=(Also("AFP"),) if number % 4 == 0 else ()),
        fronts=(front,),
        source=f"bench-{front}",
        first_seen=at,
    )


def environment(home: Path) -> dict[str, str]:
    """An empty home of its own; compiled modules are kept."""
    return {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "XDG_CACHE_HOME": str(home / "cache")}


def begun(argv: Sequence[str], home: Path, columns: int, rows: int) -> Terminal:
    """The viewer, quiet."""
    terminal = Terminal(argv, columns=columns, rows=rows, env=environment(home))
    terminal.shows("mpox")
    terminal.settle(0.6)
    return terminal


def clocked(argv: Sequence[str]) -> float:
    """Seconds that a command takes."""
    before = time.perf_counter()
    subprocess.run(argv, check=True)
    return time.perf_counter() - before


class Start(NamedTuple):
    """One start: seconds until the last line is on the screen, until a key typed then is answered, and from q to the
    prompt; bytes of the first screen; seconds of processor, and MiB (PSS), by the time the key was answered.
    """

    painted: float
    answered: float
    left: float
    size: int
    spent: float
    memory: float


def start(argv: Sequence[str], home: Path, columns: int, rows: int) -> Start:
    """Start the viewer, type a key at once, quit."""
    with Terminal(argv, columns=columns, rows=rows, env=environment(home)) as terminal:
        terminal.until(lambda: LAST in terminal.raw)
        painted = time.perf_counter() - terminal.started
        size = len(terminal.raw)
        terminal.send("z")
        while len(terminal.raw) < size + 1_000 and time.perf_counter() - terminal.started < 20:
            terminal.read(0.05)
        answered = time.perf_counter() - terminal.started
        used, memory = spent(terminal.pid), share(terminal.pid)
        terminal.settle(0.2)
        before = time.perf_counter()
        terminal.send("q")
        pid, _ = os.waitpid(terminal.pid, 0)
        terminal.status = 0 if pid else None
        return Start(painted, answered, time.perf_counter() - before, size, used, memory)


def first_paint(argv: Sequence[str], home: Path, columns: int, rows: int, runs: int) -> None:
    """Until the last line is on the screen, until a key is answered, and until the prompt is back."""
    found = [start(argv, home, columns, rows) for _ in range(runs + 1)][1:]
    painted, answered, left, size, used, _ = (statistics.median(column) for column in zip(*found, strict=True))
    print(f"first screen                  {painted * 1e3:8.1f} ms  {size:7.0f} B")
    print(f"a key typed at once, answered {answered * 1e3:8.1f} ms, {used * 1e3:.1f} ms of processor")
    print(f"from q to the prompt          {left * 1e3:8.1f} ms")


def keys(argv: Sequence[str], home: Path, columns: int, rows: int, runs: int) -> None:
    """Bytes, the least possible bytes and times of what readers do all day."""
    script: dict[str, list[str]] = {
        "cursor down": ["j"],
        "page down": [" "],
        "to the top": ["g"],
        "change of pane": ["\t"],
        "reader opened": ["\r"],
        "reader closed": ["\x1b"],
        "next new": ["n"],
        "search opened": ["/"],
        "a letter typed": ["b"],
        "search closed": ["\x1b"],
    }
    found: dict[str, list[tuple[int, int, float, float]]] = {name: [] for name in script}
    with begun(argv, home, columns, rows) as terminal:
        for _ in range(runs):
            for name, typed in script.items():
                found[name].append(pressed(terminal, "".join(typed)))
    for name, some in found.items():
        sent, least, took, used = (statistics.median(column) for column in zip(*some, strict=True))
        print(
            f"{name:29} {took * 1e3:8.1f} ms  {sent:7.0f} B  least {least:6.0f} B  {sent / max(least, 1):5.2f}"
            f"  {used * 1e3:5.1f} ms of processor"
        )


def pressed(terminal: Terminal, typed: str) -> tuple[int, int, float, float]:
    """Bytes sent for a key, the least that would have done, seconds to the last of them and of the processor."""
    before, size, used = terminal.screen().cells(), len(terminal.raw), spent(terminal.pid)
    began = last = time.perf_counter()
    terminal.send(typed)
    while terminal.read(0.25):
        last = time.perf_counter()
    used = spent(terminal.pid) - used
    return len(terminal.raw) - size, least(before, terminal.screen().cells()), last - began, used


def arrival(argv: Sequence[str], home: Path, columns: int, rows: int) -> None:
    """An item that comes in at the top."""
    with begun(argv, home, columns, rows) as terminal:
        before, size = terminal.screen().cells(), len(terminal.raw)
        now = int(time.time())
        with closing(Store.open(str(home / "wire.db"))) as store:
            items.save(store, "bench-kursk", [made("kursk", 10**9, now)], now)
        terminal.settle(0.8)
        sent, fewest = len(terminal.raw) - size, least(before, terminal.screen().cells())
    print(f"{'arrival at the top':29} {'':11}  {sent:7.0f} B  least {fewest:6.0f} B  {sent / max(fewest, 1):5.2f}")


def idle(argv: Sequence[str], home: Path, columns: int, rows: int, seconds: int) -> None:
    """Bytes and processor time of a viewer that nobody touches."""
    with begun(argv, home, columns, rows) as terminal:
        size, before = len(terminal.raw), spent(terminal.pid)
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            terminal.read(left)
        used, sent = spent(terminal.pid) - before, len(terminal.raw) - size
    print(
        f"idle                          {used / seconds * 1e3:8.2f} ms of processor a second, {sent} B in {seconds} s"
    )


def spent(pid: int) -> float:
    """Processor seconds of a process so far, all threads."""
    return sum(int(each.read_text().split()[0]) for each in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def memory(argv: Sequence[str], home: Path, columns: int, rows: int, viewers: int = 5) -> None:
    """The share of memory of each of several viewers."""
    terminals = [begun(argv, home, columns, rows) for _ in range(viewers)]
    shares = [share(each.pid) for each in terminals]
    for each in terminals:
        each.close()
    print(f"memory, each of {viewers} viewers      {statistics.median(shares):6.1f} MiB (PSS)")


def share(pid: int) -> float:
    """A process's share of the memory in MiB (PSS)."""
    return int(re.findall(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[0]) / 1024


def least(before: list[list[Any]], after: list[list[Any]]) -> int:
    """Bytes that a differ in the manner of curses needs to make one picture of another."""
    total, pen = 0, None
    for y, (was, now) in enumerate(zip(before, after, strict=True)):
        runs: list[list[int]] = []
        for x in (x for x in range(len(now)) if was[x] != now[x]):
            if runs and x - runs[-1][1] <= GAP:
                runs[-1][1] = x
            else:
                runs.append([x, x])
        for start, end in runs:
            total += 4 + len(str(y + 1)) + len(str(start + 1))
            tail = now[start:]
            if len(tail) > 4 and all(blank(cell, tail[-1].bg) for cell in tail):
                size, pen = drawn_with(now[start], pen)
                total += size + 3
                continue
            for cell in now[start : end + 1]:
                size, pen = drawn_with(cell, pen)
                total += size + len(cell.data.encode())
    return total


def blank(cell: Any, background: str) -> bool:
    """Whether erasing makes a cell what it is."""
    return cell.data == " " and not cell.underscore and not cell.reverse and cell.bg == background


def drawn_with(cell: Any, pen: Any) -> tuple[int, Any]:
    """Bytes from one pen to that of a cell, and that pen: a whole SGR sequence, or nothing."""
    wanted = (cell.fg, cell.bg, cell.bold, cell.italics, cell.underscore, cell.reverse, cell.strikethrough)
    if wanted == pen:
        return 0, pen
    size = sum(9 if re.fullmatch("[0-9a-f]{6}", colour) else 0 if colour == "default" else 3 for colour in wanted[:2])
    return 4 + max(size + 2 * sum(map(bool, wanted[2:])), 1), wanted


if __name__ == "__main__":
    main()
