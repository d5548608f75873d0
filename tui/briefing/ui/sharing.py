"""Handing an item to others: its link, the item with its credit, and a program that opens the link."""

from __future__ import annotations

import subprocess
import threading
from typing import TYPE_CHECKING

from briefing.draw.ansi import http_link
from briefing.draw.credits import in_words
from briefing.text import clean, clean_block, iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.model import Item

MOST = 50_000
"""Characters put on a clipboard at once; terminals drop longer requests."""


def link_of(item: Item) -> str:
    """The item's link when it is http or https and plain, else ""."""
    return http_link(item.url)


def with_credit(item: Item, look: Look) -> str:
    """The item as one pastes it to other people: headline, time, the whole credit, link."""
    lines = [clean(item.title), f"{iso(item.at)} · {in_words(item, look)}", link_of(item)]
    if item.withdrawn:
        lines.insert(1, "(withdrawn by its publisher)")
    return clean_block("\n".join(line for line in lines if line))[:MOST]


def open_link(command: Sequence[str], url: str) -> str:
    """Start the program that opens links, never through a shell; what went wrong, or ""."""
    if not http_link(url):
        return "only http and https links are opened"
    try:
        program = subprocess.Popen(
            [*command, http_link(url)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"{command[0]} could not be started: {getattr(error, 'strerror', None) or error}"
    threading.Thread(target=program.wait, daemon=True, name="opener").start()
    return ""
