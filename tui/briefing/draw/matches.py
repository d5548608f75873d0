"""The words that were looked for, marked where they are seen. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.spans import Line, Span

_WORD = re.compile(r"\w+")


def marked(line: Line, query: str, styles: Sequence[str]) -> Line:
    """The line with the words of `query` marked in spans of one of the `styles`; its last word may be a beginning.

    Case and accents do not matter, as they do not to the search.
    """
    words = [_plain(word) for word in _WORD.findall(query)]
    if not words:
        return line
    return tuple(part for span in line for part in (_parted(span, words) if span.style in styles else [span]))


def _parted(span: Span, words: Sequence[str]) -> list[Span]:
    """The span in pieces, those marked that match."""
    found: list[Span] = []
    at = 0
    for word in _WORD.finditer(span.text):
        plain = _plain(word[0])
        if plain in words or plain.startswith(words[-1]):
            found += [span._replace(text=span.text[at : word.start()]), span._replace(text=word[0], style="match")]
            at = word.end()
    return [part for part in [*found, span._replace(text=span.text[at:])] if part.text]


def _plain(word: str) -> str:
    """A word without case and accents."""
    return "".join(each for each in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(each))
