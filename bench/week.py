"""Whether memory stays flat over a week of arrivals, pressed into a minute or two.

python bench/week.py [--arrivals 20000] [--items 5000]

A viewer in a pty looks at the store fifty times a second instead of twice; another process stores the arrivals of a
week, ten at a time, edits one in ten, and a key is pressed now and then. Printed: what the viewer holds for itself
(allocated memory, MiB) after each tenth, and the growth after the first tenth and over the second half, which is what
counts: what is kept has filled up by then.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.terminal import FRONTS, begun, made, stocked

from briefing.store import items
from briefing.store.connection import Store

if TYPE_CHECKING:
    from tests.terminal.harness import Terminal

QUICKLY = """
import sys
from briefing.ui import app
app.POLL = 0.02
from briefing.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
BATCH = 10
KEYS = "jjknjgz\tzj\r\x1bn"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arrivals", type=int, default=20_000)
    parser.add_argument("--items", type=int, default=5_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        stocked(home, options.items)
        (home / "briefing.toml").write_text("sources = []\n")
        argv = [sys.executable, "-c", QUICKLY, "--no-spawn", "--store", str(home / "wire.db")]
        argv += ["--config", str(home / "briefing.toml")]
        begun(argv, home, 120, 40).close()  # from here on the desk need not be read and checked
        with begun(argv, home, 120, 40) as terminal:
            found = [held(terminal.pid)]
            for tenth in range(10):
                arrive(terminal, home, tenth * options.arrivals // 10, options.arrivals // 10)
                found.append(held(terminal.pid))
                print(f"{(tenth + 1) * options.arrivals // 10:8} arrivals {found[-1]:8.1f} MiB", flush=True)
    after, half = found[-1] - found[1], found[-1] - found[5]
    print(
        f"at the start {found[0]:.1f} MiB; after the first tenth {after:+.2f} MiB, over the second half {half:+.2f} MiB"
    )


def arrive(terminal: Terminal, home: Path, first: int, count: int) -> None:
    """Some arrivals, each batch drawn before the next one comes."""
    with closing(Store.open(str(home / "wire.db"))) as store:
        for number in range(first, first + count, BATCH):
            now = int(time.time())
            front = FRONTS[number // BATCH % len(FRONTS)]
            some = [made(front, 10**8 + each, now) for each in range(number, number + BATCH)]
            items.save(store, f"bench-{front}", some, now)
            items.save(store, f"bench-{front}", [some[0]._replace(title="It was said otherwise before")], now)
            terminal.send(KEYS[number // BATCH % len(KEYS)])
            terminal.read(0.03)
            terminal.settle(0.01)
    terminal.settle(0.3)
    terminal.raw, terminal._drawn = b"", 0


def held(pid: int) -> float:
    """What a process has allocated and is in memory, in MiB; not the files that it shares with others."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.findall(r"^Anonymous:\s+(\d+)", rollup, re.M)[0]) / 1024


if __name__ == "__main__":
    main()
