"""Google News search feeds: RSS whose `source` and title suffix name who reports; Google only carries it.

The description repeats the title and the source as a link, so it is no text. Links lead through Google.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.editorial.credits import suffix
from briefing.formats import feed
from briefing.markup import plain

if TYPE_CHECKING:
    from briefing.editorial.publishers import Publishers
    from briefing.formats.feed import Channel, Entry

CARRIER = "Google News"
_HOST = "news.google.com"


def is_one(channel: Channel, address: str) -> bool:
    """Whether a channel is Google's: by where it came from, by its link, or by what it calls itself."""
    return _HOST in (feed.host(address), feed.host(channel.link)) or channel.title.endswith(f" - {CARRIER}")


def credited(channel: Channel, publishers: Publishers) -> None:
    """Give each entry of Google's channel to whom it credits, with Google as the carrier."""
    channel.carrier = CARRIER
    channel.publisher = ""
    channel.notice = ""
    for entry in channel.entries:
        _credit(entry, publishers)


def _credit(entry: Entry, publishers: Publishers) -> None:
    """Take the credit from the source element, else from the end of the title, and the end off the title."""
    title = plain(entry.title)
    stated = suffix(title, publishers, expected=plain(entry.origin), always=True)
    if stated:
        entry.origin = entry.origin or next(iter(stated.names.publishers), "")
        title = stated.text
        entry.title, entry.title_is_html = title, False
    if plain(entry.text).startswith(title[:40]):
        entry.text = ""
    entry.via = [*entry.via, (CARRIER, "")]
