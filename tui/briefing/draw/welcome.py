"""What somebody is told who has never been here before: a few lines over the footer. Pure."""

from __future__ import annotations

from briefing.draw.flow import fill, flow
from briefing.draw.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line


def welcome(paragraphs: Sequence[Sequence[tuple[str, bool]]], width: int, most: int, look: Look) -> list[Line]:
    """The paragraphs, each of pieces with whether it is a key, under a rule: at most `most` lines, or none at all.

    A paragraph that there is no room for is left out with all that follow it.
    """
    found: list[Line] = []
    for pieces in paragraphs:
        spans = [Span(look.text(text), "hint_key" if key else "text") for text, key in pieces]
        lines = flow(spans, max(width - 2, 1), 0, look.glyphs.ellipsis)
        if len(found) + len(lines) + 1 > most:
            break
        found += [fill((Span(" "), *line), width, ellipsis="") for line in lines]
    if not found:
        return []
    title = " Welcome "
    across = look.glyphs.across
    rule = (Span(across * 2, "border"), Span(title, "title"), Span(across * max(width - 2 - len(title), 0), "border"))
    return [fill(rule, width, ellipsis=""), *found]
