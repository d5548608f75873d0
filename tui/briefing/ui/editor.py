"""A line of text being typed, with the keys that people's fingers know from the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.draw.cells import head, width
from briefing.draw.spans import Span
from briefing.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.draw.spans import Line

LIMIT = 500


class Editor:
    """`text` and, in it, the place `at` of the cursor, in characters."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.at = len(text)

    def press(self, key: str, character: str | None) -> bool:
        """Take a key, if it is one that types or edits."""
        typed = character or ""
        if len(typed) == 1 and typed.isprintable() and not key.startswith(("alt+", "ctrl+")):
            self.insert(typed)
            return True
        edit = _EDITS.get(key)
        if edit is None:
            return False
        self.text, self.at = edit(self.text, self.at)
        return True

    def insert(self, text: str) -> None:
        """Type or paste; what is not fit for a line is left out."""
        text = text if len(text) == 1 else clean(text, LIMIT)
        room = LIMIT - len(self.text)
        self.text = self.text[: self.at] + text[:room] + self.text[self.at :]
        self.at += len(text[:room])

    def line(self, cells: int, prompt: str = "") -> Line:
        """The prompt and the text in exactly `cells`, the cursor in sight."""
        room = max(cells - width(prompt) - 1, 1)
        before, after = self.text[: self.at], self.text[self.at :]
        while width(before) > room:
            before = before[1:]
        under = after[:1] or " "
        rest = head(after[1:], room - width(before) - width(under) + 1)
        left = max(cells - width(prompt) - width(before) - width(under) - width(rest), 0)
        return (Span(prompt, "heading"), Span(before), Span(under, "cursor"), Span(rest), Span(" " * left))


def _word_start(text: str, at: int) -> int:
    return len(text[:at].rstrip().rpartition(" ")[0]) + (" " in text[:at].rstrip())


_EDITS: dict[str, Callable[[str, int], tuple[str, int]]] = {
    "left": lambda text, at: (text, max(at - 1, 0)),
    "right": lambda text, at: (text, min(at + 1, len(text))),
    "ctrl+b": lambda text, at: (text, max(at - 1, 0)),
    "ctrl+f": lambda text, at: (text, min(at + 1, len(text))),
    "home": lambda text, _: (text, 0),
    "ctrl+a": lambda text, _: (text, 0),
    "end": lambda text, _: (text, len(text)),
    "ctrl+e": lambda text, _: (text, len(text)),
    "backspace": lambda text, at: (text[: max(at - 1, 0)] + text[at:], max(at - 1, 0)),
    "ctrl+h": lambda text, at: (text[: max(at - 1, 0)] + text[at:], max(at - 1, 0)),
    "delete": lambda text, at: (text[:at] + text[at + 1 :], at),
    "ctrl+u": lambda text, at: (text[at:], 0),
    "ctrl+k": lambda text, at: (text[:at], at),
    "ctrl+w": lambda text, at: (text[: _word_start(text, at)] + text[at:], _word_start(text, at)),
}
