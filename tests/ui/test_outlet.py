"""Writing in a thread: joined while the line is slow, told when it is gone, never waited for longer than said."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from briefing.ui.terminal.outlet import Outlet

PIPE = 1 << 20


class Source:
    """Hands out what was put into it, all at once."""

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self.taken: list[str] = []
        self.lost: list[Exception | None] = []
        self.ended = threading.Event()

    def take(self) -> str:
        data, self.waiting = "".join(self.waiting), []
        if data:
            self.taken.append(data)
        return data

    def note(self, error: Exception | None) -> None:
        self.lost.append(error)
        self.ended.set()


@pytest.fixture
def pipe() -> Iterator[list[int]]:
    """The end to read from and the end to write to; whoever closes one takes it out."""
    ends = list(os.pipe())
    yield ends
    for fd in ends:
        os.close(fd)


def test_what_is_there_when_woken_is_written_and_the_end_waits_for_it(pipe: list[int]) -> None:
    source = Source()
    outlet = Outlet(pipe[1], source.take, source.note)
    outlet.start()
    source.waiting += ["Kursk ", "● \udc80"]
    outlet.wake()
    assert os.read(pipe[0], 100) == "Kursk ● ?".encode()
    source.waiting.append("the last")
    assert outlet.stop(5)
    assert os.read(pipe[0], 100) == b"the last"


def test_on_a_stalled_line_changes_are_joined_and_the_end_does_not_wait_long(pipe: list[int]) -> None:
    source = Source()
    outlet = Outlet(pipe[1], source.take, source.note)
    outlet.start()
    source.waiting.append("x" * PIPE)
    outlet.wake()
    os.read(pipe[0], 1)
    for number in range(50):
        source.waiting.append(f"frame {number};")
        outlet.wake()
    assert len(source.taken) == 1
    assert not outlet.stop(0.05)
    got = b""
    while len(got) < PIPE - 1 + 50 * 8:
        got += os.read(pipe[0], 1 << 16)
    outlet.join(5)
    assert not outlet.is_alive()
    assert len(source.taken) == 2


def test_a_terminal_that_is_gone_is_told_once(pipe: list[int]) -> None:
    source = Source()
    outlet = Outlet(pipe[1], source.take, source.note)
    outlet.start()
    os.close(pipe.pop(0))
    source.waiting.append("x")
    outlet.wake()
    assert source.ended.wait(5)
    assert not outlet.stop(5)
    assert source.lost == [None]


def test_a_fault_in_what_is_to_be_written_is_handed_on(pipe: list[int]) -> None:
    source = Source()
    outlet = Outlet(pipe[1], lambda: str(1 / 0), source.note)
    outlet.start()
    outlet.wake()
    assert source.ended.wait(5)
    assert isinstance(source.lost[0], ZeroDivisionError)
    assert not outlet.stop(5)
