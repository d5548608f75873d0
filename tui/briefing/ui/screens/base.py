"""What every screen is: lines for a size, an answer to commands and keys, and a way to look at the world again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from briefing.draw import board as drawing
from briefing.draw.flow import fill
from briefing.draw.spans import Span
from briefing.view import commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Desk, Item
    from briefing.ui.editor import Editor


class Screen:
    """One screenful. `where` says which keys are its own, `editor` is the line being typed, if there is one."""

    where: ClassVar[commands.Where] = commands.READER
    editor: Editor | None = None

    def lines(self, width: int, height: int) -> list[Line]:
        """Exactly `height` lines of exactly `width` cells."""
        raise NotImplementedError

    def do(self, command: str, times: int) -> bool:
        """Carry out a command of this screen; False when it is not one."""
        return False

    def press(self, key: str) -> bool:
        """Take a key before it is looked up among the commands; False to let it be."""
        return False

    def point(self, x: int, y: int) -> str:
        """The mouse was pressed at a cell; the command to carry out then, or "" when that was all."""
        return ""

    def edited(self) -> None:
        """The text of the editor has changed."""

    def poll(self) -> bool:
        """Look at the store and the clock; whether anything may look different now."""
        return False

    def notice(self, text: str) -> None:
        """Show a line at the bottom until the next key; "" takes it away."""

    def adopt(self, desk: Desk) -> None:
        """The desk has changed while this screen is open."""

    def closed(self) -> None:
        """The screen is left for good."""

    @property
    def item(self) -> Item | None:
        """The item that commands about an item mean."""
        return None


class Framed(Screen):
    """A screen with a title on top and the keys at the bottom."""

    title = ""
    hints: Sequence[tuple[str, str]] = (("back", "back"),)
    """What to do here: command ids, or keys that are always the same, with a word each; two in one share the word."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.keys = commands.keys_of()
        self.head = 0
        self._notice = ""

    def wear(self, look: Look) -> bool:
        """Draw like this from now on; whether that is another way than before."""
        before, self.look = self.look, look
        return look != before

    def adopt(self, desk: Desk) -> None:
        """Name the keys that count now."""
        self.keys = commands.keys_of(desk.keys)

    def notice(self, text: str) -> None:
        """Show a line instead of the keys, until the next key."""
        self._notice = text

    def body(self, width: int, height: int) -> list[Line]:
        """What stands between title and keys: at most `height` lines of at most `width` cells."""
        raise NotImplementedError

    def about(self) -> str:
        """What stands at the right end of the title."""
        return ""

    def lines(self, width: int, height: int) -> list[Line]:
        """Title, body, keys; on a very low screen the body alone."""
        bars = 2 if height > 4 else 0
        self.head = bars // 2
        rows = height - bars
        shown = [fill(line, width, ellipsis=self.look.glyphs.ellipsis) for line in self.body(width, rows)[:rows]]
        shown += [fill((), width)] * (rows - len(shown))
        if not bars:
            return self.look.finished(shown)
        about = [(self.look.text(self.about()), False)] if self.about() else []
        top = drawing.header([self.look.text(self.title)], about, width, self.look)
        return self.look.finished([top, *shown, self._bottom(width)])

    def _bottom(self, width: int) -> Line:
        if self._notice:
            text = self.look.text(self._notice)
            return fill((Span(" "), Span(text, "notice")), width, ellipsis=self.look.glyphs.ellipsis)
        labelled = [("/".join(filter(None, map(self._label, ids.split()))), word) for ids, word in self.hints]
        return drawing.key_hints([each for each in labelled if each[0]], width)

    def _label(self, id: str) -> str:
        """The key of a command; where one types, the first that types nothing."""
        keys = self.keys.get(id, (id,))
        found = next((key for key in keys if self.editor is None or len(key) > 1), "")
        return commands.shown(found, self.look.spelt) if found else ""
