"""Who may fetch: one process for each wire, for as long as it keeps renewing. Raises StoreError and its kind."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store


LONGEST = 60
"""Nobody takes the lease for longer, in seconds: one that runs further is void, since the clock was set back since."""

_HELD = f"name = 'fetcher' AND until > :now AND until <= :now + {LONGEST}"


def take(store: Store, holder: str, now: Instant, ttl: int) -> bool:
    """Take the lease for `ttl` seconds, at most LONGEST, or renew it; False while another holds it, and then nothing is
    written. `holder` names one process and no other."""
    asked = {"holder": holder, "now": now, "ttl": ttl}
    others = f"EXISTS (SELECT 1 FROM lease WHERE {_HELD} AND holder != :holder)"
    if store.rows(f"SELECT 1 WHERE {others}", asked):
        return False
    with store.writing():
        take = "UPDATE lease SET holder = :holder, until = :now + :ttl WHERE name = 'fetcher'"
        return store.run(f"{take} AND NOT {others}", asked) == 1


def release(store: Store, holder: str) -> None:
    """Give the lease up, if `holder` has it, so that another need not wait for its end."""
    with store.writing():
        store.run("UPDATE lease SET holder = '', until = 0 WHERE name = 'fetcher' AND holder = ?", (holder,))


def holder(store: Store, now: Instant) -> str | None:
    """Who holds the lease now, if anyone."""
    rows: list[Any] = store.rows(f"SELECT holder FROM lease WHERE {_HELD}", {"now": now})
    return rows[0][0] if rows else None
