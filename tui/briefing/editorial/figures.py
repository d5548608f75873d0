"""The figures that a text states: numbers with their qualifier, unit or noun, and whoever claims them. Pure.

"Nearly 2,000 vehicles", "1,150sq km", "a 2,400-pound missile", "climbed past 40,000", "several thousand troops". No
figures are the numbers in names and dates (F-16, clade 1b, 7 October), years, ages, ordinals, lengths of time, and
small numbers in words ("two officials"). A range has its lower end for its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from briefing.editorial.claims import claimant
from briefing.editorial.publishers import Publishers
from briefing.editorial.sentences import sentences
from briefing.model import Figure

if TYPE_CHECKING:
    from briefing.model import Qualifier

MOST = 20
"""An item with more figures is a table; the first ones are kept."""

_QUALIFIERS = (
    (">=", r"at least|no (?:fewer|less) than|not less than|a minimum of"),
    (
        ">",
        r"(?:more|greater) than|(?:just )?over|above|past|upwards? of|exceed(?:s|ed|ing)?|surpass(?:es|ed)?|topped",
    ),
    ("<=", r"up to|at most|no more than|not more than|as many as|as much as|a maximum of"),
    ("<~", r"nearly|almost|close to|just under|approaching|not quite"),
    ("<", r"fewer than|less than|under|below"),
    ("~", r"about|around|some|roughly|approximately|an estimated|estimated|circa|ca\.|in the region of|~"),
)
_UNITS = {
    "km2": r"(?:sq(?:uare)?\.?\s*(?:km|kilomet(?:re|er)s?)|km\s?(?:2|²))",
    "mi2": r"sq(?:uare)?\.?\s*mi(?:les?)?",
    "m2": r"(?:sq(?:uare)?\.?\s*(?:m|met(?:re|er)s?)|m²)",
    "km": r"(?:kms?|kilomet(?:re|er)s?)",
    "mi": r"(?:mi|miles?)",
    "ha": r"(?:ha|hectares?)",
    "kg": r"(?:kgs?|kilogram(?:me)?s?|kilos?)",
    "t": r"(?:tonnes?|tons?)",
    "cm": r"(?:cm|centimet(?:re|er)s?)",
    "mm": r"(?:mm|millimet(?:re|er)s?)",
    "m": r"(?:met(?:re|er)s?)",
    "ft": r"(?:ft|feet|foot)",
    "lb": r"(?:lbs?|pounds?(?=\s+of\b))",
    "MW": r"(?:MW|megawatts?)",
    "%": r"(?:%|per\s?cent(?:age points?)?)",
    "USD": r"(?:US\s?dollars?|dollars?|USD)",
    "EUR": r"(?:euros?|EUR)",
}
_HYPHENATED = dict.fromkeys(("kilometre", "kilometer", "km"), "km") | dict.fromkeys(("metre", "meter", "m"), "m")
_HYPHENATED |= {"pound": "lb", "mile": "mi", "kg": "kg", "kilogram": "kg", "ton": "t", "tonne": "t", "foot": "ft"}
_CURRENCIES = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP"}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12}

_QUALIFIER = "|".join(f"(?:{words})" for _, words in _QUALIFIERS)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f]\d{3})+|\d+(?:\.\d+)?"
# Within a longer number or word it is none. To look behind its first digit, not before it, lets the search skip ahead.
_FIRST_NUMBER = r"\d(?<![\w.,/:-]\d)(?:\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d{0,2}(?:[\u00a0\u202f]\d{3})+|\d*(?:\.\d+)?)"
_LEAD = re.compile(rf"(?:(?P<qualifier>\b(?i:{_QUALIFIER})|~)\s*)?(?P<currency>US\$|[$€£])?$")
_LONGEST_LEAD = 45
_LAST_WORDS = """
$ € £ ~ ca. than least minimum of over above past exceed exceeds exceeded exceeding surpass surpasses surpassed topped
to most as maximum nearly almost under approaching quite below about around some roughly approximately estimated circa
"""
_ENDS_OF_LEADS = tuple(_LAST_WORDS.split())
"""How whatever `_LEAD` finds before a number ends, in small letters."""
_FIGURE = re.compile(
    rf"(?P<number>{_FIRST_NUMBER})(?:\s?[-–]\s?(?P<upper>{_NUMBER})|\s+(?:to|and)\s+(?P<upper2>{_NUMBER}))?"
    r"(?:\s?(?P<scale>(?i:hundred|thousand|million|billion|trillion)(?![\w-])|(?:k|mn?|bn|tn)(?!\w)))?(?P<plus>\+)?"
)
_UNIT = re.compile(
    r"\s?(?:" + "|".join(f"(?P<u{i}>{words})" for i, words in enumerate(_UNITS.values())) + r")(?![\w²])"
)
_UNIT_BEGINS = "skmhtcflpM%UdeE"
_COMPOUND = re.compile(r"-(?P<unit>" + "|".join(_HYPHENATED) + r")s?\s+(?P<noun>[^\W\d_][\w'’-]*)")
_DIGIT = re.compile(r"\d")
_VAGUE = re.compile(
    r"\b(?i:(?:several|many|a few|some)\s+(?:hundred|thousand|million|dozen)|"
    r"(?:(?:tens|hundreds|dozens|scores)\s+of\s+)?(?:dozens|hundreds|thousands|millions|scores)\s+of)(?=\s+[^\W\d_])"
)
_NOUN_WORD = re.compile(r"\s+([^\W\d_](?:[\w'’-]*\w)?)")
_CLOSING_WORDS = """
a an the of in on at to and or for from with by as that which who whose were was is are be been has have had will would
could can may might must since after before during this last over under into inside across per than while when where if
but not it they he she their its his her also so each more out away today nationwide worldwide offshore abroad current
apiece earlier later ago alone remain traditionally
"""
_CLOSING = frozenset(_CLOSING_WORDS.split())
_NO_NOUN = re.compile(
    r"(?i)(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*|"
    r"(?:year|month|week|day|hour|minute|second|decade)s?|centur(?:y|ies)|am|pm|gmt|utc|st|nd|rd|th|o['’]clock|percent|p|"
    r"years?-old|times?"
)
_PLURAL = re.compile(r"(?:[^suaS]s|people|troops|personnel|children|women|men|dead|police)$")
_NAMED_BY_NUMBER = re.compile(
    r"\b(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*|Articles?|Section|Chapter|Resolution|Nos?|Page|Act|"
    r"Boeing|Airbus|Channel|Route|Highway|Unit)\.?\s+$"
)
_REACH = (
    r"(?:(?:has|have|had|now|since)\s+)*(?:reache[ds]|passe[ds]|hits?|stands\s+at|stood\s+at|is|was|at|"
    r"(?:climbed|risen|rose|rises|grew|grown|jumped|fallen|fell|went|gone)(?:\s+(?:to|by))?)\s*$"
)
_REACHING = re.compile(rf"(?i)\s{_REACH}")
_TOLL = re.compile(
    r"(?i)\b((?:(?!(?:the|an?|as|when|that|and|but|with|its)\b)[\w'’-]+\s+){0,4}?"
    rf"(?:toll|number|count|total|tally|figure)(?:\s+(?:of|in|from|for)(?:\s+[\w'’-]+){{1,4}}?)?)\s+{_REACH}"
)
_NAME_BEFORE = re.compile(r"\w\W+[^\W\d_a-z][\w-]*\s+$")
_LONGEST, _LONGEST_SUBJECT, _LONGEST_WORD = 50_000, 160, 40
_OF = re.compile(r"\s+of(?:\s+(?:all|the|its|their|those))*(?!\s+(?:them|it|this|that|these)\b)(?=\s)")
_AND = re.compile(r"\s+and\s+[a-z][\w'’-]*s\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BETWEEN = re.compile(r"(?i)\b(?:between|from)\s+$")
_GOES_ON = re.compile(r"[\w/:-]|[.,]\d")
_EACH = re.compile(r"\s+each\b")


def figures(text: str, publishers: Publishers) -> tuple[Figure, ...]:
    """The figures of a text in their order, each once, `MOST` at most."""
    found: dict[tuple[float | None, str, str], Figure] = {}
    text = text[:_LONGEST]
    vague = _has_scale(text)
    for sentence in _counting(text, vague):
        said = None
        for figure in _in_sentence(sentence, vague):
            said = claimant(sentence, publishers) if said is None else said
            claimed = figure._replace(claimant=said) if said else figure
            found.setdefault((figure.value, figure.unit, figure.noun.casefold()), claimed)
            if len(found) == MOST:
                return tuple(found.values())
    return tuple(found.values())


def _counting(text: str, vague: bool) -> Iterator[str]:
    """The sentences with a digit in them or, where the text is `vague`, those of the lines that are, too."""
    for line in text.split("\n"):
        if vague and _has_scale(line):
            yield from sentences(line)
        elif _has_digit(line):
            yield from filter(_has_digit, sentences(line))


def counts(text: str) -> bool:
    """Whether a text may state figures: there is a digit in it, or a word for a large number."""
    return _has_digit(text) or _has_scale(text)


def _has_digit(text: str) -> bool:
    if not text.isascii():
        return bool(_DIGIT.search(text))
    # One after the other, for it is asked of every sentence: far faster than a pattern, and than any() of a loop.
    return (
        "0" in text or "1" in text or "2" in text or "3" in text or "4" in text
        or "5" in text or "6" in text or "7" in text or "8" in text or "9" in text
    )  # fmt: skip


def _has_scale(text: str) -> bool:
    small = text.encode("utf-8", "replace").lower().decode("latin-1")  # any letters beyond ASCII: this way is faster
    return "dozen" in small or "hundred" in small or "thousand" in small or "million" in small or "scores" in small


def _in_sentence(sentence: str, vague: bool) -> Iterator[Figure]:
    places = [(match.start(), _counted(sentence, match)) for match in _FIGURE.finditer(sentence)]
    if vague and _has_scale(sentence):
        places += [(match.start(), _vague(sentence, match)) for match in _VAGUE.finditer(sentence)]
        places.sort(key=lambda place: place[0])
    return (figure for _, figure in places if figure)


def _vague(sentence: str, match: re.Match[str]) -> Figure | None:
    noun, end = _noun(sentence, match.end(), certain=True)
    return Figure(sentence[match.start() : end], None, "vague", "", noun) if noun else None


def _counted(sentence: str, match: re.Match[str]) -> Figure | None:
    """The figure at a number, or None when the number is a date's, a name's, or nothing's."""
    begin = match.start()
    number, upper, upper2, scale, plus = match.group("number", "upper", "upper2", "scale", "plus")
    end = match.end()
    if upper2 and _between(sentence, begin):
        upper = upper2
    elif upper2:
        end = match.end("number")
    lead = _lead(sentence[max(begin - _LONGEST_LEAD, 0) : begin])
    qualified, currency = (lead["qualifier"] or "", lead["currency"] or "") if lead else ("", "")
    start = begin - (len(lead[0]) if lead else 0)
    if _named_by_number(sentence[max(start - _LONGEST_LEAD, 0) : start]):
        return None
    if not (qualified or currency or scale) and _YEAR.fullmatch(number) and not _in_units(sentence, end):
        return None
    certain = bool(qualified or scale or "," in number)
    unit, noun, after = (_CURRENCIES[currency], "", end) if currency else _measured(sentence, begin, end, certain)
    if not unit and not noun:
        noun = "" if _goes_on(sentence, end) else _subject(sentence[max(start - _LONGEST_SUBJECT, 0) : start])
    if not unit and not noun:
        return None
    value = _value(number, scale if end == match.end() else None)
    qualifier = "range" if upper else ">=" if plus else _qualifier(qualified) if qualified else ""
    return Figure(sentence[start:after].strip(), value, cast("Qualifier", qualifier), unit, noun)


