"""What every drawing function returns: lines of styled runs of text, with nothing of a terminal or a toolkit in it."""

from __future__ import annotations

from briefing.records import NamedTuple, many


@many
class Span(NamedTuple):
    """A run of text in one style.

    `style` names a style of `briefing.draw.styles`; several joined by "+" are laid over one another, the
    later winning. `link` is an http(s) URL or "".
    """

    text: str
    style: str = "text"
    link: str = ""


TYPE_CHECKING = False
if TYPE_CHECKING:
    Line = tuple[Span, ...]
