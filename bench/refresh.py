"""Refreshing many sources from loopback, beside newsboat, in one run: CPU, wall and peak memory, and their ratios.

    python bench/refresh.py [--feeds 100 --items 50] [--rounds 3]

Without options it measures 100 feeds of 50 items and 500 of 20. Each round starts both programs anew, cold (an empty
store) and once more when nothing has changed (304s); the median of the rounds counts. CPU and memory are of the whole
process tree; the server runs in a process of its own and is not counted. Trust the ratios: seconds are the machine's.

"httpx alone" is `bench/floor.py`: it fetches the same documents over httpx. "httpx, and rows with an index" stores
their entries too, as they came. Neither cleans, judges or compares anything, or would survive a hostile document.

Measured 2026-11-22 beside newsboat 2.36 on two cores, CPU as a share of newsboat's: 100 feeds cold 1.5 to 2.5, with
304s 0.3; 500 feeds cold 1.4 to 1.5, with 304s 0.1; peak 67 MiB. So the budgets with 304s and of memory are kept, the
one for cold feeds is not. newsboat needed 0.6 to 1.1 s for the 100, and we 1.5 to 1.7. What comes over httpx, merely
written down with an index, needed 0.5 to 0.7 of newsboat's for the 100 and 0.4 for the 500: as good as all that the
budget leaves. Some 0.3 s of ours go to starting two interpreters and checking the desk, 0.15 to asking, 0.15 to
reading, 0.4 to judging credits, fronts and figures, half of that to the figures, 0.3 to storing, half of that to the
full-text index, and the rest to passing items between the two.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import feeds

CPU_COLD, CPU_UNCHANGED, PEAK = 0.45, 0.8, 100.0
"""What must hold: CPU as a share of newsboat's, cold and with 304s, and MiB at the peak."""


class Cost(NamedTuple):
    """CPU seconds, wall seconds, MiB at the peak."""

    cpu: float
    wall: float
    peak: float


def resident(pid: int) -> int:
    """Bytes of a process and its children, shared pages counted once (PSS)."""
    total = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total = int(line.split()[1]) * 1024
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(resident(int(child)) for child in (task / "children").read_text().split())
    except (OSError, ValueError):
        return total
    return total


def measured(command: list[str], env: dict[str, str]) -> Cost:
    """What one run of a command costs, with everything it starts and waits for. One that fails ends the measurement."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    peak, done = 0, threading.Event()

    def sample() -> None:
        nonlocal peak
        while not done.wait(0.01):
            peak = max(peak, resident(process.pid))

    sampler = threading.Thread(target=sample)
    sampler.start()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    done.set()
    sampler.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command} failed ({process.returncode}): what it cost says nothing")
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak / (1 << 20))


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """A server of the folder in a process of its own; its port."""
    command = [sys.executable, str(Path(__file__).with_name("serve.py")), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.stdin.close()
            server.wait()


def ours(port: int, names: list[str], home: Path) -> tuple[list[str], dict[str, str]]:
    """Our command, on a store and a configuration of its own."""
    tables = "".join(
        f'[[sources]]\nid = "{name[:-4]}"\nurl = "http://127.0.0.1:{port}/{name}"\nfronts = ["all"]\n' for name in names
    )
    (home / "briefing.toml").write_text('[[fronts]]\nid = "all"\n' + tables)
    command = [sys.executable, "-m", "briefing", "refresh", "--all", "--config", str(home / "briefing.toml")]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return [*command, "--store", str(home / "wire.db")], env | {"HOME": str(home)}


def newsboat(port: int, names: list[str], home: Path) -> tuple[list[str], dict[str, str]]:
    """newsboat's command, likewise."""
    (home / "urls").write_text("".join(f"http://127.0.0.1:{port}/{name}\n" for name in names))
    (home / "config").write_text("reload-threads 16\n")
    command = ["newsboat", "-C", str(home / "config"), "-u", str(home / "urls"), "-c", str(home / "cache.db")]
    return [*command, "-x", "reload"], dict(os.environ) | {"HOME": str(home)}


