"""Runs of styled text set into lines: joined, cut, padded and wrapped without losing their styles. Pure."""

from __future__ import annotations

from briefing.draw.cells import cut, width, wrap
from briefing.draw.spans import Span
from briefing.text import ELLIPSIS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.draw.spans import Line


def line_width(spans: Iterable[Span]) -> int:
    """The cells of a line."""
    return sum(width(span.text) for span in spans)


def fill(spans: Sequence[Span], cells: int, style: str = "text", ellipsis: str = ELLIPSIS) -> Line:
    """A line of exactly `cells`: what is too much is cut, what is missing filled with spaces of `style`."""
    used = line_width(spans)
    if used == cells:
        return tuple(spans)
    if used < cells:
        return (*spans, Span(" " * (cells - used), style))
    kept: list[Span] = []
    room = cells
    for span in spans:
        size = width(span.text)
        if size >= room:
            text = span.text if size == room and span is spans[-1] else cut(span.text + ellipsis, room, ellipsis)
            kept.append(span._replace(text=text))
            room -= width(text)
            break
        kept.append(span)
        room -= size
    return (*kept, Span(" " * room, style)) if room else tuple(kept)


def justify(
    left: Sequence[Span], right: Sequence[Span], cells: int, style: str = "text", ellipsis: str = ELLIPSIS
) -> Line:
    """A line of exactly `cells` with something at either end; the right end is kept when there is no room for both."""
    room = cells - line_width(right)
    if room < 1:
        return fill(right, cells, style, ellipsis)
    return (*fill(left, room, style, ellipsis), *right)


def flow(spans: Sequence[Span], cells: int, lines: int = 0, ellipsis: str = ELLIPSIS) -> list[Line]:
    """The spans wrapped into lines of at most `cells`, as `cells.wrap` breaks their text."""
    if len(spans) == 1:
        return [(spans[0]._replace(text=text),) for text in wrap(spans[0].text, cells, lines, ellipsis)]
    text = "".join(span.text for span in spans)
    found: list[Line] = []
    styles = _Styles(spans)
    for wrapped in wrap(text, cells, lines, ellipsis):
        line: list[Span] = []
        for character in wrapped:
            like = styles.next(character)
            if line and line[-1].style == like.style and line[-1].link == like.link:
                line[-1] = line[-1]._replace(text=line[-1].text + character)
            else:
                line.append(like._replace(text=character))
        found.append(tuple(line))
    return found


_LEFT_OUT = 4


class _Styles:
    """Walks along the spans beside their wrapped text, from which a few characters may be missing.

    Spaces go missing where lines are broken; the ellipsis at the end comes from no span and looks like the last.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self._run = [(character, span) for span in spans for character in span.text]
        self._at = 0
        self._last = spans[-1] if spans else Span("")

    def next(self, character: str) -> Span:
        """The span that the next character of the wrapped text comes from."""
        for at in range(self._at, min(self._at + _LEFT_OUT, len(self._run))):
            if self._run[at][0] == character:
                self._at = at + 1
                self._last = self._run[at][1]
                break
        return self._last
