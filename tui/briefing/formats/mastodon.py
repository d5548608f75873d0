"""Statuses of Mastodon's public API (`/api/v1/accounts/:id/statuses` and timelines); boosts keep their author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import feed
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.formats.jsonfeed import text

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document, Reading

CARRIER = "Mastodon"


def is_one(data: Any) -> bool:
    """Whether parsed JSON is a list of statuses."""
    return isinstance(data, list) and bool(data) and all(_is_status(status) for status in data[:3])


def _is_status(status: Any) -> bool:
    return (
        isinstance(status, dict)
        and isinstance(status.get("account"), dict)
        and "created_at" in status
        and "content" in status
    )


def read(data: Any, document: Document, publishers: Publishers) -> Reading:
    """The statuses in an answer. Raises ParseError when it is none."""
    if not is_one(data):
        raise ParseError("JSON, but no list of Mastodon statuses")
    statuses = [status for status in data if _is_status(status)]
    accounts = {_name(status["account"]) for status in statuses}
    channel = Channel(
        title=accounts.pop() if len(accounts) == 1 else feed.host(document.address),
        link=document.address,
        kind="mastodon",
        entries=[_entry(status) for status in statuses[:MOST_ITEMS]],
        left_out=max(len(statuses) - MOST_ITEMS, 0),
    )
    return feed.reading(channel, document, publishers)


def _entry(status: dict[str, Any]) -> Entry:
    """One status, or the one that it boosts: then whoever boosts it is the carrier."""
    boosted = _is_status(status.get("reblog"))
    own: dict[str, Any] = status["reblog"] if boosted else status
    card = own.get("card")
    warning = text(own, "spoiler_text")
    return Entry(
        guid=text(own, "uri") or text(own, "id"),
        link=text(own, "url") or text(own, "uri"),
        title=warning,
        text=text(own, "content"),
        published=text(own, "created_at"),
        updated=text(own, "edited_at"),
        publisher=_name(own["account"]),
        via=[*([(_name(status["account"]), "")] if boosted else []), (CARRIER, "")],
        cites=[text(card, "url")] if isinstance(card, dict) and text(card, "url") else (),
    )


def _name(account: dict[str, Any]) -> str:
    """What an account is called: its display name, else its handle."""
    return text(account, "display_name") or text(account, "acct") or text(account, "username")
