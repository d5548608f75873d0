"""Who may fetch: one process for each wire, for as long as it keeps renewing. Raises StoreError and its kind."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store


def take(store: Store, holder: str, now: Instant, ttl: int) -> bool:
    """Take the lease for `ttl` seconds, or renew it; False while another holds it.

    `holder` names one process and no other. A lease that runs further into the future than any could is void: the
    clock was set back since. All who ask for one wire ask for the same `ttl`.
    """
    with store.writing():
        changed = store.run(
            "UPDATE lease SET holder = :holder, until = :now + :ttl WHERE name = 'fetcher'"
            " AND (until <= :now OR holder = :holder OR until > :now + 2 * :ttl)",
            {"holder": holder, "now": now, "ttl": ttl},
        )
    return changed == 1


def release(store: Store, holder: str) -> None:
    """Give the lease up, if `holder` has it, so that another need not wait for its end."""
    with store.writing():
        store.run("UPDATE lease SET holder = '', until = 0 WHERE name = 'fetcher' AND holder = ?", (holder,))


def holder(store: Store, now: Instant) -> str | None:
    """Who holds the lease now, if anyone."""
    rows: list[Any] = store.rows("SELECT holder FROM lease WHERE name = 'fetcher' AND until > ?", (now,))
    return rows[0][0] if rows else None
