"""The items of a pane as lines: drawn once and kept, with the rules between them."""

from __future__ import annotations

from briefing.draw.items import block
from briefing.draw.pane import centred, rule
from briefing.store.listing import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Item
    from briefing.store.listing import Place

KEPT = 150


class Rows:
    """Draws items `width` cells wide into `height` lines; `here` is the place where the reader left off."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.width = 0
        self.height = 0
        self.lead = 0
        self.edition = False
        self._kept: dict[tuple[Item, bool], list[Line]] = {}

    def fit(self, width: int, height: int, look: Look, lead: int = 0) -> bool:
        """The room there is, how things are drawn, and how many lines of their texts; whether the room has changed."""
        resized = (width, height, lead) != (self.width, self.height, self.lead)
        if resized or look != self.look:
            self._kept.clear()
        self.width, self.height, self.look, self.lead = width, height, look, lead
        return resized

    def tell_edition(self, told: bool) -> None:
        """Whether the pane itself says that its items are of the bundled edition, so that none of them need say it."""
        if told != self.edition:
            self.edition = told
            self._kept.clear()

    def draw(self, items: Sequence[Item], here: Place | None, cursor: int) -> tuple[Line, ...]:
        """The items from the first on, as many lines as there is room for; `cursor` is the index of one, or -1."""
        found: list[Line] = []
        for index in range(len(items)):
            found += self.lines(items, index, here, cursor == index)
            if len(found) >= self.height:
                break
        return tuple(found[: self.height])

    def whole(self, items: Sequence[Item], here: Place | None) -> int:
        """How many of the items are wholly in sight."""
        used = 0
        for index in range(len(items)):
            used += len(self.lines(items, index, here))
            if used > self.height:
                return index
        return len(items)

    def nothing(self, words: str) -> tuple[Line, ...]:
        """What an empty pane says."""
        return tuple(centred((words,), self.width, self.height, self.look))

    def lines(self, items: Sequence[Item], index: int, here: Place | None, cursor: bool = False) -> list[Line]:
        """The lines of one of the items and of the rule above it."""
        key = (items[index], cursor)
        lines = self._kept.get(key)
        if lines is None:
            if len(self._kept) > KEPT:
                self._kept.clear()
            lines = self._kept[key] = block(
                items[index], self.width, self.look, cursor=cursor, lead=self.lead, edition=self.edition
            )
        return self._rule(items, index, here) + lines

    def _rule(self, items: Sequence[Item], index: int, here: Place | None) -> list[Line]:
        """The dated rule where a day begins, and the line where the reader left off; one line when they meet."""
        item, look = items[index], self.look
        above = items[index - 1] if index else None
        before = look.day_number(look.now) if above is None else look.of(above).day_number(above.at)
        words = [look.of(item).day(item.at)] if look.of(item).day_number(item.at) != before else []
        style = "rule"
        if here is not None and above is not None and place(item) <= here < place(above):
            words.append("you were here")
            style = "here"
        return [rule(look.glyphs.bullet.join(words), self.width, look, style)] if words else []
