"""Our item file: posts written by hand or exported, in TOML, with every credit in its role.

    briefing = 1                               # the version of the format; required, and what the file is known by
    title = "Evening edition"
    date = 2024-08-16                          # the day of items that give no time of their own

    [[items]]
    key = "bridge"                             # identity within the file; without one, url, else title
    title = "Bridge shut after explosions"     # required
    text = "One paragraph.\\n\\nAnother."
    url = "https://news.example/bridge"
    published = 2024-08-16T07:02:00Z           # a time without an offset is taken as UTC, a date as its midnight
    updated = 2024-08-16T09:00:00Z
    fronts = ["kerch"]                         # ids or titles of fronts; without them, words decide
    pinned = true                              # these four as needed
    key_event = true
    withdrawn = true
    revision = 1

    [items.credit]
    publisher = "RFE/RL"
    how = "stated"                             # stated (as without it), inferred or configured
    byline = "A. Writer"
    via = ["Kyiv Post"]                        # carriers, outermost last
    also = [{ publisher = "AP", relation = "cites" }]      # cites or confirms
    rights = { notice = "© …", licence = "CC BY 4.0", permission = "reprinted with permission" }

    [[items.figures]]
    text = "nearly 2,000 vehicles"
    value = 2000                               # none when vague
    qualifier = "<~"                           # > >= < <= ~ <~ range vague
    unit = ""
    noun = "vehicles"
    claimant = "officials"

`publisher`, `rights`, `via` and `fronts` may also stand at the top, for items that have none of their own. Unknown
keys are refused with the nearest valid one. Written with tomli-w, what `dumps` gives reads back as the same items.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from typing import Any

import tomli_w

from briefing.errors import ParseError
from briefing.formats import itemtables
from briefing.formats.reading import Document, Reading
from briefing.model import Also, Credit, Figure, Item, Rights
from briefing.text import clean

VERSION = 1
KIND = "items"


def read(document: Document) -> Reading:
    """The items of an item file. Raises `ParseError` with the item and the key that is wrong."""
    try:
        tables = tomllib.loads(document.body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ParseError("an item file is written in UTF-8, and this one is not") from None
    except tomllib.TOMLDecodeError as error:
        raise ParseError(f"not an item file: {clean(str(error), 200)}") from None
    except RecursionError:
        raise ParseError("not an item file: nested too deeply") from None
    if tables.get("briefing") != VERSION or isinstance(tables.get("briefing"), bool):
        raise ParseError(f"not an item file: it does not say briefing = {VERSION}")
    return itemtables.reading(tables, document.at, KIND)


def dumps(items: Sequence[Item], title: str = "") -> str:
    """An item file of these items, as text. What only the wire knows (id, source, marks, story) stays out."""
    document: dict[str, Any] = {"briefing": VERSION}
    if title:
        document["title"] = title
    document["items"] = [_table(item) for item in items]
    return tomli_w.dumps(document, multiline_strings=True)


def _table(item: Item) -> dict[str, Any]:
    how = item.published_how if item.published is not None and item.published_how != "stated" else ""
    return _given(
        key=item.key,
        title=item.title,
        text=item.text,
        url=item.url,
        published=_time(item.published),
        published_how=how,
        updated=_time(item.updated),
        fronts=list(item.fronts),
        pinned=item.pinned,
        key_event=item.key_event,
        withdrawn=item.withdrawn,
        revision=item.revision,
        credit=_credit(item.credit),
        figures=[_figure(figure) for figure in item.figures],
    )


def _credit(credit: Credit) -> dict[str, Any]:
    return _given(
        publisher=credit.publisher,
        how=credit.how,
        byline=credit.byline,
        via=list(credit.via),
        also=[_also(also) for also in credit.also],
        rights=_rights(credit.rights),
        unverified=credit.unverified,
    )


def _also(also: Also) -> dict[str, str]:
    return {"publisher": also.publisher, "relation": also.relation}


def _rights(rights: Rights) -> dict[str, Any]:
    return _given(notice=rights.notice, licence=rights.licence, permission=rights.permission)


def _figure(figure: Figure) -> dict[str, Any]:
    table = _given(qualifier=figure.qualifier, unit=figure.unit, noun=figure.noun, claimant=figure.claimant)
    value = figure.value
    if value is not None:
        table["value"] = int(value) if value == int(value) else value
    return {"text": figure.text, **table}


def _time(at: int | None) -> dt.datetime | None:
    return None if at is None else dt.datetime.fromtimestamp(at, dt.UTC)


def _given(**values: Any) -> dict[str, Any]:
    """The values that say something; a reader takes what is missing for empty."""
    return {key: value for key, value in values.items() if value}
