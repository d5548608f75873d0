"""A pane: its border with title and counts, its lines, and how fresh it is. Pure.

┍━ 1 Kursk ━━━━━━━━━━━━━ 4 new ━┑     heavy on top: the pane that the keys go to
│▌● 22m Military office set up  │
╰─ BBC 2m · Guardian 5m ────────╯
"""

from __future__ import annotations

from briefing.draw.cells import cut
from briefing.draw.cells import width as cells
from briefing.draw.flow import fill, line_width
from briefing.draw.spans import Span
from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line

LEAST_WIDTH, LEAST_HEIGHT = 8, 3
"""Below either there is no room for a border."""


class Tab(NamedTuple):
    """A front in the title of a pane that is alone on the screen, or in the row of tabs."""

    number: int
    title: str
    new: int = 0
    focused: bool = False


class Pane(NamedTuple):
    """What a pane shows. `tabs` are all fronts when this pane stands for them all; otherwise just its own.

    `right` is what the title says at its right end ("4 new"); `body` lines are exactly as wide as the inside.
    """

    tabs: tuple[Tab, ...]
    body: tuple[Line, ...]
    right: str = ""
    right_style: str = "new"
    bottom: str = ""
    bottom_style: str = "fresh"
    focused: bool = False


def draw(pane: Pane, width: int, height: int, look: Look) -> list[Line]:
    """The pane in exactly `height` lines of exactly `width` cells."""
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return _to_height(pane.body, width, height)
    side = Span(look.glyphs.down, "border")
    inside = width - 2
    middle = [(side, *line, side) for line in _to_height(pane.body, inside, height - 2)]
    return [_top(pane, width, look), *middle, _bottom(pane, width, look)]


def inner(width: int, height: int) -> tuple[int, int]:
    """The room inside a pane of that size."""
    return (width, height) if width < LEAST_WIDTH or height < LEAST_HEIGHT else (width - 2, height - 2)


def tab_row(tabs: Sequence[Tab], width: int, look: Look) -> list[Span]:
    """As many tabs as fit into `width`, the focused one always among them: " 1 Kursk 4  2 Kerch "."""
    labels = [_tab(tab, look) for tab in tabs]
    focus = next((index for index, tab in enumerate(tabs) if tab.focused), 0)
    first = 0
    while first < focus and sum(cells(label) for label in labels[first : focus + 1]) > width:
        first += 1
    found: list[Span] = []
    room = width
    for tab, label in list(zip(tabs, labels, strict=True))[first:]:
        text = label if cells(label) <= room else cut(label, room, look.glyphs.ellipsis)
        if not text or (text != label and not tab.focused):
            found.append(Span(cut(look.glyphs.ellipsis, room, ""), "tab"))
            break
        found.append(Span(text, "tab_focus" if tab.focused else "tab"))
        room -= cells(text)
    return found


def rule(words: str, width: int, look: Look, style: str = "rule") -> Line:
    """A line across with words in it: "── Thu 15 Aug ─────"."""
    across = look.glyphs.across
    words = cut(f" {words} ", max(width - 3, 0), look.glyphs.ellipsis)
    return fill(
        [Span(across * 2, "border"), Span(words, style), Span(across * max(width - 2 - cells(words), 0), "border")],
        width,
        ellipsis="",
    )


def centred(words: Sequence[str], width: int, height: int, look: Look) -> list[Line]:
    """A few quiet lines in the middle of an empty pane."""
    from briefing.draw.cells import wrap

    texts = [line for each in words for line in wrap(each, max(width - 4, 1), 0, look.glyphs.ellipsis)][
        : max(height, 0)
    ]
    above = max((height - len(texts)) // 2, 0)
    lines = [
        fill([Span(" " * max((width - cells(text)) // 2, 0)), Span(text, "muted")], width, ellipsis="")
        for text in texts
    ]
    return [fill((), width)] * above + lines


def _tab(tab: Tab, look: Look) -> str:
    """ " 1 Kursk 4 " for one of several."""
    title = f"{tab.number} {look.text(tab.title)}" + (f" {tab.new}" if tab.new else "")
    return f"[{title}]" if tab.focused else f" {title} "


def _top(pane: Pane, width: int, look: Look) -> Line:
    """The upper border with the title at the left and the counts at the right."""
    glyphs = look.glyphs
    corners = glyphs.focus_corners if pane.focused else glyphs.corners[:2]
    across = glyphs.focus_across if pane.focused else glyphs.across
    style = "border_focus" if pane.focused else "border"
    room = width - 4
    right = [Span(f" {pane.right} ", pane.right_style), Span(across, style)] if pane.right else []
    if line_width(right) + 8 > room:
        right = []
    room -= line_width(right)
    if len(pane.tabs) == 1:
        tab = pane.tabs[0]
        title = cut(f" {tab.number} {look.text(tab.title)}", room - 1, glyphs.ellipsis) + " "
        left = [Span(title, "title_focus" if pane.focused else "title")]
    else:
        left = tab_row(pane.tabs, room, look)
    line = Span(across * (room - line_width(left)), style)
    return (Span(corners[0] + across, style), *left, line, *right, Span(across + corners[1], style))


def _bottom(pane: Pane, width: int, look: Look) -> Line:
    """The lower border with the freshness in it."""
    glyphs = look.glyphs
    words = cut(f" {pane.bottom} ", width - 4, glyphs.ellipsis) if pane.bottom and width > 12 else ""
    rest = glyphs.across * (width - 3 - cells(words)) + glyphs.corners[3]
    return (Span(glyphs.corners[2] + glyphs.across, "border"), Span(words, pane.bottom_style), Span(rest, "border"))


def _to_height(lines: Sequence[Line], width: int, height: int) -> list[Line]:
    """Exactly `height` lines, empty ones added at the end."""
    return [*lines[: max(height, 0)], *[(Span(" " * width),)] * (height - len(lines))]
