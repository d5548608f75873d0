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


def choose_theme(store: Store, theme: str, desks: str) -> None:
    """The reader wants the theme `theme` while the desk has the theme `desks`. Raises as `put` does."""
    put(store, "theme", f"{desks}/{theme}")


def theme(store: Store, desks: str) -> str:
    """The theme that the reader chose over the desk's, or "": a choice ends when the desk chooses another one."""
    over, _, chosen = get(store, "theme").partition("/")
    return chosen if over == desks != chosen else ""
