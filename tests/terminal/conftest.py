"""A stocked wire, and the viewer on it in a terminal."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from tests.terminal.harness import Terminal

from briefing.model import Also, Credit, Item
from briefing.store import items
from briefing.store.connection import Store

LAUNCH = Path(__file__).with_name("launch.py")
FRONTS = ("kursk", "kerch", "gaza", "mpox")


def stock(wire: Path, each: int = 12, **fields: Any) -> None:
    """Put `each` items on every front of a wire, the newest some minutes old."""
    now = int(time.time())
    with closing(Store.open(str(wire))) as store:
        for place, front in enumerate(FRONTS):
            some = [
                Item(
                    key=f"{front}{number}",
                    title=f"{front.title()} report number {number}, long enough to take a second line in a pane",
                    text=f"What is known about {front}.\n\nA second paragraph.",
                    url=f"https://news.example/{front}/{number}",
                    published=now - 600 - number * 1_800 - place * 60,
                    credit=Credit("BBC", "stated", also=(Also("AP"),)),
                    fronts=(front,),
                    id=f"{front}{number:04}",
                    source="test",
                    first_seen=now - 600,
                )._replace(**fields)
                for number in range(each)
            ]
            items.save(store, "test", some, now)


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """A wire with a few items on each front."""
    path = tmp_path / "wire.db"
    stock(path)
    return path


Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path, wire: Path) -> Iterator[Start]:
    """Starts the viewer: `start(columns=80, rows=24, env={…}, driver="stock", …)`."""
    with ExitStack() as stack:

        def begin(
            columns: int = 120, rows: int = 40, *, wait: str = "Kursk", before: Any = None, **wanted: Any
        ) -> Terminal:
            env = {"HOME": str(tmp_path)} | wanted.pop("env", {})
            term = wanted.pop("term", "xterm-256color")
            marks = tmp_path / wanted.pop("marks", "marks.db")
            shell = ["sh", "-c", '"$@"; exit $?', "sh"] if wanted.pop("shell", False) else []
            argv = [*shell, sys.executable, str(LAUNCH), str(wire), str(marks), json.dumps(wanted)]
            terminal = stack.enter_context(
                Terminal(argv, columns=columns, rows=rows, env=env, term=term, before=before)
            )
            terminal.shows(wait)
            terminal.settle(0.12)
            return terminal

        yield begin
