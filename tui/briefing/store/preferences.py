"""What a reader has chosen on the screen rather than in the desk, kept beside their marks. Light; the viewer's side."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from briefing.store.connection import Store


def get(store: Store, name: str) -> str:
    """What was chosen, or "" when nothing was, or no marks are open."""
    if not store.visit:
        return ""
    rows: list[Any] = store.rows("SELECT value FROM marks.preference WHERE name = ?", (name,))
    return rows[0][0] if rows else ""


def put(store: Store, name: str, value: str) -> None:
    """Remember a choice. Raises StoreError when no marks are open or they may not be written, and StoreLocked."""
    with store.marking():
        store.run("INSERT OR REPLACE INTO marks.preference (name, value) VALUES (?, ?)", (name, value))


def choose(store: Store, name: str, choice: str, desks: str) -> None:
    """The reader wants `choice` where the desk says `desks`, for "theme" say. Raises as `put` does."""
    put(store, name, f"{desks}/{choice}")


def chosen(store: Store, name: str, desks: str) -> str:
    """What counts: the reader's choice, which ends when the desk says something else than it did, or the desk's."""
    over, _, choice = get(store, name).partition("/")
    return choice if over == desks else desks
