"""Whether an item is one that the wire has already, in other words, or another one under the same name. Pure.

Some publishers use a guid again for another story. Then the link is another one, and neither headline nor text has
much in common with what is stored; only if all of this is so is it believed. A headline that was rewritten, a link
that was shortened, a live blog whose link changes with every visit: each of them alone makes a revision.

What is compared is words, of four letters at least, since shorter ones are in every text. Where spaces do not part
words, or where a letter is as much as a syllable, it is pieces: two characters of Chinese, Korean and Katakana, four
of Hiragana and of the scripts from India to Cambodia, whose vowels are characters too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing.editorial.ids import item_id

if TYPE_CHECKING:
    from briefing.model import Item

HEADLINE, TEXT = 0.25, 0.4
"""Two headlines, or two texts, of different stories have at most this share of the shorter one's words in common."""
_PAIRED = (
    "\u3005-\u3007\u30a1-\u30ff\u3105-\u312f\u3400-\u9fff\ua000-\ua48f\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_SPELT = (
    "\u0900-\u0963\u0966-\u0e2e\u0e30-\u0e45\u0e47-\u0f07\u0f0c\u0f15-\u1049\u104c-\u109f\u1780-\u17d3\u17dd-\u17ff"
    "\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1c4f\u3041-\u309f\ua980-\uaaff"
)
_LETTERS = re.compile(r"\w{4,}")
_WORD = rf"(?P<paired>[{_PAIRED}]{{2,}})|(?P<spelt>[{_SPELT}]{{4,}})|[^\W{_PAIRED}{_SPELT}]{{4,}}"
_BEGINNING = 2_000
_FEW = 3


def known_as(given: Item, stored: Callable[[str], Item | None]) -> Item:
    """`given` under the name by which the wire knows it, or is to know it; `stored` looks an item up by its id.

    An item's key has its link behind it where its guid stands for more than one story, be it in one document (see
    `formats.identity`) or over time. Whichever way that was found out, the same item gets the same name.
    """
    there = stored(given.id)
    if there is not None:
        return _named(given, f"{given.key} {given.url}") if another(there, given) else given
    if not given.url or given.url.endswith(given.key):
        return given
    alone, _, behind = given.key.rpartition(" ")
    if behind == given.url:
        other = _named(given, alone)
        known = stored(other.id)
        return other if known is not None and known.url == given.url else given
    other = _named(given, f"{given.key} {given.url}")
    return other if stored(other.id) is not None else given


def another(stored: Item, given: Item) -> bool:
    """Whether `given` is another story than the one that is stored under its name."""
    if not (stored.url and given.url) or _place(stored.url) == _place(given.url):
        return False
    return _shared(stored.title, given.title) <= HEADLINE and _shared(stored.text, given.text) <= TEXT


def _named(item: Item, key: str) -> Item:
    return item._replace(key=key, id=item_id(item.source, key))


def _place(address: str) -> str:
    """An address without what may differ between two addresses of one page."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


def _shared(one: str, other: str) -> float:
    """How many of the words of the shorter text the longer one has too, from 0 to 1; 0 when either says too little."""
    words, others = _words(one), _words(other)
    fewer = min(len(words), len(others))
    return len(words & others) / fewer if fewer >= _FEW else float(bool(words & others))


def _words(text: str) -> set[str]:
    """What of a text is compared: see above."""
    text = text[:_BEGINNING].casefold()
    if text.isascii():
        return set(_LETTERS.findall(text))
    words: set[str] = set()
    # Compiled when a text needs it: so many ranges take longer than all else that this module does as it is imported.
    for match in re.finditer(_WORD, unicodedata.normalize("NFKC", text)):
        word = match[0]
        size = {"paired": 2, "spelt": 4}.get(match.lastgroup or "", len(word))
        words.update([word[at : at + size] for at in range(len(word) - size + 1)])
    return words