def _lead(before: str) -> re.Match[str] | None:
    """The qualifier and currency that `before` ends in. Most words before a number cannot be the end of one."""
    return _LEAD.search(before) if before.rstrip().lower().endswith(_ENDS_OF_LEADS) else None


def _named_by_number(before: str) -> bool:
    """Whether `before` ends in a name that a number belongs to: "Boeing ", "Oct. "; it has a capital letter."""
    *_, last = before.split() or ("",)
    return before[-1:].isspace() and last != last.lower() and bool(_NAMED_BY_NUMBER.search(before))


def _subject(before: str) -> str:
    """What stands at a bare number, by the words before it: "death toll" of "the death toll passed"; else ""."""
    subject = _TOLL.search(before) if _REACHING.search(before[-40:]) else None
    return subject[1] if subject else ""


def _between(sentence: str, begin: int) -> bool:
    """Whether "X and Y" or "X to Y" is one range: after "between" or "from"."""
    return bool(_BETWEEN.search(sentence[max(begin - 12, 0) : begin]))


def _goes_on(sentence: str, end: int) -> bool:
    return bool(_GOES_ON.match(sentence, end))


def _in_units(sentence: str, end: int) -> bool:
    """Whether a unit follows a number: 2,000 km, and a 2000-metre ridge."""
    return sentence[end : end + 2].lstrip()[:1] in _UNIT_BEGINS and bool(
        _COMPOUND.match(sentence, end) or _UNIT.match(sentence, end)
    )


