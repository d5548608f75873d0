"""Who is behind an item, all things considered: what it states, what its text says, the desk, its address."""

from __future__ import annotations

from briefing.editorial.publishers import Publishers
from briefing.model import Credit, Item, Source


def completed(item: Item, source: Source, publishers: Publishers, channel: str) -> tuple[str, Credit]:
    """The item's title, freed of a credit that hung on it, and its full credit."""
    credit = item.credit
    if not credit.publisher and source.publisher:
        credit = credit._replace(publisher=source.publisher, how="configured")
    return item.title, credit
