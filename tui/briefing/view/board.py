"""The dashboard: everything on the main screen, and where the reader stands in it. No toolkit, no network.

board = Board(store, desk, clock=…); board.resize(120, 40)
board.lines()            what the screen shows: the first paint, the toolkit and the tests read the same
board.do("down", 5)      a command of `briefing.view.commands`
board.poll()             look at the store and the clock
"""

from __future__ import annotations

from briefing.draw import board as picture
from briefing.draw.look import Look, moments
from briefing.errors import StoreError
from briefing.store import health, marks, preferences
from briefing.store.listing import place
from briefing.view import welcome
from briefing.view.commands import key
from briefing.view.faces import fit, foot, new_in_all, pane_picture, tab_line, top_line
from briefing.view.pane import PaneView

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from briefing.draw.board import Arrangement
    from briefing.draw.fresh import Fresh
    from briefing.draw.spans import Line
    from briefing.model import Desk, Front, Instant, Item, SourceHealth
    from briefing.store.connection import Store
    from briefing.store.listing import Place
    from briefing.view.marking import Marking

AWAY = 15 * 60
"""Seconds without a key after which what arrives is set off by the line "you were here"."""


class Board:
    """The panes of a desk, one of them with the keys. Times are in the local zone unless `utc` or the desk says so."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        *,
        clock: Callable[[], Instant],
        ascii: bool = False,
        front: str = "",
        offline: bool = False,
        utc: bool = False,
        console: bool = False,
    ) -> None:
        self.store = store
        self.desk = desk
        self.clock = clock
        self.offline = offline
        self.zoomed = False
        self.paused = False
        self.trail: list[tuple[str, str]] = []
        self.welcoming = welcome.wanted(store)
        moment = moments("utc" if utc else desk.clock)
        ages = preferences.chosen(store, "times", desk.times) == "ages"
        self.look = Look(self._minute(), moment, ascii, ages, desk.bidi, console)
        self.panes = [PaneView(store, each, self.look) for each in desk.fronts]
        self.focus = next((at for at, each in enumerate(desk.fronts) if each.id == front), 0)
        self.healths: dict[str, SourceHealth] = {}
        self.told: dict[object, Fresh] = {}
        self._marking: Marking | None = None
        self._notice = ""
        self._size = (80, 24)
        self._version = store.version()
        self._waiting = True  # whether there may be marks to settle, maybe from last time
        self._last_key = clock()
        self._left_off: dict[str, Place] = {}
        self._shown: list[PaneView] = []
        self.new: int | None = None
        self.rough: bool | None = None  # whether `new` is not yet exact; None before the first poll
        self._read_standing()

    @property
    def pane(self) -> PaneView | None:
        """The pane that the keys go to; None on a desk without fronts."""
        return self.panes[self.focus] if self.panes else None

    @property
    def front(self) -> Front | None:
        """The front that the keys go to."""
        return self.panes[self.focus].front if self.panes else None

    @property
    def current(self) -> Item | None:
        """The item under the cursor."""
        return self.panes[self.focus].current if self.panes else None

    @property
    def marking(self) -> Marking:
        """What the reader does to items."""
        if self._marking is None:
            from briefing.view.marking import Marking

            self._marking = Marking(self.store, self.clock, self.key("undo"))
        return self._marking

    def key(self, command: str) -> str:
        """What people press for a command, as it is written for them."""
        return key(command, self.desk.keys, ascii=self.look.spelt)

    def resize(self, width: int, height: int) -> None:
        """The size of the screen in cells and lines."""
        self._size = (max(width, 1), max(height, 1))

    def notice(self, text: str) -> None:
        """Show a line in place of the key hints until the next key."""
        self._notice = text

    @property
    def said(self) -> str:
        """The line shown in place of the key hints, "" when there is none."""
        return self._notice

    def do(self, command: str, count: int = 1) -> bool:
        """A command by its id, `count` times where that means something; whether it is one of the board's own."""
        from briefing.view import moves

        self._notice = ""
        self._last_key = self.clock()
        welcome.over(self)
        self.arranged()
        self._note_places()
        action = moves.ACTIONS.get(command)
        if action is None:
            return False
        action(self, max(count, 1))
        self.arranged()
        self._note_places()
        return True

    def poll(self) -> bool:
        """Look at the store and the clock; True when `lines()` may differ from what they were."""
        changed = False
        version = self.store.version()
        if version != self._version:
            self._version = version
            self.load()
            changed = True
        if self._minute() != self.look.now:
            self.look = self.look._replace(now=self._minute())
            self.told.clear()
            self._mark_absence()
            changed = True
        rough, self.rough = self.rough, False
        if rough:
            before, self.new = self.new, None
            changed = new_in_all(self) != before or changed
        if not changed and self._waiting:
            written = self.store.written
            self._waiting = self.marking.settle([pane.front.id for pane in self.panes])
            self._version += self.store.written - written
        return changed

    def load(self) -> None:
        """Read everything that is shown anew from the store."""
        self.healths = {each.id: each for each in health.sources(self.store)}
        self.told.clear()
        self.new = None
        self._waiting = True
        for pane in self.panes:
            pane.load()

    def load_marked(self, fronts: Collection[str], written: int) -> None:
        """Read these fronts anew, in which we have made marks; `written` is by how much that moved the store's version,
        so that `poll` need not read all the others for it.
        """
        self._version += written
        self.new = None
        self._waiting = True
        for pane in self.panes:
            if pane.front.id in fronts:
                pane.load()

    def leave(self) -> None:
        """Remember where the reader left off on every front; for the end, and whenever they may not come back."""
        try:
            for pane in self.panes:
                at = self._left_off.get(pane.front.id)
                if at is not None and at != marks.left_off(self.store, pane.front.id):
                    marks.set_left_off(self.store, pane.front.id, at)
        except StoreError:
            return

    def lines(self) -> list[Line]:
        """The whole screen: as many lines as it is high, each as many cells as it is wide."""
        width, height = self._size
        arranged = self.arranged()
        found = [top_line(self, width)] if arranged.header else []
        if arranged.tabs:
            found.append(tab_line(self, width))
        panes = [pane_picture(self, box, alone=len(arranged.boxes) == 1) for box in arranged.boxes]
        top = arranged.header + arranged.tabs
        greeting = welcome.lines(self, width, height)
        found += picture.compose(arranged.boxes, panes, height - top - arranged.footer - len(greeting), top)
        found += greeting
        if arranged.footer:
            found += foot(self, self._shown, width, arranged.footer)
        return self.look.finished(found)

    def arranged(self) -> Arrangement:
        """Where the panes stand now, each of those shown told the room that it has."""
        width, height = self._size
        weights = dict(self.desk.layout.weights)
        arranged = picture.arrange(
            width,
            height - len(welcome.lines(self, width, height)),
            max(len(self.panes), 1),
            self.focus,
            zoom=self.zoomed,
            layout=self.desk.layout,
            weights=[weights.get(pane.front.id, 1) for pane in self.panes] or [1],
        )
        for box in arranged.boxes:
            if box.front < len(self.panes):
                fit(self, box)
        self._shown = [self.panes[box.front] for box in arranged.boxes if box.front < len(self.panes)]
        return arranged

    def _read_standing(self) -> None:
        """The health of the sources, and where the reader left off last time."""
        self.healths = {each.id: each for each in health.sources(self.store)}
        for pane in self.panes:
            pane.here = marks.left_off(self.store, pane.front.id)

    def _note_places(self) -> None:
        """Whoever presses a key has seen the screen: they leave off at its topmost items, should they leave now."""
        for pane in self._shown:
            if pane.window.at_top and pane.window.items:
                self._left_off[pane.front.id] = place(pane.window.items[0])

    def _mark_absence(self) -> None:
        """After a while without a key, set off what arrives from what the reader has had before them."""
        if self.clock() - self._last_key < AWAY or not self._left_off:
            return
        for pane in self.panes:
            pane.here = self._left_off.get(pane.front.id, pane.here)
        self.leave()

    def _minute(self) -> Instant:
        """The minute it is, as an instant; nothing is shown to the second."""
        return self.clock() // 60 * 60
