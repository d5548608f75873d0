"""An item as it stands in a list: mark, time, headline, and under it the credit and what has happened to it. Pure.

    ▌● 22m ◆ Military office set up            ▌ the cursor, on every line of its item
    ▌      inside Kursk region                 ● not seen yet   ✓ read
    ▌      BBC +2 · key event · updated

Each state is a character or a word as well as a colour. Narrow lists put the time before the credit.
"""

from __future__ import annotations

from briefing.draw.cells import width as cells
from briefing.draw.cells import wrap
from briefing.draw.credits import short
from briefing.draw.flow import fill
from briefing.draw.look import day_only
from briefing.draw.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Item

NARROW = 44
"""Below this width the time moves to the line of the credit, and a headline with less room may take a third line."""
MEASURE = 100
"""The widest that headlines and texts are set: no eye finds its way back along two hundred cells."""
TINY = 20
"""Up to this width no cell is left free at the right."""
MARK_CELLS = 3
NO_HEADLINE = "(no headline)"
BUNDLED = "bundled"
"""The id of the source whose items came with the program."""


def block(
    item: Item, width: int, look: Look, *, cursor: bool = False, lead: int = 0, edition: bool = False
) -> list[Line]:
    """The two to four lines of an item, each exactly `width` cells; and up to `lead` lines of its text.

    `edition` says that the list itself tells that its items are of the bundled edition.
    """
    glyphs = look.glyphs
    narrow = width < NARROW
    # Only dated are whole digests, which lie together at the end of their day: there a blank would be but a hole.
    time = "" if day_only(item) else look.cell(item.at)
    indent = MARK_CELLS if narrow or not time else MARK_CELLS + len(time) + 1
    room = max(width - indent - (1 if width > TINY else 0), 1)
    measure = min(room, MEASURE)
    sign, sign_style = _sign(item, look)
    style = _headline_style(item)
    head = wrap(sign + (look.text(item.title) or NO_HEADLINE), measure, 3 if room < NARROW else 2, glyphs.ellipsis)
    below = (Span(glyphs.bar, "border_focus"), Span(" " * (indent - 1))) if cursor else (Span(" " * indent),)
    lines: list[Line] = []
    for text in head:
        if lines:
            lines.append(_ended([*below, Span(text, style)], width, indent + cells(text), look))
            continue
        spans = _first(item, look, "" if narrow else time, cursor)
        if sign and text.startswith(sign):
            spans += [Span(sign, sign_style), Span(text[len(sign) :], style)]
        else:
            spans.append(Span(text, style))
        lines.append(_ended(spans, width, indent + cells(text), look))
    if lead:
        begins = [text for text in wrap(_lead(item, look), measure, lead, glyphs.ellipsis) if text]
        lines += [_ended([*below, Span(text, "muted")], width, indent + cells(text), look) for text in begins]
    spans, used = _credit(item, room, look, time.strip() if narrow else "", edition)
    lines.append(_ended([*below, *spans], width, indent + used, look))
    return lines


def _ended(spans: list[Span], width: int, used: int, look: Look) -> Line:
    """The spans, which take `used` cells, as a line of `width`."""
    if used < width:
        spans.append(Span(" " * (width - used)))
    return tuple(spans) if used <= width else fill(spans, width, ellipsis=look.glyphs.ellipsis)


def _first(item: Item, look: Look, time: str, cursor: bool) -> list[Span]:
    """What stands before the headline: the cursor's bar, the mark and, unless it is "", the time."""
    glyphs, marks = look.glyphs, item.marks
    mark, style = (glyphs.read if marks.read else " ", "read") if marks.seen else (glyphs.new, "new")
    spans = [Span(glyphs.bar, "border_focus"), Span(f"{mark} ", style)] if cursor else [Span(f" {mark} ", style)]
    return [*spans, Span(f"{time} ", "time")] if time else spans


def _lead(item: Item, look: Look) -> str:
    """How the text begins, after the headline where it only repeats that."""
    text = look.text(item.text.partition("\n\n")[0].replace("\n", " "))
    title = look.text(item.title).rstrip(".…")
    return text[len(title) :].lstrip(" .…") if text.startswith(title) else text


def _sign(item: Item, look: Look) -> tuple[str, str]:
    """The sign of a pinned item or a key event and its style; "" for other items."""
    if item.pinned:
        return f"{look.glyphs.pinned} ", "pinned"
    return (f"{look.glyphs.key} ", "key") if item.key_event else ("", "")


def _headline_style(item: Item) -> str:
    """Struck when withdrawn, quieter when read."""
    if item.withdrawn:
        return "headline_withdrawn"
    return "headline_read" if item.marks.read else "headline"


def _credit(item: Item, room: int, look: Look, time: str, edition: bool) -> tuple[list[Span], int]:
    """The time, if any, the short credit, what else there is to say as far as there is room; and the cells it takes.

    That an item was withdrawn or updated is always said: for that the credit is cut, if it must be.
    """
    found = [Span(f"{time} ", "time"), *short(item.credit, look)] if time else short(item.credit, look)
    used = sum([cells(span.text) for span in found])
    if used > room and item.credit.unverified:
        found = [*found[: bool(time)], *short(item.credit, look, brief=True)]
        used = sum([cells(span.text) for span in found])
    bullet = look.glyphs.bullet
    musts = len(bullet) + 9 if item.withdrawn else len(bullet) + 7 if corrected(item) else 0
    if musts and used + musts > room >= 2 * musts:
        found, used = list(fill(found, room - musts, ellipsis=look.glyphs.ellipsis)), room - musts
    for text, style in notes(item, look, edition=edition):
        if used + len(bullet) + cells(text) > room:
            text = text.partition(" ")[0] if style == "updated" else text
        size = len(bullet) + cells(text)
        if used + size > room:
            break
        found += [Span(bullet, "role"), Span(text, style)]
        used += size
    return found, used


def notes(item: Item, look: Look, *, edition: bool = False) -> list[tuple[str, str]]:
    """What there is to say about an item besides its credit, each with its style: "withdrawn", "updated 14:20", …

    Not that it is of the bundled edition, where `edition` says that this is told beside it.
    """
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
    if item.source == BUNDLED and not edition:
        found.append(("bundled edition", "how"))
    if item.published is None:
        found.append(("no date given", "how"))
    return found


def corrected(item: Item) -> bool:
    """Whether the item is not what it first was: a newer wording was stored, or its publisher says it was updated."""
    if item.revision:
        return True
    return item.updated is not None and item.published is not None and item.updated - item.published >= 60
