"""How sources are doing, and what the fetcher wants to know of each the next time. Raises StoreError and its kind."""

from __future__ import annotations

from briefing.model import SourceHealth
from briefing.records import NamedTuple
from briefing.store.rows import UNIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store

HOUR = 3_600


class Memory(NamedTuple):
    """What the fetcher remembers of a source.

    `address` is what the rest was learnt from; `etag`, `last_modified` and `body_digest` are of the last good answer,
    `validated` is the mark of the address that gave it,
    `usual_items` is how many items an answer usually has, `usual_interval` the seconds from one post to the next,
    `wait_until` the time before which the server asked us not to come back, `moved_to` where permanent redirects lead
    and `moved_sightings` how often, `linked` the feed that is read because the page at the address links to it.
    `ttl` is how many seconds the last good answer asked us to wait, `ended` 1 when it was a live blog that is over.
    `mended` says how broken that answer was, "" when it was not. `shape` is a digest of the configuration that the
    answer was read with. Of a folder, `watermark` is the time (nanoseconds) up to which its files are read, and
    `faulty` the names, percent-encoded and one a line, of those that could not be.
    A field added here needs no migration: what is not stored has its default, what is not known is left alone.
    """

    address: str = ""
    etag: str = ""
    last_modified: str = ""
    body_digest: str = ""
    usual_items: int = 0
    usual_interval: int = 0
    wait_until: Instant = 0
    moved_to: str = ""
    moved_sightings: int = 0
    linked: str = ""
    ttl: int = 0
    ended: int = 0
    shape: str = ""
    watermark: int = 0
    faulty: str = ""
    mended: str = ""
    validated: str = ""


_NOTHING = Memory()


def sources(store: Store, now: Instant | None = None) -> list[SourceHealth]:
    """Every source that was recorded, by id. `items` and `newest` are of what is stored of it, and `requests` and
    `bytes` are sums of the 24 hours before `now` (without it, before the latest check of any source)."""
    rows: list[Any] = store.rows(
        "SELECT h.source, h.title, h.state, h.error, h.checked, h.succeeded, h.next_check, t.newest, h.failures,"
        " coalesce(t.items, 0), coalesce(sum(f.requests), 0), coalesce(sum(f.bytes), 0)"
        " FROM health h LEFT JOIN tally t ON t.source = h.source"
        " LEFT JOIN traffic f ON f.source = h.source"
        " AND f.hour > coalesce(?, (SELECT max(checked) FROM health)) / 3600 - 24"
        " GROUP BY h.source ORDER BY h.source",
        (now,),
    )
    return [SourceHealth(*row) for row in rows]


def record(store: Store, health: SourceHealth) -> None:
    """Store how a source is doing, but for `items` and `newest`, which the wire knows, and what `spend` counts."""
    record_all(store, (health,))


def record_all(store: Store, healths: Sequence[SourceHealth]) -> None:
    """`record` of several sources in one transaction."""
    with store.writing():
        store.run_many(
            "INSERT OR REPLACE INTO health (source, title, state, error, checked, succeeded, next_check, failures)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(h.id, h.title, h.state, h.error, h.checked, h.succeeded, h.next_check, h.failures) for h in healths],
        )


def spend(store: Store, source_id: str, now: Instant, *, requests: int = 1, received: int = 0) -> None:
    """Count requests sent to a source and bytes received from it. What is older than two days is forgotten."""
    hour = now // HOUR
    with store.writing():
        store.run(
            "INSERT INTO traffic (source, hour, requests, bytes) VALUES (?, ?, ?, ?) ON CONFLICT (source, hour)"
            " DO UPDATE SET requests = requests + excluded.requests, bytes = bytes + excluded.bytes",
            (source_id, hour, requests, received),
        )
        store.run("DELETE FROM traffic WHERE source = ? AND hour < ?", (source_id, hour - 48))


def memory(store: Store, source_id: str) -> Memory:
    """What is remembered of a source; all defaults when nothing is."""
    rows: list[Any] = store.rows("SELECT record FROM memory WHERE source = ?", (source_id,))
    known: dict[str, Any] = {}
    for part in rows[0][0].split(UNIT) if rows else ():
        name, _, value = part.partition("=")
        default = getattr(_NOTHING, name, None)
        if default is not None:
            known[name] = type(default)(value)
    return Memory(**known)


def remember(store: Store, source_id: str, memory: Memory) -> None:
    """Remember this of a source, in the place of what was."""
    parts = [
        f"{name}={value}".replace(UNIT, "")
        for name, value, default in zip(Memory._fields, memory, _NOTHING, strict=True)
        if value != default
    ]
    with store.writing():
        store.run("INSERT OR REPLACE INTO memory (source, record) VALUES (?, ?)", (source_id, UNIT.join(parts)))


def forget(store: Store, keep: Sequence[str]) -> int:
    """Forget the health and memory of all sources but these, whose items stay; how many there were."""
    known: list[Any] = store.rows("SELECT source FROM health UNION SELECT source FROM memory")
    gone = [row for row in known if row[0] not in keep]
    if gone:
        with store.writing():
            for table in ("health", "memory", "traffic"):
                store.run_many(f"DELETE FROM {table} WHERE source = ?", gone)
    return len(gone)
