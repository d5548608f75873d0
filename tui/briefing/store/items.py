"""Writing items: what is new, what is the same, what was edited; placing again. The fetcher's side.

An item is known by its id. Its place in the lists is fixed when it is first seen. Missing items stay: a feed is a
window. An item that says less than it did (no text, no credit) keeps what is known. Raises StoreError and its kind.
"""

from __future__ import annotations

import json
from hashlib import blake2b

from briefing.model import Credit, Item, Rights
from briefing.records import NamedTuple
from briefing.store import rows as columns
from briefing.store import twins
from briefing.store.rows import NEWEST_KEY, RECORD, STORED, UNIT, fetch, in_range, item_of, key, row_of
from briefing.text import DAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store

    KnownAs = Callable[[Item, Callable[[str], Item | None]], Item]  # of an item, with what looks one up by its id
    _Pair = tuple[Item, bytes]  # an item with its digest

AT_ONCE = 2_000  # items in one transaction: others wait some 0.1 s for it
PLACED_AT_ONCE = 250  # for which others wait some 0.05 s
REVISIONS_KEPT = 50  # of one item: a feed that never says the same again must not fill the disk
EDITS_KEPT = 20_000  # of all items: some 1 MB

_INSERT = f"INSERT INTO items ({', '.join(STORED)}, digest) VALUES ({', '.join('?' * (len(STORED) + 1))})"
_UPDATE = f"UPDATE items SET {', '.join(f'{name} = ?' for name in STORED[8:])}, digest = ? WHERE place = ?"
_WORDS = "title, text, publisher, byline, via, also, fronts"
_INDEX = f"INSERT INTO words (rowid, {_WORDS}) SELECT place, {_WORDS} FROM items WHERE"
UNINDEX = f"INSERT INTO words (words, rowid, {_WORDS}) SELECT 'delete', place, {_WORDS} FROM items WHERE"


