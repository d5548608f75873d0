"""The names in a credit: "AP, Reuters", "A. Writer, BBC News", "AFP via Kyiv Post", "[BBC](https://…)"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from briefing.editorial.publishers import Publishers
from briefing.model import Publisher
from briefing.records import NamedTuple
from briefing.text import clean

LONGEST = 60
"""No publisher's name, as credits give it, has more characters."""


class Names(NamedTuple):
    """Whom a credit names, in short forms: publishers (first the main one), carriers, a writer, a link behind it."""

    publishers: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    byline: str = ""
    url: str = ""
    unverified: bool = False


_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*<?(https?://[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+\"[^\"]*\")?\s*\)")
_BARE_LINK = re.compile(r"\s*[(<\[]?(https?://[^\s()<>\[\]]+)[)>\]]?")
_LABEL = re.compile(
    r"(?i)(?:sources?|credits?|via|from|by|reporting by|(?:first |originally )?(?:reported|published) (?:by|in))\b:?\s+"
)
_CITING = re.compile(r"(?i)\s*,?\s+(?:citing|quoting|referring to|reports?|reported)\b.*$", re.DOTALL)
_VIA = re.compile(r"(?i)(?:\s*[,(]\s*|\s+)(?:via|through)\s+")
_SEPARATORS = (
    re.compile(r"\s*;\s*"),
    re.compile(r"\s*,\s*(?:and\s+)?"),
    re.compile(r"\s*[|·•]\s*"),
    re.compile(r"\s+(?:and|&|\+|with|for)\s+"),
    re.compile(r"\s*/\s*"),
)
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"(?i)(?:updated\s+)?(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)day|yesterday|today|{_MONTHS}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}(?:,?\s+\d{{4}})?|{_MONTHS}\s+\d{{1,2}}(?:,?\s+\d{{4}})?"
    r"|\d{4}(?:-\d\d-\d\d)?|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|\d{1,2}[:.]\d{2}(?:\s*(?:am|pm))?(?:\s*(?:gmt|utc|z|[a-z]{2,4}t))?)"
)
_NO_NAMES = """
ends end more update updated continued photo video watch live breaking analysis opinion explainer exclusive developing
english ukraine russia israel gaza kursk kerch mpox kyiv moscow
"""
_TITLES_OF_PEOPLE = """
president minister prime gen general col colonel maj major lt lieutenant capt captain cmdr commander mr mrs ms dr prof
professor sir lord lady king queen prince princess senator sen rep governor gov mayor ambassador judge spokesman
spokesperson spokeswoman secretary chancellor pope saint adviser
"""
_SMALL_WORDS = "of the and for de del della la le les di du des der die das van von al el in on to & + i"
_STOP, _TITLES = frozenset(_NO_NAMES.split()), frozenset(_TITLES_OF_PEOPLE.split())
_JOINING = frozenset(_SMALL_WORDS.split())
_OF_PUBLISHERS = re.compile(
    r"(?i)\b(?:news\w*|post|times|press\w*|agency|agence|tv|television|radio|daily|weekly|herald|journal|tribune|media|"
    r"today|gazette|observer|standard|wire|online|channel|network|broadcast\w*|magazine|review|report|reporter|mail|"
    r"telegraph|chronicle|courier|monitor|independent|guardian|mirror|express|globe|star|sun|echo|bulletin|live|info|"
    r"pravda|gazeta|novosti|service|bureau|institute|ministry|organi[sz]ation|union|group|staff|office|council|centre|center)\b"
)
_DOMAIN = re.compile(r"(?i)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
_BAD = re.compile(r"[\"“”„«»?!:;()\[\]{}<>=*_#|\\]|\.\s+[a-z]|\.{2}|…|@\s|https?:")


def plausible(name: str) -> bool:
    """Whether `name`, which the table does not know, could be a publisher's: few words, each written as a name."""
    words = name.split()
    if not 2 <= len(name) <= LONGEST or not 1 <= len(words) <= 6 or _BAD.search(name) or name.endswith("."):
        return False
    if _DATE.fullmatch(name) or name.casefold() in _STOP or words[0].rstrip(".").casefold() in _TITLES:
        return False
    if _DOMAIN.fullmatch(name):
        return True
    if not any(char.isalpha() for char in name) or words[-1].casefold() in _JOINING:
        return False
    return all(_as_in_a_name(word) for word in words) and words[0].casefold() not in ("and", "or", "of", "&")


def _as_in_a_name(word: str) -> bool:
    first = word.lstrip("'’@")[:1]
    return word.casefold() in _JOINING or first.isupper() or first.isdigit() or first.isalpha() != first.islower()


def reads_as_publisher(name: str) -> bool:
    """Whether an unknown name says itself that it is a publisher's: "… News", an acronym, a domain."""
    if _OF_PUBLISHERS.search(name) or _DOMAIN.fullmatch(name):
        return True
    return any(len(word) > 1 and sum(char.isupper() for char in word) > 1 for word in re.split(r"[\s-]+", name))


def reads_as_person(name: str) -> bool:
    """Whether an unknown name could be somebody's, or two people's: a few capitalised words, no sign of a publisher."""
    people = name.split(" and ")
    short = len(people) <= 3 and all(2 <= len(person.split()) <= 4 for person in people)
    return short and not reads_as_publisher(name) and not any(char.isdigit() for char in name)


def spells_out(before: str, short: str) -> bool:
    """Whether `before` ends in the words that `short` is the initials of: "the Palestinian Authority" and "PA"."""
    words = [word for word in re.findall(r"[^\W\d_]+", before[-120:]) if word.casefold() not in _JOINING]
    initials = "".join(word[0] for word in words[-len(short) :]).upper()
    return len(short) > 1 and short.isupper() and initials == short


def markdown(text: str) -> tuple[str, str]:
    """`text` with Markdown links replaced by their labels, and the address of the first."""
    first = _LINK.search(text)
    return (_LINK.sub(lambda match: match[1], text), clean(first[2])) if first else (text, "")


def unlinked(text: str) -> tuple[str, str]:
    """`text` with Markdown links replaced by their labels, and the address of the last."""
    links = list(_LINK.finditer(text))
    return (_LINK.sub(lambda match: match[1], text), clean(links[-1][2])) if links else (text, "")


def links(text: str) -> dict[str, str]:
    """The addresses of the Markdown links of a text by their labels."""
    return {match[1]: clean(match[2]) for match in _LINK.finditer(text)}


def without_link(text: str) -> tuple[str, str]:
    """`text` with Markdown links replaced by their labels and bare addresses dropped, and the first address."""
    text, url = markdown(text)
    bare = _BARE_LINK.search(text)
    return (_BARE_LINK.sub("", text), url or clean(bare[1])) if bare else (text, url)


def parse(text: str, publishers: Publishers, *, known_only: bool = False) -> Names | None:
    """The names that a credit's wording holds, or None when it is none: `known_only` wants one from the table."""
    text, url = without_link(text)
    text = text.strip(" \t*_~()[].,").strip()
    text = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    text = _CITING.sub("", text).strip()
    if url and (not text or _LABEL.fullmatch(f"{text} ")):
        at = publishers.at(url)
        return Names((at.credit,), url=url) if at and not at.carrier else None
    if not text or len(text) > 4 * LONGEST:
        return None
    main, *carriers = _VIA.split(text)
    pieces = _pieces(main.strip(" ,"), publishers)
    via = [name for carrier in carriers for name in _pieces(carrier.strip(" ,"), publishers)]
    known = [publishers.handle(piece) if piece[:1] == "@" else publishers.named(piece) for piece in pieces]
    if (any(carriers) and not via) or not pieces or (known_only and not any(known)):
        return None
    people = [piece for piece, record in zip(pieces, known, strict=True) if record is None and _person(piece, known)]
    rest = [(piece, record) for piece, record in zip(pieces, known, strict=True) if piece not in people]
    if not all(record or plausible(piece) for piece, record in rest):
        return None
    if not all(publishers.named(name) or plausible(name) for name in via):
        return None
    carried = [record.credit for _, record in rest if record and record.carrier]
    named = _unique(record.credit if record else piece for piece, record in rest if not (record and record.carrier))
    return Names(
        publishers=named,
        via=_unique([*carried, *(_short(name, publishers) for name in via)]),
        byline=" and ".join(people),
        url=url,
        unverified=bool(named) and publishers.named(named[0]) is None,
    )


def _person(piece: str, known: Iterable[Publisher | None]) -> bool:
    """An unknown name beside a known publisher is its writer's, if it can be somebody's."""
    return any(known) and reads_as_person(piece)


def _short(name: str, publishers: Publishers) -> str:
    record = publishers.named(name)
    return record.credit if record else name


def _pieces(text: str, publishers: Publishers) -> list[str]:
    """The single names in a list of names; a known name is never split, dates fall out."""
    if not text or _DATE.fullmatch(text):
        return []
    if publishers.named(text):
        return [text]
    for separator in _SEPARATORS:
        parts = [part for part in separator.split(text) if part]
        if len(parts) > 1:
            pieces = [piece for part in parts for piece in _pieces(part, publishers)]
            if any(publishers.named(piece) for piece in pieces) or separator in _SEPARATORS[:3] or not pieces:
                return pieces
    return [text]


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
