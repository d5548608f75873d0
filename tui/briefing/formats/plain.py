"""Items as plain text for a terminal or a mail: a heading for each front and each day, then headline and credit.

Kursk

Fri 16 Aug 2024
  14:10  Military office set up inside Kursk region
         BBC · also Reuters, AP · bbc.co.uk · updated 14:20
         https://www.bbc.co.uk/news/…
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefing.draw.cells import wrap
from briefing.draw.credits import in_words
from briefing.draw.items import notes
from briefing.draw.look import Look
from briefing.model import Item

INDENT = 9


def written(
    sections: Iterable[tuple[str, Iterable[Item]]], look: Look, width: int = 100, *, full: bool = False
) -> Iterator[str]:
    """The lines, each at most `width` cells but for links. A section without a title gets no heading."""
    first = True
    for title, items in sections:
        day = None
        for item in items:
            if day is None and title:
                yield from ([] if first else [""])
                yield look.text(title)
            if look.day_number(item.at) != day:
                day = look.day_number(item.at)
                yield from ([""] if title or not first else [])
                yield look.day(item.at)
            first = False
            yield from _item(item, look, max(width, 40), full)


def _item(item: Item, look: Look, width: int, full: bool) -> Iterator[str]:
    room = width - INDENT
    lead = f"  {_clock(item, look)}  "
    for line in wrap(look.text(item.title) or "(no headline)", room, 0, look.glyphs.ellipsis):
        yield lead + line
        lead = " " * INDENT
    credit = look.glyphs.bullet.join([in_words(item, look), *(look.text(text) for text, _ in notes(item, look))])
    yield from (lead + line for line in wrap(credit, room, 0, look.glyphs.ellipsis))
    if full:
        for paragraph in item.text.split("\n\n"):
            yield ""
            for text in paragraph.split("\n"):
                yield from (lead + line for line in wrap(look.text(text), room, 0, look.glyphs.ellipsis))
    if item.url:
        yield lead + look.text(item.url)
    if full:
        yield ""


def _clock(item: Item, look: Look) -> str:
    """The time of day; blank when all that is known is a date that the item itself does not state."""
    if item.published is not None and item.published_how != "stated" and look.moment(item.at)[3:6] == (0, 0, 0):
        return "     "
    return look.clock(item.at)
