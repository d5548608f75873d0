"""What the reader does to items: seen, read, saved, flagged; and taking it back. It answers in words for the footer."""

from __future__ import annotations

from briefing.errors import StoreError
from briefing.store import marks
from briefing.text import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from briefing.model import Front, Instant, Item
    from briefing.store.connection import Store

    Undo = tuple[str, Callable[[], None]]

REMEMBERED = 100
_TITLE_SHOWN = 40
SETTLING = 0.005
"""Seconds after which settling makes way for the keys."""


class Marking:
    """The marks of one reader. `trouble` is why the last mark could not be written, "" when it could.

    `undo_key` is what people press to take a mark back.
    """

    def __init__(self, store: Store, clock: Callable[[], Instant], undo_key: str = "u") -> None:
        self.trouble = ""
        self.undo_key = undo_key
        self._store = store
        self._clock = clock
        self._undo: list[Undo] = []

    def see(self, items: Iterable[Item]) -> bool:
        """The cursor has been on these items; whether any of them was new."""
        ids = [item.id for item in items if not item.marks.seen]
        return bool(ids) and self._write(lambda: marks.see(self._store, ids, self._clock()))

    def settle(self, fronts: Collection[str]) -> bool:
        """Take in some of what arrived while the reader was away, and mark what they passed; whether more may wait."""
        from time import perf_counter

        from briefing.store.passing import settle

        try:
            self._store.tidy()
            until = perf_counter() + SETTLING
            while settle(self._store, fronts):
                if perf_counter() > until:
                    return True
            return False
        except StoreError:
            return False  # another viewer of this reader is at it, or the marks cannot be written: it will keep

    def open(self, item: Item) -> None:
        """The reader opened the item."""
        if not item.marks.read:
            self._write(lambda: marks.read(self._store, item.id, True, self._clock()))

    def toggle_read(self, item: Item) -> str:
        """Read, or unread again."""
        return self._toggle("unread" if item.marks.read else "read", item, marks.read, not item.marks.read)

    def save(self, item: Item) -> str:
        """Save, or let go."""
        return self._toggle("no longer saved" if item.marks.saved else "saved", item, marks.save, not item.marks.saved)

    def flag(self, item: Item, note: str) -> str:
        """Flag a mistake with a note; with an empty note, take the flag away."""
        before = item.marks.flag
        if not self._write(lambda: marks.flag(self._store, item.id, note, self._clock())):
            return self.trouble
        words = "flagged" if note else "no longer flagged"
        self._remember(words, item, lambda: marks.flag(self._store, item.id, before, self._clock()))
        return f"{words} · {self._back}"

    def all_read(self, front: Front, up_to: int | None) -> str:
        """Everything on a front is read, but for what was held back."""
        found: list[marks.AllRead] = []
        limit = {} if up_to is None else {"up_to_seq": up_to}
        if not self._write(lambda: found.append(marks.all_read(self._store, front.id, self._clock(), **limit))):
            return self.trouble
        words = f"all of {front.title} read"
        self._undo.append((words, lambda: marks.undo_all_read(self._store, found[0])))
        return f"{words} · {self._back}"

    def undo(self) -> str:
        """Take back the last mark."""
        if not self._undo:
            return "nothing to take back"
        words, action = self._undo.pop()
        return f"taken back: {words}" if self._write(action) else self.trouble

    @property
    def _back(self) -> str:
        """What every answer ends with."""
        return f"{self.undo_key} takes it back"

    def _toggle(self, words: str, item: Item, mark: Callable[[Store, str, bool, Instant], None], value: bool) -> str:
        """Set a mark that is either on or off."""
        if not self._write(lambda: mark(self._store, item.id, value, self._clock())):
            return self.trouble
        self._remember(words, item, lambda: mark(self._store, item.id, not value, self._clock()))
        return f"{words} · {self._back}"

    def _remember(self, words: str, item: Item, action: Callable[[], None]) -> None:
        """Keep what takes a mark back."""
        self._undo.append((f"{words}, {shorten(item.title, _TITLE_SHOWN)}", action))
        del self._undo[:-REMEMBERED]

    def _write(self, action: Callable[[], object]) -> bool:
        """Do it, unless the marks cannot be written, which is no reason to stop reading the news."""
        try:
            action()
        except StoreError as error:
            # The reason before the file, of which a narrow footer may have no room to say much.
            where, _, why = str(error).partition(": ")
            self.trouble = f"not marked: {why} ({where})" if why else f"not marked: {where}"
            return False
        self.trouble = ""
        return True
