"""What every printed form tells of an item besides its headline and its text: when, and who says so."""

from __future__ import annotations

from briefing.draw.credits import in_words
from briefing.draw.items import notes
from briefing.draw.look import Look
from briefing.model import Item


def day_only(item: Item, look: Look) -> bool:
    """Whether no time of day is known, only a date that the item itself does not state."""
    return (
        item.published is not None and item.published_how != "stated" and tuple(look.moment(item.at)[3:6]) == (0, 0, 0)
    )


def dated(item: Item, look: Look) -> str:
    """When it was published, as far as that is known."""
    return look.day(item.at) if day_only(item, look) else look.when(item.at)


def said(item: Item, look: Look) -> str:
    """The whole credit, then what else there is to say about the item: "BBC · via Kyiv Post · updated 14:20"."""
    credit = in_words(item, look)
    also = [look.text(text) for text, _ in notes(item, look)]
    return look.glyphs.bullet.join([credit, *(text for text in also if text not in credit)])
