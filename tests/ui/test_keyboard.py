"""Keys as they come down a line: whole, in pieces, too fast and too slow."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from threading import Event

import pytest
from textual import constants, events
from textual.message import Message

from briefing.ui.terminal import keyboard
from briefing.ui.terminal.keyboard import Keyboard, escape_delay

UNFINISHED = 0.3
"""Longer than it is, so that a busy machine changes nothing."""


class Typed:
    """A keyboard on a pipe: what is written to it, and the keys that come out."""

    def __init__(self, delay: float) -> None:
        reads, self.writes = os.pipe()
        self.keys: list[str] = []
        self.times: list[float] = []
        self.over = Event()
        self.keyboard = Keyboard(reads, self._note, lambda _: self.over.set(), escape_delay=delay)
        self.keyboard.start()

    def _note(self, message: Message) -> None:
        self.keys.append(message.key if isinstance(message, events.Key) else type(message).__name__)
        self.times.append(time.monotonic())

    def send(self, *parts: bytes, apart: float) -> float:
        """Write the parts some seconds apart; when the last one was."""
        for number, part in enumerate(parts):
            if number:
                time.sleep(apart)
            os.write(self.writes, part)
        return time.monotonic()

    def wait(self, count: int) -> list[str]:
        """The keys, once there are `count` of them; no more come later."""
        end = time.monotonic() + 5
        while len(self.keys) < count and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(UNFINISHED * 1.5)
        return self.keys


@pytest.fixture
def typed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typed]:
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0)
    monkeypatch.setattr(keyboard, "UNFINISHED", UNFINISHED)
    typed = Typed(getattr(request, "param", 0))
    yield typed
    os.close(typed.writes)
    assert typed.over.wait(5)


def test_an_escape_with_nothing_behind_it_is_pressed_at_once(typed: Typed) -> None:
    sent = typed.send(b"\x1b", apart=0)
    assert typed.wait(1) == ["escape"]
    assert typed.times[0] - sent < UNFINISHED / 2


def test_sequences_and_keys_with_alt_that_come_whole_are_one_key_each(typed: Typed) -> None:
    typed.send(b"\x1b[A\x1bOB\x1b[5~j\x1bx", apart=0)
    assert typed.wait(5) == ["up", "down", "pageup", "j", "alt+x"]


@pytest.mark.parametrize("parts", [(b"\x1b[", b"A"), (b"\x1b[5", b"~"), (b"\x1b[1;", b"5", b"A")])
def test_a_sequence_that_is_parted_after_its_beginning_is_one_key(typed: Typed, parts: tuple[bytes, ...]) -> None:
    typed.send(*parts, apart=0.005)
    assert typed.wait(1) in (["up"], ["pageup"], ["ctrl+up"])


def test_what_comes_late_behind_an_escape_still_makes_its_key_and_never_letters(typed: Typed) -> None:
    typed.send(b"\x1b", b"[A", apart=0.005)
    assert typed.wait(2) == ["escape", "up"]
    typed.send(b"\x1b", b"OB", apart=0.005)  # from here on this line is known to part sequences
    assert typed.wait(3) == ["escape", "up", "down"]
    typed.send(b"\x1b", apart=0)
    assert typed.wait(4) == ["escape", "up", "down", "escape"]


@pytest.mark.parametrize("late", [b"]11;rgb:0000/0000/0000\x07", b"P1$r0m\x1b\\", b"[?62;4c", b"[<0;5;5M"])
def test_no_late_answer_presses_keys_when_it_comes_in_pieces(typed: Typed, late: bytes) -> None:
    typed.send(b"\x1b", late, apart=0.005)
    assert [key for key in typed.wait(1) if key not in ("escape", "MouseDown")] == []


@pytest.mark.parametrize("typed", [UNFINISHED], indirect=True)
def test_a_line_for_which_time_was_asked_gets_it_from_the_first(typed: Typed) -> None:
    typed.send(b"\x1b", b"[A", apart=0.005)
    assert typed.wait(1) == ["up"]


def test_what_is_typed_long_after_an_escape_is_typed(typed: Typed) -> None:
    typed.send(b"\x1b", b"[", b"O", apart=UNFINISHED * 2)
    assert typed.wait(3) == ["escape", "left_square_bracket", "O"]


@pytest.mark.parametrize(("stated", "delay"), [("", 0), ("25", 0.025), ("0", 0), ("soon", 0), ("999999", 1)])
def test_the_variable_of_curses_is_heeded(stated: str, delay: float) -> None:
    assert escape_delay({"ESCDELAY": stated}) == delay


def test_a_hostile_byte_does_not_end_the_keyboard(typed: Typed) -> None:
    typed.send(b"\xff\xfe\x1b[M\xe0\xe1\xe2", b"j", apart=0.02)
    assert typed.wait(3)[-1] == "j"
