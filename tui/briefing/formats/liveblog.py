"""Live blogs as schema.org tells of them: `LiveBlogPosting` in JSON-LD, by itself or inside a page.

No two publishers write it alike, and this reader believes none of them to the letter: the updates may be a
list or a single object under any of three names, the author a string, an object, a list or a reference into
another script, the body HTML escaped twice or an object; headline, time, address and id may each be missing,
or be the page's own repeated on every update. What a page shows is a window: the store keeps what slides out.
"""

from __future__ import annotations

import json
import re
import time
from html import unescape
from typing import TYPE_CHECKING, Any

from briefing.errors import ParseError
from briefing.formats import dates, feed, identity
from briefing.formats.feed import MOST_ITEMS, Channel, Entry
from briefing.markup import plain
from briefing.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.editorial.publishers import Publishers
    from briefing.formats.reading import Document, Reading
    from briefing.model import Instant, Item

TYPE = "LiveBlogPosting"
_SCRIPT = re.compile(r"<script\b([^<>]{0,500})>", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UPDATES = ("liveBlogUpdate", "blogPosts", "blogPost", "updates")
_BODIES = ("articleBody", "text", "description")
_OBJECT_ID = re.compile(r"^([0-9a-f]{8})[0-9a-f]{16}$")
_CLOCK = re.compile(
    r"^\W*(\d{1,2})[:.](\d\d)\s?(?:hrs)?\s?(?:\((\w{2,4})\)|(GMT|UTC|BST|IST|CEST|CET|EST|EDT)\b)?[\s:,|–—-]+(?=\S)"
)
_WEB = ("http://", "https://")
_MOST_NODES = 200_000
_GUARDIAN_CUT = 1_000
_FEW = 4
_MINUTE = 60


def scripts(html: str) -> list[Any]:
    """The parsed JSON-LD of a page, one value a script; those that are not JSON are passed over."""
    found = []
    at = 0
    while match := _SCRIPT.search(html, at):
        end = html.find("</script", match.end())
        at = end if end >= 0 else len(html)
        if "ld+json" in match[1].lower():
            value = _json(html[match.end() : at])
            if value is not None:
                found.append(value)
    return found


def _json(source: str) -> Any:
    """The JSON in a script, comment signs, stray controls and an outer layer of entities taken off; else `None`."""
    source = _CONTROLS.sub("", source).strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[")
    source = source.removesuffix("//]]>").strip().rstrip(";")
    for attempt in (source, unescape(source)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def nodes(values: Any) -> Iterator[dict[str, Any]]:
    """Every object in JSON-LD, outermost first, without recursion and not without end."""
    waiting = [values]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def posting(values: Any) -> dict[str, Any] | None:
    """The live blog among parsed JSON-LD: the one with the most updates, `None` when there is none."""
    found = [node for node in nodes(values) if _is(node, TYPE)]
    return max(found, key=lambda node: len(_updates(node)), default=None)


def _is(node: dict[str, Any], kind: str) -> bool:
    """Whether a node is of this schema.org type; some write "type", some a list of types."""
    stated = node.get("@type", node.get("type"))
    names = stated if isinstance(stated, list) else [stated]
    return any(isinstance(name, str) and name.rpartition("/")[2] == kind for name in names)


def _updates(blog: dict[str, Any]) -> list[Any]:
    """The updates of a live blog, under whichever name they stand; a single one as a list of one."""
    for name in _UPDATES:
        updates = blog.get(name)
        if isinstance(updates, dict):
            return [updates]
        if isinstance(updates, list) and updates:
            return updates
    return []


def read(values: Any, document: Document, publishers: Publishers) -> Reading:
    """The live blog in parsed JSON-LD. Raises ParseError when there is none; one without updates is not yet begun."""
    blog = posting(values)
    if blog is None:
        raise ParseError("no live blog in it")
    return Posting(blog, values, document, publishers).reading()


class Posting:
    """One live blog on its way to items: the page's own statements, and what references in it stand for."""

    def __init__(self, blog: dict[str, Any], values: Any, document: Document, publishers: Publishers) -> None:
        self._blog = blog
        self._document = document
        self._publishers = publishers
        self._known = {
            node["@id"]: node
            for node in reversed(list(nodes(values)))
            if len(node) > 1 and isinstance(node.get("@id"), str)
        }
        self._address = feed.address(self._page(), document.address) or feed.address(document.address, "")
        self._headline = plain(_string(blog, "headline", "name"))
        updates = [self._resolved(update) for update in _updates(blog)]
        self._updates = [update for update in updates if isinstance(update, dict)][:MOST_ITEMS]
        self._repeated = {name for name in ("datePublished", "dateModified") if self._repeats(name)}

    def reading(self) -> Reading:
        """The live blog as items, newest as its page has them, with what is said of the whole."""
        channel = Channel(
            title=self._headline,
            link=self._address,
            publisher=self._name(self._blog, "publisher", "sourceOrganization"),
            authors=self._people(self._blog),
            notice=self._notice(self._blog),
            licence=_string(self._blog, "license"),
            kind="liveblog",
        )
        channel.entries = [self._entry(update) for update in self._updates]
        reading = feed.reading(channel, self._document, self._publishers)
        notes = reading.notes if self._updates else (*reading.notes, "the live blog has no posts yet")
        return reading._replace(items=self._pinned(reading.items), notes=notes, ended=self._ended())

    def _page(self) -> str:
        """The address of the live blog's page, as it states it."""
        page = self._blog.get("mainEntityOfPage")
        stated = page if isinstance(page, str) else _string(page, "@id", "url") if isinstance(page, dict) else ""
        return _string(self._blog, "url") or stated or _string(self._blog, "@id")

    def _entry(self, update: dict[str, Any]) -> Entry:
        """One update."""
        own = _string(update, "@id", "identifier", "id")
        stated = _string(update, "headline", "name", "title")
        title = "" if plain(stated) == self._headline else stated
        published = self._moment(update, own, title)
        clock = _CLOCK.match(plain(title))
        link = self._link(update, own)
        body = _body(update)
        return Entry(
            guid=self._key(link, own, published, title or body),
            link=link,
            title=plain(title)[clock.end() :].rstrip(" +") if clock else title,
            text=body + "…" if len(body) == _GUARDIAN_CUT else body,
            published=published,
            updated=_string(update, "dateModified") if "dateModified" not in self._repeated else "",
            authors=self._people(update),
            publisher=""
            if self._name(self._blog, "publisher")
            else self._name(update, "publisher", "sourceOrganization"),
            notice=self._notice(update),
            licence=_string(update, "license"),
            cites=[based] if (based := _string(update, "isBasedOn")).startswith(_WEB) else (),
        )

    def _key(self, link: str, own: str, published: str, words: str) -> str:
        """An update's identity: the fragment of its address, its id, else its time and words."""
        fragment = link.partition("#")[2] if "#" in link else ""
        if _OBJECT_ID.match(own):
            return own
        if fragment:
            return f"{self._address.partition('://')[2]}#{fragment}"
        if link != self._address and not own:
            return link.partition("://")[2]
        return own or "text:" + identity.digest(self._address, published, plain(words))

    def _link(self, update: dict[str, Any], own: str) -> str:
        """The address of one update; the page's own when it has none."""
        page = update.get("mainEntityOfPage")
        stated = _string(update, "url") or (own if own.startswith(_WEB) else "")
        if not stated and _OBJECT_ID.match(own) and "theguardian.com" in self._address:
            return f"{self._address}?page=with:block-{own}#block-{own}"
        return feed.address(stated or (page if isinstance(page, str) else ""), self._address) or self._address

    def _moment(self, update: dict[str, Any], own: str, title: str) -> str:
        """When an update was published, to be parsed: as stated, from its id, its clock, else the page's time."""
        stated = _string(update, "datePublished", "dateCreated", "uploadDate")
        if stated and "datePublished" not in self._repeated:
            return stated
        object_id = _OBJECT_ID.match(own)
        created = dates.from_epoch(int(object_id[1], 16)) if object_id else None
        if created:
            return _without_zone(created)
        clock = _CLOCK.match(plain(title))
        day = _string(self._blog, "datePublished", "coverageStartTime")[:10]
        if clock and day:
            return f"{day} {clock[1]}:{clock[2]} {clock[3] or clock[4] or ''}"
        changed = "" if "dateModified" in self._repeated else _string(update, "dateModified")
        page = dates.instant(stated or _string(self._blog, "datePublished", "coverageStartTime"))
        return changed or (_without_zone(page) if page else "")

    def _repeats(self, name: str) -> bool:
        """Whether every one of several updates states the same time, that of the page."""
        stated = {_string(update, name) for update in self._updates}
        return len(self._updates) > 1 and len(stated) == 1

    def _pinned(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """The items; the first is pinned when it is the oldest of a page that goes from new to old."""
        at = [item.published or 0 for item in items]
        if len(items) >= _FEW and at[0] <= min(at) + _MINUTE and at[1] > at[-1]:
            return (items[0]._replace(pinned=True), *items[1:])
        return tuple(items)

    def _ended(self) -> bool:
        """Whether the coverage is said to have ended. Some state their last change as its end all the while."""
        end: Instant | None = dates.instant(_string(self._blog, "coverageEndTime"))
        change = dates.instant(_string(self._blog, "dateModified")) or 0
        over = end is not None and end < self._document.at and abs(end - change) > _MINUTE
        return over or self._headline.casefold().endswith("as it happened")

    def _resolved(self, value: Any) -> Any:
        """What a reference by `@id` stands for; anything else as it is."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self._known.get(value["@id"], value)
        if isinstance(value, str) and value in self._known:
            return self._known[value]
        return value

    def _name(self, node: dict[str, Any], *roles: str) -> str:
        """The name of who has the first of these roles that is filled."""
        for role in roles:
            stated = self._resolved(node.get(role))
            for one in stated if isinstance(stated, list) else [stated]:
                one = self._resolved(one)
                name = (
                    one if isinstance(one, str) else _string(one, "name", "legalName") if isinstance(one, dict) else ""
                )
                if not name and isinstance(one, dict):
                    name = feed.named("", _string(one, "@id", "url"), self._publishers)
                if name and not name.startswith(_WEB):
                    return name
        return ""

    def _people(self, node: dict[str, Any]) -> list[str]:
        """The names of the authors, whatever they are written as; not the publisher's own."""
        stated = self._resolved(node.get("author"))
        names = [self._name({"author": one}, "author") for one in (stated if isinstance(stated, list) else [stated])]
        publisher = self._name(self._blog, "publisher").casefold()
        return [name for name in names if name and clean(name).casefold() != publisher]

    def _notice(self, node: dict[str, Any]) -> str:
        """The copyright line: as stated, or made of the holder and the year."""
        notice = _string(node, "copyrightNotice", "creditText")
        holder = self._name(node, "copyrightHolder")
        return notice or (" ".join(filter(None, ("©", _string(node, "copyrightYear"), holder))) if holder else "")


def _without_zone(moment: Instant) -> str:
    """A moment in UTC, written so that it is read back as inferred: the document does not state it of the update."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(moment))


def _body(update: dict[str, Any]) -> str:
    """The text of an update as HTML source; an object around it is opened."""
    for name in _BODIES:
        value = update.get(name)
        if isinstance(value, dict):
            value = _string(value, "@value", "value", "text", "articleBody")
        if isinstance(value, list):
            value = "".join(f"<p>{part}</p>" for part in value if isinstance(part, str))
        if isinstance(value, str) and value.strip():
            value = value.strip().replace('\\"', '"')
            return value if "<" in value else value.replace("\n", "<br>")
    return ""


def _string(node: Any, *names: str) -> str:
    """The first of these values that is text or a number, as text."""
    for name in names:
        value = node.get(name)
        if isinstance(value, list) and value and isinstance(value[0], str):
            value = value[0]
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62:
            return str(value)
    return ""
