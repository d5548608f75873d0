"""Items as rows and rows as items; every query for items is put together here. Light."""

from __future__ import annotations

from briefing.model import Also, Credit, Figure, Item, Marks, Rights
from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from briefing.model import Instant
    from briefing.store.connection import Store

UNIT, RECORD = "\x1f", "\x1e"
SEQ_BITS = 30
LAST_SEQ = (1 << SEQ_BITS) - 1
FARTHEST = 1 << 33  # seconds: the year 2242, and as far before 1970
NEWEST_KEY = (1 << 63) - 1
OLDEST_KEY = -NEWEST_KEY

STORED = (
    "place", "seq", "id", "key", "source", "first_seen", "published", "published_how", "updated", "revision",
    "withdrawn", "pinned", "key_event", "story", "fronts", "title", "url", "publisher", "how", "unverified", "byline",
    "via", "also", "notice", "licence", "permission", "figures", "text",
)  # fmt: skip
_ITEM = "SELECT i." + ", i.".join(STORED)
_MARKED = (
    _ITEM + ", m.seen, m.read, m.saved, m.flag,"
    " EXISTS (SELECT 1 FROM marks.unseen u WHERE u.visit = :visit AND u.seq = i.seq)"
)


_NO_MARKS = Marks()
_NO_RIGHTS = Rights()


class Place(NamedTuple):
    """Where an item is listed, newest first: `at` in epoch seconds, then `seq`, the number of its arrival.

    Fixed when the item is first seen, so that a correction keeps its place.
    """

    at: Instant
    seq: int


class Standing(NamedTuple):
    """How far one reader is with a front: arrivals up to `taken` are taken in, those up to `read_to` are read.

    Those after `taken` are new, but when `ahead` is greater than it for those in the table `ahead`. None up to
    `passing` is new, in this front or another, whatever the tables say: see `briefing.store.passing`.
    """

    taken: int
    read_to: int
    ahead: int
    passing: int


def key(place: Place) -> int:
    """The one integer that the wire sorts by; the order is that of (at, seq)."""
    return (place.at << SEQ_BITS) + place.seq


def in_range(at: Instant) -> Instant:
    """The nearest time that a place can hold."""
    return at if -FARTHEST < at < FARTHEST else max(1 - FARTHEST, min(at, FARTHEST - 1))


def last_arrival(store: Store) -> int:
    """The number of the latest arrival; 0 on a wire to which nothing ever came."""
    rows: list[Any] = store.rows("SELECT last FROM arrivals")
    return int(rows[0][0])


def standings(store: Store) -> dict[str, Standing]:
    """The reader's standing with every front of the wire; empty without marks, and then nothing is new.

    Asked for with every page and count, so what was read last is kept until somebody writes.
    """
    if not store.visit:
        return {}
    version, known = store.version(), store.standings_read
    if known[0] == version:
        found: dict[str, Standing] = known[1]
        return found
    rows: list[Any] = store.rows(
        "SELECT f.id, f.born, s.taken, s.read_to, s.ahead, s.passing FROM main.front f"
        " LEFT JOIN marks.standing s ON s.visit = ? AND s.front = f.id",
        (store.visit,),
    )
    found = {
        front: Standing(max(store.baseline, born) if taken is None else taken, read_to or 0, ahead or 0, passing or 0)
        for front, born, taken, read_to, ahead, passing in rows
    }
    store.standings_read = version, found
    return found


def not_ahead(visit: int) -> str:
    """The condition that an arrival `p` of a front, after its watermark, was not seen before it was taken in."""
    return (
        f" AND NOT EXISTS (SELECT 1 FROM marks.ahead a WHERE a.visit = {visit} AND a.front = p.front AND a.seq = p.seq)"
    )


def bound(standing: dict[str, Standing], front: str, store: Store) -> dict[str, Any]:
    """What `taken_in` and `waiting` want to have bound."""
    mine = standing[front]
    return {"visit": store.visit, "front": front, "taken": max(mine.taken, mine.passing), "passing": mine.passing}


def taken_in(standing: dict[str, Standing], front: str, store: Store) -> str:
    """What to read, and under which condition: the new items `p` of :front, which is `front`, that were taken in.

    A row of `unseen` may be of an item that was removed meanwhile.
    """
    passing = standing[front].passing
    return (
        f"marks.unseen p {'INDEXED BY unseen_seq' if passing else ''}"
        " CROSS JOIN placed q ON q.front = p.front AND q.place = p.place WHERE p.visit = :visit AND p.front = :front"
        + (" AND p.seq > :passing" if passing else "")
        + _not_passed(standing, front)
    )


def waiting(standing: dict[str, Standing], front: str, store: Store, most: int = 0) -> str:
    """What to read, and under which condition: the new arrivals `p` of :front, which is `front`, after :taken.

    With `most`, only those among the first so many: on the successor of another wire the reader may have seen them all.
    """
    found = "placed p WHERE p.front = :front AND p.seq > :taken"
    if standing[front].ahead > standing[front].taken:
        found += not_ahead(store.visit)
    found += _not_passed(standing, front)
    if not store.elsewhere:
        return found
    if most:
        found = f"(SELECT p.place, p.seq FROM {found} LIMIT {most}) p WHERE true"
    return f"{found} AND NOT EXISTS ({_SEEN_ELSEWHERE})"


