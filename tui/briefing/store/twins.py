"""Items that are stored already under another id: some publishers' programs name everything anew each time.

Of one source, dated the same second, with the same headline, and the same link or the same text: that is one item.
"""

from __future__ import annotations

from briefing.store.rows import LAST_SEQ, Place, in_range, key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from typing import Any

    from briefing.model import Item
    from briefing.store.connection import Store

MOST = 200
"""So many items of one source and second are looked at: one that dates all it ever says alike must not cost more."""


def finder(store: Store, source_id: str) -> Callable[[Item, Container[str]], str]:
    """What gives the id under which an item of this source, new by its own, is stored; "" if under none but `taken`.

    Each second is looked up once, so it holds for one transaction and as long as nothing is stored by it.
    """
    known: dict[int, list[Any]] = {}

    def twin(item: Item, taken: Container[str]) -> str:
        if item.published is None:
            return ""
        at = in_range(item.published)
        if at not in known:
            known[at] = store.rows(
                "SELECT id, title, url, text FROM items WHERE place BETWEEN ? AND ? AND source = ? LIMIT ?",
                (key(Place(at, 0)), key(Place(at, LAST_SEQ)), source_id, MOST),
            )
        for other, title, url, text in known[at]:
            same = (item.url and url == item.url) or (item.text and text == item.text)
            if title == item.title and same and other not in taken:
                return str(other)
        return ""

    return twin
