"""The bundled edition: what a reader sees before anything was ever fetched, plainly dated."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from briefing import formats, paths
from briefing.config import load
from briefing.editorial.editing import edit
from briefing.formats.reading import Document
from briefing.model import Source
from briefing.store import items
from briefing.store.rows import last_arrival

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.editorial.publishers import Publishers
    from briefing.model import Front, Instant
    from briefing.store.connection import Store

ID = "bundled"
EDITION = "edition-2024-08-16.toml"


def install(store: Store, publishers: Publishers, now: Instant, fronts: Sequence[Front] | None = None) -> bool:
    """Put the bundled edition into a wire to which nothing ever came; whether that was done.

    `fronts` are those of the desk that comes with the program, looked up if not given.
    Raises ParseError when the edition is damaged, and StoreError.
    """
    if last_arrival(store):
        return False
    path = os.path.join(paths.shipped("data"), EDITION)
    with open(path, "rb") as file:
        document = Document(file.read(), path, "", "items", now)
    reading = formats.read(document, publishers)
    source = Source(ID, path, title="Bundled edition", kind="items")
    fronts = load.desk(load.default_file()).fronts if fronts is None else fronts
    edition = edit(reading.items, source=source, fronts=fronts, publishers=publishers, channel=reading.title, now=now)
    items.save(store, ID, edition, now)
    return True
