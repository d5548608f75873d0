"""Small facts about the wire as a whole. Raises StoreError and its kind."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from briefing.store.connection import Store


def get(store: Store, key: str) -> str:
    """What was put under `key`, or ""."""
    rows: list[Any] = store.rows("SELECT value FROM meta WHERE key = ?", (key,))
    return rows[0][0] if rows else ""


def put(store: Store, key: str, value: str) -> None:
    """Remember `value` under `key`; "wire" is taken: it is the wire's identity."""
    if key == "wire":
        raise ValueError("the identity of a wire never changes")
    with store.writing():
        store.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
