"""The first screen: what the terminal is sent before the toolkit is imported, and how little that takes."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest
from tests.unit.newsroom import NOON, Newsroom, screen

from briefing.model import ROLES, Credit, Theme
from briefing.view import firstpaint

COLOURS = tuple((role, f"#{number * 9:02x}{200 - number * 5:02x}80") for number, role in enumerate(ROLES))
NIGHT = Theme("night", "Night", True, COLOURS)
HEAVY = (
    "typing", "dataclasses", "re", "enum", "json", "datetime", "pathlib", "argparse", "functools", "logging", "asyncio",
    "textual", "rich", "httpx", "pydantic", "lxml", "feedparser", "tomllib", "inspect", "contextlib", "subprocess",
)  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path)
    for front in ("kursk", "kerch", "gaza", "mpox"):
        for number in range(12):
            newsroom.arrive(
                f"{number} A headline of a usual length, which says what happened, where, and to whom, in {front}",
                front=front, minutes_ago=40 * number, key_event=number == 2, withdrawn=number == 3,
                credit=Credit("A Publisher", "inferred" if number % 2 else "stated"),
            )  # fmt: skip
    newsroom.state(state="ok", checked=NOON, succeeded=NOON)
    yield newsroom
    newsroom.close()


def painted(room: Newsroom, width: int, height: int, depth: str = "256") -> tuple[bytes, firstpaint.FirstPaint]:
    ours, theirs = pty.openpty()
    try:
        termios.tcsetwinsize(theirs, (height, width))
        board = room.board(1, 1, zoom=False)
        paint = firstpaint.paint(board, NIGHT, depth, reads=theirs, writes=theirs)  # type: ignore[arg-type]
        sent = b""
        while len(sent) < len((firstpaint.TAKE + paint.written).encode()):
            sent += os.read(ours, 65_536)
        return sent, paint
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize(("width", "height"), [(120, 40), (80, 24), (40, 12)])
def test_the_terminal_shows_the_board(room: Newsroom, width: int, height: int):
    sent, paint = painted(room, width, height)
    shown = pyte.Screen(width, height)
    pyte.ByteStream(shown).feed(sent)
    assert [line.rstrip() for line in shown.display] == screen(room.board(width, height, zoom=False))
    assert (paint.width, paint.height) == (width, height)
    assert shown.cursor.attrs == pyte.screens.Char(" ")


@pytest.mark.parametrize("depth", ["none", "16", "256"])
def test_a_full_first_screen_is_at_most_ten_kilobytes(room: Newsroom, depth: str):
    sent, _ = painted(room, 120, 40, depth)
    assert len(sent) <= 10_000


def test_keys_are_taken_one_by_one_and_unseen(room: Newsroom):
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    assert firstpaint.key_by_key(theirs) == before
    os.write(ours, b"j")
    assert os.read(theirs, 10) == b"j"
    os.set_blocking(ours, False)
    with pytest.raises(BlockingIOError):
        os.read(ours, 10)
    os.close(ours)
    os.close(theirs)


def test_without_a_terminal_nothing_breaks():
    read, write = os.pipe()
    assert firstpaint.key_by_key(read) is None
    assert firstpaint.size(write) == (80, 24)
    os.close(read)
    os.close(write)


def test_a_terminal_that_is_gone_is_an_oserror(room: Newsroom):
    read, write = os.pipe()
    os.close(read)
    with pytest.raises(OSError, match="pipe"):
        firstpaint.paint(room.board(), NIGHT, "256", reads=write, writes=write)
    os.close(write)


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "de_DE.utf8"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, True),
        ({"LC_ALL": "", "LC_CTYPE": "POSIX"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
    ],
)
def test_a_locale_without_utf_8_asks_for_ascii(env: dict[str, str], expected: bool):
    assert firstpaint.ascii_only(env) is expected


@pytest.mark.parametrize(("term", "expected"), [("linux", True), ("screen.linux", True), ("xterm-256color", False)])
def test_a_console_is_known_by_its_name(term: str, expected: bool):
    assert firstpaint.is_console({"TERM": term}) is expected
    assert not firstpaint.is_console({})


def test_nothing_heavy_is_imported_before_the_first_headline(room: Newsroom):
    code = f"""
import sys
before = set(sys.modules)
from briefing.model import Desk, Front, Source, Theme
from briefing.store.connection import Store
from briefing.view.board import Board
from briefing.view.firstpaint import paint
from briefing.view.reader import ReaderView
store = Store.open({str(room.folder / "wire.db")!r}, {str(room.folder / "marks.db")!r})
desk = Desk((Front("kursk", "Kursk"),), (Source("wire", "https://wire.example/"),))
paint(Board(store, desk, clock=lambda: {NOON}), Theme("x", colours={COLOURS!r}), "256", reads=2, writes=2)
sys.stdout.write(" ".join(set(sys.modules) - before))
"""
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "A headline" in found.stderr
    assert set(found.stdout.split()) & set(HEAVY) == set()
