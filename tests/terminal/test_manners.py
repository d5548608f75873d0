"""A guest on somebody's terminal: comes quietly, leaves everything as it was, and lets nothing through."""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import shutil
import signal
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.terminal.conftest import LAUNCH, Start, stock
from tests.terminal.harness import Terminal

from briefing.store.connection import Store

ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[0m\x1b[r\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
DRIVERS = pytest.mark.parametrize("driver", ["lean", "stock"])


def gone(terminal: Terminal, status: int, patience: float = 10.0) -> None:
    """The program has ended so, and the terminal is as it was."""
    assert terminal.ended(patience)
    assert terminal.status == status
    assert terminal.raw.count(ENTERED) == 1
    assert terminal.raw.endswith(LEFT)
    assert terminal.now_modes() == terminal.modes


@DRIVERS
@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (80, 24), (40, 12)])
def test_comes_and_goes(start: Start, columns: int, rows: int, driver: str) -> None:
    terminal = start(columns, rows, driver=driver)
    assert len(terminal.text()) == rows
    terminal.send("q")
    gone(terminal, 0)


def test_asks_the_terminal_nothing_and_leaves_its_title_alone(start: Start) -> None:
    terminal = start()
    terminal.send("jkq")
    gone(terminal, 0)
    for unwanted in (
        rb"\$p",
        rb"\x1b\[[<>]",
        rb"\x1b\][0-2];",
        rb"\x1b\[\?100[0-6]h",
        rb"\x1b\[\?(1004|2048)",
        rb"\x1b\[c",
    ):
        assert not re.search(unwanted, terminal.raw), unwanted


def test_the_prompt_is_back_at_once(start: Start) -> None:
    terminal = start()
    before = time.perf_counter()
    terminal.send("q")
    assert terminal.ended()
    assert time.perf_counter() - before < 1.0


def test_the_mouse_is_on_only_when_asked_for(start: Start) -> None:
    terminal = start(mouse=True)
    assert b"\x1b[?1000h" in terminal.raw
    terminal.send("q")
    assert terminal.ended()
    assert b"\x1b[?1000l" in terminal.raw
    assert terminal.now_modes() == terminal.modes


@DRIVERS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_with_a_sane_terminal(start: Start, number: int, driver: str) -> None:
    terminal = start(driver=driver)
    terminal.kill(number)
    gone(terminal, 128 + number)


@DRIVERS
def test_a_stalled_terminal_does_not_keep_it(start: Start, driver: str) -> None:
    terminal = start(driver=driver)
    for _ in range(60):
        terminal.send("z")
        time.sleep(0.01)
    terminal.kill(signal.SIGTERM)
    end = time.monotonic() + 10
    while terminal.status is None and time.monotonic() < end:
        pid, status = os.waitpid(terminal.pid, os.WNOHANG)
        if pid:
            terminal.status = os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    assert terminal.status == 128 + signal.SIGTERM
    assert terminal.now_modes() == terminal.modes


def test_a_dropped_line_ends_it_even_when_hang_ups_are_ignored(start: Start) -> None:
    terminal = start(before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN) and None)
    terminal.hang_up()
    assert terminal.ended()
    assert terminal.status == 128 + signal.SIGHUP


