"""The words of a text, found fast: to rule out most of what could be sought in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

_SPACED = bytes(code if chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256))
_WIDEST = "\xff"


def split(text: str) -> list[bytes]:
    """Every word of `text` that Latin-1 can write, in Latin-1; what it cannot write parts words, so there may be more.

    Words are runs of what a regular expression calls `\\w`. No set is made of them: to look each up in the set of what
    is sought, twice even, costs less.
    """
    return text.encode("latin-1", "replace").translate(_SPACED).split()


@lru_cache(maxsize=4)
def words(text: str) -> Sequence[bytes]:
    """`split`, remembered for the next to ask about the same text."""
    return split(text)


def in_word(char: str) -> bool:
    """Whether a character belongs to a word: `\\w`."""
    return char.isalnum() or char == "_"


class Wanted:
    """Words to look for, each with whatever it stands for: only those that are there need a closer look."""

    def __init__(self, sought: Iterable[str]) -> None:
        given = frozenset(sought)
        self._plain = {word.encode("latin-1"): word for word in given if max(word, default="") <= _WIDEST}
        self._known = frozenset(self._plain)
        self._other: dict[int, list[str]] = {}
        for word in given:
            if max(word, default="") > _WIDEST:
                self._other.setdefault(word.encode()[0], []).append(word)

    def among(self, text: str) -> list[str]:
        """Those that may stand in `text` as words; none that does is missing."""
        there = words(text)
        found = [] if self._known.isdisjoint(there) else [self._plain[one] for one in self._known.intersection(there)]
        if self._other and not text.isascii():
            encoded = text.encode("utf-8", "replace")
            for first, others in self._other.items():
                if first in encoded:  # seldom: few texts mix alphabets
                    found += [word for word in others if word in text]
        return found
