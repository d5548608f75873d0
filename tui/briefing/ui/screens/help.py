"""The keys, from the command registry: all of them, or those that match what is typed after `/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.cells import pad
from briefing.draw.cells import width as cells
from briefing.draw.flow import flow
from briefing.draw.spans import Span
from briefing.ui.editor import Editor
from briefing.ui.screens.listing import Listing, row
from briefing.view.commands import COMMANDS, MOST_FRONTS_WITH_A_KEY, Command, keys_of, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Desk
    from briefing.view.commands import Overrides

KEYS_CELLS = 18
FRONT_IDS = [f"front_{number}" for number in range(1, MOST_FRONTS_WITH_A_KEY + 1)]
ALWAYS = (
    Command("shell", "To the shell", "Give the terminal to the shell; `fg` comes back", ("ctrl+z",), group="Desk"),
    Command(
        "count", "Counts", "A number repeats a movement, with a 0 before it where a digit means a front", ("5j", "03j")
    ),
)


def matching(query: str, overrides: Overrides, fronts: int) -> list[Command]:
    """The commands whose title, help, id or key holds every word of `query`; those that go to a front are one."""
    keys = keys_of(overrides)
    words = query.lower().split()
    found = []
    for each in sorted(_listed(fronts, keys), key=lambda command: _GROUPS.index(command.group)):
        held = keys.get(each.id, each.keys)
        text = f"{each.title} {each.help} {each.id}".lower()
        if held and all(word in text or word in (key.lower() for key in held) for word in words):
            found.append(each._replace(keys=held))
    return found


def _listed(fronts: int, keys: Mapping[str, tuple[str, ...]]) -> list[Command]:
    """Every command, but one in the place of all those that go to a front by its number."""
    to_front = [each for each in COMMANDS if each.id in FRONT_IDS[:fronts]]
    first, last = (keys[each.id][:1] for each in (to_front[0], to_front[-1])) if to_front else ((), ())
    joined = (f"{first[0]}-{last[0]}",) if first and last and first != last else first
    one = Command("front", "To a front", "To the pane of that number", joined, group="Fronts")
    rest = [each for each in (*COMMANDS, *ALWAYS) if each.id not in FRONT_IDS]
    at = next(at for at, each in enumerate(rest) if each.group == "Fronts")
    return [*rest[:at], one, *rest[at:]] if joined else rest


_GROUPS = list(dict.fromkeys(command.group for command in COMMANDS))


class Help(Listing[Command]):
    """Keys and what they do."""

    title = "briefing · keys"
    prompt = "/"
    empty = "no command like that"
    hints = (("down up", "move"), ("search", "find"), ("back", "back"))

    def __init__(self, look: Look, overrides: Overrides, fronts: int) -> None:
        super().__init__(look, matching("", overrides, fronts))
        self._overrides, self._fronts = overrides, fronts

    def do(self, command: str, times: int) -> bool:
        """To search begins a line to type in, to go back ends that first."""
        if command == "search" and self.editor is None:
            self.editor = Editor()
            return True
        if command == "back" and self.editor is not None:
            self.editor = None
            self.edited()
            return True
        return super().do(command, times)

    def press(self, key: str) -> bool:
        """Nothing is chosen here."""
        return False

    def edited(self) -> None:
        """Show what matches by now."""
        self.fresh(matching(self.editor.text if self.editor else "", self._overrides, self._fronts))

    def adopt(self, desk: Desk) -> None:
        """Other keys, perhaps."""
        super().adopt(desk)
        self._overrides, self._fronts = desk.keys, len(desk.fronts)
        self.edited()

    def draw(self, entry: Command, width: int, *, cursor: bool) -> list[Line]:
        """A heading above the first command of a group; the help beside the keys, or under them on a narrow screen."""
        keys = "  ".join(shown(key, self.look.spelt) for key in entry.keys)
        beside = width - KEYS_CELLS - 3
        lines: list[Line] = self._heading(entry)
        if cells(keys) <= KEYS_CELLS and beside >= 30:
            text = flow([Span(entry.help, "body")], beside, 0, self.look.glyphs.ellipsis)
            lines.append(
                row(
                    [Span(pad(keys, KEYS_CELLS), "hint_key"), Span(" "), *text[0]], width, cursor=cursor, look=self.look
                )
            )
            return lines + [
                row([Span(" " * (KEYS_CELLS + 1)), *more], width, cursor=cursor, look=self.look) for more in text[1:]
            ]
        lines.append(row([Span(keys, "hint_key")], width, cursor=cursor, look=self.look))
        text = flow([Span(entry.help, "body")], max(width - 6, 1), 0, self.look.glyphs.ellipsis)
        return lines + [row([Span("    "), *more], width, cursor=cursor, look=self.look) for more in text]

    def _heading(self, entry: Command) -> list[Line]:
        """What stands above the first of a group: its name, and a blank line unless that is above already."""
        at = self.entries.index(entry)
        if at and self.entries[at - 1].group == entry.group:
            return []
        name: Line = (Span("  "), Span(entry.group, "heading"))
        return [(), name] if at or self.editor is None else [name]
