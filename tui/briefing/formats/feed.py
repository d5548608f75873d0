"""What every kind of feed comes down to: a channel and its entries, and how these become items.

The readers of RSS, RDF, Atom and JSON Feed fill a `Channel` and `Entry`s with what the document states,
still in HTML where it was HTML. Here the text is cleaned, the credit is put together from all that was
stated, and each item gets its identity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from briefing.formats import dates, identity
from briefing.formats.reading import Reading
from briefing.markup import html_to_text, plain
from briefing.model import Also, Credit, Item, Rights
from briefing.text import LINE_LIMIT, clean, clean_block, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document

MOST_ITEMS = 5_000
_MOST_NAMES = 12
_HEADLINE = 120
_TITLE_LIMIT = 500
_APPEARED_FIRST = " appeared first on "  # the line that WordPress puts under every text in a feed
_WEB = ("http://", "https://")
_MAIL_FIRST = re.compile(r"^[^\s@<>()]+@[^\s@<>()]+\s*\((.+)\)$")
_MAIL_LAST = re.compile(r"^(.+?)\s*(?:<[^<>@]*@[^<>]*>|\([^()@]*@[^()]*\))$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*(?:\s|$)")
_ROLE_OF_A_WRITER = frozenset(("author", "reporter", "journalist", "writer", "editor", "byline", "correspondent"))


@dataclass(slots=True)
class Entry:
    """One entry as its document states it. Texts marked `html` still hold markup; the others are plain."""

    guid: str = ""
    link: str = ""
    title: str = ""
    title_is_html: bool = True
    text: str = ""
    text_is_html: bool = True
    published: str = ""
    updated: str = ""
    authors: Sequence[str] = ()
    contributors: Sequence[str] = ()
    origin: str = ""
    origin_link: str = ""
    origin_rights: str = ""
    publisher: str = ""
    notice: str = ""
    licence: str = ""
    via: Sequence[tuple[str, str]] = ()
    cites: Sequence[str] = ()
    pictures: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class Channel:
    """The head of a feed.

    `base` is what relative addresses start from, `host` tells zones apart, `carrier` names who passes on what
    others report; without it the channel's title does.
    """

    title: str = ""
    link: str = ""
    publisher: str = ""
    authors: Sequence[str] = ()
    notice: str = ""
    licence: str = ""
    ttl: int | None = None
    base: str = ""
    host: str = ""
    kind: str = "rss"
    carrier: str = ""
    entries: list[Entry] = field(default_factory=list)
    left_out: int = 0
    credits: dict[tuple[object, ...], Credit] = field(default_factory=dict)


def reading(channel: Channel, document: Document, publishers: Publishers) -> Reading:
    """The channel and its entries as items."""
    channel.title = plain(channel.title)
    channel.publisher = plain(channel.publisher)
    channel.notice = _notice(channel.notice)
    channel.licence = clean(channel.licence)
    channel.base = channel.base or channel.link or document.address
    channel.host = host(document.address) or host(channel.link)
    channel.authors = _names(channel.authors)
    items = [item_of(entry, channel, publishers) for entry in channel.entries]
    notes = (
        (f"only the first {len(items)} items were read; {channel.left_out} more were left out",)
        if channel.left_out
        else ()
    )
    return Reading(
        kind=channel.kind,
        items=identity.settle([item for item in items if item.title]),
        title=channel.title,
        publisher=channel.publisher,
        rights=Rights(channel.notice, channel.licence),
        ttl=channel.ttl,
        notes=notes,
    )


def item_of(entry: Entry, channel: Channel, publishers: Publishers) -> Item:
    """One entry as an item: identity, clean text, moments, credit. Its title is "" when it says nothing at all."""
    link = address(entry.link, channel.base)
    title = plain(entry.title) if entry.title_is_html else clean(entry.title)
    text = html_to_text(entry.text, link) if entry.text_is_html else clean_block(entry.text)
    if _APPEARED_FIRST in text[-400:]:
        text = text[: text.rfind("\n\nThe post ")] if "\n\nThe post " in text else text
    key, revision = identity.identify(clean(entry.guid), link, title, text[:LINE_LIMIT], entry.published)
    published, updated, how = _moments(entry, channel.host)
    return Item(
        key=key,
        title=shorten(title, _TITLE_LIMIT) or headline(text) or _last_word(link),
        text="" if text == title else text.removeprefix(f"{title}\n\n") if title else text,
        url=link,
        published=published,
        published_how=how,
        updated=updated,
        credit=_credit(entry, channel, publishers),
        revision=revision,
    )


def _moments(entry: Entry, where: str) -> tuple[int | None, int | None, dates.Known]:
    """When an entry was published and changed. One that states only its last change was published then."""
    published = dates.parse(entry.published, where) if entry.published else None
    updated = dates.parse(entry.updated, where) if entry.updated else None
    if published is None:
        return (updated[0], None, updated[1]) if updated else (None, None, "stated")
    later = updated[0] if updated and updated[0] > published[0] else None
    return published[0], later, published[1]


def _credit(entry: Entry, channel: Channel, publishers: Publishers) -> Credit:
    """Who is behind an entry. Entries of one feed say much the same: each credit is put together once."""
    stated = (
        entry.origin, entry.origin_link, entry.origin_rights, entry.publisher, entry.notice, entry.licence,
        *entry.authors, 0, *entry.contributors, 1, *entry.via, 2, *entry.cites, 3, *entry.pictures,
    )  # fmt: skip
    known = channel.credits.get(stated)
    if known is None:
        known = channel.credits[stated] = _stated(entry, channel, publishers)
    return known


def _stated(entry: Entry, channel: Channel, publishers: Publishers) -> Credit:
    """Who is behind an entry, as far as the feed states it."""
    origin = entry.origin or (named("", entry.origin_link, publishers) if entry.origin_link else "")
    names = _names(entry.authors) or (() if origin else channel.authors)
    helpers = _names(entry.contributors) if entry.contributors else ()
    publisher = plain(origin or entry.publisher or channel.publisher)
    via = [named(title, href, publishers) for title, href in entry.via]
    carrier = channel.carrier or channel.title
    if origin and not _is_the_same(publisher, entry.origin_link, carrier, channel, publishers):
        via.append(carrier)
    rights = Rights(channel.notice, channel.licence)
    if entry.notice or entry.licence or entry.pictures or origin or entry.origin_rights:
        rights = _rights(entry, channel)
    return Credit(
        publisher=publisher,
        how="stated" if publisher else "",
        byline=_byline(names, helpers, (channel.title, publisher)),
        via=tuple(dict.fromkeys(name for name in via if name and name != publisher)),
        also=tuple(Also(name) for name in dict.fromkeys(named("", href, publishers) for href in entry.cites) if name),
        rights=rights,
    )


def _is_the_same(publisher: str, link: str, carrier: str, channel: Channel, publishers: Publishers) -> bool:
    """Whether an entry comes from the channel's own house: "BBC News" in "BBC News - World", or two of its sites."""
    if publisher.casefold() in carrier.casefold():
        return True
    house = publishers.at(channel.link) or publishers.named(carrier)
    return house is not None and house in (publishers.named(publisher), publishers.at(link) if link else None)