def floor(port: int, names: list[str], home: Path) -> tuple[list[str], dict[str, str]]:
    """What fetches the same over httpx and stores nothing."""
    return [sys.executable, str(Path(__file__).with_name("floor.py")), str(port), *names], dict(os.environ)


def floor_stored(port: int, names: list[str], home: Path) -> tuple[list[str], dict[str, str]]:
    """What fetches the same over httpx, and stores it unread and unjudged."""
    return floor(port, ["--store", str(home / "wire.db"), *names], home)


FLOORS = {"httpx alone": floor, "httpx, and rows with an index": floor_stored}


def rounds(number_of_feeds: int, items: int, how_often: int) -> dict[str, tuple[Cost, Cost]]:
    """The median cost of each program, cold and unchanged."""
    programs = {"briefing": ours, **FLOORS} | ({"newsboat": newsboat} if shutil.which("newsboat") else {})
    costs: dict[str, list[tuple[Cost, Cost]]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as scratch:
        names = feeds.make(Path(scratch) / "feeds", number_of_feeds, items)
        with serving(Path(scratch) / "feeds") as port:
            for number in range(how_often):
                for name, prepare in programs.items():
                    home = Path(scratch) / f"{name}{number}"
                    home.mkdir()
                    command, env = prepare(port, names, home)
                    cold = measured(command, env)
                    costs[name].append((cold, cold if name in FLOORS else measured(command, env)))
    return {name: (_median(run[0] for run in runs), _median(run[1] for run in runs)) for name, runs in costs.items()}


def _median(costs: Iterator[Cost]) -> Cost:
    return Cost(*(median(values) for values in zip(*costs, strict=True)))


def report(number_of_feeds: int, items: int, how_often: int) -> bool:
    """Print a table of one size; whether the budgets hold."""
    measurements = rounds(number_of_feeds, items, how_often)
    title = f"{number_of_feeds} feeds of {items} items"
    print(f"\n{title:38} cold: CPU s  wall s  peak MiB   304s: CPU s  wall s  MiB")
    for name, (cold, unchanged) in measurements.items():
        conditional = f"       {unchanged.cpu:7.2f} {unchanged.wall:7.2f} {unchanged.peak:6.1f}"
        asked = "" if name in FLOORS else conditional
        print(f"  {name:42} {cold.cpu:7.2f} {cold.wall:7.2f} {cold.peak:9.1f}{asked}")
    well = all(cost.peak <= PEAK for cost in measurements["briefing"])
    if "newsboat" in measurements:
        cold, unchanged = (
            Cost(*(ours_ / theirs for ours_, theirs in zip(*pair, strict=True)))
            for pair in zip(measurements["briefing"], measurements["newsboat"], strict=True)
        )
        for name in FLOORS:
            print(f"  {f'{name} / newsboat':42} {measurements[name][0].cpu / measurements['newsboat'][0].cpu:7.2f}")
        print(f"  {'briefing / newsboat':42} {cold.cpu:7.2f} {cold.wall:7.2f} {cold.peak:9.2f}", end="")
        print(f"       {unchanged.cpu:7.2f} {unchanged.wall:7.2f} {unchanged.peak:6.2f}")
        well = well and cold.cpu <= CPU_COLD and unchanged.cpu <= CPU_UNCHANGED
    print(f"  {'within' if well else 'OVER'} the budget: CPU {CPU_COLD} cold, {CPU_UNCHANGED} with 304s, {PEAK:g} MiB")
    return well


def main() -> int:
    """Measure; 1 when a budget is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int)
    parser.add_argument("--items", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sizes = [(given.feeds, given.items)] if given.feeds else [(100, 50), (500, 20)]
    within = [report(number, items, given.rounds) for number, items in sizes]
    return 0 if all(within) else 1


if __name__ == "__main__":
    sys.exit(main())