def stopped(pid: int) -> bool:
    """Whether a process has been stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


@DRIVERS
def test_to_the_shell_and_back(start: Start, driver: str) -> None:
    terminal = start(driver=driver, shell=True)
    viewer = int(Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text())
    terminal.send("jj")
    terminal.until(lambda: any("▌" in row and "Kursk report number 2" in row for row in terminal.text()))
    terminal.settle(0.3)
    picture = terminal.text()
    terminal.send("\x1a")
    terminal.until(lambda: stopped(viewer))
    terminal.settle(0.1)
    assert terminal.raw.endswith(LEFT)
    assert terminal.now_modes() == terminal.modes
    terminal.screen().reset()
    os.kill(viewer, signal.SIGCONT)
    terminal.until(lambda: terminal.text() == picture)
    terminal.send("q")
    assert terminal.ended()
    assert terminal.status == 0
    assert terminal.now_modes() == terminal.modes


@DRIVERS
@pytest.mark.skipif(shutil.which("bash") is None, reason="no shell that knows jobs")
def test_in_the_background_it_keeps_what_it_draws_off_the_screen_of_the_shell(
    wire: Path, tmp_path: Path, driver: str
) -> None:
    argv = [sys.executable, str(LAUNCH), str(wire), str(tmp_path / "marks.db"), json.dumps({"driver": driver})]
    with Terminal(["bash", "--norc", "-i"], env={"HOME": str(tmp_path), "PS1": "ready> "}) as terminal:
        terminal.shows("ready>")
        terminal.send(shlex.join(argv) + "\n")
        terminal.shows("1 Kursk")
        for prompts, keys in enumerate(("\x1a", "bg\n", "bg\n"), start=2):
            terminal.send(keys)
            terminal.until(lambda prompts=prompts: terminal.raw.count(b"ready>") >= prompts)
            terminal.settle(1)
        before = len(terminal.raw)
        terminal.send("fg\n")
        terminal.until(lambda: b"Kursk" in terminal.raw[before:])
        assert ENTERED in terminal.raw[before:].partition(b"Kursk")[0]


def test_without_a_shell_there_is_nowhere_to_go(start: Start) -> None:
    terminal = start()
    terminal.send("\x1a")
    terminal.shows("there is no shell to go to")


def test_a_program_that_was_stopped_from_outside_paints_everything_again(start: Start) -> None:
    terminal = start()
    picture = terminal.text()
    terminal.kill(signal.SIGSTOP)
    os.waitpid(terminal.pid, os.WUNTRACED)
    terminal.screen().reset()
    terminal.kill(signal.SIGCONT)
    terminal.until(lambda: terminal.text() == picture)


NOISE = (
    b"\x1b[M \xf5\xc0",
    b"\xff\xfe\xfd",
    b"\xc3",
    b"\x1b[M \xc3\xa9",
    b"\x80\x9b",
    b"\x1b[<0;500;500M\x1b[<0;500;500m",
    b"\x1b[?2026;2$y\x1b[?2048;2$y",
    b"\x1b[I\x1b[O",
    b"\x1b]11;rgb:ff/ff/ff\x07",
    b"\x1bP1$r0m\x1b\\\x1b_Gi=31;OK\x1b\\",
    b"\x1b[?62;22c\x1b[>1;4000;0c\x1b[0n\x1b[8;40;120t\x1b[24;80R",
)


def typed(terminal: Terminal, key: str, wanted: str) -> None:
    """Press a key until its effect is seen: the first may be taken for the end of what came before."""
    end = time.monotonic() + 20
    while not any(wanted in row for row in terminal.text()):
        assert time.monotonic() < end
        terminal.press(key, 0.12)


def test_noise_on_the_input_leaves_the_keyboard_alive(start: Start) -> None:
    terminal = start()
    for noise in NOISE:
        terminal.send(noise)
        terminal.settle(0.07)
        typed(terminal, "?", "One item down")
        typed(terminal, "q", "1 Kursk")
    assert b"\x1b[?2048h" not in terminal.raw


def test_pasted_text_presses_no_keys(start: Start) -> None:
    terminal = start()
    assert terminal.press(b"\x1b[200~qqq\x1b[2J:quit\r\x1b[201~") == b""
    terminal.send("/")
    terminal.shows("search")
    terminal.send(b"\x1b[200~Kerch\x1b]0;owned\x07\x1b[31m re\xe2\x80\xaeport\r\nnumber\x1b[201~")
    terminal.shows("Kerch")
    terminal.settle(0.2)
    assert "report number" in " ".join(terminal.text())
    assert b"owned\x07" not in terminal.raw
    assert "\u202e".encode() not in terminal.raw


@DRIVERS
def test_idle_and_refreshes_that_bring_nothing_write_nothing(start: Start, wire: Path, driver: str) -> None:
    terminal = start(driver=driver)
    terminal.settle(1)
    before = len(terminal.raw)
    minute = time.strftime("%M")
    with closing(Store.open(str(wire))) as store, store.writing():
        store.run("UPDATE lease SET until = until")
    terminal.settle(1.3)
    assert time.strftime("%M") != minute or len(terminal.raw) == before


@DRIVERS
def test_what_others_write_appears_without_being_asked(start: Start, wire: Path, driver: str) -> None:
    terminal = start(driver=driver)
    now = int(time.time())
    stock(wire, 1, key="late", id="late", title="An arrival that nobody asked for", published=now, first_seen=now)
    terminal.shows("An arrival that nobody asked")


def test_no_colour_means_none_at_all(start: Start) -> None:
    terminal = start(env={"NO_COLOR": "1"})
    for key, shown in (("j", "1 Kursk"), ("?", "One item down"), ("q", "1 Kursk"), ("t", "briefing · themes")):
        terminal.send(key)
        terminal.shows(shown)
    for parameters in re.findall(rb"\x1b\[([0-9;]*)m", terminal.raw):
        assert set(parameters.split(b";")) <= {
            b"",
            *(b"%d" % code for code in (0, 1, 2, 3, 4, 7, 9, 22, 23, 24, 27, 29)),
        }


@pytest.mark.parametrize(
    ("term", "env", "wanted", "unwanted"),
    [
        ("xterm-256color", {}, rb"38;5;\d+", rb"[34]8;2;"),
        ("xterm-256color", {"COLORTERM": "truecolor"}, rb"38;2;\d+", rb"38;5;"),
        ("alacritty", {}, rb"38;5;\d+", rb"[34]8;2;"),
        ("linux", {}, rb"\x1b\[[0-9;]*3[0-7]", rb"[34]8;[25];"),
    ],
)
def test_only_colours_that_the_terminal_has(
    start: Start, term: str, env: dict[str, str], wanted: bytes, unwanted: bytes
) -> None:
    terminal = start(term=term, env=env)
    assert re.search(wanted, terminal.raw)
    assert not re.search(unwanted, terminal.raw)


def test_the_clipboard_is_written_on_a_key_press_only(start: Start) -> None:
    terminal = start()
    terminal.send("jjk")
    terminal.settle(0.2)
    assert b"\x1b]52" not in terminal.raw
    terminal.send("y")
    terminal.shows("link copied")
    terminal.send("Y")
    terminal.shows("copied with its credit")
    terminal.settle(0.1)
    link, item = re.findall(rb"\x1b\]52;c;([^\x07\x1b]*)", terminal.raw)
    assert base64.b64decode(link) == b"https://news.example/kursk/1"
    text = base64.b64decode(item).decode()
    assert text.startswith("Kursk report number 1")
    assert "BBC" in text
    assert text.endswith("https://news.example/kursk/1")


def test_control_c_once_warns_and_twice_quits(start: Start) -> None:
    terminal = start()
    terminal.send("\x03")
    terminal.shows("Ctrl+C once more quits")
    terminal.send("j\x03")
    terminal.shows("Ctrl+C once more quits")
    terminal.send("\x03")
    gone(terminal, 0)


def test_a_fault_of_ours_is_one_line_on_a_sane_terminal(start: Start) -> None:
    terminal = start(fault="the secret of a local variable")
    terminal.send("j")
    assert terminal.ended()
    assert terminal.status == 1
    assert terminal.now_modes() == terminal.modes
    after = terminal.raw.partition(LEFT)[2]
    assert after == b"briefing: a fault of our own (ZeroDivisionError)\r\n"


@DRIVERS
def test_a_new_size_is_taken_at_once(start: Start, driver: str) -> None:
    terminal = start(driver=driver)
    for columns, rows in [(80, 24), (40, 12), (20, 6), (1, 1), (200, 60)]:
        terminal.resize(columns, rows)
        terminal.settle(0.3)
    terminal.send("\x0c")
    terminal.until(lambda: "Kerch" in terminal.text()[1])
    assert all(terminal.text()[1:-3])


def test_redraw_mends_what_somebody_else_has_written(start: Start) -> None:
    terminal = start()
    terminal._stream.feed(b"\x1b[5;5Hwall message from root")
    assert any("wall message" in line for line in terminal.text())
    terminal.send("\x0c")
    terminal.until(lambda: not any("wall message" in line for line in terminal.text()))


def test_both_drivers_show_the_same_after_every_key(start: Start) -> None:
    lean, stock = start(80, 24, driver="lean"), start(80, 24, driver="stock", marks="other.db")
    for keys in (
        "j",
        " ",
        "\t",
        "z",
        "5j",
        "j",
        "j",
        "k",
        "g",
        "z",
        "\r",
        "c",
        "\x1b",
        "?",
        "j",
        "j",
        "k",
        "G",
        "q",
        "/",
        "report",
        "\x1b",
        "T",
        "S",
        "q",
        "n",
        "G",
    ):
        for terminal in (lean, stock):
            terminal.send(keys)
            terminal.settle(0.1)
        lean.until(lambda: not stock.read(0.01) and lean.screen().picture()[1:] == stock.screen().picture()[1:])
