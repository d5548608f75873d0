"""WHO's Disease Outbreak News: OData JSON without a key (`/api/news/diseaseoutbreaknews`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import feed
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.formats.jsonfeed import text

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document, Reading

_PAGE = "https://www.who.int/emergencies/disease-outbreak-news/item/"
_MARKS = ("UrlName", "DonId", "ItemDefaultUrl")


def is_one(data: Any) -> bool:
    """Whether parsed JSON is an answer of that API; an empty one is told by its context."""
    if not isinstance(data, dict) or not isinstance(data.get("value"), list):
        return False
    values = [value for value in data["value"] if isinstance(value, dict)]
    return (
        any(mark in value for value in values[:3] for mark in _MARKS)
        or "outbreak" in str(data.get("@odata.context", "")).lower()
    )


def read(data: Any, document: Document, publishers: Publishers) -> Reading:
    """The notices in an answer. Raises ParseError when it is none."""
    if not is_one(data):
        raise ParseError("JSON, but no Disease Outbreak News")
    values = [value for value in data["value"] if isinstance(value, dict)]
    channel = Channel(
        title="WHO Disease Outbreak News",
        link=_PAGE,
        publisher="WHO",
        kind="who-don",
        entries=[_entry(value) for value in values[:MOST_ITEMS]],
        left_out=max(len(values) - MOST_ITEMS, 0),
    )
    return feed.reading(channel, document, publishers)


def _entry(value: dict[str, Any]) -> Entry:
    """One notice: its summary, else its overview, then what WHO makes of it."""
    name = text(value, "UrlName") or text(value, "ItemDefaultUrl").strip("/").rpartition("/")[2]
    summary = text(value, "Summary") or text(value, "Overview")
    assessment = text(value, "Assessment")
    return Entry(
        guid=text(value, "DonId") or name or text(value, "Id"),
        link=_PAGE + name if name else "",
        title=text(value, "OverrideTitle") or text(value, "Title"),
        text=f"{summary}<h3>Assessment</h3>{assessment}" if summary and assessment else summary or assessment,
        published=text(value, "PublicationDateAndTime") or text(value, "PublicationDate"),
        updated=text(value, "LastModified"),
    )
