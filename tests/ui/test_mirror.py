"""The lean writer must always leave the terminal with the very picture that the stock one would have drawn."""

from __future__ import annotations

import os
import random

import pyte
import pytest
from rich.cells import cell_len
from tests.terminal.harness import Emulator

from briefing.ui.terminal.driver import LEAVE
from briefing.ui.terminal.grid import Grid, simple
from briefing.ui.terminal.mirror import Mirror
from briefing.ui.terminal.pens import PLAIN
from briefing.view.firstpaint import TAKE

WORDS = (
    "Kursk", "a bridge", "   ", "            ", " " * 40, "Курск", "北京時間", "서울", "e\u0301te\u0301", "é", "🚢",
    "│", "──────", "naïve", "…", "●", "ﷺ", "عاجل", "חדש", "x" * 30, "क्षि", "ก็", "①", "½",
)  # fmt: skip
STYLES = ("1", "2;3", "4", "7", "9", "31", "38;5;214", "38;5;214;48;5;17", "48;5;236", "1;38;2;1;2;3", "")

SEEDS = 12
FRAMES = int(os.environ.get("FRAMES", "3000"))
"""How many random frames are compared, suspensions and new sizes between them; FRAMES=50000 looks longer."""


class Stock:
    """Frames such as Textual's compositor writes: whole screens, or the left parts of some lines."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.said: dict[int, str] = {}

    def line(self, width: int) -> str:
        out, left = [], width
        while left > 0:
            text = self.chance.choice(WORDS)
            if cell_len(text) > left or not text:
                text = " " * min(left, 3)
            left -= cell_len(text)
            style = self.chance.choice(STYLES)
            run = f"\x1b[{style}m{text}\x1b[0m" if style else text
            if self.chance.random() < 0.1:
                run = f"\x1b]8;id=7;https://news.example/{len(text)}\x1b\\{run}\x1b]8;;\x1b\\"
            out.append(run)
        return "".join(out)

    def frame(self, width: int, height: int, *, whole: bool = False) -> str:
        if whole or self.chance.random() < 0.3:
            rows = list(range(height))
        else:
            rows = sorted(self.chance.sample(range(height), min(height, self.chance.randint(1, 3))))
        lines = []
        for y in rows:
            part = width if whole or self.chance.random() < 0.6 else self.chance.randint(1, width)
            self.said[y] = self.line(part)
            lines.append(f"\x1b[{y + 1};1H{self.said[y]}")
            if part < width:
                del self.said[y]
        return "\n".join(lines) + "\x1b[1;1H"

    def ages(self, width: int, height: int) -> str:
        """A column of single cells, as when a minute has passed, the last column among them."""
        x = self.chance.choice([width, self.chance.randint(1, width)])
        self.said.clear()
        lines = [f"\x1b[{y};{x}H{self.chance.randint(0, 9)}" for y in range(1, height + 1, self.chance.randint(1, 4))]
        return "\n".join(lines) + "\x1b[1;1H"

    def scrolled(self, width: int, height: int) -> str:
        """Some lines move up or down, others come in where they came from."""
        top, up = self.chance.randrange(height), self.chance.choice([-5, -3, -2, -1, 1, 2, 3, 5])
        inside = range(top, self.chance.randint(top, height - 1) + 1)
        before = self.said.copy()
        for y in inside:
            moved = before.get(y + up) if y + up in inside and self.chance.random() < 0.9 else None
            self.said[y] = moved or self.line(width)
        return "\n".join(f"\x1b[{y + 1};1H{self.said[y]}" for y in inside) + "\x1b[1;1H"


class Pair:
    """A terminal that is sent every frame, one that is sent what `Mirror` makes of them, and what happens to both."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.stock = Stock(seed)
        self.mirror = Mirror(1, 1, erases=bool(seed % 2))
        self.resize(*self.chance.choice([(80, 12), (40, 12), (23, 7), (2, 2), (1, 1)]))

    def resize(self, width: int, height: int) -> None:
        """Another size: nobody knows what a terminal makes of that, and everything is drawn again."""
        self.width, self.height = width, height
        self.drawn = Grid(width, height)
        self.expected, self.plainly = emulator(width, height)
        self.got, self.leanly = emulator(width, height)
        self.leanly.feed("\x1b[41m" + "garbage" * self.chance.randint(0, 40))
        self.mirror.resize(width, height)
        self.draw(self.stock.frame(width, height, whole=True))

    def draw(self, frame: str) -> None:
        """A frame comes, as the toolkit writes it or as lines of cells."""
        self.plainly.feed(frame)
        self.drawn.feed(frame)
        if self.chance.random() < 0.5:
            assert self.mirror.feed(frame)
        else:
            self.mirror.put({y: self.drawn.rows[y] for y in self.drawn.touched})
        self.drawn.touched.clear()

    def disturb(self) -> None:
        """Somebody else writes on the terminal."""
        self.leanly.feed("\x1b[2;1Hsomebody else wrote here\x1b[31m")
        self.mirror.forget()

    def suspend(self) -> None:
        """To the shell and back: it wraps lines, scrolls, and leaves its pen and its cursor anywhere."""
        self.leanly.feed(LEAVE)
        self.leanly.feed("\x1b[1;32m$\x1b[m ls\r\n" + "a file or two  " * self.chance.randint(0, 99) + "\r\n\x1b[7mfg")
        self.leanly.feed(TAKE)
        self.mirror.forget()

    def look(self) -> None:
        """What was not sent yet is sent, and both show the same."""
        self.leanly.feed(self.mirror.changes())
        assert self.got.picture() == self.expected.picture()


