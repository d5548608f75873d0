"""kill -9, many times: what was said to be stored is stored, and both files stay whole."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.store.making import NOON, sound

from briefing.store import listing
from briefing.store.connection import Store

ROUNDS = int(os.environ.get("BRIEFING_CRASHES", "8"))

WRITER = """
import sys
from briefing.store import items, marks
from briefing.store.connection import Store
from tests.store.making import NOON, item, keep_newest
store, start = Store.open(sys.argv[1], sys.argv[2], now=NOON), int(sys.argv[3])
print("open", flush=True)
for number in range(start, start + 100_000):
    batch = [item(number * 10 + n, fronts=("kursk", "gaza"), text="Words to fill a page. " * 20) for n in range(10)]
    items.save(store, "s", [*batch, item((number - 1) * 10, title=f"Edited by {number}")], NOON)
    marks.save(store, f"i{number * 10}", True, NOON)
    marks.see(store, [f"i{number * 10}"], NOON)
    if number % 50 == 49:
        keep_newest(store, 2_000)
    print(number, flush=True)
"""


def killed(paths: tuple[str, str], start: int, dice: random.Random) -> list[int]:
    """Let a writer write for a moment and kill it; the numbers of the rounds that it said were stored."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", WRITER, *paths, str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"open\n"
        # Waits for as long as nothing more is said, which never is that long while it lives.
        select.select([], [], [], dice.uniform(0.0, 0.25))
        writer.send_signal(signal.SIGKILL)
        lines = writer.stdout.read().split(b"\n")
    return [int(line) for line in lines[:-1]]


def test_a_writer_killed_at_any_moment_loses_nothing_it_had_said(tmp_path: Path) -> None:
    dice = random.Random(5)
    paths = str(tmp_path / "wire.db"), str(tmp_path / "marks.db")
    start, said = 1, 0
    for _ in range(ROUNDS):
        done = killed(paths, start, dice)
        said += len(done)
        with closing(Store.open(*paths, now=NOON)) as store:
            sound(store)
            for number in done[-150:]:
                found = listing.item(store, f"i{number * 10}")
                assert found is not None
                assert found.marks.saved
                assert found.marks.seen
                assert listing.item(store, f"i{number * 10 + 9}") is not None
            latest = listing.page(store, "gaza", limit=1)
        start = (int(latest[0].id[1:]) // 10 if latest else start) + 1
    assert said > ROUNDS
