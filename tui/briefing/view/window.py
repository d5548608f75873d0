"""The few items of a front that a pane shows, read from the store by place. Nothing but them is ever held."""

from __future__ import annotations

from briefing.store import listing
from briefing.store.listing import Place, Show, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.model import Item
    from briefing.store.connection import Store

_BELOW_ALL = Place(-(1 << 33), 0)


class Window:
    """Items from the topmost one shown downward, newest first, `size` of them or more.

    `at_top` says that nothing newer is to be shown above `items[0]`; `up_to` hides arrivals after that number.
    """

    def __init__(self, store: Store, front: str) -> None:
        self.items: list[Item] = []
        self.at_top = True
        self.show: str = Show.ALL
        self.up_to: int | None = None
        self.size = 8
        self._store = store
        self._front = front

    def read_top(self) -> None:
        """Show the newest items."""
        self.items = self._page(self.size)
        self.at_top = True

    def read_from(self, top: Place) -> None:
        """Show the items from `top` downward, the item at that place included."""
        self.items = self._page(self.size, older_than=Place(top.at, top.seq + 1))
        self._look_above()

    def read_bottom(self) -> None:
        """Show the oldest items."""
        self.items = self._page(self.size, newer_than=_BELOW_ALL)
        self._look_above()

    def reload(self) -> None:
        """Read the same items again, in their newest wording; at the top, what has arrived as well."""
        usual, self.size = self.size, max(self.size, len(self.items))
        if self.at_top or not self.items:
            self.read_top()
        else:
            self.read_from(place(self.items[0]))
            if not self.items:
                self.read_bottom()
        self.size = usual

    def reach(self, index: int) -> bool:
        """Read on below until `items[index]` is there; whether it is."""
        while index >= len(self.items) and self.items:
            found = self._page(max(self.size, index + 1 - len(self.items)), older_than=place(self.items[-1]))
            if not found:
                return False
            self.items += found
        return index < len(self.items)

    def drop(self, count: int) -> None:
        """Let the topmost items slide out of the window, and fill it up below."""
        if count > 0 and self.items:
            del self.items[:count]
            self.at_top = False
            self.reach(self.size - 1)

    def rise(self, count: int) -> int:
        """Let up to `count` newer items in at the top; how many there were."""
        found = self._page(count, newer_than=place(self.items[0])) if self.items and count > 0 else []
        self.items = found + self.items
        if len(found) < count:
            self.at_top = True
        elif found:
            self._look_above()
        return len(found)

    def trim(self, keep: int) -> None:
        """Forget what lies below the `keep` topmost items, but for those the window may have room for."""
        del self.items[max(keep, 2 * self.size) :]

    def _look_above(self) -> None:
        """See whether anything newer than the topmost item is to be shown."""
        self.at_top = not (self.items and self._page(1, newer_than=place(self.items[0])))

    def _page(self, limit: int, *, older_than: Place | None = None, newer_than: Place | None = None) -> list[Item]:
        found = listing.page(
            self._store,
            self._front,
            older_than=older_than,
            newer_than=newer_than,
            limit=limit,
            show=self.show,
            up_to_seq=self.up_to,
        )
        if self._store.visit:
            return found
        # Whoever has no marks of their own has nothing new, and no item says that it is.
        return [item._replace(marks=item.marks._replace(seen=True)) for item in found]
