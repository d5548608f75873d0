"""A desk that is edited while its viewer is open, and a theme chosen in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.terminal.conftest import stock
from tests.terminal.harness import Terminal

Run = Callable[[], Terminal]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    file = tmp_path / "briefing.toml"
    file.write_text('sources = []\n[[fronts]]\nid = "kursk"\ntitle = "Kursk"\n')
    return file


@pytest.fixture
def run(tmp_path: Path, desk: Path) -> Iterator[Run]:
    """Starts `briefing` on a stocked wire and that desk."""
    stock(tmp_path / "wire.db")
    argv = [sys.executable, "-m", "briefing", "--no-spawn", "--config", str(desk), "--store", str(tmp_path / "wire.db")]
    with ExitStack() as stack:

        def start() -> Terminal:
            terminal = stack.enter_context(Terminal(argv))
            terminal.shows("Kursk report")
            return terminal

        yield start


def test_fronts_and_sources_appear_as_they_are_written(run: Run, desk: Path) -> None:
    terminal = run()
    terminal.settle()
    terminal.send("j")
    desk.write_text(
        '[[sources]]\nid = "wire"\nurl = "https://wire.example/rss"\n'
        '[[fronts]]\nid = "kursk"\ntitle = "Kursk"\n[[fronts]]\nid = "gaza"\ntitle = "Gaza Strip"\n'
    )
    terminal.shows("2 Gaza Strip")
    terminal.shows("Gaza report number 0")
    terminal.shows("1 source")
    assert any("▌" in row and "Kursk report number 1" in row for row in terminal.text())
    desk.write_text("frnts = []\n")
    terminal.shows('did you mean "fronts"')
    terminal.shows("2 Gaza Strip")
    terminal.send("q")
    assert terminal.ended()
    assert terminal.status == 0


def test_the_theme_that_was_chosen_is_worn_from_the_first_paint_on(run: Run) -> None:
    terminal = run()
    terminal.settle()
    before = {cell.bg for row in terminal.screen().picture() for cell in row}
    terminal.send("t")
    terminal.shows("briefing · themes")
    for _ in range(50):
        if any("▌" in row and "light" in row for row in terminal.text()):
            break
        terminal.press("j")
    terminal.send("\r")
    terminal.shows("from now on")
    terminal.send("q")
    assert terminal.ended()
    again = run()
    again.settle()
    after = {cell.bg for row in again.screen().picture() for cell in row}
    assert not before & after


def test_a_wire_that_took_the_place_of_another_is_shown(run: Run, tmp_path: Path) -> None:
    terminal = run()
    terminal.settle()
    stock(tmp_path / "other" / "wire.db", title="Written anew")
    for file in tmp_path.glob("wire.db*"):
        file.unlink()
    terminal.settle()
    assert "Kursk report" in "\n".join(terminal.text())
    (tmp_path / "other" / "wire.db").rename(tmp_path / "wire.db")
    terminal.shows("Written anew")
    terminal.press("j")
    terminal.send("q")
    assert terminal.ended()
    assert terminal.status == 0
