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
    styles = _Styles(spans)
    return [styles.next(wrapped) for wrapped in wrap(styles.text, cells, lines, ellipsis)]


_LEFT_OUT = 4


class _Styles:
    """Walks along the spans beside their wrapped text, from which a few characters may be missing.

    Spaces go missing where lines are broken; the ellipsis at the end comes from no span and looks like the last.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self.text = "".join([span.text for span in spans])
        self._spans = spans
        self._at = 0

    def next(self, wrapped: str) -> Line:
        """The next line of the wrapped text in the styles that it has in the spans."""
        start = self.text.find(wrapped, self._at, self._at + len(wrapped) + _LEFT_OUT)
        if start >= 0:
            self._at = start + len(wrapped)
            return self._between(start, self._at)
        line: list[Span] = []
        for character in wrapped:
            like = self._like(character)
            if line and line[-1].style == like.style and line[-1].link == like.link:
                line[-1] = line[-1]._replace(text=line[-1].text + character)
            else:
                line.append(like._replace(text=character))
        return tuple(line)

    def _between(self, start: int, end: int) -> Line:
        """What the spans hold from one character to another."""
        line: list[Span] = []
        first = 0
        for text, style, link in self._spans:
            part = text[max(start - first, 0) : max(end - first, 0)]
            if part and line and line[-1].style == style and line[-1].link == link:
                line[-1] = Span(line[-1].text + part, style, link)
            elif part:
                line.append(Span(part, style, link))
            first += len(text)
        return tuple(line)

    def _like(self, character: str) -> Span:
        """The span that the next character of the wrapped text comes from."""
        found = self.text.find(character, self._at, self._at + _LEFT_OUT)
        self._at = found + 1 if found >= 0 else self._at
        last = self._at - 1
        for span in self._spans:
            if last < len(span.text):
                return span
            last -= len(span.text)
        return self._spans[-1] if self._spans else Span("")