def emulator(width: int, height: int) -> tuple[Emulator, pyte.Stream]:
    screen = Emulator(width, height)
    screen.reset_mode(7, private=True)
    return screen, pyte.Stream(screen)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_after_any_frames_the_screen_is_the_same_as_with_the_stock_writer(seed: int) -> None:
    pair, chance = Pair(seed), random.Random(seed)
    for _ in range(FRAMES // SEEDS):
        frames = [pair.stock.frame, pair.stock.ages, pair.stock.scrolled]
        (frame,) = chance.choices(frames, (5, 2, 5))
        pair.draw(frame(pair.width, pair.height))
        if chance.random() < 0.8:
            pair.look()
        happens = chance.random()
        if happens < 0.04:
            pair.disturb()
        elif happens < 0.08:
            pair.suspend()
        elif happens < 0.10:
            pair.resize(chance.randint(1, 90), chance.randint(1, 14))
    pair.look()


@pytest.mark.parametrize("up", [1, 3, -1, -3])
def test_lines_that_move_are_moved_by_the_terminal(up: int) -> None:
    mirror, (screen, stream) = Mirror(40, 12), emulator(40, 12)
    said = [f"line {number} of a long text, and what it says" for number in range(30)]
    for first in (10, 10 + up):
        lines = [f"\x1b[{y + 1};1H{'▌' if y == 3 else ' '}{said[first + y]:.39}" for y in range(1, 11)]
        mirror.feed(f"\x1b[1;1H{first:40}\n" + "\n".join(lines) + f"\n\x1b[12;1H{'the foot':40}\x1b[1;1H")
        sent = mirror.changes()
        stream.feed(sent)
    assert len(sent) < 60 + 45 * abs(up)
    assert screen.text()[0].strip() == str(10 + up)
    assert [row[1:] for row in screen.text()[1:11]] == [line[:39].rstrip() for line in said[11 + up : 21 + up]]
    assert screen.text()[11] == "the foot"


def test_nothing_is_moved_that_nobody_knows() -> None:
    mirror = Mirror(40, 12)
    lines = [f"\x1b[{y + 1};1H{f'line {y} of a long text':40}" for y in range(12)]
    mirror.feed("\n".join(lines))
    mirror.changes()
    mirror.forget()
    mirror.feed("\n".join(f"\x1b[{y + 1};1H{f'line {y + 1} of a long text':40}" for y in range(12)))
    assert "r\x1b[" not in mirror.changes()


def test_a_column_of_digits_costs_six_bytes_each() -> None:
    mirror = Mirror(40, 30)
    mirror.feed("".join(f"\x1b[{y + 1};1H  {y % 5}m ago" for y in range(30)))
    mirror.changes()
    mirror.feed("\n".join(f"\x1b[{y + 1};3H{y % 5 + 1}" for y in range(0, 30, 3)) + "\x1b[1;1H")
    assert len(mirror.changes()) <= 6 * 10 + 8


def test_after_the_last_column_the_cursor_is_placed_and_never_stepped() -> None:
    mirror = Mirror(10, 3)
    mirror.forget()
    mirror.changes()
    mirror.feed("\x1b[1;10H1\n\x1b[2;10H2\n\x1b[3;9H3\x1b[1;1H")
    assert mirror.changes().endswith("\x1b[1;10H1\x1b[2;10H2\x1b[3;9H3")


@pytest.mark.parametrize("seed", range(4))
def test_a_new_size_is_painted_from_nothing(seed: int) -> None:
    stock, chance = Stock(seed), random.Random(seed)
    mirror = Mirror(30, 10)
    for _ in range(25):
        width, height = chance.randint(1, 60), chance.randint(1, 12)
        expected, plainly = emulator(width, height)
        got, leanly = emulator(width, height)
        leanly.feed("\x1b[41m" + "garbage" * 40)
        mirror.resize(width, height)
        lines = (f"\x1b[{y + 1};1H{stock.line(width)}" for y in range(height))
        frame = "\n".join(lines)
        plainly.feed(frame)
        mirror.feed(frame)
        leanly.feed(mirror.changes())
        assert got.picture() == expected.picture()


def test_a_frame_that_changes_nothing_sends_nothing() -> None:
    mirror = Mirror(20, 3)
    frame = "\x1b[1;1H\x1b[1mKursk\x1b[0m               \x1b[1;1H"
    mirror.feed(frame)
    assert mirror.changes() != ""
    mirror.feed(frame)
    assert mirror.changes() == ""


def test_what_was_painted_before_is_not_sent_again() -> None:
    mirror = Mirror(20, 3)
    mirror.assume("\x1b[H\x1b[1mKursk\x1b[m\x1b[K\r\n\x1b[38;5;214mKerch\x1b[m")
    mirror.feed("\x1b[1;1H\x1b[1mKursk\x1b[0m               \n\x1b[2;1H\x1b[38;5;214mKerch\x1b[0m               ")
    assert mirror.changes() == ""


def test_where_the_first_painting_ended_the_cursor_is_not_put_again() -> None:
    mirror = Mirror(20, 3)
    mirror.assume("\x1b[HKursk\r\nKerch\r\nGaza")
    mirror.put({0: [("x", PLAIN)] * 20})
    assert mirror.changes().endswith("x" * 20)


@pytest.mark.parametrize(
    "odd", ["\x1b[5;10r", "\x1b[3S", "\x1b(0", "\x1bc", "\x1b[38;7mred", "\x1bPq#0\x1b\\", "\x1b[2J", "\x07"]
)
def test_a_frame_with_anything_unknown_is_reported_and_its_text_still_drawn(odd: str) -> None:
    mirror = Mirror(20, 2)
    assert not mirror.feed(f"\x1b[1;1HKursk{odd}\x1b[2;1HKerch")
    mirror.forget()
    screen, stream = emulator(20, 2)
    stream.feed(mirror.changes())
    assert screen.text()[0].startswith("Kursk")
    assert screen.text()[1] == "Kerch"


def test_a_cursor_that_is_placed_is_placed_last() -> None:
    mirror = Mirror(20, 2)
    screen, stream = emulator(20, 2)
    mirror.feed("\x1b[1;1HSearch: mpox        \x1b[1;13H")
    stream.feed(mirror.changes())
    assert (screen.cursor.x, screen.cursor.y) == (12, 0)


def test_a_frame_that_ends_past_the_last_column_leaves_no_doubt_where_the_cursor_is() -> None:
    mirror = Mirror(10, 2)
    screen, stream = emulator(10, 2)
    for frame in ("\x1b[1;1H" + "a" * 10 + "\n" + "\x1b[2;1H" + "b" * 10, "\x1b[2;2Hx" + "\x1b[2;11H", "\x1b[2;3Hy"):
        mirror.feed(frame)
        stream.feed(mirror.changes())
    assert screen.text() == ["a" * 10, "bxy" + "b" * 7]


def test_what_was_painted_first_does_not_say_where_the_cursor_is_wanted() -> None:
    mirror, later = Mirror(10, 2), Mirror(10, 2)
    mirror.assume("\x1b[H" + "a" * 10 + "\r\n" + "b" * 10)
    later.feed("\x1b[1;1H" + "a" * 5 + "c" + "a" * 4)
    mirror.put({0: later._wanted.rows[0]})
    assert mirror.changes().endswith("mc")


def test_the_cursor_is_put_anew_after_a_character_whose_width_is_in_doubt() -> None:
    mirror = Mirror(10, 1)
    mirror.feed("\x1b[1;1H🚢 port │ ")
    assert "🚢\x1b[1;3H port │" in mirror.changes()


def test_simple_characters_take_one_cell_by_every_table() -> None:
    wrong = [hex(code) for code in range(0x20, 0x3000) if simple(chr(code)) and cell_len(chr(code)) != 1]
    assert wrong == []


def test_erasing_is_not_used_where_it_would_leave_the_wrong_background() -> None:
    frame = "\x1b[1;1H\x1b[48;5;17m" + " " * 40 + "\x1b[0m"
    with_background, without = Mirror(40, 1, erases=True), Mirror(40, 1, erases=False)
    with_background.feed(frame)
    without.feed(frame)
    assert "\x1b[K" in with_background.changes()
    assert "\x1b[K" not in without.changes()
