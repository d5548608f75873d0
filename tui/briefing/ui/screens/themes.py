"""The themes, each tried on as the cursor comes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.cells import pad
from briefing.draw.cells import width as cells
from briefing.draw.credits import full
from briefing.draw.items import block
from briefing.draw.spans import Span
from briefing.model import Theme
from briefing.ui.screens.listing import Listing, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Item

PREVIEW = 60
SAMPLE = (
    ("new", "● "), ("time", "22m "), ("credit", "credit "), ("updated", "updated "),
    ("key", "key "), ("warning", "stale "), ("error", "failing "), ("link", "link"),
)  # fmt: skip


class Themes(Listing[Theme]):
    """Enter keeps the theme, Escape puts the old one back."""

    title = "briefing · themes"
    hints = (("down up", "try on"), ("enter", "keep"), ("back", "as it was"))

    def __init__(
        self,
        look: Look,
        themes: Sequence[Theme],
        failed: Sequence[str],
        now: Theme,
        wear: Callable[[Theme], None],
        keep: Callable[[Theme], None],
        items: Sequence[Item] = (),
    ) -> None:
        super().__init__(look, themes)
        self._before, self._failed, self._wear, self._keep, self._items = now, failed, wear, keep, items
        self._kept = False
        self.fresh(themes, next((at for at, theme in enumerate(themes) if theme.id == now.id), 0))

    def moved(self) -> None:
        """Try it on."""
        if self.current is not None:
            self._wear(self.current)

    def choose(self, entry: Theme) -> None:
        """Keep it."""
        self._kept = True
        self._keep(entry)

    def closed(self) -> None:
        """Without a choice everything is as it was."""
        if not self._kept:
            self._wear(self._before)

    def draw(self, entry: Theme, width: int, *, cursor: bool) -> list[Line]:
        """Its title, and what the colours mean in the one under the cursor."""
        kind = "dark" if entry.dark else "light"
        spans = [
            Span(pad(self.look.text(entry.title or entry.id), 22, self.look.glyphs.ellipsis), "headline"),
            Span(pad(kind, 6), "muted"),
        ]
        for style, text in SAMPLE if cursor else ():
            if sum(cells(span.text) for span in spans) + cells(text.rstrip()) + 2 > width:
                break
            spans.append(Span(self.look.text(text), style))
        return [row(spans, width, cursor=cursor, look=self.look)]

    def body(self, width: int, height: int) -> list[Line]:
        """The themes, a line for each that cannot be used, and some items in the colours of the one tried on."""
        failed = [(Span("   "), Span(self.look.text(each), "warning")) for each in self._failed][: max(height // 3, 1)]
        room = height - len(failed)
        listed = super().body(width, min(room, max(len(self.entries), 1)))
        return [*listed, *failed, (), *self._preview(width, room - len(listed) - 2)]

    def _preview(self, width: int, room: int) -> list[Line]:
        """As many items as there is room for, the second under the cursor, and the credit of that one."""
        lines: list[Line] = []
        for number, item in enumerate(self._items):
            lines += block(item, min(width, PREVIEW), self.look, cursor=number == 1)
        credit = full(self._items[1], width - 2, self.look, 1) if len(self._items) > 1 else []
        return [*lines[: max(room - 2, 0)], (), *[(Span(" "), *line) for line in credit]][: max(room, 0)]
