"""The lean writer against tmux, a terminal of its own: both writers leave the same picture in two of its panes."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest
from tests.terminal.harness import Emulator
from tests.ui import test_mirror
from tests.ui.test_mirror import Stock

from briefing.ui.terminal.mirror import Mirror
from briefing.view.firstpaint import TAKE

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux here")

WIDTH, HEIGHT = 60, 14
FRAMES = int(os.environ.get("FRAMES", "80"))
DOUBTFUL = ("ﷺ", "क्षि", "ก็", "🚢")
"""What tmux and the toolkit give another width; only the lean writer keeps what stands behind them in its place."""


class Pane:
    """A terminal in tmux that shows what is written into a pipe."""

    def __init__(self, folder: Path, name: str) -> None:
        self.socket, self.name = folder / "tmux", name
        fifo = folder / name
        os.mkfifo(fifo)
        size = ("-x", str(WIDTH), "-y", str(HEIGHT))
        self.tmux("new-session", "-d", "-s", name, *size, f"stty raw -echo; exec cat {fifo}")
        self.pipe = os.open(fifo, os.O_WRONLY)
        self.write(TAKE)

    def tmux(self, *argv: str) -> str:
        """A command of tmux."""
        command = ["tmux", "-f", os.devnull, "-S", str(self.socket), *argv]
        env = {key: value for key, value in os.environ.items() if key != "TMUX"} | {"LC_ALL": "C.UTF-8"}
        return subprocess.run(command, env=env, capture_output=True, check=True).stdout.decode()

    def write(self, data: str) -> None:
        """Have it shown."""
        os.write(self.pipe, data.encode())

    def picture(self) -> list[list[object]]:
        """What it shows, with the looks of every cell."""
        screen = Emulator(WIDTH, HEIGHT)
        screen.reset_mode(7, private=True)
        rows = self.tmux("capture-pane", "-p", "-e", "-N", "-t", self.name).split("\n")[:HEIGHT]
        pyte.Stream(screen).feed("".join(f"\x1b[{y + 1}H{row}" for y, row in enumerate(rows)))
        return screen.picture()


@pytest.fixture
def panes(tmp_path: Path) -> Iterator[tuple[Pane, Pane]]:
    one, two = Pane(tmp_path, "stock"), Pane(tmp_path, "lean")
    yield one, two
    for each in (one, two):
        os.close(each.pipe)
    subprocess.run(["tmux", "-S", str(one.socket), "kill-server"], capture_output=True, check=False)


def test_in_tmux_both_writers_leave_the_same_picture(panes: tuple[Pane, Pane], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_mirror, "WORDS", tuple(word for word in test_mirror.WORDS if word not in DOUBTFUL))
    plain, lean = panes
    stock, mirror, chance = Stock(7), Mirror(WIDTH, HEIGHT), random.Random(7)
    lines = ["" for _ in range(HEIGHT)]
    for number in range(FRAMES):
        if number % 3 == 2:
            up = chance.choice([-3, -1, 1, 2, 4])
            lines = lines[up:] + [""] * up if up > 0 else [""] * -up + lines[:up]
        for y in chance.sample(range(HEIGHT), chance.randint(0, HEIGHT if number % 3 == 0 else 2)):
            lines[y] = ""
        if number % 3 == 1:
            lines = [f"\x1b[2m{number % 60:3}\x1b[0m{line[11:]}" for line in lines]
        for y in range(HEIGHT):
            age, end = chance.randint(0, 60), chance.randint(0, 9)
            lines[y] = lines[y] or f"\x1b[2m{age:3}\x1b[0m{stock.line(WIDTH - 4)}{end}"
        placed = [f"\x1b[{y + 1};1H{line}" for y, line in enumerate(lines)]
        mirror.feed("\n".join(placed) + "\x1b[1;1H")
        if number % 9 == 8:
            mirror.forget()
        lean.write(mirror.changes())
        plain.write("".join(placed))
        deadline = time.monotonic() + 3
        while (shown := lean.picture()) != (expected := plain.picture()) and time.monotonic() < deadline:
            time.sleep(0.01)
        wrong = [
            (number, y, x, *cells)
            for y, rows in enumerate(zip(shown, expected, strict=True))
            for x, cells in enumerate(zip(*rows, strict=True))
            if cells[0] != cells[1]
        ]
        assert wrong == []
