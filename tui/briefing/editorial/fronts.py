"""Which fronts an item belongs to, by the words of a front's `Match`: whole words, in any alphabet and case.

But a word of two or three capitals stands as it is written: who looks for WHO, US or AID does not mean who, us or aid.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from briefing.editorial.words import Wanted, in_word
from briefing.model import Front, Item, Match
from briefing.records import NamedTuple

WEAK_WORDS_NEEDED = 2
"""One weak word ("Russia") is in every paper's every section; two different ones make a topic."""

_ACRONYM = range(2, 4)
"""So many capitals are an acronym; GAZA is a shout."""
_APOSTROPHES, _HYPHENS = "’ʼ‘`´", "‐‑‒–—"
_WORD = re.compile(r"\w+")


class _Text:
    """A text made ready for many searches: in `normal` form, with those of the `wanted` words that may be in it."""

    def __init__(self, text: str, wanted: Wanted) -> None:
        self._given = text
        self.normal = normal(text)
        self.there = frozenset(wanted.among(self.normal))

    def holds(self, phrases: _Phrases) -> Iterator[str]:
        """Those of `phrases` that stand in the text, one after the other."""
        for phrase, word, pattern in phrases:
            if word and word not in self.there:
                continue
            if _stands(pattern, unified(self._given) if _acronym(phrase) else self.normal):
                yield phrase


def _stands(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a phrase stands in a text, and not as the end of a longer word; far faster than to look behind first."""
    found = pattern.search(text)
    while found:
        at = found.start()
        if not at or not in_word(text[at - 1]):
            return True
        found = pattern.search(text, at + 1)
    return False


def normal(text: str) -> str:
    """Text as words are sought in it: `unified`, and no case."""
    return unified(text).casefold()


def unified(text: str) -> str:
    """Text with its compatibility forms unified, one kind of apostrophe and hyphen."""
    if text.isascii():
        return text.replace("`", "'")
    text = unicodedata.normalize("NFKC", text)
    for mark in _APOSTROPHES:
        text = text.replace(mark, "'")
    for mark in _HYPHENS:
        text = text.replace(mark, "-")
    return text


def _acronym(word: str) -> bool:
    return len(word) in _ACRONYM and word.isalpha() and word.isupper()


def _form(word: str) -> str:
    """A word or phrase of a `Match` as it is sought."""
    word = unified(word).strip()
    return word if _acronym(word) else word.casefold()


_Phrases = tuple[tuple[str, str, re.Pattern[str]], ...]


@lru_cache(maxsize=400)
def _phrases(words: tuple[str, ...]) -> _Phrases:
    """For each different word or phrase: itself, its longest word, a pattern whose spaces are any space or hyphen."""
    found = []
    for word in dict.fromkeys(map(_form, words)):
        phrase = r"[\s-]+".join(map(re.escape, word.split()))
        if phrase:
            longest = max(_WORD.findall(word.casefold()), key=len, default="")
            found.append((word, longest, re.compile(rf"{phrase}(?!\w)")))
    return tuple(found)


class _Sought(NamedTuple):
    """A front's `Match`, made ready. `open` means that `all` alone decides, of which `needed` must be there."""

    open: bool
    needed: int
    any: _Phrases
    all: _Phrases
    none: _Phrases
    weak: _Phrases

    def takes(self, text: _Text) -> bool:
        """Whether the front takes a text by its `any`, `all` and `none`."""
        if any(text.holds(self.none)) or not (self.open or any(text.holds(self.any))):
            return False
        return len(list(text.holds(self.all))) == self.needed


def _sought(match: Match) -> _Sought:
    phrases = _Sought(not match.any, len(set(map(_form, match.all))), *map(_phrases, match))
    return phrases if match.any or match.all else phrases._replace(open=False)


class Sorter:
    """The fronts of a desk, made ready to sort many items."""

    def __init__(self, fronts: Iterable[Front]) -> None:
        self.fronts = tuple(fronts)
        self._sought = tuple(_sought(front.match) for front in self.fronts)
        entries = [entry for sought in self._sought for phrases in sought[2:] for entry in phrases]
        self._wanted = Wanted(word for _, word, _ in entries if word)
        self._blind = any(not word for _, word, _ in entries)
        self._idle = not entries

    def matched(self, words: str) -> tuple[str, ...]:
        """The ids of the fronts that take a text: by their own words, else the one it holds most weak words of."""
        if self._idle:
            return ()
        text = _Text(words, self._wanted)
        if not text.there and not self._blind:
            return ()  # every front with words asks for one at least
        both = tuple(zip(self.fronts, self._sought, strict=True))
        taken = tuple(front.id for front, sought in both if sought.takes(text))
        if taken:
            return taken
        weights = [len(list(text.holds(sought.weak))) for sought in self._sought]
        most = max(weights, default=0)
        if most < WEAK_WORDS_NEEDED:
            return ()
        heaviest = (pair for pair, weight in zip(both, weights, strict=True) if weight == most)
        return tuple(front.id for front, sought in heaviest if not any(text.holds(sought.none)))

    def resolved(self, names: Iterable[str]) -> tuple[str, ...]:
        """The fronts that a document names itself: by id or title, else by the words in the name."""
        found: dict[str, None] = {}
        for name in names:
            wanted = _Text(name.strip(), self._wanted)
            exact = [front.id for front in self.fronts if wanted.normal in (normal(front.id), normal(front.title))]
            both = zip(self.fronts, self._sought, strict=True)
            found.update(dict.fromkeys(exact or [front.id for front, sought in both if sought.takes(wanted)]))
        return tuple(found)

    def fronts_of(self, item: Item, fallback: Sequence[str] = ()) -> tuple[str, ...]:
        """The ids of an item's fronts: those its document states, else those that match, else the source's."""
        stated = self.resolved(item.fronts) if item.fronts else ()
        return stated or self.matched(f"{item.title}\n{item.text}") or tuple(fallback)


@lru_cache(maxsize=8)
def sorter(fronts: tuple[Front, ...]) -> Sorter:
    """The `Sorter` of these fronts, kept for the next document."""
    return Sorter(fronts)


def matched(fronts: Sequence[Front], words: str) -> tuple[str, ...]:
    """`Sorter.matched` for a single text."""
    return sorter(tuple(fronts)).matched(words)


def resolved(fronts: Sequence[Front], names: Iterable[str]) -> tuple[str, ...]:
    """`Sorter.resolved` for a single item."""
    return sorter(tuple(fronts)).resolved(names)


def fronts_of(item: Item, fronts: Sequence[Front], fallback: Sequence[str] = ()) -> tuple[str, ...]:
    """`Sorter.fronts_of` for a single item."""
    return sorter(tuple(fronts)).fronts_of(item, fallback)
