"""The tables of an item file into items: every key checked, every text cleaned. The format is told in `itemfile`."""

from __future__ import annotations

import datetime as dt
import difflib
import math
from typing import TYPE_CHECKING, Any, cast

from briefing.errors import ParseError
from briefing.formats.reading import Reading
from briefing.model import Also, Credit, Figure, Item, Rights
from briefing.text import clean, clean_block

if TYPE_CHECKING:
    from briefing.model import How, Instant, Qualifier, Relation

_TOP = ("briefing", "title", "date", "publisher", "rights", "via", "fronts", "items")
_ITEM = (
    *("key", "title", "text", "url", "published", "published_how", "updated", "fronts"),
    *("pinned", "key_event", "withdrawn", "revision", "credit", "figures"),
)
_HOW = ("stated", "inferred", "configured")
_RELATIONS = ("confirms", "cites")
_QUALIFIERS = (">", ">=", "<", "<=", "~", "<~", "range", "vague")


def reading(tables: dict[str, Any], at: Instant, kind: str) -> Reading:
    """What an item file says; items without a time are dated by its `date`, else by `at` unless that is 0."""
    where = "the item file"
    _known(tables, _TOP, where)
    day = _instant(tables, "date", where)
    publisher = _text(tables, "publisher", where)
    house = Credit(
        publisher=publisher,
        how="stated" if publisher else "",
        via=_texts(tables, "via", where),
        rights=_rights(tables, where),
    )
    defaults = Item("", "", published=day or at or None, fronts=_texts(tables, "fronts", where), credit=house)
    items: dict[str, Item] = {}
    for number, table in enumerate(_tables(tables, "items", where), 1):
        item = _item(table, f"item {number}", defaults)
        if item.key in items:
            raise ParseError(f"item {number}: key {item.key!r} is taken by an earlier item")
        items[item.key] = item
    title = _text(tables, "title", where)
    return Reading(kind=kind, items=tuple(items.values()), title=title, publisher=publisher, rights=house.rights)


def _item(table: dict[str, Any], where: str, defaults: Item) -> Item:
    _known(table, _ITEM, where)
    title, url = _text(table, "title", where), _text(table, "url", where)
    if not title:
        raise ParseError(f"{where}: title is missing")
    published = _instant(table, "published", where)
    revision = table.get("revision", 0)
    if not isinstance(revision, int) or isinstance(revision, bool) or revision < 0:
        raise ParseError(f"{where}: revision must be a whole number from 0")
    how = _word(table, "published_how", _HOW, where) or ("inferred" if published is None else "stated")
    return Item(
        key=_text(table, "key", where) or url or title,
        title=title,
        text=clean_block(_string(table, "text", where)),
        url=url,
        published=defaults.published if published is None else published,
        published_how=cast("How", how),
        updated=_instant(table, "updated", where),
        credit=_credit(_table(table, "credit", where), f"{where}: credit", defaults.credit),
        fronts=_texts(table, "fronts", where) or defaults.fronts,
        figures=tuple(_figure(figure, f"{where}: figure") for figure in _tables(table, "figures", where)),
        withdrawn=_flag(table, "withdrawn", where),
        pinned=_flag(table, "pinned", where),
        key_event=_flag(table, "key_event", where),
        revision=revision,
    )


def _credit(table: dict[str, Any], where: str, house: Credit) -> Credit:
    _known(table, Credit._fields, where)
    publisher = _text(table, "publisher", where)
    how = cast("How", _word(table, "how", _HOW, where) or "stated") if publisher else house.how
    also = []
    for entry in _tables(table, "also", where):
        _known(entry, Also._fields, f"{where}: also")
        relation = cast("Relation", _word(entry, "relation", _RELATIONS, f"{where}: also") or "cites")
        also.append(Also(_text(entry, "publisher", f"{where}: also"), relation))
    return Credit(
        publisher=publisher or house.publisher,
        how=how,
        byline=_text(table, "byline", where),
        via=_texts(table, "via", where) or house.via,
        also=tuple(also),
        rights=_rights(table, where) if "rights" in table else house.rights,
        unverified=_flag(table, "unverified", where),
    )


def _rights(table: dict[str, Any], where: str) -> Rights:
    rights = _table(table, "rights", where)
    where = f"{where}: rights"
    _known(rights, Rights._fields, where)
    return Rights(*(_text(rights, key, where) for key in Rights._fields))


def _figure(table: dict[str, Any], where: str) -> Figure:
    _known(table, Figure._fields, where)
    value = table.get("value")
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or not _finite(value)):
        raise ParseError(f"{where}: value must be a number")
    return Figure(
        text=_text(table, "text", where),
        value=None if value is None else float(value),
        qualifier=cast("Qualifier", _word(table, "qualifier", _QUALIFIERS, where)),
        unit=_text(table, "unit", where),
        noun=_text(table, "noun", where),
        claimant=_text(table, "claimant", where),
    )


def _finite(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _known(table: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ParseError(f"{where}: unknown key {clean(key, 60)!r}{hint}")


def _string(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ParseError(f"{where}: {key} must be a text in quotes")
    return value


def _text(table: dict[str, Any], key: str, where: str) -> str:
    return clean(_string(table, key, where))


def _word(table: dict[str, Any], key: str, words: tuple[str, ...], where: str) -> str:
    word = _string(table, key, where)
    if word and word not in words:
        raise ParseError(f"{where}: {key} {clean(word, 60)!r} is none of {', '.join(words)}")
    return word


def _texts(table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ParseError(f"{where}: {key} must be a list of texts in quotes")
    return tuple(filter(None, map(clean, values)))


def _tables(table: dict[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise ParseError(f"{where}: {key} must be a list of tables")
    return values


def _table(table: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ParseError(f"{where}: {key} must be a table")
    return value


def _flag(table: dict[str, Any], key: str, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ParseError(f"{where}: {key} must be true or false")
    return value


def _instant(table: dict[str, Any], key: str, where: str) -> Instant | None:
    """A TOML date or time as an instant; without an offset it is taken as UTC."""
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, dt.date):
        raise ParseError(f"{where}: {key} must be a date or a time such as 2024-08-16T12:10:00Z, without quotes")
    if not isinstance(value, dt.datetime):
        value = dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    at = int((value if value.tzinfo else value.replace(tzinfo=dt.UTC)).timestamp())
    if at < 0:
        raise ParseError(f"{where}: {key} is before 1970")
    return at
