"""Dates as feeds and pages write them, to seconds since 1970 UTC. Pure.

RFC 822/2822 (RSS), RFC 3339 and ISO 8601 (Atom, JSON), epochs in seconds or milliseconds, and the loose
forms met in the wild, with month names in a dozen languages. A time whose zone is unknown is no time:
a wrong hour is worse than none, so an unheard-of zone gives `None`. A time without any zone is read as
UTC and said to be inferred.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from briefing.model import Instant

Known = Literal["stated", "inferred"]

DAY = 86_400
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_LONGEST = 100

_RFC822 = re.compile(
    r"(?:[A-Za-z]{3},? )?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? "
    r"(?:([+-])(\d\d):?(\d\d)|GMT|UTC|UT|Z)$"
)
_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)? ?(?:([+-])(\d\d)(?::?(\d\d))?|[Zz])$"
)
_WEEKDAYS = frozenset(("Mon, ", "Tue, ", "Wed, ", "Thu, ", "Fri, ", "Sat, ", "Sun, "))
_MONTH_NUMBERS = {
    " Jan ": "01", " Feb ": "02", " Mar ": "03", " Apr ": "04", " May ": "05", " Jun ": "06", " Jul ": "07",
    " Aug ": "08", " Sep ": "09", " Oct ": "10", " Nov ": "11", " Dec ": "12",
}  # fmt: skip
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?$|\d{12,13}$")

# Day, month and year in their usual orders; the time and the zone are looked for in what is left.
_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?=T?\d{0,6}Z?(?!\d))")
_DOTTED_DATE = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s-]*(?:de |of )?([^\W\d_]{3,})\.?,?[\s-]*(?:de )?(\d{4}|\d\d(?!\d|:))"
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_CTIME = re.compile(r"([^\W\d_]{3,}) +(\d{1,2}) (\d\d?:\d\d(?::\d\d)?)(?: ([A-Z]{2,5}|[+-]\d{4}))? (\d{4})$")
_YEAR_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?$")
_TIME = re.compile(r"(?<!\d)(\d\d?)[:h.](\d\d)(?:[:.m](\d\d)(?:[.,]\d+)?)?s?\s*(?:([AaPp])\.?\s?[Mm]\.?)?")
_COMPACT_TIME = re.compile(r"T(\d\d)(\d\d)(\d\d)?")
_OFFSET = re.compile(r"^\s*(?:(?:GMT|UTC|UT)\s*)?([+-])(\d\d?):?(\d\d)?(?!\d)")
_ZONE = re.compile(r"^[\s(]*([A-Za-z]{1,5})\b")

_MONTH_NAMES = (
    "jan january januar janvier enero gennaio janeiro januari ianuarie styczeń stycznia leden ledna január januar "
    "январь января січень січня ιαν ιανουαρίου ocak يناير ene gen sty янв січ",
    "feb february februar février fevrier febrero febbraio fevereiro februari luty lutego únor února február "
    "февраль февраля лютий лютого φεβ φεβρουαρίου şubat فبراير fev fév lut фев лют",
    "mar march märz maerz mrz mär mars marzo março maart marzec marca březen března március март марта березень "
    "березня μαρ μαρτίου mart مارس mrt мар бер",
    "apr april avril avr abril aprile kwiecień kwietnia duben dubna április апрель апреля квітень квітня απρ "
    "απριλίου nisan أبريل abr kwi апр кві",
    "may mai mayo maggio maio mei maj maja květen května május май мая травень травня μαι μάι μαϊ μαΐου mayıs "
    "مايو mag тра",
    "jun june juni juin junio giugno junho czerwiec czerwca červen června június июнь июня червень червня ιουν "
    "ιουνίου haziran يونيو giu cze июн чер",
    "jul july juli juillet julio luglio julho lipiec lipca červenec července július июль июля липень липня ιουλ "
    "ιουλίου temmuz يوليو lug juil lip июл лип",
    "aug august août aout agosto augustus sierpień sierpnia srpen srpna augusztus август августа серпень серпня "
    "αυγ αυγούστου ağustos أغسطس ago aoû sie авг сер",
    "sep sept september septembre septiembre settembre setembro wrzesień września září szeptember сентябрь "
    "сентября вересень вересня σεπ σεπτεμβρίου eylül سبتمبر set wrz сен вер",
    "oct okt october oktober octobre octubre ottobre outubro październik października říjen října október октябрь "
    "октября жовтень жовтня οκτ οκτωβρίου ekim أكتوبر out ott paź окт жов",
    "nov november novembre noviembre novembro listopad listopada listopadu november ноябрь ноября листопад "
    "листопада νοε νοεμβρίου kasım نوفمبر lis ноя лис",
    "dec dez december dezember décembre decembre diciembre dicembre dezembro grudzień grudnia prosinec prosince "
    "декабрь декабря грудень грудня δεκ δεκεμβρίου aralık ديسمبر dic déc gru дек гру",
)
_MONTHS = {name: number for number, line in enumerate(_MONTH_NAMES, 1) for name in line.split()}

# Minutes east of Greenwich. Left out on purpose: names that stand for zones hours apart and have no
# reading that news feeds agree on. IST is settled by the host, see `minutes_east`.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "eet": 120, "eest": 180, "idt": 180, "msk": 180, "trt": 180, "sast": 120, "cat": 120, "wat": 60,
    "eat": 180,
    "pkt": 300, "npt": 345, "ict": 420, "wib": 420, "wita": 480, "wit": 540, "hkt": 480, "sgt": 480, "myt": 480,
    "pht": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "acdt": 630, "aest": 600, "aedt": 660,
    "nzst": 720, "nzdt": 780, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "nst": -210, "ndt": -150, "adt": -180,
    "brt": -180,
}  # fmt: skip
_IST = {"il": 120, "ie": 60}
_FOURTEEN_HOURS = 14 * 60


def parse(text: str, host: str = "") -> tuple[Instant, Known] | None:
    """The moment that `text` names and whether its zone was stated, or `None` when it names none we trust.

    `host` is where the text came from: it tells which of three zones "IST" means.
    """
    moment = _usual(text)
    if moment > 0:
        return moment, "stated"
    match = _RFC822.match(text)
    if match:
        day, name, year, hour, minute, second, sign, east, rest = match.groups()
        month = _MONTHS.get(name.lower())
        return _moment(year, month, day, hour, minute, second, _offset(sign, east, rest)) if month else None
    match = _RFC3339.match(text)
    if match:
        year, month_, day, hour, minute, second, sign, east, rest = match.groups()
        return _moment(year, month_, day, hour, minute, second, _offset(sign, east, rest))
    return _loose(" ".join(text[:_LONGEST].split()), host)


def _usual(text: str) -> Instant:
    """The moment of a date in one of the two usual forms, to the letter, as the general way has it; else 0."""
    length = len(text)
    if length == 20 and text[7] == "-" and text[10] == "T" and text[19] == "Z":
        written = text
    elif length in (29, 31) and text[:5] in _WEEKDAYS and (month := _MONTH_NUMBERS.get(text[7:12])):
        zone = "Z" if text[25:] in (" GMT", " UTC") else text[26:29] + ":" + text[29:]
        if text[16] != " " or text[25] != " " or zone[1:3] >= "14" or zone[4:] >= "60":
            return 0
        written = f"{text[12:16]}-{month}-{text[5:7]}T{text[17:25]}{zone}"
    else:
        return 0
    if written[13] != ":" or written[16] != ":":
        return 0
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return 0
    return int(moment.timestamp()) if moment.year < _LAST_YEAR else 0


def instant(text: str, host: str = "") -> Instant | None:
    """The moment that `text` names, or `None`."""
    moment = parse(text, host)
    return moment[0] if moment else None


def from_epoch(number: float) -> Instant | None:
    """Seconds or milliseconds since 1970 as seconds, or `None` when it lies outside 1970 to 2100."""
    seconds = number / 1000 if number > 1e11 else number
    return int(seconds) if 0 < seconds < (date(_LAST_YEAR, 1, 1).toordinal() - _EPOCH_DAY) * DAY else None


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> int:
    """Minutes east of Greenwich; none given is Greenwich."""
    if not sign:
        return 0
    east = int(hours or 0) * 60 + int(minutes or 0)
    return -east if sign == "-" else east


def _moment(
    year: str | int, month: str | int, day: str | int, hour: str | int, minute: str | int, second: str | int | None,
    east: int, known: Known = "stated",
) -> tuple[Instant, Known] | None:  # fmt: skip
    """The instant of a civil time, or `None` when there is no such day, hour or zone."""
    hour, minute, second = int(hour), int(minute), int(second or 0)
    year = int(year)
    if hour * 60 + minute > 1440 or minute > 59 or second > 60 or not -_FOURTEEN_HOURS <= east <= _FOURTEEN_HOURS:
        return None
    if not _FIRST_YEAR <= year < _LAST_YEAR:
        return None
    try:
        days = date(year, int(month), int(day)).toordinal() - _EPOCH_DAY
    except ValueError:
        return None
    moment = days * DAY + hour * 3600 + (minute - east) * 60 + min(second, 59)
    return (moment, known) if moment > 0 else None


def _loose(text: str, host: str) -> tuple[Instant, Known] | None:
    """What the two standard forms do not cover, `text` with single spaces."""
    match = _RFC822.match(text) or _RFC3339.match(text)
    if match:
        return parse(text, host)
    if _EPOCH.match(text):
        seconds = from_epoch(float(text))
        return (seconds, "stated") if seconds else None
    day, rest = _day(text)
    if day is None:
        return None
    return _with_time(day, rest, host)


def _day(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """Year, month and day found in `text`, and the text without them."""
    for pattern, order in ((_NUMERIC_DATE, "ymd"), (_DOTTED_DATE, "dmy"), (_COMPACT_DATE, "ymd"), (_CTIME, "md__y")):
        match = pattern.search(text)
        if match:
            return _ordered(match, order), _without(text, match, order)
    for pattern, order in ((_DAY_MONTH, "dmy"), (_MONTH_DAY, "mdy")):
        for match in pattern.finditer(text):
            found = _ordered(match, order)
            if found:
                return found, _without(text, match, order)
    match = _YEAR_MONTH.match(text)
    return ((int(match[1]), int(match[2] or 1), 1), "") if match else (None, text)


def _without(text: str, match: re.Match[str], order: str) -> str:
    """What is left of `text` to look for a time and a zone in; ctime has them in its middle."""
    return f"{match[3]} {match[4] or ''}" if order == "md__y" else f"{text[: match.start()]} {text[match.end() :]}"


def _ordered(match: re.Match[str], order: str) -> tuple[int, int, int] | None:
    """Year, month, day from a match whose groups come in `order`; a month may be a name."""
    parts = dict(zip(order, match.groups(), strict=True))
    month = parts["m"]
    number = int(month) if month.isdecimal() else _MONTHS.get(month.lower(), _MONTHS.get(month.lower()[:3], 0))
    year = int(parts["y"])
    if year < 100:  # RFC 2822 section 4.3
        year += 2000 if year < 50 else 1900
    return (year, number, int(parts["d"])) if number else None


def _with_time(day: tuple[int, int, int], rest: str, host: str) -> tuple[Instant, Known] | None:
    """The moment of a day and of what stands beside it: nothing, a time, a time and a zone."""
    match = _TIME.search(rest) or _COMPACT_TIME.search(rest)
    if match is None:
        return _moment(*day, 0, 0, 0, 0, "inferred")
    hour = int(match[1])
    half = match[4].lower() if match.re is _TIME and match[4] else ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    after = rest[match.end() :]
    offset = _OFFSET.match(after)
    if offset:
        return _moment(*day, hour, match[2], match[3], _offset(*offset.groups()))
    zone = _ZONE.match(after)
    if zone is None:
        return _moment(*day, hour, match[2], match[3], 0, "inferred")
    east = minutes_east(zone[1], host)
    return None if east is None else _moment(*day, hour, match[2], match[3], east)


def minutes_east(zone: str, host: str = "") -> int | None:
    """Minutes east of Greenwich of a zone's name, `None` for one we do not know.

    IST is Indian, Israeli and Irish time; Indian outlets write it, the others mostly write an offset.
    """
    name = zone.lower()
    if name == "ist":
        return _IST.get(host.rpartition(".")[2], 330)
    return _ZONES.get(name)
