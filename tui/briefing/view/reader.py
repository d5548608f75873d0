"""One item in the whole of its length, and where the reader is in it. Its neighbours are those of the board.

reader = ReaderView(board); reader.resize(120, 40); reader.lines(); reader.do("page_down")
"""

from __future__ import annotations

from briefing.draw import board as picture
from briefing.draw import reader as drawing
from briefing.draw.credits import full
from briefing.draw.flow import fill
from briefing.draw.look import zone
from briefing.draw.spans import Span
from briefing.store import listing
from briefing.store.listing import place
from briefing.view.commands import READER, hints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.draw.spans import Line
    from briefing.model import Item
    from briefing.view.board import Board

    Action = Callable[["ReaderView", int], None]

SPACIOUS = 104
"""From this width on the text stands in the middle of the screen."""
_ONWARD = {"down": "this is the oldest item", "up": "this is the newest item"}
"""What goes from an item to the one beside it, and what is said where there is none."""
LOW = 6
"""Below this height there is nothing but the text."""
ROOMY = 16
"""From this height on a credit of two lines leaves the key hints where they are; else it takes their place."""


class ReaderView:
    """The item under the board's cursor, or `item` when it was found elsewhere (and then it has no neighbours)."""

    def __init__(self, board: Board, item: Item | None = None) -> None:
        self.board = board
        self.top = 0
        self.changes = False
        self._alone = item is not None
        self._item = item or board.current
        self._size = (80, 24)
        self._notice = ""
        self._drawn: tuple[object, list[Line]] | None = None
        self._opened()

    @property
    def item(self) -> Item | None:
        """The item that is being read."""
        return self._item

    def resize(self, width: int, height: int) -> None:
        """The size of the screen in cells and lines."""
        self._size = (max(width, 1), max(height, 1))

    def notice(self, text: str) -> None:
        """Show a line in place of the key hints until the next key."""
        self._notice = text

    def do(self, command: str, count: int = 1) -> bool:
        """A command by its id; whether it is one of the reader's own."""
        self._notice = ""
        action = _ACTIONS.get(command)
        if action is None:
            return False
        action(self, max(count, 1))
        return True

    def poll(self) -> bool:
        """Look at the store and the clock; True when `lines()` may differ. A corrected item is shown as it is now."""
        if not self.board.poll():
            return False
        self.reload()
        return True

    def reload(self) -> None:
        """Read the item anew."""
        if self._item is not None:
            now = listing.item(self.board.store, self._item.id)
            if now is not None and (now.title, now.text) != (self._item.title, self._item.text):
                key = self.board.key("changes")
                self._notice = f"this item was corrected just now: {key} shows the words that changed"
            self._item = now or self._item

    def lines(self) -> list[Line]:
        """The whole screen: as many lines as it is high, each as many cells as it is wide."""
        width, height = self._size
        bars = height >= LOW
        room = self.room
        document = self._document()
        self.top = max(min(self.top, len(document) - room), 0)
        margin = self._margin()
        shown = [
            fill((Span(" " * margin), *line), width, ellipsis=self.board.look.glyphs.ellipsis)
            for line in document[self.top : self.top + room]
        ]
        shown += [fill((), width)] * (room - len(shown))
        return self.board.look.finished([self._header(len(document), room), *shown, *self._footer()] if bars else shown)

    def scroll(self, lines: int) -> None:
        """Move the text up by so many lines, or down when negative."""
        self.top = max(min(self.top + lines, len(self._document()) - self.room), 0)

    @property
    def room(self) -> int:
        """How many lines of text are on the screen."""
        height = self._size[1]
        return height - 1 - len(self._footer()) if height >= LOW else height

    def to_neighbour(self, command: str, count: int) -> None:
        """Let the board move, and read what it has come to."""
        if self._alone:
            self._notice = "an item found by searching has no neighbours here"
            return
        if command in _ONWARD and self._leads(command):
            # Read, it left a pane that shows only what is new, and its neighbour stands under the cursor already.
            count -= 1
        before = self.board.current
        self.board.notice("")
        if count:
            self.board.do(command, count)
        said = self.board.said
        self.board.notice("")
        if not self._leads(command) or (said and self.board.current == before):
            self._notice = said or _ONWARD.get(command, "nothing new")
            return
        self._item = self.board.current
        self.top = 0
        self.changes = False
        self._opened()

    def _leads(self, command: str) -> bool:
        """Whether the board stands on another item, and on the side of this one to which the command goes."""
        there, here = self.board.current, self._item
        if there is None or here is None or there.id == here.id:
            return False
        return command not in _ONWARD or (place(there) < place(here)) == (command == "down")

    def mark(self, mark: Callable[[Item], str]) -> None:
        """A mark on the item."""
        if self._item is not None:
            self._notice = mark(self._item)
            self.board.load()
            self.reload()

    def _opened(self) -> None:
        """The item is read from now on."""
        if self._item is not None and not self._item.marks.read:
            self.board.marking.open(self._item)
            self.board.load()
            self._item = listing.item(self.board.store, self._item.id) or self._item

    def _margin(self) -> int:
        """The empty cells at the left of the text."""
        width = self._size[0]
        if width >= SPACIOUS:
            return (width - drawing.MEASURE) // 2
        return 2 if width >= 24 else 0

    def _document(self) -> list[Line]:
        """The lines of the item at this width, drawn once until something about it changes."""
        if self._item is None:
            return [(Span("Nothing is selected.", "muted"),)]
        margin = self._margin()
        width = max(min(self._size[0] - 2 * margin, drawing.MEASURE), 1)
        look = self.board.look
        key = (self._item, width, look, self.changes)
        if self._drawn is None or self._drawn[0] != key:
            source = self.board.desk.source(self._item.source)
            if self.changes:
                revisions = listing.revisions(self.board.store, self._item.id)
                lines = drawing.headline(self._item, width, look)
                lines += [(), *drawing.changes(self._item, revisions, width, look)]
            else:
                lines = drawing.document(self._item, width, look, source=source.title or source.id if source else "")
            self._drawn = (key, [(), *lines])
        return self._drawn[1]

    def _header(self, length: int, room: int) -> Line:
        """The front, the time, and how far down the text one is."""
        look, width = self.board.look, self._size[0]
        front = look.text(self.board.front.title) if self.board.front and not self._alone else "found"
        bullet, clock = look.glyphs.bullet, look.clock(look.now)
        names = [f"{front}{bullet}{look.day(look.now)} {clock} {zone(look.now, look.moment)}".rstrip(), front, ""]
        right = [("what changed", False)] if self.changes else []
        if length > room:
            right.append((f"{min(100, 100 * (self.top + room) // length)} %", False))
        return picture.header(names, right, width, look)

    def _footer(self) -> list[Line]:
        """A rule, the credit, in two lines where one cannot hold every role, and the key hints or a notice."""
        (width, height), look = self._size, self.board.look
        roomy = height >= ROOMY
        lines = 2 if roomy or not self._notice else 1
        credit = full(self._item, max(width - 2, 1), look, lines) if self._item else [()]
        last = (
            picture.notice(self._notice, width, look)
            if self._notice
            else picture.key_hints(
                hints(self.board.desk.keys, where=READER, ascii=look.spelt, changed=self.changes), width
            )
        )
        below = picture.footer(credit, last, width, len(credit) + 1 if roomy else 2, look)
        # A text that goes on below would run into the credit.
        return [(Span(look.glyphs.across * width, "border"),), *below] if roomy else below