class Saved(NamedTuple):
    """How many items were new, changed in some way, or just as stored."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0


def save(store: Store, source_id: str, items: Sequence[Item], now: Instant, known_as: KnownAs | None = None) -> Saved:
    """Store the items of one source, each with an id; of several with one id the first counts.

    The first of the document gets the topmost place among those of the same time. When the title or the text of a
    stored item differs, the old wording becomes a Revision and `revision` at least one more. Writes nothing when
    nothing changed. A very long document is stored in several transactions. `known_as` tells under which id an item
    is stored, or is to be, that is new or differs from the one under its own; without it that is its own.
    """
    given = _ready(items, now)
    known = _known(store, given)
    differing = [pair for pair in given if not _same(known, pair)]
    total = Saved(unchanged=len(given) - len(differing))
    for start in range(0, len(differing), AT_ONCE):
        with store.writing():
            (some,) = _save(store, [(source_id, differing[start : start + AT_ONCE])], now, known_as)
        total = Saved(total.new + some.new, total.updated + some.updated, total.unchanged + some.unchanged)
    return total


def save_all(
    store: Store, given: Sequence[tuple[str, Sequence[Item]]], now: Instant, known_as: KnownAs | None = None
) -> list[Saved]:
    """`save` for several sources, each named once, in one transaction and with one round of the full-text index."""
    ready = [(source_id, _ready(items, now)) for source_id, items in given]
    with store.writing():
        return _save(store, ready, now, known_as)


def _ready(items: Sequence[Item], now: Instant) -> list[_Pair]:
    """The items, each once and with its digest, oldest first."""
    given = {item.id: (item, _digest(item)) for item in reversed(items)}
    # Stable: items of one time keep the order of the document, its first one last and so topmost.
    return sorted(given.values(), key=lambda pair: in_range(pair[0].at or now))


def _digest(item: Item) -> bytes:
    """Of all that a source can change about an item."""
    credit = item.credit
    rest = (
        item.url, item.updated, credit[:5], credit.rights[:], credit.unverified, item.fronts, item.figures,
        item.withdrawn, item.pinned, item.key_event, item.story,
    )  # fmt: skip
    said = f"{item.title}{RECORD}{item.text}{RECORD}{rest!r}"
    return blake2b(said.encode("utf-8", "backslashreplace"), digest_size=16).digest()


def _known(store: Store, given: Sequence[_Pair]) -> dict[str, bytes | None]:
    """Those of the ids that are stored, with the digest of each; None for what was removed."""
    known: list[Any] = store.rows(_KNOWN, (json.dumps([item.id for item, _ in given]),)) if given else []
    return dict(known)


_GIVEN = "(SELECT value FROM json_each(?1))"
_KNOWN = f"SELECT id, NULL FROM pruned WHERE id IN {_GIVEN} UNION ALL SELECT id, digest FROM items WHERE id IN {_GIVEN}"


def _same(known: dict[str, bytes | None], pair: _Pair) -> bool:
    """Whether the item is just as stored, or was removed."""
    return pair[0].id in known and known[pair[0].id] in (None, pair[1])


def _save(store: Store, given: list[tuple[str, list[_Pair]]], now: Instant, known_as: KnownAs | None) -> list[Saved]:
    """Within a transaction: store items of several sources."""
    before = last = columns.last_arrival(store)
    new: list[_Pair] = []
    saved: list[Saved] = []
    for source_id, items in given:
        known = _known(store, items)
        updated, first = 0, len(new)
        # Of a source that has nothing stored nothing can have another name here: most of a first refresh is such.
        names = known_as if _has_any(store, source_id) else None
        for item, digest in items if names is None else _renamed(store, source_id, items, known, names):
            if item.id not in known:
                last += 1
                new.append((_arrived(item, source_id, last, now), digest))
            elif not _same(known, (item, digest)):
                stored = _stored(store, item.id)
                assert stored is not None
                updated += _edit(store, stored, item, digest, now)
        arrived = new[first:]
        if arrived:
            _count(store, source_id, [item for item, _ in arrived])
        saved.append(Saved(len(arrived), updated, len(items) - len(arrived) - updated))
    if new:
        _insert(store, new, before)
    return saved


def _renamed(
    store: Store, source_id: str, items: list[_Pair], known: dict[str, bytes | None], known_as: KnownAs
) -> Iterator[_Pair]:
    """The items under the ids that the wire is to know them by, each id once; `known` then knows those too."""
    taken = {item.id for item, _ in items}
    twin = twins.finder(store, source_id)

    def stored(id: str) -> Item | None:
        return None if id in taken and id not in known else _stored(store, id)

    for pair in items:
        item = pair[0] if _same(known, pair) else known_as(pair[0], stored)
        if item.id == pair[0].id and item.id not in known:
            item = item._replace(id=twin(item, taken) or item.id)
        if item.id == pair[0].id:
            yield pair
        elif item.id not in taken:
            taken.add(item.id)
            renamed = (item, pair[1])
            known.update(_known(store, [renamed]))
            yield renamed


def _has_any(store: Store, source_id: str) -> bool:
    """Whether an item of this source is stored."""
    return bool(store.rows("SELECT 1 FROM tally WHERE source = ? AND items > 0", (source_id,)))


def _count(store: Store, source_id: str, new: list[Item]) -> None:
    store.run(
        "INSERT INTO tally (source, items, newest) VALUES (?, ?, ?) ON CONFLICT (source)"
        " DO UPDATE SET items = items + excluded.items, newest = max(newest, excluded.newest)",
        (source_id, len(new), max(item.at for item in new)),
    )


def _stored(store: Store, id: str) -> Item | None:
    rows = store.rows(f"SELECT {', '.join(STORED)} FROM items WHERE id = ?", (id,))
    return item_of(rows[0]) if rows else None


def _arrived(item: Item, source_id: str, seq: int, now: Instant) -> Item:
    """A new item with what the wire adds; times that no calendar knows are brought within its range."""
    published = None if item.published is None else in_range(item.published)
    updated = None if item.updated is None else in_range(item.updated)
    first_seen = in_range(item.first_seen or now)
    return item._replace(source=source_id, seq=seq, published=published, updated=updated, first_seen=first_seen)


def _insert(store: Store, new: list[_Pair], before: int) -> None:
    """New items, numbered from `before` + 1, into all the tables."""
    store.run("UPDATE arrivals SET last = ?", (before + len(new),))
    store.run_many(_INSERT, [(*row_of(item), digest) for item, digest in new])
    _place(store, [(item, item.fronts) for item, _ in new], before)
    # One statement for the whole transaction, in the order of places: the full-text index is then written once, not
    # item by item, nor whenever a place is lower than the one before.
    store.run(f"{_INDEX} seq > ? ORDER BY place", (before,))


def _place(store: Store, items: Sequence[tuple[Item, Sequence[str]]], born: int) -> None:
    """List each item in its fronts; a front not known so far is born after the arrival `born`."""
    fronts = dict.fromkeys(front for _, fronts in items for front in fronts)
    store.run_many("INSERT OR IGNORE INTO front (id, born) VALUES (?, ?)", [(front, born) for front in fronts])
    store.run_many(
        "INSERT OR REPLACE INTO placed (front, place, seq, key_event) VALUES (?, ?, ?, ?)",
        [(front, _key(item), item.seq, item.key_event) for item, fronts in items for front in fronts],
    )


def _key(item: Item) -> int:
    return key(columns.Place(item.at, item.seq))


def _sought(item: Item) -> tuple[object, ...]:
    """What the full-text index has of an item: the columns of `_WORDS`."""
    credit = item.credit
    return item.title, item.text, credit.publisher, credit.byline, credit.via, credit.also, item.fronts


def _edit(store: Store, stored: Item, given: Item, digest: bytes, now: Instant) -> bool:
    """Bring a stored item up to what is given now; whether that changed anything."""
    item = merged(stored, given)
    place = _key(stored)
    if _wavers(store, stored, item, place, now):
        item = merged(stored, given._replace(title=stored.title, text=stored.text, updated=None, revision=0))
        digest = b""  # so that it is looked at again the next time
    if item == stored:
        store.run("UPDATE items SET digest = ? WHERE place = ?", (digest, place))
        return False
    if (item.title, item.text) != (stored.title, stored.text):
        _keep_wording(store, stored, place, now)
    if what := _what(stored, item):
        _number(store, what, stored, item, now)
    reworded = _sought(item) != _sought(stored)  # some links have another number in them at every visit
    if reworded:
        store.run(f"{UNINDEX} place = ?", (place,))
    store.run(_UPDATE, (*row_of(item)[8:], digest, place))
    if reworded:
        store.run(f"{_INDEX} place = ?", (place,))
    if (item.fronts, item.key_event) != (stored.fronts, stored.key_event):
        _move(store, stored, item)
    return True


def _wavers(store: Store, stored: Item, item: Item, place: int, now: Instant) -> bool:
    """Whether a wording that was replaced before takes the place of one that was, a day after the last time at most:
    servers that hold two editions give now the one and now the other, and neither is news."""
    if (item.title, item.text) == (stored.title, stored.text):
        return False
    earlier: list[Any] = store.rows("SELECT title, text, replaced FROM revision WHERE place = ?", (place,))
    wordings = {(title, text) for title, text, _ in earlier}
    return wordings.issuperset(((stored.title, stored.text), (item.title, item.text))) and now < DAY + max(
        replaced for *_, replaced in earlier
    )


def _keep_wording(store: Store, stored: Item, place: int, now: Instant) -> None:
    store.run(
        "INSERT INTO revision (place, number, title, text, replaced) VALUES (?, ?, ?, ?, ?)",
        (place, stored.revision, stored.title, stored.text, now),
    )
    store.run(
        "DELETE FROM revision WHERE place = ?1 AND number NOT IN"
        " (SELECT number FROM revision WHERE place = ?1 ORDER BY number DESC LIMIT ?2)",
        (place, REVISIONS_KEPT),
    )


def _what(stored: Item, item: Item) -> str:
    """What a reader would call the edit; "" for one of times, places, credits and the like, which is not told."""
    if item.withdrawn != stored.withdrawn:
        return "withdrawn" if item.withdrawn else "restored"
    return "corrected" if (item.title, item.text) != (stored.title, stored.text) else ""


def _number(store: Store, what: str, stored: Item, item: Item, now: Instant) -> None:
    """Give an edit the next number, by which those who follow the wire find it."""
    left = UNIT.join(front for front in stored.fronts if front not in item.fronts)
    store.run(
        "INSERT INTO edit (place, at, what, revision, fronts) VALUES (?, ?, ?, ?, ?)",
        (_key(stored), now, what, stored.revision, left),
    )
    store.run("DELETE FROM edit WHERE number <= (SELECT max(number) FROM edit) - ?", (EDITS_KEPT,))


def _move(store: Store, stored: Item, item: Item) -> None:
    """Take a stored item out of the fronts it left, and into its present ones."""
    for front in stored.fronts:
        if front not in item.fronts:
            store.run("DELETE FROM placed WHERE front = ? AND place = ?", (front, _key(stored)))
    _place(store, [(item, item.fronts)], columns.last_arrival(store))


def merged(stored: Item, given: Item) -> Item:
    """What is known of an item after its source said it again: the new words, but nothing lost to silence. Pure.

    Identity, place and first date stay. A wording that changed raises the revision, and where the source moved its date
    forward instead of stating an update, that date is the update's.
    """
    title, text = given.title or stored.title, given.text or stored.text
    reworded = (title, text) != (stored.title, stored.text)
    updated = stored.updated if given.updated is None else given.updated
    if reworded and given.updated is None and given.published is not None and given.published > stored.at:
        updated = given.published
    return stored._replace(
        title=title,
        text=text,
        url=given.url or stored.url,
        updated=None if updated is None else in_range(updated),
        credit=_merged_credit(stored.credit, given.credit),
        fronts=given.fronts or stored.fronts,
        figures=given.figures or (() if reworded else stored.figures),
        withdrawn=given.withdrawn,
        pinned=given.pinned,
        key_event=given.key_event,
        revision=max(stored.revision + reworded, given.revision),
        story=given.story or stored.story,
    )


def _merged_credit(stored: Credit, given: Credit) -> Credit:
    """Role by role; a publisher comes with how it is known."""
    named = given if given.publisher else stored
    return Credit(
        named.publisher,
        named.how,
        given.byline or stored.byline,
        given.via or stored.via,
        given.also or stored.also,
        Rights(*(new or old for new, old in zip(given.rights, stored.rights, strict=True))),
        named.unverified,
    )


def place_again(
    store: Store, decide: Callable[[Item], tuple[str, ...]], below: int = NEWEST_KEY
) -> tuple[int, int | None]:
    """Ask of the `PLACED_AT_ONCE` newest items before the key `below` which fronts they belong to now: how many moved,
    and the key before which to go on, None when that was all.

    After the desk's fronts changed. What a new front gets this way is not new to any reader.
    """
    with store.writing():
        where = "WHERE i.place < :below ORDER BY i.place DESC LIMIT :limit"
        found = fetch(store, "items i", where, {"below": below, "limit": PLACED_AT_ONCE})[::-1]
        changed = [(item, fronts) for item in found if (fronts := decide(item)) != item.fronts]
        for item, fronts in changed:
            place = (_key(item),)
            store.run(f"{UNINDEX} place = ?", place)
            store.run("UPDATE items SET fronts = ? WHERE place = ?", (UNIT.join(fronts), *place))
            store.run(f"{_INDEX} place = ?", place)
            _move(store, item, item._replace(fronts=fronts))
    return len(changed), _key(found[0]) if len(found) == PLACED_AT_ONCE else None
