"""The sources and how they are doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.cells import pad
from briefing.draw.cells import width as cells
from briefing.draw.flow import flow, line_width
from briefing.draw.fresh import TROUBLED, label
from briefing.draw.spans import Span
from briefing.model import SourceHealth
from briefing.store import health
from briefing.text import counted
from briefing.ui.screens.listing import Listing, row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Desk, Instant, Source
    from briefing.store.connection import Store

STATE_CELLS, NAME_CELLS = 8, 30
WIDE = 100
"""The width from which on all that is told of a source in good order stands in one line."""


class Sources(Listing[tuple["Source", SourceHealth]]):
    """Every source of the desk, those in trouble first: state, newest item, error, when it is asked again."""

    title = "briefing · sources"
    empty = "no sources on this desk"
    hints = (("down up", "move"), ("refresh", "ask it now"), ("a", "add"), ("refresh_all", "ask all"), ("back", "back"))

    def __init__(
        self,
        look: Look,
        store: Store,
        sources: Sequence[Source],
        clock: Callable[[], Instant],
        refresh: Callable[[Sequence[str]], None],
        add: Callable[[], None],
    ) -> None:
        self._store, self._sources, self._clock, self._refresh, self._add = store, sources, clock, refresh, add
        super().__init__(look, self._read())
        self._seen = (store.version(), clock() // 60)

    def _read(self) -> list[tuple[Source, SourceHealth]]:
        known = {each.id: each for each in health.sources(self._store, self._clock())}
        read = [(source, known.get(source.id, SourceHealth(source.id))) for source in self._sources]
        return sorted(read, key=lambda each: each[1].state not in TROUBLED)

    def poll(self) -> bool:
        """Whether the store or the minute has changed."""
        now = (self._store.version(), self._clock() // 60)
        if now == self._seen:
            return False
        self._seen = now
        current, read = self.current, self._read()
        at = next((at for at, each in enumerate(read) if current is not None and each[0].id == current[0].id), 0)
        self.fresh(read, at)
        return True

    def adopt(self, desk: Desk) -> None:
        """Other sources, perhaps."""
        super().adopt(desk)
        self._sources, self._seen = desk.sources, (-1, -1)
        self.poll()

    def press(self, key: str) -> bool:
        """`a` adds one; there is nothing to choose."""
        if key == "a":
            self._add()
        return key in ("a", "enter")

    def do(self, command: str, times: int) -> bool:
        """To refresh asks for the source under the cursor."""
        if command != "refresh" or self.current is None:
            return super().do(command, times)
        self._refresh([self.current[0].id])
        return True

    def about(self) -> str:
        """How many there are, and how many are in trouble."""
        troubled = sum(1 for _, doing in self.entries if doing.state in TROUBLED)
        words = counted(len(self.entries), "source") + (f", {troubled} in trouble" if troubled else "")
        return self.look.glyphs.bullet.join(filter(None, (words, super().about())))

    def draw(self, entry: tuple[Source, SourceHealth], width: int, *, cursor: bool) -> list[Line]:
        """State, name, times and what is wrong, in one line where there is room; under the cursor also where it is."""
        source, doing = entry
        state = "off" if not source.enabled else doing.state
        style = {"failing": "error", "gone": "error", "stale": "warning"}.get(state, "muted")
        who, ellipsis, bullet = label(source, doing), self.look.glyphs.ellipsis, self.look.glyphs.bullet
        name, error, times = (
            self.look.text(source.title or who),
            self.look.text(doing.error),
            self._times(source, doing),
        )
        first, below = [Span(pad(state, STATE_CELLS), style), Span(" ")], [(error, "error", 3)]
        if width >= WIDE:
            first += [Span(pad(name, NAME_CELLS, ellipsis), "headline"), Span("  "), Span(times, "time")]
            if error and line_width(first) + cells(bullet) + cells(error) + 3 <= width:
                first += [Span(bullet, "role"), Span(error, "error")]
                del below[0]
        else:
            first.append(Span(name, "headline"))
            below.insert(0, (times, "time", 3))
        if cursor:
            below.append((source.address if who == name else f"{who}{bullet}{source.address}", "role", 1))
        indent = Span(" " * (STATE_CELLS + 1))
        lines = [row(first, width, cursor=cursor, look=self.look)]
        for text, looks, most in below:
            found = flow([Span(self.look.text(text), looks)], max(width - STATE_CELLS - 3, 1), most, ellipsis)
            lines += [row([indent, *line], width, cursor=cursor, look=self.look) for line in found if text]
        return lines

    def _times(self, source: Source, doing: SourceHealth) -> str:
        """Everything that has a time, in words."""
        when, bullet = self.look.when, self.look.glyphs.bullet
        words = [counted(doing.items, "item")]
        if doing.newest is not None:
            words.append(f"newest {when(doing.newest)}")
        words.append("never read" if doing.succeeded is None else f"last read {when(doing.succeeded)}")
        if doing.next_check is not None and source.enabled:
            words.append(f"next try {when(doing.next_check)}")
        if doing.requests:
            words.append(f"{counted(doing.requests, 'request')}, {-(-doing.bytes // 1024)} KiB in a day")
        return bullet.join(words)
