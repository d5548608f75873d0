"""Full-text search of everything stored, newest first.

A query is words, all of which must be there, in any order; the last may be the beginning of a word. "Words in double
quotes" must stand together. Case and accents do not matter, nothing else means anything, and any string is safe.
Headlines, texts, publishers, bylines, carriers and others named are searched.
"""

from __future__ import annotations

from briefing.store.rows import NEWEST_KEY, OLDEST_KEY, Place, fetch, in_range, key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from briefing.model import Instant, Item
    from briefing.store.connection import Store

INDEXED_PREFIX = 3
WORDS_NAMED = 200

_TEXT = "{title text publisher byline via also}"


def find(
    store: Store,
    query: str,
    *,
    front: str | None = None,
    publisher: str | None = None,
    since: Instant | None = None,
    saved: bool = False,
    older_than: Place | None = None,
    limit: int = 50,
) -> list[Item]:
    """At most `limit` items that match, newest first, from the top or just below `older_than`.

    Of one front; of one publisher (its name as stored, in any case); listed at `since` or later; saved by the reader.
    A query without a word in it finds what the filters leave. Raises StoreError and its kind.
    """
    if saved and not store.marks:
        return []
    bindings: dict[str, Any] = {
        "words": _expression(store, query, front, publisher),
        "front": front and _storable(front),
        "publisher": publisher and _storable(publisher),
        "above": OLDEST_KEY if since is None else key(Place(in_range(since), 0)) - 1,
        "below": NEWEST_KEY if older_than is None else key(older_than),
        "limit": limit,
    }
    tables, where, order = _FROM[bool(bindings["words"]), saved]
    # The index finds a front and a publisher by their words; these tell "gaza" from "gaza-talks".
    if front:
        where += " AND EXISTS (SELECT 1 FROM placed p WHERE p.front = :front AND p.place = i.place)"
    if publisher:
        where += " AND i.publisher = :publisher COLLATE NOCASE"
    return fetch(store, tables, f"WHERE {where} ORDER BY {order} DESC LIMIT :limit", bindings)


_PLACES = "i.place > :above AND i.place < :below"
_MATCHES = "w.words MATCH :words AND w.rowid > :above AND w.rowid < :below"
# From the side of the marks: few items are saved, however many match.
_KEPT = "marks.mark k INDEXED BY mark_saved CROSS JOIN items i ON i.id = k.id"
# By whether words were asked for, and whether only saved items: the tables, the condition and the order.
_FROM = {
    (False, False): ("items i", _PLACES, "i.place"),
    (True, False): ("words w CROSS JOIN items i ON i.place = w.rowid", _MATCHES, "w.rowid"),
    (False, True): (_KEPT, f"{_PLACES} AND k.saved IS NOT NULL", "i.place"),
    (True, True): (
        f"{_KEPT} CROSS JOIN words w ON w.rowid = i.place",
        f"{_MATCHES} AND k.saved IS NOT NULL",
        "i.place",
    ),
}


def _expression(store: Store, query: str, front: str | None, publisher: str | None) -> str:
    """What to ask of FTS5 (https://www.sqlite.org/fts5.html#full_text_query_syntax), "" for nothing."""
    parts = [f"{_TEXT} : ({words})"] if (words := _words(store, query)) else []
    for column, value in (("fronts", front), ("publisher", publisher)):
        if value and (tokens := store.tokens(value)):
            parts.append(f"{column} : {_phrase(tokens)}")
    return " AND ".join(parts)


def _words(store: Store, query: str) -> str:
    """The words and phrases of a query, as the index has them, so that nothing in it is syntax."""
    pieces = query.split('"')
    terms: list[list[str]] = []
    for number, piece in enumerate(pieces):
        terms.extend(tokens for term in ([piece] if number % 2 else piece.split()) if (tokens := store.tokens(term)))
    asked = [_phrase(tokens) for tokens in terms]
    # What is still being typed, a word or a phrase without its end, may go on. One Latin letter says too little.
    if store.tokens(pieces[-1]) and (len(terms[-1][-1]) > 1 or not terms[-1][-1].isascii()):
        asked[-1] = _beginning(store, terms[-1])
    return " AND ".join(asked)


def _beginning(store: Store, tokens: list[str]) -> str:
    """Words of which the last may go on.

    FTS5 first merges all that begin alike, which for a common word takes as long as there are items. Two or three
    letters have an index of their own; for more, naming each word that the index has finds the newest at once.
    """
    start = tokens[-1]
    if len(tokens) > 1 or len(start) <= INDEXED_PREFIX:
        return f"{_phrase(tokens)} *"
    words: list[str] = []
    low = start
    while len(words) <= WORDS_NAMED:
        rows: list[Any] = store.rows("SELECT term FROM vocabulary WHERE term >= ? LIMIT 1", (low,))
        if not rows or not rows[0][0].startswith(start):
            return f"({' OR '.join(_phrase([word]) for word in words or [start])})"
        words.append(rows[0][0])
        low = words[-1] + "\x01"  # comes before anything longer
    return f"{_phrase(tokens)} *"


def _storable(text: str) -> str:
    """`text` without half characters, which a terminal that does not speak UTF-8 may send and no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _phrase(tokens: list[str]) -> str:
    return '"' + " ".join(tokens).replace('"', '""') + '"'
