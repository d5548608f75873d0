"""`briefing` itself in a terminal: an empty home, the first screen, the ways out of the start."""

from __future__ import annotations

import signal
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.terminal.harness import Terminal

BRIEFING = [sys.executable, "-m", "briefing"]
TAKE, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
BLOCKED = "raise ImportError('not here')\n"
SLOW = "import time\ntime.sleep(30)\n"
Run = Callable[..., Terminal]


@pytest.fixture
def run() -> Iterator[Run]:
    """Starts `briefing` in a terminal of its own, with nothing to fetch from, and ends it."""
    terminals: list[Terminal] = []

    def start(*argv: str, **options: object) -> Terminal:
        terminals.append(Terminal([*BRIEFING, "--offline", *argv], **options))  # type: ignore[arg-type]
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


def instead_of_textual(folder: Path, code: str) -> dict[str, str]:
    """The environment in which `import textual` runs `code`."""
    (folder / "textual").mkdir()
    (folder / "textual" / "__init__.py").write_text(code)
    return {"PYTHONPATH": str(folder)}


def sane(terminal: Terminal) -> bool:
    """Whether the terminal is as it was before."""
    return terminal.raw.count(TAKE) == terminal.raw.count(LEAVE) and termios.tcgetattr(terminal.slave) == terminal.modes


@pytest.mark.parametrize(("columns", "rows", "term"), [(120, 40, "tmux-256color"), (80, 24, "xterm-256color")])
def test_the_bundled_edition_fills_the_panes(run: Run, columns: int, rows: int, term: str) -> None:
    terminal = run(columns=columns, rows=rows, term=term)
    for words in ("1 Kursk", "2 Kerch", "3 Gaza", "4 mpox", "bundled edition of 16 Aug", "offline"):
        terminal.shows(words)
    terminal.shows("via Kyiv Post")
    terminal.settle()
    terminal.send("q")
    assert terminal.ended()
    assert terminal.status == 0
    assert sane(terminal)


def test_the_first_screen_needs_no_toolkit(run: Run, tmp_path: Path) -> None:
    terminal = run(env=instead_of_textual(tmp_path, BLOCKED))
    assert terminal.ended()
    assert terminal.raw.index(TAKE) < terminal.raw.index(b"Kursk") < terminal.raw.index(LEAVE)
    assert terminal.status == 1
    assert sane(terminal)
    (line,) = terminal.raw.partition(LEAVE)[2].decode().strip().splitlines()
    assert line.startswith("briefing: a fault of our own")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_during_the_start_leaves_a_sane_terminal(run: Run, tmp_path: Path, number: signal.Signals) -> None:
    terminal = run(env=instead_of_textual(tmp_path, SLOW))
    terminal.shows("Kursk")
    terminal.settle(0.3)
    terminal.kill(number)
    assert terminal.ended(5)
    assert terminal.status == 128 + number
    assert sane(terminal)


def test_the_second_start_brings_in_no_reader_of_files(run: Run, tmp_path: Path) -> None:
    first = run()
    first.shows("Kursk")
    first.settle()
    first.send("q")
    assert first.ended()
    (tmp_path / "pydantic").mkdir()
    (tmp_path / "pydantic" / "__init__.py").write_text(BLOCKED)
    second = run(env={"PYTHONPATH": str(tmp_path)})
    second.shows("Kursk")
    second.settle()
    second.send("q")
    assert second.ended()
    assert second.status == 0


def test_a_wrong_desk_is_one_line_and_the_screen_is_left_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    file.write_text('them = "day"\n')
    terminal = run("--config", str(file))
    assert terminal.ended()
    assert terminal.status == 2
    assert terminal.raw.decode() == f'briefing: {file}: them: there is no such key; did you mean "theme"?\r\n'


@pytest.mark.parametrize("argv", [["--theme", "nigth"], ["--front", "kurks"]])
def test_a_wrong_name_offers_the_nearest(run: Run, argv: list[str]) -> None:
    terminal = run(*argv)
    assert terminal.ended()
    assert terminal.status == 2
    assert b"did you mean" in terminal.raw
    assert b"\x1b" not in terminal.raw


def test_what_is_no_store_is_code_3(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "wire.db"
    file.write_text("something else entirely" * 100)
    terminal = run("--store", str(file))
    assert terminal.ended()
    assert terminal.status == 3
    assert b"\x1b" not in terminal.raw


def test_a_dumb_terminal_is_printed_to(run: Run) -> None:
    terminal = run(term="dumb")
    assert terminal.ended()
    assert terminal.status == 0
    assert b"Kursk" in terminal.raw
    assert b"\x1b" not in terminal.raw


def test_without_utf_8_nothing_but_ascii_is_sent(run: Run) -> None:
    terminal = run(env={"LC_ALL": "C"})
    terminal.shows("1 Kursk")
    terminal.settle()
    assert terminal.raw.isascii()


def test_a_front_and_a_theme_can_be_chosen(run: Run) -> None:
    terminal = run("--front", "gaza", "--theme", "ansi")
    terminal.shows("3 Gaza")
    terminal.settle()
    assert b"38;5;" not in terminal.raw
    assert any("AP" in row for row in terminal.text()[-3:])


def test_a_restricted_viewer_writes_nothing_but_marks(run: Run, home: Path, tmp_path: Path) -> None:
    refused = run("--restricted")
    assert refused.ended()
    assert refused.status == 3
    first = run("--no-spawn")
    first.shows("Kursk")
    first.settle()
    first.send("q")
    assert first.ended()
    for cache in (home / ".cache" / "briefing").iterdir():
        cache.unlink()
    (home / ".cache" / "briefing").rmdir()
    before = {path for path in home.rglob("*") if path.is_file()}
    viewer = run("--restricted")
    viewer.shows("Kursk")
    viewer.settle()
    viewer.send("q")
    assert viewer.ended()
    assert viewer.status == 0
    faulty = run("--restricted", env=instead_of_textual(tmp_path, BLOCKED))
    assert faulty.ended()
    assert faulty.raw.partition(LEAVE)[2].endswith(b"briefing: a fault of our own (ImportError)\r\n")
    assert {path for path in home.rglob("*") if path.is_file()} - before == set()
