"""Items as plain text for a terminal or a mail: a heading for each front and each day, then headline and credit.

Kursk

Fri 16 Aug 2024
  14:10  Military office set up inside Kursk region
         Corrected 14:21: Military office set up [-in-] [+inside+] Kursk region
         BBC · also Reuters, AP · bbc.co.uk · updated 14:20
         https://www.bbc.co.uk/news/…
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefing.draw.cells import wrap
from briefing.draw.look import Look, day_only
from briefing.formats.telling import nothing, said
from briefing.model import Item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.formats.telling import Telling

INDENT = 9


def written(
    sections: Iterable[tuple[str, Iterable[Item]]],
    look: Look,
    width: int = 100,
    *,
    full: bool = False,
    changes: Telling = nothing,
) -> Iterator[str]:
    """The lines, each at most `width` cells but for links. A section without a title is headed by days alone."""
    for title, items in sections:
        day = None
        for item in items:
            local = look.of(item)
            if local.day_number(item.at) != day:
                day = local.day_number(item.at)
                yield look.glyphs.bullet.join(filter(None, [look.text(title), local.day(item.at)]))
                yield ""
            yield from _item(item, look, max(width, 40), full, changes(item))
            yield ""


def _item(item: Item, look: Look, width: int, full: bool, changes: list[str]) -> Iterator[str]:
    room = width - INDENT
    lead = f"  {_clock(item, look)}  "
    for line in wrap(look.text(item.title) or "(no headline)", room, 0, look.glyphs.ellipsis):
        yield lead + line
        lead = " " * INDENT
    for text in (*changes, said(item, look)):
        yield from (lead + line for line in wrap(text, room, 0, look.glyphs.ellipsis))
    if full and item.text:
        for paragraph in item.text.split("\n\n"):
            yield ""
            for text in paragraph.split("\n"):
                yield from (lead + line for line in wrap(look.text(text), room, 0, look.glyphs.ellipsis))
    if item.url:
        yield lead + look.text(item.url)


def _clock(item: Item, look: Look) -> str:
    """The time of day in five cells, a dot when it is not known."""
    return f"    {look.glyphs.bullet.strip()}" if day_only(item) else look.clock(item.at)