def _rights(entry: Entry, channel: Channel) -> Rights:
    """What is said about using an entry: its own words before its origin's, and those before the channel's."""
    notice = _notice(entry.notice) or _notice(entry.origin_rights) or ("" if entry.origin else channel.notice)
    pictures = [
        f"picture: {clean(name)}" for name, role in entry.pictures if name.strip() and role not in _ROLE_OF_A_WRITER
    ]
    parts = [notice, *dict.fromkeys(pictures)] if notice else list(dict.fromkeys(pictures))
    return Rights("; ".join(parts[:4]), clean(entry.licence) or channel.licence)


def _notice(text: str) -> str:
    """A copyright line as one plain line."""
    return shorten(plain(text), _TITLE_LIMIT) if text else ""


def _byline(names: Sequence[str], helpers: Sequence[str], channel: tuple[str, str]) -> str:
    """The authors, and those who helped; nothing when the author is only the channel's own title or publisher."""
    byline = ", ".join(names)
    if byline.casefold() in (channel[0].casefold(), channel[1].casefold()):
        byline = ""
    helpers = [name for name in helpers if name not in names]
    if helpers:
        byline = f"{byline}, with {', '.join(helpers)}" if byline else ", ".join(helpers)
    return byline


def _names(stated: Iterable[str]) -> tuple[str, ...]:
    """Names of people out of "mail@host (Name)", "Name <mail@host>" and plain names; each once."""
    if not stated:
        return ()
    return tuple(dict.fromkeys(name for name in (person(raw) for raw in stated) if name))[:_MOST_NAMES]


def person(raw: str) -> str:
    """The name in an author element; the address itself when there is nothing else."""
    name = plain(raw)
    if "@" in name:
        match = _MAIL_FIRST.match(name) or _MAIL_LAST.match(name)
        name = match[1].strip() if match else name
    return name


def named(title: str, href: str, publishers: Publishers) -> str:
    """What to call who is behind a link: the publishers table's name, else the link's title, else its host."""
    known = publishers.at(href) if href else None
    if known:
        return known.credit
    return plain(title) or clean(host(href))


def address(link: str, base: str) -> str:
    """An absolute, canonical http(s) address, or "" when `link` is none."""
    link = clean(link)
    if not link:
        return ""
    if not link.startswith(_WEB):
        try:
            link = clean(urljoin(base, link))
        except ValueError:
            return ""
        if not link.lower().startswith(_WEB):
            return ""
    return identity.canonical(link.replace(" ", "%20"))


def host(address: str) -> str:
    """The host of an http(s) address in lower case, without "www."; "" for anything else."""
    if not address.lower().startswith(_WEB):
        return ""
    return (
        re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0]
        .rpartition("@")[2]
        .partition(":")[0]
        .lower()
        .removeprefix("www.")
    )


def headline(text: str) -> str:
    """A headline for an item without one: the first sentence of its text, shortened."""
    line = text.partition("\n")[0].removeprefix("> ").removeprefix("• ")
    end = next((match.end() for match in _SENTENCE_END.finditer(line) if match.start() > 20), len(line))
    return shorten(line[:end].strip(), _HEADLINE)


def _last_word(link: str) -> str:
    """What an item that is nothing but a link is called: the end of its path in words."""
    return (
        clean(re.sub(r"[-_]+", " ", link.rstrip("/").rpartition("/")[2].partition("?")[0]))[:_HEADLINE] if link else ""
    )
