"""Which fronts an item belongs to, by the words of a front's `Match`: whole words, in any alphabet and case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from briefing.model import Front, Item

WEAK_WORDS_NEEDED = 2
"""One weak word ("Russia") is in every paper's every section; two different ones make a topic."""

_APOSTROPHES = str.maketrans("’ʼ‘`´", "'''''")
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—", "-"))


def normal(text: str) -> str:
    """Text as words are sought in it: compatibility forms unified, one kind of apostrophe and hyphen, no case."""
    return unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).translate(_HYPHENS).casefold()


@lru_cache(maxsize=2_000)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the words or phrases; the spaces of a phrase stand for any space or hyphen."""
    parts = sorted((normal(word).split() for word in words if word.strip()), key=len, reverse=True)
    phrases = (r"[\s-]+".join(map(re.escape, part)) for part in parts)
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)" if parts else r"(?!)")


def _holds(words: Iterable[str], text: str) -> int:
    """How many different ones of `words` stand in `text`, which is `normal` already."""
    return sum(1 for word in dict.fromkeys(map(normal, words)) if _pattern((word,)).search(text))


def takes(front: Front, text: str) -> bool:
    """Whether a front takes an item of these words (given `normal`) by its `any`, `all` and `none`."""
    match = front.match
    if not (match.any or match.all) or (match.none and _pattern(match.none).search(text)):
        return False
    if match.any and not _pattern(match.any).search(text):
        return False
    return all(_pattern((word,)).search(text) for word in match.all)


def matched(fronts: Sequence[Front], text: str) -> tuple[str, ...]:
    """The ids of the fronts that take a text: by their own words, else the one it holds most weak words of."""
    text = normal(text)
    taken = tuple(front.id for front in fronts if takes(front, text))
    if taken:
        return taken
    weights = [(_holds(front.match.weak, text), front) for front in fronts]
    most = max((weight for weight, _ in weights), default=0)
    if most < WEAK_WORDS_NEEDED:
        return ()
    return tuple(front.id for weight, front in weights if weight == most and not _refused(front, text))


def _refused(front: Front, text: str) -> bool:
    return bool(front.match.none and _pattern(front.match.none).search(text))


def resolved(fronts: Sequence[Front], names: Iterable[str]) -> tuple[str, ...]:
    """The fronts that a document names itself: by id or title, else by the words in the name."""
    found: dict[str, None] = {}
    for name in names:
        wanted = normal(name).strip()
        exact = [front.id for front in fronts if wanted in (normal(front.id), normal(front.title))]
        found.update(dict.fromkeys(exact or [front.id for front in fronts if takes(front, wanted)]))
    return tuple(found)


def fronts_of(item: Item, fronts: Sequence[Front], fallback: Sequence[str] = ()) -> tuple[str, ...]:
    """The ids of an item's fronts: those its document states, else those that match, else the source's."""
    stated = resolved(fronts, item.fronts)
    if stated:
        return stated
    return matched(fronts, f"{item.title}\n{item.text}") or tuple(fallback)
