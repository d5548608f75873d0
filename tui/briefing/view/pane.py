"""Where the reader stands in one front: the window of items, the cursor in it, and the arrivals held back.

What is being read never moves. While the cursor is on the newest item arrivals appear; anywhere else they
are held and counted, until the reader goes on upward from the top, or asks for them.
"""

from __future__ import annotations

from briefing.store import listing
from briefing.store.listing import Show, place
from briefing.view.rows import Rows
from briefing.view.window import Window

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Front, Item
    from briefing.store.connection import Store
    from briefing.store.listing import Counts, Place

SHOWS = (Show.ALL, Show.NEW, Show.SAVED, Show.KEY)
SHOWN_AS = {Show.ALL: "", Show.NEW: "new only", Show.SAVED: "saved only", Show.KEY: "key events only"}
_NOTHING = {
    Show.ALL: "Nothing here yet. {refresh} asks the sources.",
    Show.NEW: "Nothing new. {filter} shows the rest.",
    Show.SAVED: "Nothing saved. {save} saves an item, {filter} shows the rest.",
    Show.KEY: "No key events. {filter} shows the rest.",
}
LEAST_LINES_OF_AN_ITEM = 2


class PaneView:
    """One front as the reader sees it. `index` is the item under the cursor; `here` where the reader left off."""

    def __init__(self, store: Store, front: Front, look: Look) -> None:
        self.front = front
        self.index = 0
        self.here: Place | None = None
        self.paused = False
        self.window = Window(store, front.id)
        self.counts: Counts = listing.counts(store, front.id)
        self.rows = Rows(look)
        self._store = store

    @property
    def current(self) -> Item | None:
        """The item under the cursor."""
        items = self.window.items
        return items[self.index] if self.index < len(items) else None

    @property
    def following(self) -> bool:
        """Whether arrivals appear: the cursor is on the newest item and nothing is held back."""
        return self.window.at_top and self.index == 0 and self.window.up_to is None

    def resize(self, width: int, height: int, look: Look, lead: int = 0) -> None:
        """The room for items inside the pane, in cells and lines, and how they are drawn; the cursor stays in sight.

        `lead` is how many lines of its text each item shows.
        """
        first = self.rows.width == 0
        if self.rows.fit(width, height, look, lead):
            self.window.size = max(height, 1) // LEAST_LINES_OF_AN_ITEM + 2
            if first:
                self.window.read_top()
        self._into_sight()

    def load(self) -> None:
        """Read the window and the counts anew: what is shown stays in its place, in its newest wording.

        Of a pane that was never on the screen only the counts are wanted.
        """
        following, current = self.following, self.current
        self.counts = listing.counts(self._store, self.front.id, up_to_seq=self.window.up_to)
        if not self.rows.width:
            return
        self.window.reload()
        self.index = 0 if following or current is None else self._nearest(current)
        self._into_sight()
        self._let_in()

    def move(self, by: int) -> None:
        """Move the cursor down by `by` items, up when it is negative."""
        self._hold()
        if by > 0:
            self.index = by + self.index if self.window.reach(by + self.index) else max(len(self.window.items) - 1, 0)
        elif self.index + by >= 0:
            self.index += by
        else:
            self._rise(-by - self.index)
        self._into_sight()
        self._let_in()

    def page(self, pages: int) -> None:
        """Move by screenfuls: down, the first item not wholly in sight comes to the top; up, the last above the top."""
        self._hold()
        for _ in range(abs(pages)):
            self._into_sight()
            shown = max(self.whole(), 1)
            if pages < 0:
                self._page_up()
            elif self.window.reach(shown):
                self.window.drop(shown)
                self.index = 0
            else:
                self.index = max(len(self.window.items) - 1, 0)
        self._let_in()

    def to_top(self) -> None:
        """To the newest item; what was held appears, unless arrivals are paused."""
        if not self.paused:
            self.window.up_to = None
        self.window.read_top()
        self.index = 0
        self.counts = listing.counts(self._store, self.front.id, up_to_seq=self.window.up_to)

    def to_bottom(self) -> None:
        """To the oldest item."""
        self._hold()
        self.window.read_bottom()
        self.index = max(len(self.window.items) - 1, 0)
        self._into_sight()
        self._let_in()

    def to_item(self, item: Item) -> None:
        """Bring an item of this front under the cursor; when it is not in sight already, at the top where it can be."""
        self._hold()
        if self.window.up_to is not None and item.seq > self.window.up_to:
            self.window.up_to = max(item.seq, listing.counts(self._store, self.front.id).last_seq)
        self.window.reload()
        shown = [each.id for each in self.window.items[: max(self.whole(), 1)]]
        if item.id in shown:
            self.index = shown.index(item.id)
        else:
            self.window.read_from(place(item))
            self.index = 0
            if self.whole() == len(self.window.items):
                self.to_bottom()  # the list ends in sight, and its end fills the pane
                self.index = self._nearest(item)
        self.counts = listing.counts(self._store, self.front.id, up_to_seq=self.window.up_to)
        self._let_in()

    def pause(self, on: bool) -> None:
        """Hold every arrival, also at the top; or stop doing so."""
        self.paused = on
        self._hold()
        self._let_in()
        self.load()

    def filter(self, show: str) -> None:
        """Show all, new, saved or key events, from the top."""
        self.window.show = show
        self.to_top()

    def whole(self) -> int:
        """How many items are wholly in sight."""
        return self.rows.whole(self.window.items, self.here)

    def body(self, *, focused: bool, key: Callable[[str], str]) -> tuple[Line, ...]:
        """The lines inside the pane, at most as many as there is room for; `key` says what to press for a command."""
        lines = self.rows.draw(self.window.items, self.here, self.index if focused else -1)
        return lines or self.rows.nothing(
            _NOTHING[self.window.show].format(filter=key("filter"), save=key("save"), refresh=key("refresh"))
        )

    def _hold(self) -> None:
        """Hold back what arrives from now on, unless that is so already."""
        if self.window.up_to is None:
            shown = [item.seq for item in self.window.items]
            self.window.up_to = max([self.counts.last_seq, *shown])

    def _let_in(self) -> None:
        """Let arrivals appear again, when the cursor is on the newest item and none is held back."""
        at_top = self.window.at_top and self.index == 0
        if at_top and not self.paused and self.counts.last_seq <= (self.window.up_to or 0):
            self.window.up_to = None

    def _rise(self, by: int) -> None:
        """Move up beyond the window; at the very top, on into what was held back."""
        self.index = 0
        if self.window.rise(by) or self.paused or not self.counts.held:
            return
        self.window.up_to = self.counts.last_seq
        self.window.rise(by)
        self.window.reload()  # some of what was held back may belong further down
        self.counts = listing.counts(self._store, self.front.id, up_to_seq=self.window.up_to)

    def _page_up(self) -> None:
        """As many items from above as fit into the window come into it."""
        came = self.window.rise(self.rows.height // 2 + 1)
        used = 0
        kept = 0
        while kept < came:
            used += len(self.rows.lines(self.window.items, came - 1 - kept, self.here))
            if used > self.rows.height:
                break
            kept += 1
        self.window.drop(came - max(kept, min(came, 1)))
        self.window.trim(0)
        self.index = 0

    def _into_sight(self) -> None:
        """Fill the pane, and let items slide out at its top until the whole of the one under the cursor is in sight."""
        items = self.window.items
        if not items or not self.rows.height:
            return
        while len(items) < self.window.size and self.whole() == len(items) and self.window.reach(len(items)):
            continue
        self.index = min(self.index, len(items) - 1)
        while self.index and self.whole() <= self.index:
            out = max(self.index - self.window.size, 1)
            self.window.drop(out)
            self.index -= out
        self.window.trim(self.index + 1)

    def _nearest(self, item: Item) -> int:
        """The index of an item in the window, or of the one that stands where it stood."""
        at = place(item)
        items = self.window.items
        return next((i for i, each in enumerate(items) if place(each) <= at), max(len(items) - 1, 0))
