"""From key presses to commands with counts. Knows nothing of the toolkit but how it names keys."""

from __future__ import annotations

from typing import NamedTuple

from briefing.view import commands

MOST = 9_999


class Order(NamedTuple):
    """A command, and how often."""

    command: str
    times: int = 1


def name(key: str, character: str | None) -> str:
    """A key as the registry writes it: the character that it types, or the toolkit's name for it."""
    typed = character or ""
    if len(typed) == 1 and typed.isprintable() and typed != " " and not key.startswith(("alt+", "ctrl+")):
        return typed
    return key


class Keys:
    """Turns keys into orders, on the board and in the reader.

    A digit that means a front goes there at once; any other digit, and 0, begins a count: with four fronts
    `5j` goes five down, and so does `05j`; `03j` goes three down. Escape forgets a count.
    """

    def __init__(self, overrides: commands.Overrides, fronts: int) -> None:
        self._maps: dict[str, dict[str, str]] = {
            where: commands.keymap(overrides, where) for where in (commands.BOARD, commands.READER)
        }
        self._fronts = fronts
        self._count = ""

    @property
    def pending(self) -> str:
        """The count typed so far."""
        return self._count

    def press(self, key: str, where: commands.Where) -> Order | None:
        """The order that is complete with this key, if there is one."""
        if key.isdigit() and key.isascii() and self._counts(key, where):
            self._count = (self._count + key)[-4:]
            return None
        count, self._count = min(int(self._count or 1), MOST) or 1, ""
        command = self._maps[where].get(key)
        return Order(command, count) if command else None

    def _counts(self, digit: str, where: commands.Where) -> bool:
        """Whether a digit belongs to a count."""
        if self._count or digit == "0":
            return True
        command = self._maps[where].get(digit, "")
        return not command or (command.startswith("front_") and int(digit) > self._fronts)

    def forget(self) -> bool:
        """Drop a count; whether there was one."""
        count, self._count = self._count, ""
        return bool(count)
