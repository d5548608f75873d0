"""A line to type: what is wrong with an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.flow import flow
from briefing.draw.spans import Span
from briefing.ui.editor import Editor
from briefing.ui.screens.base import Framed

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Item


class Note(Framed):
    """Asks for a note on an item; Enter keeps it, an empty one takes the flag away."""

    title = "briefing · flag a mistake"
    hints = (("enter", "keep the note"), ("back", "back"))

    def __init__(self, look: Look, item: Item, keep: Callable[[Item, str], None]) -> None:
        super().__init__(look)
        self._item, self._keep = item, keep
        self.editor = Editor(item.marks.flag)

    def press(self, key: str) -> bool:
        """Enter keeps the note."""
        if key != "enter" or self.editor is None:
            return False
        self._keep(self._item, self.editor.text.strip())
        return True

    @property
    def item(self) -> Item:
        """The item that the note is about."""
        return self._item

    def body(self, width: int, height: int) -> list[Line]:
        """The headline, and the line to type in."""
        room, ellipsis = max(width - 4, 1), self.look.glyphs.ellipsis
        head = flow([Span(self.look.text(self._item.title), "headline")], room, 3, ellipsis)
        words = "What is wrong with it?" + (" Without a note the flag is taken away." if self._item.marks.flag else "")
        ask = flow([Span(words, "muted")], room, 0, ellipsis)
        typed = self.editor.line(width, "  > ") if self.editor else ()
        lines: list[Line] = [(), *[(Span("  "), *line) for line in head], ()]
        lines += [*[(Span("  "), *line) for line in ask], typed]
        return lines if height >= len(lines) else [typed]