def _measured(sentence: str, begin: int, end: int, certain: bool) -> tuple[str, str, int]:
    """The unit and noun after a number, and where they end; two empty texts when there are none."""
    compound = _COMPOUND.match(sentence, end)
    if compound:
        return _HYPHENATED[compound["unit"]], compound["noun"], compound.end()
    unit = _UNIT.match(sentence, end) if sentence[end : end + 2].lstrip()[:1] in _UNIT_BEGINS else None
    if unit:
        symbol = list(_UNITS)[int(str(unit.lastgroup)[1:])]
        return symbol, _share(sentence, unit.end()) if symbol == "%" else "", unit.end()
    if _goes_on(sentence, end):
        return "", "", end
    noun, after = _noun(sentence, end, certain=certain)
    if (
        not certain
        and not _PLURAL.search(noun)
        and _NAME_BEFORE.search(sentence[max(begin - _LONGEST_LEAD, 0) : begin])
    ):
        return "", "", end  # "the Falcon 9 rocket"
    return "", noun, after if noun else end


def _share(sentence: str, end: int) -> str:
    """What a percentage is of: "of all cases and deaths"."""
    of = _OF.match(sentence, end)
    noun, after = _noun(sentence, of.end(), certain=True) if of else ("", end)
    if not of or not noun:
        return ""
    more = _AND.match(sentence, after)
    return sentence[of.start() : more.end() if more else after].strip()


