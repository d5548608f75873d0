"""What every printed form tells of an item besides its headline and its text: when, and who says so."""

from __future__ import annotations

from briefing.draw.credits import in_words
from briefing.draw.items import notes
from briefing.draw.look import Look, day_only
from briefing.model import Item


def dated(item: Item, look: Look) -> str:
    """When it was published, as far as that is known."""
    return look.of(item).day(item.at) if day_only(item) else look.when(item.at)


def said(item: Item, look: Look) -> str:
    """The whole credit, then what else there is to say about the item: "BBC · via Kyiv Post · updated 14:20"."""
    credit = in_words(item, look)
    also = [look.text(text) for text, _ in notes(item, look)]
    return look.glyphs.bullet.join([credit, *(text for text in also if text not in credit)])
