"""Any command by its name: type a few letters of it, Enter does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.cells import pad
from briefing.draw.cells import width as cells
from briefing.draw.spans import Span
from briefing.ui.editor import Editor
from briefing.ui.screens.listing import Listing, row
from briefing.view.commands import COMMANDS, Command, keys_of, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Desk
    from briefing.view.commands import Where

TITLE_CELLS, KEYS_CELLS = 22, 12


def score(query: str, command: Command) -> int:
    """How well a command answers to a query: 0 not at all, 5 by the start of its title, 1 by letters in order."""
    query, title = query.lower().strip(), command.title.lower()
    if not query:
        return 1
    if title.startswith(query):
        return 5
    words = f"{title} {command.id.replace('_', ' ')}".split()
    if all(any(word.startswith(part) for word in words) for part in query.split()):
        return 4
    if query in title or query in command.id or command.help.lower().startswith(query):
        return 3
    if all(part in command.help.lower() for part in query.split()):
        return 2
    letters = iter(title)
    return 1 if len(query) > 1 and all(letter in letters for letter in query.replace(" ", "")) else 0


def _offered(desk: Desk, where: Where) -> Iterator[Command]:
    """The commands of a screen; those that go to a front are called by its title, and are no more than there are."""
    for each in COMMANDS:
        if each.where not in ("", where) or each.id == "palette":
            continue
        number = each.id.removeprefix("front_")
        if number == each.id:
            yield each
        elif int(number) <= len(desk.fronts):
            yield each._replace(title=desk.fronts[int(number) - 1].title)


class Palette(Listing[Command]):
    """The commands of the screen it was called from."""

    title = "briefing · commands"
    prompt = ": "
    empty = "no command like that"
    hints = (("down up", "move"), ("enter", "do it"), ("back", "back"))

    def __init__(self, look: Look, desk: Desk, where: Where, run: Callable[[str], None]) -> None:
        self._keys = keys_of(desk.keys)
        self._known = list(_offered(desk, where))
        super().__init__(look, self._known)
        self._run = run
        self.editor = Editor()

    def edited(self) -> None:
        """The best answers first."""
        text = self.editor.text if self.editor else ""
        scored = [(score(text, each), each) for each in self._known]
        self.fresh([each for points, each in sorted(scored, key=lambda pair: -pair[0]) if points])

    def choose(self, entry: Command) -> None:
        """Leave and do it."""
        self._run(entry.id)

    def draw(self, entry: Command, width: int, *, cursor: bool) -> list[Line]:
        """Title, keys, and what it does as far as there is room."""
        known = [shown(key, self.look.spelt) for key in self._keys[entry.id][:2]]
        keys = next((each for each in (" ".join(known), *known[:1]) if cells(each) <= KEYS_CELLS), "")
        title = self.look.text(entry.title)
        spans = [
            Span(pad(title, TITLE_CELLS, self.look.glyphs.ellipsis), "headline"),
            Span(" "),
            Span(pad(keys, KEYS_CELLS), "hint_key"),
        ]
        if width >= TITLE_CELLS + 40:
            spans += [Span(" "), Span(entry.help, "muted")]
        elif cells(title) > TITLE_CELLS:
            spans = [Span(title, "headline")]
        return [row(spans, width, cursor=cursor, look=self.look)]
