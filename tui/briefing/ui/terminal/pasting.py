"""What is pasted must stay text: Textual's parser would press keys for what follows an escape in it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

START, END = "\x1b[200~", "\x1b[201~"
PATIENCE = 5.0
"""Seconds after which a paste whose end got lost is taken to be over."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Pasting:
    """Goes through input on its way to the parser, and takes every control character out of what is pasted."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: float | None = None
        self._before = ""
        self._held = ""

    def through(self, text: str) -> str:
        """`text`, the pasted parts of it harmless; a marker may come in pieces."""
        out: list[str] = []
        if self._since is not None and self._clock() - self._since > PATIENCE:
            out.append(self._over())
        while text:
            part, text = self._outside(text) if self._since is None else self._inside(text)
            out.append(part)
        return "".join(out)

    def _outside(self, text: str) -> tuple[str, str]:
        joined = self._before + text
        at = joined.find(START)
        if at < 0:
            self._before = joined[1 - len(START) :]
            return text, ""
        begins = at + len(START) - len(self._before)
        self._since, self._held = self._clock(), ""
        return text[:begins], text[begins:]

    def _inside(self, text: str) -> tuple[str, str]:
        text = self._held + text
        at = text.find(END)
        if at >= 0:
            rest = text[at + len(END) :]
            return harmless(text[:at]) + self._over(), rest
        held = next((size for size in range(len(END) - 1, 0, -1) if text.endswith(END[:size])), 0)
        self._held = text[len(text) - held :]
        return harmless(text[: len(text) - held]), ""

    def _over(self) -> str:
        self._since, self._held, self._before = None, "", ""
        return END


def harmless(text: str) -> str:
    """Pasted text without control characters but tabs and ends of lines."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
