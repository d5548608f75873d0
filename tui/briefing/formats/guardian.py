"""The Guardian's page model (`<page>.json?dcr=true`): every block of a live blog whole, pins and key events said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import feed
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.formats.jsonfeed import text

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document, Reading
    from briefing.model import Item

_LINKED = ("model.dotcomrendering.pageElements.RichLinkBlockElement",)


def is_one(data: Any) -> bool:
    """Whether parsed JSON is a page model."""
    return (
        isinstance(data, dict)
        and isinstance(data.get("blocks"), list)
        and ("pageId" in data or "webPublicationDate" in data)
    )


def read(data: Any, document: Document, publishers: Publishers) -> Reading:
    """The blocks of a page model, its pinned post among them. Raises ParseError when it is none."""
    if not is_one(data):
        raise ParseError("JSON, but not a page of the Guardian")
    page = text(data, "webURL") or text(data, "canonicalUrl") or document.address.partition(".json")[0]
    blocks = [block for block in data["blocks"] if isinstance(block, dict) and isinstance(block.get("id"), str)]
    pinned = data.get("pinnedPost")
    if isinstance(pinned, dict) and isinstance(pinned.get("id"), str):
        if all(block["id"] != pinned["id"] for block in blocks):
            blocks.insert(0, pinned)
    else:
        pinned = {}
    headline = text(data, "headline") or text(data, "webTitle")
    channel = Channel(
        title=headline,
        link=page,
        publisher="The Guardian",
        authors=[text(data, "byline")] if text(data, "byline") else [],
        kind="liveblog",
        entries=[_entry(block, page, headline if len(blocks) == 1 else "") for block in blocks[:MOST_ITEMS]],
        left_out=max(len(blocks) - MOST_ITEMS, 0),
    )
    reading = feed.reading(channel, document, publishers)
    said = {block["id"]: block for block in blocks}
    items = tuple(_marked(item, said.get(item.key, {}), pinned.get("id")) for item in reading.items)
    notes = reading.notes if blocks else (*reading.notes, "the live blog has no posts yet")
    return reading._replace(items=items, notes=notes, ended=_ended(data))


def _entry(block: dict[str, Any], page: str, headline: str) -> Entry:
    """One block. Its times are milliseconds since 1970; its address opens the page at the block."""
    contributors, elements = block.get("contributors"), block.get("elements")
    people = contributors if isinstance(contributors, list) else []
    parts = elements if isinstance(elements, list) else []
    return Entry(
        guid=block["id"],
        link=f"{page}?page=with:block-{block['id']}#block-{block['id']}",
        title=text(block, "title") or headline,
        text="".join(_html(element) for element in parts if isinstance(element, dict)),
        published=text(block, "blockFirstPublished") or text(block, "blockCreatedOn"),
        updated=text(block, "blockLastUpdated"),
        authors=[
            name for person in people if (name := text(person, "name") if isinstance(person, dict) else str(person))
        ],
    )


def _html(element: dict[str, Any]) -> str:
    """What there is to read in an element: its HTML, or the words and the address of a link."""
    if element.get("_type") in _LINKED:
        return f"<p>{text(element, 'prefix')} {text(element, 'text')}</p>"
    return text(element, "html")


def _marked(item: Item, block: dict[str, Any], pinned: object) -> Item:
    """The item with what the page says of its standing."""
    attributes = block.get("attributes")
    said = attributes if isinstance(attributes, dict) else {}
    return item._replace(
        pinned=said.get("pinned") is True or item.key == pinned,
        key_event=said.get("keyEvent") is True or said.get("summary") is True,
    )


def _ended(data: dict[str, Any]) -> bool:
    """Whether the page says it is over: its headline ends "as it happened"."""
    return text(data, "headline").casefold().endswith("as it happened")
