"""Which fronts an item belongs to, by the words of a front's `Match`: whole words, in any alphabet and case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from briefing.model import Front, Item

WEAK_WORDS_NEEDED = 2
"""One weak word ("Russia") is in every paper's every section; two different ones make a topic."""

_APOSTROPHES, _HYPHENS = re.compile("[’ʼ‘`´]"), re.compile("[‐‑‒–—]")
_WORD = re.compile(r"\w+")


class _Text:
    """A text made ready for many searches: in `normal` form, with the set of its words to rule most searches out."""

    def __init__(self, text: str) -> None:
        self.normal = normal(text)
        self.words = frozenset(_WORD.findall(self.normal))

    def holds(self, words: Iterable[str]) -> Iterator[str]:
        """Those of `words` that stand in the text, one after the other."""
        for word, first, pattern in _patterns(tuple(words)):
            if (not first or first in self.words) and pattern.search(self.normal):
                yield word


def normal(text: str) -> str:
    """Text as words are sought in it: compatibility forms unified, one kind of apostrophe and hyphen, no case."""
    if text.isascii():
        return text.replace("`", "'").lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    return _HYPHENS.sub("-", _APOSTROPHES.sub("'", text))


@lru_cache(maxsize=200)
def _patterns(words: tuple[str, ...]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """For each different word or phrase: itself, its first word, a pattern whose spaces are any space or hyphen."""
    found = []
    for word in dict.fromkeys(map(normal, words)):
        first = _WORD.search(word)
        phrase = r"[\s-]+".join(map(re.escape, word.split()))
        if phrase:
            found.append((word, first[0] if first else "", re.compile(rf"(?<!\w){phrase}(?!\w)")))
    return tuple(found)


def _takes(front: Front, text: _Text) -> bool:
    """Whether a front takes a text by its `any`, `all` and `none`."""
    match = front.match
    if not (match.any or match.all) or any(text.holds(match.none)):
        return False
    if match.any and not any(text.holds(match.any)):
        return False
    return len(list(text.holds(match.all))) == len(set(map(normal, match.all)))


def matched(fronts: Sequence[Front], words: str) -> tuple[str, ...]:
    """The ids of the fronts that take a text: by their own words, else the one it holds most weak words of."""
    text = _Text(words)
    taken = tuple(front.id for front in fronts if _takes(front, text))
    if taken:
        return taken
    weights = [(len(list(text.holds(front.match.weak))), front) for front in fronts]
    most = max((weight for weight, _ in weights), default=0)
    if most < WEAK_WORDS_NEEDED:
        return ()
    return tuple(front.id for weight, front in weights if weight == most and not any(text.holds(front.match.none)))


def resolved(fronts: Sequence[Front], names: Iterable[str]) -> tuple[str, ...]:
    """The fronts that a document names itself: by id or title, else by the words in the name."""
    found: dict[str, None] = {}
    for name in names:
        wanted = _Text(name.strip())
        exact = [front.id for front in fronts if wanted.normal in (normal(front.id), normal(front.title))]
        found.update(dict.fromkeys(exact or [front.id for front in fronts if _takes(front, wanted)]))
    return tuple(found)


def fronts_of(item: Item, fronts: Sequence[Front], fallback: Sequence[str] = ()) -> tuple[str, ...]:
    """The ids of an item's fronts: those its document states, else those that match, else the source's."""
    stated = resolved(fronts, item.fronts)
    if stated:
        return stated
    return matched(fronts, f"{item.title}\n{item.text}") or tuple(fallback)
