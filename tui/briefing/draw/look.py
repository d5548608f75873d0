"""What drawing is told besides the item: the moment, how times are written, which characters may be used. Pure."""

from __future__ import annotations

import time

from briefing.draw.cells import JOINER
from briefing.records import NamedTuple
from briefing.text import DAY, HOUR, age, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.draw.spans import Line
    from briefing.model import Instant, Item

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
AGE_CELLS = 3


def moments(clock: str) -> Callable[[float], time.struct_time]:
    """What turns an instant into a time of day, by the desk's `clock`: "utc", else that of the place."""
    return time.gmtime if clock == "utc" else time.localtime


class Glyphs(NamedTuple):
    """The characters that drawings are made of, each one cell wide but for the ellipsis and the separator."""

    corners: str = "╭╮╰╯"
    across: str = "─"
    down: str = "│"
    focus_corners: str = "┍┑"
    focus_across: str = "━"
    bar: str = "▌"
    new: str = "●"
    read: str = "✓"
    key: str = "◆"
    pinned: str = "▲"
    saved: str = "★"
    bullet: str = " · "
    ellipsis: str = "…"
    up: str = "↑"
    quote: str = "▏"


ASCII = Glyphs("++++", "-", "|", "++", "=", ">", "*", "v", "#", "^", "$", " - ", "...", "^", "|")
UNICODE = Glyphs()


class Look(NamedTuple):
    """How things are drawn now: `moment` is `time.localtime` or `time.gmtime`, `relative` shows ages for times.

    `bidi` says that right-to-left text is to be turned around here, since the terminal does not do it; `console` that
    its font has few glyphs.
    """

    now: Instant = 0
    moment: Callable[[Instant], time.struct_time] = time.gmtime
    ascii: bool = False
    relative: bool = False
    bidi: bool = False
    console: bool = False

    @property
    def glyphs(self) -> Glyphs:
        """The characters to draw with."""
        if self.ascii:
            return ASCII
        return UNICODE if not self.console else _console()

    @property
    def spelt(self) -> bool:
        """Whether the names of keys are to be spelt, for want of signs."""
        return self.ascii or self.console

    def text(self, text: str) -> str:
        """`text` fit to be drawn: clean, without joiners (terminals disagree about them), in ASCII where asked for."""
        text = safe(text)
        if text.isascii():
            return text
        if self.ascii:
            from briefing.draw.ascii import to_ascii

            return to_ascii(text)
        return text.replace(JOINER, "") if JOINER in text else text

    def finished(self, lines: list[Line]) -> list[Line]:
        """The lines of a screen as they are to be sent."""
        if not self.bidi:
            return lines
        from briefing.draw.bidi import turned

        return turned(lines)

    def of(self, item: Item) -> Look:
        """How the time of an item is written: a mere date is the same in every zone."""
        return self._replace(moment=time.gmtime) if day_only(item) else self

    def clock(self, at: Instant) -> str:
        """The time of day, "14:10"."""
        moment = self.moment(at)
        return f"{moment.tm_hour:02}:{moment.tm_min:02}"

    def short_day(self, at: Instant) -> str:
        """The date without weekday and year, "16 Aug"."""
        moment = self.moment(at)
        return f"{moment.tm_mday} {_MONTHS[moment.tm_mon - 1]}"

    def day(self, at: Instant) -> str:
        """The date, "Fri 16 Aug", with the year unless it is this one."""
        moment = self.moment(at)
        words = f"{_DAYS[moment.tm_wday]} {moment.tm_mday} {_MONTHS[moment.tm_mon - 1]}"
        return words if moment.tm_year == self.moment(self.now).tm_year else f"{words} {moment.tm_year}"

    def whole_day(self, at: Instant) -> str:
        """The date in full, "16 August 2024"."""
        moment = self.moment(at)
        return f"{moment.tm_mday} {_LONG_MONTHS[moment.tm_mon - 1]} {moment.tm_year}"

    def day_number(self, at: Instant) -> tuple[int, int]:
        """What tells one day from another: the year and the day in it."""
        moment = self.moment(at)
        return moment.tm_year, moment.tm_yday

    def today(self, at: Instant) -> bool:
        """Whether `at` is on the day it is now."""
        return self.day_number(at) == self.day_number(self.now)

    def when(self, at: Instant) -> str:
        """A moment in as few words as say it: "14:10" today, "15 Aug 14:10" within the year, else with the year."""
        if self.today(at):
            return self.clock(at)
        year = self.moment(at).tm_year
        return f"{self.short_day(at)}{'' if year == self.moment(self.now).tm_year else f' {year}'} {self.clock(at)}"

    def cell(self, at: Instant) -> str:
        """The time of an item as a list has it: "14:10", or its age today in three cells, " 5m", "22h", "now".

        Of another day it is the clock time, to be read with the date in the rule above it, where "1d" would say less
        than that; only what is minutes old shortly after midnight says so.
        """
        if not self.relative:
            return self.clock(at)
        if self.today(at):
            return age(self.now - at).rjust(AGE_CELLS)
        return f"{age(self.now - at):>5}" if 0 <= self.now - at < HOUR else self.clock(at)

    def age(self, at: Instant) -> str:
        """How long ago, "5m"."""
        return age(self.now - at)


def _console() -> Glyphs:
    """Those for which every font of the consoles of Linux has a glyph: they are in code page 437."""
    return Glyphs("┌┐└┘", "─", "│", "╒╕", "═", "▌", "•", "√", "♦", "▲", "*", " · ", "...", "↑", "│")


def day_only(item: Item) -> bool:
    """Whether no time of day is known, only a date (in UTC) that the item itself does not state."""
    return item.published is not None and item.published_how != "stated" and item.published % DAY == 0


def zone(at: Instant, moment: Callable[[Instant], time.struct_time]) -> str:
    """The name of the zone that `moment` tells the time of, "UTC" or "CEST"; "" when it is not a short word."""
    if moment is time.gmtime:
        return "UTC"
    name = moment(at).tm_zone
    return name if name and len(name) <= 5 and name.isascii() and name.isprintable() else ""
