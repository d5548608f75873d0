"""Fetches documents over httpx: what no fetcher of ours can get below, measured beside it.

    python bench/floor.py PORT NAME…                  asks 127.0.0.1 for each, and stores nothing
    python bench/floor.py PORT --store FILE NAME…     stores the entries too, in one transaction, with a full-text index

It asks two at a time as we do, over a client for each worker. Entries are stored as they came: nothing is cleaned,
judged or compared, no hostile document would be survived, and what stands in a feed's markup is indexed with its text.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from xml.etree import ElementTree

sys.modules["httpx._main"] = None  # type: ignore[assignment]  # its command line, which we leave out too

import httpx  # noqa: E402

FIELDS = ("guid", "title", "link", "pubDate", "description")
ATOM_FIELDS = ("id", "title", "link", "updated", "summary")
SCHEMA = """
CREATE TABLE entries (
    place INTEGER PRIMARY KEY, source TEXT, guid TEXT, title TEXT, link TEXT, date TEXT, text TEXT,
    UNIQUE (source, guid)
);
CREATE VIRTUAL TABLE words USING fts5 (
    title, text, content = 'entries', content_rowid = 'place', prefix = '2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
"""


async def work(port: int, names: list[str], transport: httpx.AsyncBaseTransport, bodies: dict[str, bytes]) -> None:
    """Ask for one after the other over one connection."""
    async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
        while names:
            name = names.pop()
            answer = (await client.get(f"http://127.0.0.1:{port}/{name}")).raise_for_status()
            bodies[name] = answer.content


async def fetched(port: int, names: list[str]) -> dict[str, bytes]:
    """All of them."""
    bodies: dict[str, bytes] = {}
    await asyncio.gather(*(work(port, names, httpx.AsyncHTTPTransport(verify=False), bodies) for _ in range(2)))
    return bodies


def entries(name: str, body: bytes) -> Iterator[tuple[str, ...]]:
    """A row for each entry of a feed, RSS or Atom."""
    root = ElementTree.fromstring(body)
    atom = "{http://www.w3.org/2005/Atom}"
    rss = root.tag == "rss"
    fields = FIELDS if rss else tuple(atom + field for field in ATOM_FIELDS)
    for entry in root.iter("item" if rss else atom + "entry"):
        yield (name, *[entry.findtext(field) or "" for field in fields])


def store(file: str, bodies: dict[str, bytes]) -> None:
    """Write every entry of every document."""
    import apsw

    wire = apsw.Connection(file)
    wire.execute("PRAGMA journal_mode = WAL")
    wire.execute("PRAGMA synchronous = NORMAL")
    with wire:
        wire.execute(SCHEMA)
        wire.executemany(
            "INSERT INTO entries (source, guid, title, link, date, text) VALUES (?, ?, ?, ?, ?, ?)",
            (row for name, body in bodies.items() for row in entries(name, body)),
        )
        wire.execute("INSERT INTO words (rowid, title, text) SELECT place, title, text FROM entries")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("--store", metavar="FILE")
    parser.add_argument("names", nargs="+")
    given = parser.parse_args()
    found = asyncio.run(fetched(given.port, given.names))
    if given.store:
        store(given.store, found)
