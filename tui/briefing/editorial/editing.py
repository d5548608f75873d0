"""Items as a document gave them, made fit for the wire. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from briefing.editorial.completion import completed, surroundings
from briefing.editorial.figures import MOST, counts, figures
from briefing.editorial.fronts import Sorter, sorter
from briefing.editorial.ids import item_id
from briefing.editorial.publishers import Publishers
from briefing.text import ELLIPSIS

if TYPE_CHECKING:
    from briefing.model import Credit, Figure, Front, Instant, Item, Source

_UNTITLED = ("digest", "items")
"""Kinds of documents whose title is never their publisher's name."""


def edit(
    reading_items: Sequence[Item],
    *,
    source: Source,
    fronts: Sequence[Front],
    publishers: Publishers,
    channel: str,
    now: Instant,
) -> tuple[Item, ...]:
    """Items as a document gave them, made fit for the wire: credited, sorted, dated, identified, their figures read.

    `channel` is the title of the feed or channel they came in. The credit is what the item states, else what
    its text says, else the source's configured publisher, else what its address and channel let us infer.
    Nothing is published after `now`. Idempotent, but for `first_seen`.
    """
    if source.kind in _UNTITLED or source.address.endswith(".toml"):
        channel = ""
    ready, around = sorter(tuple(fronts)), surroundings(source, publishers, channel)
    said: dict[Credit, Credit] = {}
    items = []
    for item in reading_items:
        title, credit = completed(item, around)
        # Items of one document say much the same: what is said once is passed on and checked once.
        credit = said.setdefault(credit, credit)
        items.append(_edited(item, title, credit, source, ready, publishers, now))
    return tuple(items)


def _edited(
    item: Item, title: str, credit: Credit, source: Source, ready: Sorter, publishers: Publishers, now: Instant
) -> Item:
    if title != item.title:
        item = item._replace(title=title)
    return item._replace(
        credit=credit,
        figures=item.figures or _figures(item, publishers),
        fronts=ready.fronts_of(item, source.fronts),
        published=None if item.published is None else min(item.published, now),
        updated=None if item.updated is None else min(item.updated, now),
        id=item_id(source.id, item.key),
        source=source.id,
        first_seen=now,
    )


def _figures(item: Item, publishers: Publishers) -> tuple[Figure, ...]:
    """The figures of an item's text, and of its title where that is more than the text's first words."""
    if not counts(f"{item.title}\n{item.text}"):
        return ()
    found = figures(item.text, publishers)
    if not item.text.startswith(item.title.removesuffix(ELLIPSIS)):
        known = {(figure.value, figure.unit) for figure in found}
        found += tuple(f for f in figures(item.title, publishers) if (f.value, f.unit) not in known)
    return found[:MOST]
