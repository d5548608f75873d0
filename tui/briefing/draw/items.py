"""An item as it stands in a list: mark, time, headline, and under it the credit and what has happened to it. Pure.

    ▌● 14:10 ◆ Military office set up          ▌ the cursor, on every line of its item
    ▌        inside Kursk region               ● not seen yet · seen but not opened
    ▌        BBC +2 · key event · updated

Each state is a character or a word as well as a colour. Narrow lists put the time before the credit.
"""

from __future__ import annotations

from briefing.draw.cells import width as cells
from briefing.draw.cells import wrap
from briefing.draw.credits import short
from briefing.draw.flow import fill
from briefing.draw.look import TIME_CELLS
from briefing.draw.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Item

NARROW = 34
"""Below this width the time moves to the line of the credit."""
TINY = 20
"""Up to this width no cell is left free at the right."""
MARK_CELLS = 3
BUNDLED = "bundled"
"""The id of the source whose items came with the program."""


def block(item: Item, width: int, look: Look, *, cursor: bool = False) -> list[Line]:
    """The two to four lines of an item, each exactly `width` cells."""
    glyphs = look.glyphs
    narrow = width < NARROW
    indent = MARK_CELLS if narrow else MARK_CELLS + TIME_CELLS + 1
    room = max(width - indent - (1 if width > TINY else 0), 1)
    prefix, headline = _headline(item, look)
    head = wrap(prefix[0].text + headline if prefix else headline, room, 3 if room < 30 else 2, glyphs.ellipsis)
    style = _headline_style(item)
    bar = Span(glyphs.bar, "border_focus") if cursor else Span(" ")
    below = Span(" " * (indent - 1))
    lines: list[Line] = []
    for number, text in enumerate(head):
        spans = [bar, *(_first(item, look, narrow, cursor) if number == 0 else [below])]
        if number == 0 and prefix and text.startswith(prefix[0].text):
            spans += [prefix[0], Span(text[len(prefix[0].text) :], style)]
        else:
            spans.append(Span(text, style))
        lines.append(fill(spans, width, ellipsis=glyphs.ellipsis))
    time = [Span(_time(item, look).strip(), "time"), Span(" ")] if narrow and _time(item, look).strip() else []
    credit = _credit(item, room - sum(cells(span.text) for span in time), look)
    lines.append(fill([bar, below, *time, *credit], width, ellipsis=glyphs.ellipsis))
    return lines


def height(item: Item, width: int, look: Look) -> int:
    """How many lines the item takes."""
    return len(block(item, width, look))


def _first(item: Item, look: Look, narrow: bool, cursor: bool) -> list[Span]:
    """What stands before the headline, after the cursor's bar."""
    glyphs = look.glyphs
    seen = Span(" " if item.marks.read else glyphs.unread, "unread")
    mark = seen if item.marks.seen else Span(glyphs.new, "new")
    if narrow:
        return [mark, Span(" ")]
    return [mark, Span(" "), Span(_time(item, look), "cursor" if cursor else "time"), Span(" ")]


def _time(item: Item, look: Look) -> str:
    """The time in five cells; blank when only the date is known, and that was taken from elsewhere."""
    at = item.at
    if item.published is not None and item.published_how != "stated" and look.moment(at)[3:6] == (0, 0, 0):
        return " " * TIME_CELLS
    return look.cell(at)


def _headline(item: Item, look: Look) -> tuple[list[Span], str]:
    """The sign of a pinned item or a key event, if it is one, and the headline."""
    prefix = []
    if item.pinned:
        prefix.append(Span(look.glyphs.pinned + " ", "pinned"))
    elif item.key_event:
        prefix.append(Span(look.glyphs.key + " ", "key"))
    return prefix, look.text(item.title) or "(no headline)"


def _headline_style(item: Item) -> str:
    """Struck when withdrawn, quieter when read."""
    if item.withdrawn:
        return "headline_withdrawn"
    return "headline_read" if item.marks.read else "headline"


def _credit(item: Item, room: int, look: Look) -> list[Span]:
    """The short credit and, as far as there is room, what there is to say about the item, the gravest first."""
    found = short(item.credit, look)
    used = sum(cells(span.text) for span in found)
    bullet = look.glyphs.bullet
    for text, style in notes(item, look):
        size = cells(bullet) + cells(text)
        if used + size > room:
            break
        found += [Span(bullet, "role"), Span(text, style)]
        used += size
    return found


def notes(item: Item, look: Look) -> list[tuple[str, str]]:
    """What there is to say about an item besides its credit, each with its style: "withdrawn", "updated 14:20", …"""
    found: list[tuple[str, str]] = []
    if item.withdrawn:
        found.append(("withdrawn", "withdrawn"))
    if item.marks.flag:
        found.append(("flagged", "flag"))
    if corrected(item):
        found.append(("updated" if item.updated is None else f"updated {look.when(item.updated)}", "updated"))
    if item.pinned:
        found.append(("pinned", "pinned"))
    if item.key_event:
        found.append(("key event", "key"))
    if item.marks.saved:
        found.append((f"{look.glyphs.saved} saved", "saved"))
    if item.source == BUNDLED:
        found.append(("bundled edition", "how"))
    if item.published is None:
        found.append(("no date given", "how"))
    return found


def corrected(item: Item) -> bool:
    """Whether the item is not what it first was: a newer wording was stored, or its publisher says it was updated."""
    if item.revision:
        return True
    return item.updated is not None and item.published is not None and item.updated - item.published >= 60
