"""Where a source on the web is asked: at its address, at what programs find behind that, or where it led us. Pure.

What a page or a server told us is followed as a redirect would be: the host that the desk names may be private, no
other; a feed of a page that came over https is asked over https; what is secret goes to the source's own origin only.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from briefing.fetch import urls
from briefing.formats.addresses import to_read
from briefing.model import Source
from briefing.store.health import Memory

NOT_THERE = (400, 401, 403, 404, 406, 410)
"""What a server answers with where there is nothing for us, now and the next time."""
SIGHTINGS = 3
"""A permanent redirect is believed, and asked directly from then on, when it was seen so often in a row."""
MOST_TRIED = 3
"""So many of the feeds that a page links to are asked until one can be read."""


def named(source: Source) -> tuple[tuple[str, int], ...]:
    """The (host, port) pairs that the user named with the source's address, and that may therefore be private.

    Port 80 may lead to 443. Raises ValueError for an address that cannot be understood.
    """
    address = urls.parse(source.address)
    ports = [address.port]
    if address.scheme == "http" and address.port == urls.PORTS["http"]:
        ports.append(urls.PORTS["https"])
    return tuple((address.host, port) for port in ports)


def home(source: Source) -> str:
    """Where a source is asked as long as nothing led elsewhere: what gives most to a program at its address."""
    return to_read(source.address)


def page_behind(source: Source, asked: str, status: int) -> str:
    """The source's own address, if what programs find behind it was `asked` and is not there; else ""."""
    return source.address if status in NOT_THERE and asked == home(source) != source.address else ""


def address_of(source: Source, memory: Memory) -> str:
    """Where to ask: the feed that its page links to, else where it moved for good, else its own address.

    Where it moved is left alone when that would show its secrets to somebody else, or keep them from whom they are for.
    """
    if linked(source, memory):
        return memory.linked
    if memory.moved_sightings < SIGHTINGS or not memory.moved_to:
        return home(source)
    return memory.moved_to if own(source, memory.moved_to) or not _secretive(source) else home(source)


def linked(source: Source, memory: Memory) -> bool:
    """Whether the feed that a page links to is read in the place of the page."""
    return source.kind == "auto" and bool(memory.linked)


def own(source: Source, address: str) -> bool:
    """Whether an address is of the source's own origin, where its secrets may be sent."""
    try:
        return urls.parse(address).origin == urls.parse(source.address).origin
    except ValueError:
        return False


def may_follow(source: Source, memory: Memory) -> bool:
    """Whether a page that came is to be followed to its feed: not where a feed or a live blog came before, since then
    the page is an error's or a login's, and what it links to is something else."""
    return source.kind == "auto" and not memory.linked and memory.usual_items == 0


def worth_asking(feeds: Iterable[str], page: str) -> tuple[str, ...]:
    """The feeds to try of those that the page at `page` links to: those of comments last, none over plain http from
    a page over https."""
    found = dict.fromkeys(filter(None, (_as_safe(feed, page) for feed in feeds)))
    found.pop(page, None)
    return tuple(sorted(found, key=lambda feed: "comment" in feed.lower())[:MOST_TRIED])


def without_link(memory: Memory) -> Memory:
    """What is left to know when the linked feed is no good any longer: the page is asked again."""
    return memory._replace(linked="", etag="", last_modified="", body_digest="", usual_items=0)


def _as_safe(feed: str, page: str) -> str:
    """An address that can be asked, over https if the page came so; "" if there is none."""
    try:
        there, here = urls.parse(feed), urls.parse(page)
    except ValueError:
        return ""
    if there.user or there.password:
        return ""
    if here.scheme == "http" or there.scheme == "https":
        return feed
    parts = urlsplit(feed)
    return parts._replace(scheme="https").geturl() if parts.port is None else ""


def _secretive(source: Source) -> bool:
    return bool(source.headers or source.user or source.password)
