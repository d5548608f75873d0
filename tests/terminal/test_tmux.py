"""Inside tmux for days: detached, attached again from a terminal of another size, the line to the client cut."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.terminal.conftest import stock
from tests.terminal.harness import Terminal

from briefing.model import Item
from briefing.store import items
from briefing.store.connection import Store

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux here")


class Tmux:
    """A server of its own with the viewer in it. `attach` is a client in a terminal."""

    def __init__(self, folder: Path, command: str) -> None:
        self.name = ["tmux", "-f", os.devnull, "-S", str(folder / "tmux")]
        self.run("new-session", "-d", "-x", "120", "-y", "40", command)
        self.run("set-option", "-g", "status", "off")

    def run(self, *argv: str) -> str:
        """A command of tmux."""
        kept = {key: value for key, value in os.environ.items() if key not in ("TMUX", "COLORTERM")}
        done = subprocess.run([*self.name, *argv], env=kept | {"LC_ALL": "C.UTF-8"}, capture_output=True, check=True)
        return done.stdout.decode()

    def shown(self) -> list[str]:
        """The rows of the screen as tmux has them."""
        return [row.rstrip() for row in self.run("capture-pane", "-p").split("\n")[:40]]

    def attach(self, columns: int, rows: int) -> Terminal:
        """Another client."""
        return Terminal([*self.name, "attach"], columns=columns, rows=rows)


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    stock(tmp_path / "wire.db")
    (tmp_path / "briefing.toml").write_text("sources = []\n")
    command = [sys.executable, "-m", "briefing", "--no-spawn", "--store", str(tmp_path / "wire.db")]
    started = Tmux(tmp_path, shlex.join([*command, "--config", str(tmp_path / "briefing.toml")]))
    yield started
    subprocess.run([*started.name, "kill-server"], capture_output=True, check=False)


def arrive(folder: Path, title: str) -> None:
    """An item comes in."""
    now = int(time.time())
    item = Item(key=title, id=title, title=title, fronts=("kursk",), source="test", published=now, first_seen=now)
    with closing(Store.open(str(folder / "wire.db"))) as store:
        items.save(store, "test", [item], now)


def test_detached_and_attached_again(tmux: Tmux, tmp_path: Path) -> None:
    with tmux.attach(120, 40) as first:
        first.shows("4 mpox")
        first.settle()
        first.send("\x02d")
        assert first.ended()
    arrive(tmp_path, "While nobody looked")
    with tmux.attach(80, 24) as second:
        second.shows("While nobody looked")
        second.until(lambda: len(second.text()) == 24 and "? help" in second.text()[-1])
        second.send("j")
        second.settle()
        second.kill(signal.SIGKILL)
        assert second.ended()
    arrive(tmp_path, "While the line was cut")
    with tmux.attach(100, 30) as third:
        third.shows("1 new ↑")
        third.send("g")
        third.shows("While the line was cut")
        third.send("q")
        assert third.ended()
        assert "exited" in third.raw.decode()


def test_what_tmux_shows_is_what_the_viewer_drew(tmux: Tmux) -> None:
    with tmux.attach(120, 40) as client:
        client.shows("4 mpox")
        client.settle()
        for keys in ("j", "\t", "z", "\r", "\x1b", "?", "q", "z"):
            before = client.text()
            client.send(keys)
            client.until(lambda before=before: client.text() != before)
            client.until(lambda: client.text() == tmux.shown())
