"""What viewers ask the fetcher to refresh, through the wire. Raises StoreError and its kind."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from briefing.model import Instant, SourceHealth
    from briefing.store.connection import Store

FLOOR = 15
"""Seconds: readers who ask for a source over and over do not make us ask one server more often than this."""


def ask(store: Store, source_ids: Sequence[str], now: Instant) -> None:
    """Ask for these sources, or for all when none is named. What is asked for twice is done once."""
    with store.writing():
        store.run_many(
            "INSERT OR REPLACE INTO request (source, asked) VALUES (?, ?)", [(one, now) for one in source_ids or ("",)]
        )


def not_before(health: SourceHealth, now: Instant, *, wait_until: Instant = 0) -> Instant:
    """When a wish to have a source on the web checked is granted: `now`, or once the floor and its server allow it."""
    if health.checked is None or health.checked > now:
        return now
    return max(health.checked + FLOOR, wait_until, now)


def take(store: Store) -> list[str] | None:
    """The sources asked for since the last time, [] for all of them, None when nobody asked; they are then forgotten.

    Writes nothing when nobody asked.
    """
    if not store.rows("SELECT 1 FROM request LIMIT 1"):
        return None
    with store.writing():
        rows: list[Any] = store.rows("SELECT source FROM request ORDER BY asked, source")
        store.run("DELETE FROM request")
    asked = [source for (source,) in rows]
    return [] if "" in asked else asked or None
