"""The first paint comes before the toolkit, and the toolkit takes the screen over without anybody noticing."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.terminal.harness import Terminal
from tests.terminal.test_manners import ENTERED, gone


@pytest.fixture
def begun(tmp_path: Path, wire: Path) -> Iterator[Terminal]:
    """The installed command, from the moment the whole first paint is on the terminal."""
    config = tmp_path / "briefing.toml"
    config.write_text("sources = []\n")
    argv = [sys.executable, "-m", "briefing", "--no-spawn", "--config", str(config), "--store", str(wire)]
    with Terminal(argv, env={"HOME": str(tmp_path)}) as terminal:
        terminal.until(lambda: "? help" in terminal.text()[-1])
        yield terminal


def test_what_was_painted_is_not_sent_again(begun: Terminal) -> None:
    size, picture = len(begun.raw), begun.text()
    begun.settle(1.0)
    assert len(begun.raw) - size < 300
    assert begun.text()[1:] == picture[1:]
    assert begun.raw.count(ENTERED) == 1
    assert b"\x1b[2J" not in begun.raw
    begun.send("q")
    gone(begun, 0)


def test_keys_typed_before_the_toolkit_is_there_count(begun: Terminal) -> None:
    begun.send("jj2j\r")
    begun.shows("Kerch report number 1")
    begun.shows("A second paragraph.")
    assert b"jj2j" not in begun.raw


def test_a_signal_before_the_toolkit_is_there_leaves_a_sane_terminal(begun: Terminal) -> None:
    begun.kill(signal.SIGTERM)
    assert begun.ended()
    assert begun.status == 128 + signal.SIGTERM
    assert begun.now_modes() == begun.modes
    assert b"\x1b[?1049l" in begun.raw
    assert b"\x1b[?25h" in begun.raw


def test_a_resize_before_the_toolkit_is_there_is_not_lost(begun: Terminal) -> None:
    begun.resize(80, 24)
    begun.until(lambda: len(begun.text()) == 24 and "? help" in begun.text()[-1])
    begun.send("q")
    gone(begun, 0)


@pytest.mark.parametrize("between", [0.0, 0.004, 0.02])
def test_a_size_that_is_taken_back_at_once_leaves_a_whole_screen(begun: Terminal, between: float) -> None:
    begun.settle(0.5)
    picture = begun.text()
    begun.resize(80, 24)
    begun.settle(between)
    begun.resize(120, 40)
    begun.until(lambda: begun.text()[1:] == picture[1:], 5)
