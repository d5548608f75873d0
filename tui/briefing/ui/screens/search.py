"""Everything stored, found as one types, across fronts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from briefing.draw.flow import fill, flow
from briefing.draw.matches import marked
from briefing.draw.spans import Span
from briefing.errors import StoreError
from briefing.model import Item
from briefing.store import search
from briefing.store.listing import place
from briefing.ui.editor import Editor
from briefing.ui.screens.listing import Listing, dated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Desk, Front, Instant
    from briefing.store.connection import Store

FOUND_IN = ("headline", "headline_read", "headline_withdrawn", "credit")
AT_ONCE = 50
_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


class Query(NamedTuple):
    """What was typed, the filters taken out. `since` is in seconds before now; `wrong` says what was not understood."""

    words: str
    front: str | None = None
    publisher: str | None = None
    since: int | None = None
    saved: bool = False
    wrong: str = ""


def understood(text: str, fronts: Sequence[Front]) -> Query:
    """`front:kursk by:BBC since:6h is:saved`, in any order; all else is words. `by:"Sky News"` takes quotes."""
    query = Query("")
    words: list[str] = []
    for part in _parts(text):
        name, colon, value = part.partition(":")
        value = value.strip('"')
        if not colon or name not in ("front", "by", "since", "is"):
            words.append(part)
        elif not value:
            continue
        elif name == "front":
            named = [each for each in fronts if value.lower() in (each.id.lower(), each.title.lower())]
            query = query._replace(front=named[0].id) if named else query._replace(wrong=f"no front is called {value}")
        elif name == "by":
            query = query._replace(publisher=value)
        elif name == "since" and value[:-1].isdecimal() and value[-1] in _UNITS:
            query = query._replace(since=int(value[:-1][:6]) * _UNITS[value[-1]])
        elif name == "since":
            query = query._replace(wrong="since: wants a number and m, h, d or w")
        elif value == "saved":
            query = query._replace(saved=True)
        else:
            query = query._replace(wrong="is: knows only is:saved")
    return query._replace(words=" ".join(words))


def _parts(text: str) -> list[str]:
    """The words of a query; what stands in quotes stays together, a word that begins with quotes keeps them."""
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character == " " and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return [part for part in parts if part]


class Search(Listing[Item]):
    """Enter opens what is under the cursor; the next and the previous one are those found."""

    title = "briefing · search"
    prompt = "/ "
    hints = (("down up", "move"), ("enter", "read"), ("back", "back"))

    def __init__(
        self,
        look: Look,
        store: Store,
        fronts: Sequence[Front],
        clock: Callable[[], Instant],
        read: Callable[[Item], None],
    ) -> None:
        super().__init__(look)
        self._store, self._fronts, self._clock, self._read = store, fronts, clock, read
        self.editor = Editor()
        self._query = Query("")
        self._more = True
        self._version = store.version()
        self.edited()

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self.current

    def choose(self, entry: Item) -> None:
        """Read it."""
        self._read(entry)

    def edited(self) -> None:
        """Search for what stands there now."""
        self._query = understood(self.editor.text if self.editor else "", self._fronts)
        self._more = True
        self.fresh(self._found(None))

    def adopt(self, desk: Desk) -> None:
        """Other fronts to search, perhaps."""
        super().adopt(desk)
        self._fronts, self._version = desk.fronts, -1
        self._query = understood(self.editor.text if self.editor else "", self._fronts)
        self.poll()

    def poll(self) -> bool:
        """Whether the store has changed; what is under the cursor stays there."""
        if self._store.version() == self._version:
            return False
        self._version = self._store.version()
        current = self.current
        shown = list(self._found(None))
        while current is not None and self._more and len(shown) < len(self.entries):
            shown += self._found(shown[-1])
        at = next((at for at, each in enumerate(shown) if current is not None and each.id == current.id), self.at)
        if self.at:
            self._top += max(at - self.at, 0)
        self.fresh(shown, at)
        return True

    def do(self, command: str, times: int) -> bool:
        """Move; near the end of what was read so far more is read."""
        known = super().do(command, times)
        while known and self._more and self.at >= len(self.entries) - 1 and self.entries:
            before = len(self.entries)
            self.entries = [*self.entries, *self._found(self.entries[-1])]
            if command != "bottom" or len(self.entries) == before or before > 20 * AT_ONCE:
                break
            self.at = len(self.entries) - 1
        return known

    def step(self, by: int) -> Item | None:
        """Move by so many, and what the cursor is on then; None when it does not move."""
        before = self.at
        self.do("down" if by > 0 else "up", abs(by))
        return self.current if self.at != before else None

    def _found(self, after: Item | None) -> Sequence[Item]:
        """The next items that match, from the newest or after one."""
        query = self._query
        if query.wrong:
            return []
        try:
            found = search.find(
                self._store,
                query.words,
                front=query.front,
                publisher=query.publisher,
                since=None if query.since is None else self._clock() - query.since,
                saved=query.saved,
                older_than=None if after is None else place(after),
                limit=AT_ONCE,
            )
        except StoreError as error:
            self.notice(str(error))
            return []
        self._more = len(found) == AT_ONCE
        return found

    def about(self) -> str:
        """How many were found, as far as we looked."""
        number = len(self.entries)
        return f"{number}+ found" if self._more and number else f"{number} found"

    @property
    def empty(self) -> str:  # type: ignore[override]
        """Why there is nothing."""
        return self._query.wrong or "nothing stored matches"

    def above(self, width: int) -> list[Line]:
        """The filters that can be typed, while there is nothing else."""
        if self.editor is not None and self.editor.text:
            return []
        front = f"front:{self._fronts[0].id}  " if self._fronts else ""
        words = f'words, "a phrase", {front}by:BBC  since:6h  is:saved'
        found = flow([Span(words, "muted")], max(width - 4, 1), 0, self.look.glyphs.ellipsis)
        return [*((Span("   "), *line) for line in found), fill((), width)]

    def draw(self, entry: Item, width: int, *, cursor: bool) -> list[Line]:
        """The item as it stands in a pane, the words found marked, with its fronts and its day at the end."""
        fronts = [self.look.text(each.title) for each in self._fronts if each.id in entry.fronts]
        lines = dated(entry, width, self.look, fronts, cursor=cursor)
        # Words are turned around a span at a time, which a mark in the midst of them would undo.
        return lines if self.look.bidi else [marked(line, self._query.words, FOUND_IN) for line in lines]
