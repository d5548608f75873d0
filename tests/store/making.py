"""Items to store, and a look below the store, for its tests."""

from __future__ import annotations

from typing import Any

import apsw

from briefing.model import Credit, Item
from briefing.store import removal
from briefing.store.connection import Store
from briefing.store.rows import OLDEST_KEY

NOON = 1_723_809_600  # 2024-08-16T12:00:00Z


def item(number: int, **changes: Any) -> Item:
    """The item `i<number>`, listed `number` minutes after noon in the front "kursk"."""
    plain = Item(
        key=f"https://news.example/{number}",
        title=f"Headline number {number}",
        text=f"The body of post {number}.",
        url=f"https://news.example/{number}",
        published=NOON + 60 * number,
        credit=Credit("Example Wire", "stated", byline="A. Writer"),
        fronts=("kursk",),
        id=f"i{number}",
        first_seen=NOON,
    )
    return plain._replace(**changes)


def items(count: int, **changes: Any) -> list[Item]:
    """`count` items, the newest first as in a feed."""
    return [item(number, **changes) for number in reversed(range(count))]


def keep_newest(store: Store, number: int) -> int:
    """Remove all but so many items, the newest; how many went."""
    before = 0 if number else NOON**2
    gone = 0
    above: int | None = OLDEST_KEY
    while above is not None:
        some, above = removal.expire(
            store, before=before, most=number, spare=lambda source: 0, saved=tuple, above=above
        )
        gone += some
    return gone


def ids(found: list[Item]) -> list[str]:
    """The ids of items, in their order."""
    return [one.id for one in found]


def raw(store: Store) -> apsw.Connection:
    """The connection beneath a store."""
    return store._connection


def sound(store: Store) -> None:
    """Fail unless SQLite finds both files whole, the index in step with the items, and the tables with one another."""
    assert store.rows("PRAGMA main.integrity_check") == [("ok",)]
    if store.marks:
        assert store.rows("PRAGMA marks.integrity_check") == [("ok",)]
    store.run("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    wanted = {
        (front, place, seq, key_event)
        for fronts, place, seq, key_event in store.rows("SELECT fronts, place, seq, key_event FROM items")
        for front in fronts.split("\x1f")
        if front
    }
    assert set(store.rows("SELECT front, place, seq, key_event FROM placed")) == wanted
    assert store.rows("SELECT 1 FROM items WHERE place & 1073741823 != seq") == []
    assert store.rows("SELECT 1 FROM items, arrivals WHERE seq > last") == []
    assert store.rows("SELECT 1 FROM revision WHERE place NOT IN (SELECT place FROM items)") == []
    counted = "SELECT source, count(*) FROM items GROUP BY source"
    assert set(store.rows(counted)) == set(store.rows("SELECT source, items FROM tally WHERE items > 0"))
