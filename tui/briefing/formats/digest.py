"""A digest: prose, a paragraph an item, each with its credit, as people paste and forward the news. Text in, text out.

    Traffic over the bridge stopped overnight. Officials gave no reason. - RFE/RL
    KYIV, Aug 16 (Reuters) – An adviser said …

A credit belongs to its own paragraph. A paragraph without one is a new item if its own words name who
reported it, else it goes on with the neighbour it leans on; what leans on none stays without a publisher.
Calls to the readers of the page it was copied from are dropped, a notice of rights applies to every item,
and the page's own publisher is the carrier. `Reading.trace` says for each line what was understood and why.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from briefing.editorial.publishers import Publishers, folded
from briefing.editorial.sentences import headline
from briefing.errors import ParseError
from briefing.formats import digestitems
from briefing.formats.digestlines import paragraphs
from briefing.formats.encoding import decode
from briefing.formats.reading import Document, Reading
from briefing.model import Item

KIND = "digest"
_MOST_LINES, _MOST_PARAGRAPHS = 40_000, 8_000
"""A year of daily digests has some 7,000 paragraphs; what has more is something else, and would take seconds."""


def read(document: Document, publishers: Publishers) -> Reading:
    """The items of a digest. `document.at` is the day it is given when it states none. Raises `ParseError`."""
    text = decode(document.body, document.content_type).text
    if "\0" in text:
        raise ParseError("not a digest: it holds NUL characters, as binary files do")
    if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml", "<rss", "<feed", "{")):
        raise ParseError("not a digest: it is marked up, not prose")
    if text.count("\n") + text.count("\r") > _MOST_LINES:
        raise ParseError(f"too long for a digest: it has more than {_MOST_LINES:,} lines")
    found = paragraphs(text, document.at)
    if len(found) > _MOST_PARAGRAPHS:
        raise ParseError(f"too long for a digest: it has more than {_MOST_PARAGRAPHS:,} paragraphs")
    reading = digestitems.understood(found, publishers, document.at)
    if not reading.items:
        raise ParseError("not a digest: no line of it is news")
    return reading._replace(kind=KIND, items=_identified(reading.items))


def _identified(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items keyed by the first words they say, so that a correction further down is a revision."""
    keyed: list[Item] = []
    times: Counter[str] = Counter()
    for item in items:
        base = hashlib.sha256(folded(headline(item.text, 200) or item.title).encode()).hexdigest()[:16]
        times[base] += 1
        keyed.append(item._replace(key=base if times[base] == 1 else f"{base}-{times[base]}"))
    return tuple(keyed)


def dumps(items: Sequence[Item]) -> str:
    """A digest of these items, each a paragraph with its credit at the end; it reads back with the same credits.

    What an item's text does not say itself goes before it (the title), what its credit does not say after it. A
    permission that all of them came with is told once, in a last line about the whole.
    """
    lines = [_line(item) for item in items]
    permissions = {item.credit.rights.permission for item in items}
    if len(permissions) == 1 and (said := permissions.pop()):
        lines.append(f"{said[:1].upper()}{said[1:].rstrip('.')}.")
    return "".join(f"{line}\n" for line in lines)


def _line(item: Item) -> str:
    text = " ".join(item.text.split()) or item.title
    if not text.startswith(item.title.rstrip("…")):
        text = f"{item.title}{'' if item.title[-1:] in '.!?…' else '.'} {text}"
    if item.withdrawn:
        text = f"Withdrawn: {text}"
    credit = item.credit
    name = f"[{credit.publisher}]({item.url})" if item.url and credit.publisher else credit.publisher
    others = [also.publisher for also in credit.also if also.publisher not in text]
    named = " via ".join(filter(None, [", ".join(filter(None, [credit.byline, name, *others])), *credit.via]))
    return f"{text} - {named}" if credit.publisher else text
