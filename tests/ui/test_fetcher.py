"""Somebody must fetch, but only one, and none of ours may outlive us."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing.store import lease
from briefing.store.connection import Store
from briefing.view.fetcher import PAUSES, SETTLED, Fetcher

NOW = 1_723_819_920
CHILD = (
    "import sys; open(sys.argv[1], 'a').write('started\\n'); sys.stdin.read(); open(sys.argv[1], 'a').write('ended\\n')"
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(str(tmp_path / "wire.db"))) as opened:
        yield opened


def wait_for(wanted: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not wanted():
        assert time.monotonic() < end, "never happened"
        time.sleep(0.01)


class Clock:
    now = NOW

    def __call__(self) -> int:
        return self.now


def written(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def test_a_child_is_started_when_nobody_fetches_and_ends_when_the_pipe_closes(store: Store, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    fetcher = Fetcher(store, [sys.executable, "-c", CHILD, str(diary)], clock=Clock())
    fetcher.tend()
    wait_for(lambda: written(diary) == "started\n")
    first = fetcher.child
    fetcher.tend()
    assert fetcher.child == first is not None
    fetcher.stop(patience=20)
    assert written(diary) == "started\nended\n"


def test_no_child_is_started_while_another_holds_the_lease(store: Store) -> None:
    clock = Clock()
    fetcher = Fetcher(store, ["/nonexistent"], clock=clock)
    lease.take(store, "the service", NOW, 30)
    assert not fetcher.tend()
    assert fetcher.child is None
    clock.now += 31
    assert fetcher.tend()
    assert "No such file" in fetcher.trouble


def test_a_child_that_dies_is_started_again_later_and_later_and_said_so(store: Store, tmp_path: Path) -> None:
    clock, diary, log = Clock(), tmp_path / "diary", tmp_path / "state" / "briefing.log"
    script = f"import sys; open({str(diary)!r}, 'a').write('x'); sys.exit('broken')"
    fetcher = Fetcher(store, [sys.executable, "-c", script], clock=clock, log=str(log))
    for attempt in range(3):
        fetcher.tend()
        wait_for(lambda: fetcher.child is None)
        assert fetcher.tend()
        assert fetcher.trouble.startswith(f"the fetcher ended with code 1; another try in {PAUSES[attempt]} s")
        clock.now += PAUSES[attempt] - 1
        fetcher.tend()
        assert fetcher.child is None
        assert written(diary) == "x" * (attempt + 1)
        clock.now += 1
    assert "broken" in log.read_text()


def test_a_child_that_gets_to_work_clears_the_complaint(store: Store, tmp_path: Path) -> None:
    clock, flag = Clock(), tmp_path / "flag"
    script = f"import sys, os; os.path.exists({str(flag)!r}) and sys.stdin.read(); sys.exit(1)"
    fetcher = Fetcher(store, [sys.executable, "-c", script], clock=clock)
    fetcher.tend()
    wait_for(lambda: fetcher.child is None)
    fetcher.tend()
    flag.touch()
    clock.now += PAUSES[0]
    fetcher.tend()
    assert fetcher.trouble
    lease.take(store, "the child", clock.now, 30)
    assert fetcher.tend()
    assert fetcher.trouble == ""
    fetcher.stop(patience=20)


def test_after_a_child_that_lasted_the_next_pause_is_short_again(store: Store) -> None:
    clock = Clock()
    fetcher = Fetcher(store, [sys.executable, "-c", "import sys; sys.stdin.read(1)"], clock=clock)
    for _ in range(3):
        fetcher.tend()
        clock.now += SETTLED
        fetcher.tend()
        child = fetcher.child
        assert child is not None
        os.kill(child, signal.SIGKILL)
        wait_for(lambda: fetcher.child is None)
        fetcher.tend()
        assert f"signal 9; another try in {PAUSES[0]} s" in fetcher.trouble
        clock.now += PAUSES[0]


def test_the_log_is_private_from_its_first_line(store: Store, tmp_path: Path) -> None:
    log = tmp_path / "briefing.log"
    before = os.umask(0o022)
    try:
        fetcher = Fetcher(store, [sys.executable, "-c", "pass"], clock=Clock(), log=str(log))
        fetcher.tend()
        fetcher.stop(patience=20)
    finally:
        os.umask(before)
    assert log.stat().st_mode & 0o777 == 0o600
