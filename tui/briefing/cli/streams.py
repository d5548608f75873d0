"""The three standard streams: what they lead to, and a line for the person on standard error.

Imported before the first headline is painted.
"""

from __future__ import annotations

import os
import sys

from briefing.text import safe


def drop_the_rest() -> None:
    """Nobody takes our output any more; Python would complain once more when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def hold_all_three() -> None:
    """Where one of the standard descriptors is closed, put nothing in its place, lest a file of ours take it.

    What is meant for standard error would else be written into that file.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")


def interactive() -> bool:
    """Whether there is a terminal to draw on; without one, `briefing` prints."""
    if os.environ.get("TERM", "dumb") == "dumb":
        return False
    try:
        return os.isatty(0) and os.isatty(1)
    except OSError:
        return False


def complain(message: str) -> None:
    """One line on standard error, safe for any terminal; nothing when there is no standard error."""
    try:
        os.write(2, f"briefing: {safe(message)}\n".encode(errors="replace"))
    except OSError:
        return
