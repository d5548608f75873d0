"""Sentences, and a headline for a text that has none. Pure."""

from __future__ import annotations

import re

from briefing.text import ELLIPSIS, shorten

HEADLINE = 120
"""The most characters of a headline made from a text: two or three lines of a pane."""

_BREAK = re.compile(r"[.!?…]([\"”’»)\]]*)\s+(?=[\"“„«‘(\[]?[^\W_a-zа-яёіїєґ])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:Gen|Mr|Mrs|Ms|Dr|Prof|Col|Lt|Maj|Capt|Cmdr|Adm|Sgt|Sen|Rep|Gov|Rev|Hon|Amb|St|Mt|No|Nos|vs|Inc|Corp|Ltd|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|[Cc]a|cf|e\.g|i\.e|[^\W\d_]|(?:[A-Z]\.)+[A-Z])\.$"
)
_CLAUSE = re.compile(r"(?:[,;:]| [-–—])\s+|\s+(?=(?:while|because|which|where|with|in a move) )")
_LOOSE_END = re.compile(
    r"(?:\s+(?:an?|the|of|to|in|on|at|by|for|from|was|were|is|are|has|have|had|and|or|that|its|their))+$"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each a part of it, parted at the ends that are no abbreviation's."""
    parts: list[str] = []
    for line in text.split("\n"):
        begin = 0
        for match in _BREAK.finditer(line):
            if not _ABBREVIATION.search(line[max(begin, match.start() - 11) : match.start() + 1]):
                parts.append(line[begin : match.end(1)])
                begin = match.end()
        if line[begin:].strip():
            parts.append(line[begin:])
    return parts


def headline(text: str, limit: int = HEADLINE) -> str:
    """A title for a text: its first sentence, without a final full stop, cut after a clause when it is long."""
    first = next(iter(sentences(text)), "").strip()
    if len(first) <= limit + 1 and first.endswith(".") and not first.endswith(".."):
        first = first[:-1].rstrip()
    if len(first) <= limit:
        return first
    ends = [match.start() for match in _CLAUSE.finditer(first, limit // 2, limit)]
    cut = first[: ends[-1]] if ends else shorten(first, limit).removesuffix(ELLIPSIS)
    return _LOOSE_END.sub("", cut).rstrip(" ,;:-–—") + ELLIPSIS
