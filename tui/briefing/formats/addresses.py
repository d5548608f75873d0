"""Where programs find what a page shows to people: the address to fetch instead of the one that was pasted. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote

_GUARDIAN = re.compile(
    r"^(https?://(?:www\.)?theguardian\.com/[^?#]*/live/[^?#]*?)(?:\.json)?(?:[?#].*)?$", re.IGNORECASE
)
_TELEGRAM = re.compile(r"^https?://(?:t|telegram)\.me/(?:s/)?([A-Za-z]\w{3,31})/?(?:[?#].*)?$")
_BLUESKY = re.compile(r"^https?://bsky\.app/profile/([\w.:-]{3,253})/?(?:[?#].*)?$")
_WHO = re.compile(r"^https?://(?:www\.)?who\.int/emergencies/disease-outbreak-news/?(?:[?#].*)?$", re.IGNORECASE)
_NOT_CHANNELS = ("joinchat", "addstickers", "share", "proxy", "socks", "login")
_AUTHOR_FEED = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?limit=50&actor="
_NOTICES = (
    "https://www.who.int/api/news/diseaseoutbreaknews?sf_culture=en&$orderby=PublicationDateAndTime%20desc&$top=30"
)


def to_read(address: str) -> str:
    """The address that gives most to a program for a page at `address`; itself when we know no better one.

    A live page of the Guardian has a page model, a Telegram channel a public preview, a Bluesky profile
    an author feed, WHO's outbreak news an API: none of them needs a key.
    """
    if match := _GUARDIAN.match(address):
        return f"{match[1].rstrip('/')}.json?dcr=true"
    if (match := _TELEGRAM.match(address)) and match[1].lower() not in _NOT_CHANNELS:
        return f"https://t.me/s/{match[1]}"
    if match := _BLUESKY.match(address):
        return _AUTHOR_FEED + quote(match[1], safe=".:")
    if _WHO.match(address):
        return _NOTICES
    return address
