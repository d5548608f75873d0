"""What a reader has saved or flagged, for a fetcher that does not open their marks otherwise."""

from __future__ import annotations

import os

import apsw

from briefing.store.connection import trouble


def ids(path: str) -> frozenset[str]:
    """The ids of the items that the marks file at `path` has saved or flagged; none without such a file.

    Raises StoreError and its kind.
    """
    if not os.path.exists(path):
        return frozenset()
    try:
        connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READONLY)
        try:
            found = connection.execute("SELECT id FROM mark WHERE saved IS NOT NULL OR flag <> ''").fetchall()
        finally:
            connection.close()
    except apsw.Error as error:
        raise trouble(error, path) from None
    return frozenset(str(row[0]) for row in found)
