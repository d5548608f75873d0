"""Which screen is in front, and which of them a key is for. Knows nothing of the toolkit.

stage = Stage(setting, host)
stage.press("j", "j")    a key, as the toolkit names it and as the character it types
stage.lines(120, 40)     what the terminal is to show
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from briefing.errors import StoreError
from briefing.ui import orders
from briefing.ui.keys import Keys, name
from briefing.ui.options import Options
from briefing.ui.screens.base import Framed
from briefing.ui.screens.dashboard import Dashboard
from briefing.view import commands
from briefing.view.adopting import adopt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Desk, Instant, Item, Theme
    from briefing.store.connection import Store
    from briefing.ui.screens.base import Screen
    from briefing.view.board import Board
    from briefing.view.commands import Where


class Host(Protocol):
    """What only the owner of the terminal can do."""

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard of the reader's own machine."""

    def wear(self, theme: Theme) -> None:
        """Draw in these colours from now on."""

    def redraw(self) -> None:
        """Send the whole screen again."""

    def to_shell(self) -> None:
        """Give the terminal to the shell for a while."""

    def leave(self, code: int) -> None:
        """End the viewer."""


class Themes(NamedTuple):
    """The themes there are, and a sentence for each file that is not one."""

    themes: tuple[Theme, ...] = ()
    failed: tuple[str, ...] = ()


class Setting(NamedTuple):
    """What a viewer is given to work with.

    `themes` looks for themes when they are wanted; `command` starts our own command line on this desk.
    """

    store: Store
    desk: Desk
    theme: Theme
    board: Board
    clock: Callable[[], Instant]
    options: Options = Options()
    themes: Callable[[], Themes] = Themes
    command: tuple[str, ...] = ()


class Stage:
    """A stack of screens, the board at the bottom. `theme` is the one worn now."""

    def __init__(self, setting: Setting, host: Host) -> None:
        self.setting = setting
        self.host: Host = host
        self.theme = setting.theme
        self.keys = Keys(setting.desk.keys, len(setting.desk.fronts))
        self._stack: list[Screen] = [Dashboard(setting.board)]
        self._leaving = False

    @property
    def front(self) -> Screen:
        """The screen that is seen."""
        return self._stack[-1]

    @property
    def look(self) -> Look:
        """How things are drawn now."""
        return self.setting.board.look

    @property
    def item(self) -> Item | None:
        """The item that a command about an item means."""
        return self.front.item

    def lines(self, width: int, height: int) -> list[Line]:
        """What the terminal is to show."""
        if isinstance(self.front, Framed):
            self.front.wear(self.look)
        return self.front.lines(max(width, 1), max(height, 1))

    def show(self, screen: Screen) -> None:
        """Lay a screen over the others."""
        if isinstance(screen, Framed):
            screen.keys = commands.keys_of(self.setting.desk.keys)
        self._stack.append(screen)

    def back(self) -> None:
        """Leave the screen that is seen; the board is not left."""
        if len(self._stack) > 1:
            self._stack.pop().closed()
            self.setting.board.poll()

    def adopt(self, desk: Desk, theme: Theme) -> None:
        """The desk has changed, or the theme: another one that the desk names, or the file of the one that is worn."""
        before, self.setting = self.setting.desk, self.setting._replace(desk=desk)
        if desk != before:
            self.keys = Keys(desk.keys, len(desk.fronts))
            adopt(self.setting.board, desk)
            for screen in self._stack:
                screen.adopt(desk)
            self.notice("the desk has changed, and this is how it is now")
        if theme == self.theme:
            return
        if theme.id == self.theme.id or (desk.theme != before.theme and not self.setting.options.theme):
            self.theme = theme
            self.host.wear(theme)
            if desk == before:
                self.notice("the theme has changed, and this is how it is now")

    def notice(self, text: str) -> None:
        """Tell something at the bottom of the screen until the next key."""
        self.front.notice(text)

    def poll(self) -> bool:
        """Look at the store and the clock; whether what is seen may look different now."""
        try:
            changed = self.front.poll()
            if isinstance(self.front, Framed):
                self.setting.board.poll()
                changed |= self.front.wear(self.look)
            return changed
        except StoreError as error:
            self.notice(str(error))
            return True

    def paste(self, text: str) -> bool:
        """Text was pasted: into the line being typed, if there is one, and nowhere else."""
        if self.front.editor is None:
            return False
        self.front.editor.insert(text)
        self.front.edited()
        return True

    def press(self, key: str, character: str | None) -> bool:
        """A key was pressed; whether anything may look different now."""
        screen = self.front
        screen.notice("")
        if self._fixed(key):
            return True
        if screen.press(name(key, character)):
            return True
        if screen.editor is not None:
            if screen.editor.press(key, character):
                screen.edited()
                return True
            if character and character.isprintable():
                return True
        order = self.keys.press(name(key, character), screen.where)
        if order is not None:
            self.carry_out(order.command, order.times)
        elif self.keys.pending:
            self.notice(self.keys.pending)
        return True

    def point(self, x: int, y: int, turned: int = 0) -> bool:
        """The mouse was pressed at a cell, or its wheel turned; whether anything may look different now."""
        screen = self.front
        screen.notice("")
        if turned:
            self.carry_out("down" if turned > 0 else "up")
        elif command := screen.point(x, y):
            self.carry_out(command)
        return True

    def _fixed(self, key: str) -> bool:
        """The keys that nothing may take away: Ctrl+C twice quits, Ctrl+Z goes to the shell."""
        again, self._leaving = self._leaving, key == "ctrl+c"
        if key == "ctrl+c":
            if again:
                self.carry_out("quit")  # as `q` does, which remembers where the reader was
            else:
                self.notice("Ctrl+C once more quits")
        elif key == "ctrl+z":
            self.host.to_shell()
        elif key == "escape" and self.keys.forget():
            pass
        else:
            return False
        return True

    def carry_out(self, command: str, times: int = 1) -> None:
        """A command by its id: the screen's own, or one that belongs to none."""
        try:
            if self.front.do(command, times):
                return
            action = orders.ACTIONS.get(command)
            if action is not None:
                action(self)
            else:
                self.notice("this does nothing here")
        except StoreError as error:
            self.notice(str(error))

    def run(self, command: str) -> None:
        """Leave the screen that is seen and carry out a command on the one below."""
        self.back()
        self.carry_out(command)

    def refresh(self, sources: Sequence[str]) -> None:
        """Ask the fetcher for these sources, or for all."""
        orders.refresh(self, sources)

    @property
    def where(self) -> Where:
        """Whose keys count now."""
        return self.front.where
