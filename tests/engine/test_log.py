"""The fetcher's log: private, cleaned, rotated, shared by two processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.engine import log


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "state" / "briefing.log"
    log.stop()


def test_a_line_for_each_event_and_nothing_a_terminal_obeys(file: Path) -> None:
    log.start(str(file))
    log.LOGGER.info("%s: %s", "news\x1b]0;owned\x07", "two\nlines\u202e")
    log.LOGGER.debug("not told")
    try:
        raise ValueError("bad\x1b[31m\nnews")
    except ValueError:
        log.LOGGER.exception("it broke")
    lines = file.read_text().splitlines()
    assert [line.partition(" ")[2] for line in lines[:1]] == ["INFO news]0;owned: two lines"]
    assert "ERROR it broke: ValueError at test_log.py:" in lines[1]
    assert lines[1].endswith("bad[31m news")
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)


def test_trouble_that_goes_on_is_told_once_an_hour_or_when_it_changes(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 1_000.0
    monkeypatch.setattr(log.time, "monotonic", lambda: moment)
    log.start(str(file))
    for _ in range(241):
        log.go_on_about("", "the disk is full")
        log.go_on_about("news", "news: the disk is full")
        moment += 30
    assert file.read_text().count("ERROR the disk is full\n") == 3, "two hours of it"
    assert file.read_text().count("\n") == 6
    log.go_on_about("", "you may not write to it")
    log.go_on_about("", "the disk is full")
    log.is_over("news")
    log.is_over("news")
    log.go_on_about("news", "news: the disk is full")
    assert file.read_text().count("\n") == 9


def test_it_is_private_and_rotates(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LARGEST", 2_000)
    log.start(str(file))
    for number in range(200):
        log.LOGGER.info("line %d", number)
    files = sorted(file.parent.iterdir())
    assert [each.name for each in files] == ["briefing.log", *(f"briefing.log.{n}" for n in range(1, log.KEPT + 1))]
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
    assert all(each.stat().st_size <= 2_000 for each in files)
    assert "line 199" in file.read_text()


def test_after_another_process_rotated_it_goes_on_in_the_new_file(file: Path) -> None:
    log.start(str(file))
    log.LOGGER.info("before")
    file.rename(file.with_suffix(".log.1"))
    log.LOGGER.info("after")
    assert "after" in file.read_text()


def test_a_folder_that_is_taken_away_is_made_again(file: Path) -> None:
    log.start(str(file))
    log.LOGGER.info("before")
    shutil.rmtree(file.parent)
    log.LOGGER.info("after")
    assert file.read_text().endswith("INFO after\n")
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_place_that_can_no_longer_be_written_to_stops_nobody(file: Path) -> None:
    log.start(str(file))
    log.LOGGER.info("before")
    file.unlink()
    file.mkdir()
    log.LOGGER.info("lost")
    log.LOGGER.info("lost too")
    file.rmdir()
    log.LOGGER.info("after")
    assert file.read_text().endswith("INFO after\n")
    assert "lost" not in file.read_text()


def test_a_full_disk_stops_nobody_and_is_written_to_again(file: Path) -> None:
    """The disk refuses what is larger, as it would when it is full, and so does closing what it did not take."""
    script = """
import os, resource, signal, sys
from briefing.engine import log
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log.start(sys.argv[1])
log.LOGGER.info("before")
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
for _ in range(100):
    log.LOGGER.info("x" * 1_000)
os.rename(sys.argv[1], sys.argv[1] + ".away")
log.LOGGER.info("y" * 1_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
log.LOGGER.info("after")
resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
log.LOGGER.info("z" * 1_000)
log.stop()
print("went on")
"""
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("went on\n", "")
    assert "INFO after\n" in file.read_text()


def test_without_a_place_to_write_it_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    log.start(str(tmp_path / "file" / "briefing.log"), verbose=True)
    log.LOGGER.info("told all the same\x1b[2J")
    log.stop()
    said = capsys.readouterr().err
    assert "no log file" in said
    assert "told all the same[2J" in said


def test_where_there_is_nowhere_to_tell_it_libraries_print_nothing_uncleaned(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    script = """
import logging, sys
from briefing.engine import log
logging.getLogger("asyncio").warning("without us: \\x1b]0;owned\\x07")
log.start(sys.argv[1])
logging.getLogger("asyncio").warning("with us: \\x1b]0;owned\\x07")
"""
    command = [sys.executable, "-c", script, str(tmp_path / "file" / "briefing.log")]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b"without us: \x1b]0;owned\x07\n"


def test_what_libraries_complain_of_is_cleaned_too(tmp_path: Path) -> None:
    """A child of a viewer has the log for its standard error: asyncio would quote there what a server said."""
    file = tmp_path / "briefing.log"
    script = """
import ctypes, logging, os, sys, warnings
from briefing.engine import log
log.start(sys.argv[1])
log.take_complaints(sys.argv[1])
logging.getLogger("asyncio").error("it said \\x1b]0;owned\\x07")
warnings.warn("beware \\x1b[2J")
print("unfinished" * 1000, end="", file=sys.stderr)
os.write(2, b"a library said \\x1b]0;owned\\x07\\xff")
log.tell_complaints()
os.write(2, b"abort: \\x1b[2J\\n")
if len(sys.argv) > 2:
    ctypes.string_at(0)
raise ValueError("bad\\x1b[31m\\nnews")
"""
    for crash in ([], ["crash"]):
        with file.open("ab") as raw:
            subprocess.run([sys.executable, "-c", script, str(file), *crash], stderr=raw, check=False)
    told = file.read_text().count("Segmentation fault")
    subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    lines = file.read_text().splitlines()
    assert all(line.isprintable() for line in lines), lines
    assert all(" ERROR " in line for line in lines), lines
    assert (told, file.read_text().count("Segmentation fault")) == (0, 1), "the next one tells of it"
    assert Path(f"{file}{log.RAW}").stat().st_mode & 0o777 == 0o600
    assert any(line.endswith("ERROR it said ]0;owned") for line in lines)
    assert any(line.endswith("standard error: a library said ]0;owned\ufffd") for line in lines)
    assert sum(line.endswith("standard error: abort: [2J") for line in lines) == 2
    assert any(line.endswith("ValueError: bad[31m") for line in lines)