def _scrolling(lines: Callable[[ReaderView], int]) -> Action:
    """Scroll by what `lines` says, as often as the count says."""
    return lambda reader, count: reader.scroll(lines(reader) * count)


def _to_end(reader: ReaderView, count: int) -> None:
    reader.scroll(1 << 30)


def _to_start(reader: ReaderView, count: int) -> None:
    reader.top = 0


def _neighbour(command: str) -> Action:
    return lambda reader, count: reader.to_neighbour(command, count)


def _show_changes(reader: ReaderView, count: int) -> None:
    reader.changes = not reader.changes
    reader.top = 0


def _undo(reader: ReaderView, count: int) -> None:
    for _ in range(count):
        reader.mark(lambda item: reader.board.marking.undo())


_ACTIONS: dict[str, Action] = {
    "down": _scrolling(lambda reader: 1),
    "up": _scrolling(lambda reader: -1),
    "page_down": _scrolling(lambda reader: max(reader.room - 1, 1)),
    "page_up": _scrolling(lambda reader: -max(reader.room - 1, 1)),
    "half_down": _scrolling(lambda reader: max(reader.room // 2, 1)),
    "half_up": _scrolling(lambda reader: -max(reader.room // 2, 1)),
    "top": _to_start,
    "bottom": _to_end,
    "next_item": _neighbour("down"),
    "previous_item": _neighbour("up"),
    "next_new": _neighbour("next_new"),
    "previous_new": _neighbour("previous_new"),
    "changes": _show_changes,
    "toggle_read": lambda reader, count: reader.mark(reader.board.marking.toggle_read),
    "save": lambda reader, count: reader.mark(reader.board.marking.save),
    "undo": _undo,
}
