"""What every printed form tells of an item besides its headline and its text: when, who says so, what was corrected."""

from __future__ import annotations

from briefing.draw.credits import in_words
from briefing.draw.items import notes
from briefing.draw.look import Look, day_only
from briefing.model import Item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.store.edits import Edited

    Telling = Callable[[Item], list[str]]


def dated(item: Item, look: Look) -> str:
    """When it was published, as far as that is known."""
    return look.of(item).day(item.at) if day_only(item) else look.when(item.at)


def said(item: Item, look: Look) -> str:
    """The whole credit, then what else there is to say about the item: "BBC · via Kyiv Post · updated 14:20"."""
    credit = in_words(item, look)
    also = [look.text(text) for text, _ in notes(item, look)]
    return look.glyphs.bullet.join([credit, *(text for text in also if text not in credit)])


def nothing(item: Item) -> list[str]:
    """What is told of an item that was not corrected, or not just now."""
    return []


def changed(edited: Edited, look: Look) -> list[str]:
    """What was done to an item and when, and the words that changed: "Corrected 14:21: Bridge [-open-] [+shut+]".

    The headline, if it changed, then each paragraph that did. Only the first begins with what was done.
    """
    done = f"{edited.what.capitalize()} {look.when(edited.at)}"
    item, before = edited.item, edited.before
    if before is None:
        return [done]
    from briefing.draw.changes import paragraphs_changed, words_changed

    marked = [words_changed(before.title, item.title)] if before.title != item.title else []
    marked += paragraphs_changed(before.text, item.text)
    lines = ["".join([look.text(span.text) for span in spans]) for spans in marked]
    return [f"{done}: {lines[0]}", *lines[1:]] if lines else [done]