def _not_passed(standing: dict[str, Standing], front: str) -> str:
    """The condition that an item `p` of a front is not among those that are being passed in another of its fronts."""
    found = ""
    for other, each in standing.items():
        if each.passing and other != front:
            quoted = other.replace("'", "''")
            found += (
                f" AND (p.seq > {each.passing} OR NOT EXISTS"
                f" (SELECT 1 FROM placed x WHERE x.front = '{quoted}' AND x.place = p.place))"
            )
    return found


_SEEN_ELSEWHERE = (
    "SELECT 1 FROM items j CROSS JOIN marks.mark k ON k.id = j.id WHERE j.place = p.place AND k.seen IS NOT NULL"
)


def fetch(store: Store, tables: str, rest: str, bindings: dict[str, Any]) -> list[Item]:
    """The items that `SELECT … FROM tables, with the marks, rest` gives; `tables` must name items `i`.

    `rest` holds WHERE, ORDER BY and LIMIT; the reader's marks, where there are any, are `m` in it.
    """
    if not store.marks:
        return [item_of(row) for row in store.rows(f"{_ITEM} FROM {tables} {rest}", bindings)]
    bindings["visit"] = store.visit
    sql = f"{_MARKED} FROM {tables} LEFT JOIN marks.mark m ON m.id = i.id {rest}"
    rows = store.rows(sql, bindings)
    standing = standings(store) if rows else {}
    return [item_of(row, standing) for row in rows]


def item_of(row: Any, standing: dict[str, Standing] | None = None) -> Item:
    """The item of a row of the columns STORED; with the reader's standing, of a row that ends with their marks."""
    (
        _, seq, own_id, own_key, source, first_seen, published, published_how, updated, revision,
        withdrawn, pinned, key_event, story, joined, title, url, publisher, how, unverified, byline,
        via, also, notice, licence, permission, figures, text,
    ) = row[:28]  # fmt: skip
    fronts = tuple(joined.split(UNIT)) if joined else ()
    credit = Credit(
        publisher,
        how,
        byline,
        tuple(via.split(UNIT)) if via else (),
        _others(also) if also else (),
        Rights(notice, licence, permission) if notice or licence or permission else _NO_RIGHTS,
        bool(unverified),
    )
    return Item(
        own_key, title, text, url, published, published_how, updated, credit, fronts,
        _figures(figures) if figures else (), bool(withdrawn), bool(pinned), bool(key_event),
        revision, story, own_id, source, first_seen, seq,
        _NO_MARKS if standing is None else _marks(seq, fronts, row, standing),
    )  # fmt: skip


def _marks(seq: int, fronts: tuple[str, ...], row: Any, standing: dict[str, Standing]) -> Marks:
    """The marks at the end of a row; that the reader has looked through or read a whole front counts too."""
    seen, read, saved, flag, unseen = row[28:]
    new, behind, passed = unseen, 0, 0
    for front in fronts:
        if front in standing:
            taken, read_to, _, passing = standing[front]
            new = new or seq > taken
            behind = behind or seq <= read_to
            passed = passed or seq <= passing
    return Marks(
        bool(seen is not None or not new or passed),
        bool(behind if read is None else read),
        saved is not None,
        flag or "",
    )


def _others(text: str) -> tuple[Also, ...]:
    return tuple([Also(one[1:], "confirms" if one[0] == "=" else "cites") for one in text.split(UNIT)])


def row_of(item: Item) -> tuple[Any, ...]:
    """The columns STORED of an item."""
    credit = item.credit
    also = [("=" if other.relation == "confirms" else "~") + other.publisher for other in credit.also]
    return (
        key(Place(item.at, item.seq)), item.seq, item.id, item.key, item.source, item.first_seen, item.published,
        item.published_how, item.updated, item.revision, item.withdrawn, item.pinned, item.key_event, item.story,
        UNIT.join(item.fronts), item.title, item.url, credit.publisher, credit.how, credit.unverified, credit.byline,
        UNIT.join(credit.via), UNIT.join(also),
        credit.rights.notice, credit.rights.licence, credit.rights.permission, _figures_text(item.figures), item.text,
    )  # fmt: skip


def _figures(text: str) -> tuple[Figure, ...]:
    figures = []
    for record in text.split(RECORD):
        words, value, qualifier, unit, noun, claimant = record.split(UNIT)
        figures.append(Figure(words, float(value) if value else None, qualifier, unit, noun, claimant))  # type: ignore[arg-type]
    return tuple(figures)


def _figures_text(figures: tuple[Figure, ...]) -> str:
    return RECORD.join(
        [
            UNIT.join((f.text, "" if f.value is None else repr(f.value), f.qualifier, f.unit, f.noun, f.claimant))
            for f in figures
        ]
    )
