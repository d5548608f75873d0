"""An item as JSON: the contract that `print`, `search` and the scripts of others rely on.

One object an item. Times are RFC 3339 in UTC or null; what is not known is null, never an empty text; lists
may be empty. The words are fixed: `how` is stated, inferred or configured; a relation is confirms or cites;
a figure's qualifier is one of > >= < <= ~ <~ range vague, or null.
"""

from __future__ import annotations

import json
from typing import Any

from briefing.model import Credit, Figure, Item, Marks
from briefing.text import iso


def to_json(item: Item) -> dict[str, Any]:
    """The object of the contract, its keys in the contract's order."""
    return {
        "id": item.id,
        "source": item.source,
        "fronts": list(item.fronts),
        "title": item.title,
        "text": item.text,
        "url": item.url or None,
        "published": None if item.published is None else iso(item.published),
        "published_how": None if item.published is None else item.published_how,
        "updated": None if item.updated is None else iso(item.updated),
        "first_seen": iso(item.first_seen),
        "revision": item.revision,
        "withdrawn": item.withdrawn,
        "pinned": item.pinned,
        "key_event": item.key_event,
        "story": item.story or None,
        "credit": _credit(item.credit),
        "figures": [_figure(figure) for figure in item.figures],
        "marks": _marks(item.marks),
    }


def dumps(item: Item) -> str:
    """The object on one line, its text in UTF-8 as it is, without the line's end."""
    return json.dumps(to_json(item), ensure_ascii=False, separators=(", ", ": "))


def _credit(credit: Credit) -> dict[str, Any]:
    rights = credit.rights
    return {
        "publisher": credit.publisher or None,
        "how": (credit.how or None) if credit.publisher else None,
        "byline": credit.byline or None,
        "via": list(credit.via),
        "also": [{"publisher": also.publisher, "relation": also.relation} for also in credit.also],
        "rights": {
            "notice": rights.notice or None,
            "licence": rights.licence or None,
            "permission": rights.permission or None,
        },
    }


def _figure(figure: Figure) -> dict[str, Any]:
    value = figure.value
    return {
        "text": figure.text,
        "value": int(value) if value is not None and value == int(value) else value,
        "qualifier": figure.qualifier or None,
        "unit": figure.unit or None,
        "noun": figure.noun or None,
        "claimant": figure.claimant or None,
    }


def _marks(marks: Marks) -> dict[str, Any]:
    return {"seen": marks.seen, "read": marks.read, "saved": marks.saved, "flag": marks.flag or None}