def _noun(sentence: str, end: int, *, certain: bool = False) -> tuple[str, int]:
    """What is counted: up to three words after the number, to the first that cannot be a part of it.

    A number that is `certain` to be one may count what has a capital: "40,000 Palestinians", but not "7 October".
    """
    words: list[str] = []
    place = end
    while len(words) < 3 and (match := _NOUN_WORD.match(sentence, place)):
        word = match[1]
        if _closes(word[:_LONGEST_WORD]) or (words and word.endswith(("ed", "ing"))):
            break
        words.append(word)
        place = match.end()
        if _plural(word[-_LONGEST_WORD:]) and (certain or not word[0].isupper()):
            break
    if not words or (words[-1][0].isupper() and not (certain and _plural(words[-1][-_LONGEST_WORD:]))):
        return "", end
    each = _EACH.match(sentence, place)
    return " ".join(words), each.end() if each else place


@lru_cache(maxsize=2_000)
def _closes(word: str) -> bool:
    """Whether nothing is counted by this word, nor by those after it."""
    return word.casefold() in _CLOSING or bool(_NO_NOUN.fullmatch(word))


@lru_cache(maxsize=2_000)
def _plural(word: str) -> bool:
    return bool(_PLURAL.search(word))


def _value(number: str, scale: str | None) -> float:
    plain = float(number.replace(",", "").replace("\u00a0", "").replace("\u202f", ""))
    return round(plain * _SCALES[scale.lower()], 4) if scale else plain


def _qualifier(words: str) -> str:
    folded = " ".join(words.casefold().split())
    return next((symbol for symbol, pattern in _QUALIFIERS if re.fullmatch(pattern, folded)), "")
