"""Lists of items picked from the store: the figures of a front over time, and everyone who tells a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.credits import short
from briefing.draw.flow import flow
from briefing.draw.spans import Span
from briefing.model import Figure, Item
from briefing.store import listing
from briefing.text import counted
from briefing.ui.screens.listing import Listing, dated, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Front, Instant
    from briefing.store.connection import Store

MOST = 500
"""Items that are looked through."""
DAY = 86_400


class Figures(Listing[tuple[Item, Figure]]):
    """Every figure that the newest items of a front give, and who it comes from. Enter reads the item."""

    empty = "no figures on this front yet"
    hints = (("down up", "move"), ("enter", "read"), ("back", "back"))

    def __init__(self, look: Look, store: Store, front: Front, read: Callable[[Item], None]) -> None:
        items = listing.page(store, front.id, limit=MOST)
        super().__init__(look, [(item, figure) for item in items for figure in item.figures])
        self.title = f"briefing · figures of {front.title}"
        self._read = read

    def about(self) -> str:
        """How many there are."""
        return counted(len(self.entries), "figure")

    @property
    def item(self) -> Item | None:
        """The item that gives the figure under the cursor."""
        return self.current[0] if self.current else None

    def choose(self, entry: tuple[Item, Figure]) -> None:
        """Read where it stands."""
        self._read(entry[0])

    def draw(self, entry: tuple[Item, Figure], width: int, *, cursor: bool) -> list[Line]:
        """When, what, and who says so: the claimant, then the publisher."""
        item, figure = entry
        text, bullet = self.look.text, Span(self.look.glyphs.bullet, "role")
        claimant = [bullet, Span(text(figure.claimant), "text")] if figure.claimant else []
        spans = [Span(text(figure.text), "headline"), *claimant, bullet, *short(item.credit, self.look)]
        cells = max(len(self.look.when(each.at)) for each, _ in self.entries) + 2
        when = Span(self.look.when(item.at).ljust(cells), "time")
        lines = flow(spans, max(width - cells - 2, 1), 3, self.look.glyphs.ellipsis)
        blank = Span(" " * cells)
        return [
            row([blank if number else when, *line], width, cursor=cursor, look=self.look)
            for number, line in enumerate(lines)
        ]


class Story(Listing[Item]):
    """Everyone who tells the story of an item. Enter reads."""

    title = "briefing · who tells it"
    hints = (("down up", "move"), ("enter", "read"), ("back", "back"))

    def __init__(self, look: Look, store: Store, item: Item, read: Callable[[Item], None]) -> None:
        told = list(_tellers(store, item)) if item.story else [item]
        super().__init__(look, told)
        self.at = next((at for at, each in enumerate(told) if each.id == item.id), 0)
        self._read = read

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self.current

    def about(self) -> str:
        """How many tell it."""
        return f"{len(self.entries)} items"

    def choose(self, entry: Item) -> None:
        """Read it."""
        self._read(entry)

    def draw(self, entry: Item, width: int, *, cursor: bool) -> list[Line]:
        """The item as it stands in a pane, with its day."""
        return dated(entry, width, self.look, cursor=cursor)


def _tellers(store: Store, item: Item) -> Iterator[Item]:
    """Those of the items about as old that tell the same story."""
    since: Instant = item.at - 2 * DAY
    for each in listing.items(store, since=since, limit=10 * MOST):
        if each.story == item.story:
            yield each
