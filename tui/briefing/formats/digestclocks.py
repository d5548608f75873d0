"""The time of day before a line of a digest: "14:10 …", "[14.10]", "2:10 pm –", "1410Z", "14:10 GMT". Pure.

What else may begin so stays text: a score, a span of time, millions, a date, a sentence about an hour. A time in a
zone that is not known is no time, see `formats.dates`.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from briefing.formats import dates
from briefing.records import NamedTuple

if TYPE_CHECKING:
    from briefing.model import Instant

_CLOCK = re.compile(
    r"(?P<open>[\[(]\s?)?(?:(?P<date>\d{4}-\d\d-\d\d)(?:T|,?\s))?"
    r"(?:(?P<four>(?:[01]\d|2[0-3])[0-5]\d)(?:\s?(?P<hours>hrs?\b))?(?!\d)"
    r"|(?P<hour>2[0-3]|[01]?\d)(?!\d)(?:(?P<mark>[:.h])(?P<minute>[0-5]\d)(?!\d)(?::[0-5]\d)?(?:\s?Uhr\b)?)?"
    r"(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?)"
    r"(?:\s?(?P<zone>(?:GMT|UTC)\s?[+-]\d\d?(?::?\d\d)?|(?(date)[+-]|\+)\d\d:?\d\d|[A-Z]{1,5}\b))?(?P<close>\s?[\])])?"
)
_PARTED = re.compile(r"\s*[:–—|→]\s*|\s*-{1,2}\s+|$")
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d\d?):?(\d\d)?$")
_ANOTHER = re.compile(r"\d{1,2}[:.h]\d\d")
_WORDS = frozenset(("CAT", "EAT", "WIT", "WEST"))  # zones that are words too
_LIKE_A_ZONE = re.compile(r"[A-Z]{2,4}T$")
_TICKER = re.compile(r"\+{2,3}\s*(\S.*?)\s*\+{2,3}$")
_GOES_ON = re.compile(r"(?:was|were|is|saw|to|and|or|on|in|at|when|until|till|for|local|today|yesterday)\b")
_OFTEN = frozenset("0123456789[(+")
_NEAR = 3 * dates.DAY
_EARLY, _EARLIER = 900, 6 * 3600
"""How far ahead of the day's own moment a time may be and still be of this day: with its zone, without."""


class Clock(NamedTuple):
    """A time of day as it is written: its minute, how many minutes east its zone is, and a day if one is beside it."""

    said: str
    minute: int
    east: int | None = None
    day: Instant | None = None

    def on(self, day: Instant) -> Instant:
        """The moment of this time on a day, whose own is its midnight."""
        return (self.day or day - day % dates.DAY) + 60 * (self.minute - (self.east or 0))

    def before(self, now: Instant) -> Instant:
        """The moment of this time on the day of `now`, or on the one before, were it still to come.

        At midnight sharp `now` is a day, not a moment, and all of it counts.
        """
        moment = self.on(now)
        ahead = _EARLIER if self.east is None else _EARLY
        late = now % dates.DAY and not self.day and moment > now + ahead
        return moment - dates.DAY if late else moment


def opening(text: str, at: Instant, *, usual: bool = False) -> tuple[Clock | None, str]:
    """The time that a paragraph opens with and the paragraph without it; `at` is its day or moment, 0 if unknown.

    Where it is `usual` for paragraphs to open with a time, less will do to show that one is.
    """
    if text[:1] not in _OFTEN:
        return None, text
    ticker = _TICKER.match(text)
    text = ticker[1] if ticker else text
    match = _CLOCK.match(text)
    if not match or bool(match["open"]) != bool(match["close"]):
        return None, text
    end, zone = match.end(), match["zone"]
    east = _east(zone) if zone else None
    parted = bool(match["close"]) or bool(_PARTED.match(text, end))
    if zone and (east is None or (zone in _WORDS and not parted)):
        if match["close"] or (parted and _LIKE_A_ZONE.match(zone)):
            return None, text
        end, zone, east = len(text[: match.start("zone")].rstrip()), None, None
    separator = _PARTED.match(text, end)
    rest = text[separator.end() if separator else end :].lstrip()
    parted = separator is not None or bool(match["close"])
    if not (parted or text[end : end + 1].isspace()) or _ANOTHER.match(rest):
        return None, text
    if not parted and rest[:1].islower() and not (usual and (match["half"] or zone) and not _GOES_ON.match(rest)):
        return None, text
    minute = _minute(match, rest, sure=bool(zone or match["close"]), parted=parted, usual=usual, at=at)
    day = dates.instant(match["date"]) if match["date"] else None
    if minute is None or (match["date"] and day is None):
        return None, text
    return Clock(text[:end].strip(), minute, east, day), rest


def _minute(match: re.Match[str], rest: str, *, sure: bool, parted: bool, usual: bool, at: Instant) -> int | None:
    """The minute of the day, or `None` when these figures are surely, or as likely, something else.

    `sure` says that a zone or brackets show it for a time, `parted` that something parts it from the `rest`.
    """
    parted = parted and bool(rest)
    begins = parted or (usual and rest[:1].isupper())
    if match["four"]:
        early = begins and match["four"][0] == "0"  # no year before 1000
        sure = sure or bool(match["hours"]) or (parted and usual) or early
        return int(match["four"][:2]) * 60 + int(match["four"][2:]) if sure else None
    hour, half = int(match["hour"]), match["half"]
    if half:
        if not 0 < hour <= 12 or not (match["minute"] or begins):
            return None
        return (hour % 12 + (12 if half in "Pp" else 0)) * 60 + int(match["minute"] or 0)
    if not match["minute"] or (match["mark"] == "." and not sure and not ((parted or usual) and not _near(match, at))):
        return None
    return hour * 60 + int(match["minute"])


def _near(match: re.Match[str], at: Instant) -> bool:
    """Whether "16.08" may be a day near `at` as well."""
    found = dates.instant(f"{match['hour']}.{match['minute']}.{time.gmtime(at).tm_year}") if at else None
    return found is not None and abs(found - at) <= _NEAR


def _east(zone: str) -> int | None:
    """How many minutes east of Greenwich a zone is; `None` for one that is not known, or that three countries have."""
    offset = _OFFSET.match(zone)
    if offset:
        east = int(offset[2]) * 60 + int(offset[3] or 0)
        return -east if offset[1] == "-" else east
    return None if zone == "IST" else dates.minutes_east(zone)
