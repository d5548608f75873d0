"""Who is behind an item, all things considered: what it states, what its text says, the desk, its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from briefing.editorial.attribution import attributed
from briefing.editorial.credits import Stated, opening, suffix, trailing
from briefing.editorial.names import LONGEST
from briefing.editorial.publishers import REPORTING, Publishers, folded, host_and_path, site
from briefing.model import Also, Credit, Item, Publisher, Source
from briefing.records import NamedTuple
from briefing.text import clean

_CHANNEL_PARTS = re.compile(r"\s+[-–—|»>·•]\s+|:\s+|\s+/\s+")
_SECTION = re.compile(
    r"(?i)(?:(?:the|all|latest|top|breaking|international|world|regional|local|home|rss|news|stories|headlines|feed|"
    r"europe|africa|asia|middle east|category|politics|health)\s*)+"
)
_HANGS_CREDITS = "Google News"
"""The carrier that ends every title in " - " and the publisher's name, known to us or not."""

_LEADS_WITH_CREDITS = "allAfrica"
"""A site that gathers what others report, and opens each text with whose it is in brackets, known to us or not."""
_LED = re.compile(r"\[([^\[\]\n]{2,60})\]\s+\S")

_BYLINE_PARTS = re.compile(r"\s*[,;|]\s*|\s+(?:for|with|and|/|-|–)\s+")
_PLACE = re.compile(r"\s+(?:in|at)\s+[A-Z].*$")


class Surroundings(NamedTuple):
    """What the items of one document have in common: their `source` and `channel`'s title, the publisher that is
    `configured` for it, whose address it is `fed` from, the `site` of that, and the `house` that its channel names."""

    source: Source
    channel: str
    publishers: Publishers
    configured: Publisher | None
    fed: Publisher | None
    site: str
    house: tuple[Publisher, ...]


def surroundings(source: Source, publishers: Publishers, channel: str) -> Surroundings:
    """The `Surroundings` of a document's items, looked up once for all of them."""
    configured = publishers.named(source.publisher) if source.publisher else None
    fed = publishers.at(source.address)
    return Surroundings(source, channel, publishers, configured, fed, site(source.address), _parts(channel, publishers))


def completed(item: Item, around: Surroundings) -> tuple[str, Credit]:
    """The item's title, freed of a credit that hung on it, and its full credit.

    The order of trust: what is stated beside the item, on its title or in its text; whom its text says it has
    the report from (unless the item stands on its publisher's own site); the desk; the address and channel.
    """
    publishers, place = around.publishers, around.publishers.at(item.url)
    credit = _from_byline(_canonical(item.credit, publishers), publishers)
    title, credit = _from_title(item.title, credit, around)
    if not credit.publisher:
        credit = _from_text(item, place, credit, publishers)
    said = attributed(f"{title}\n{item.text}", publishers)
    if not credit.publisher:
        if not said.publisher or _own_site(item, place, around):
            credit = _from_desk(credit, item, place, around)
        else:
            credit = credit._replace(publisher=said.publisher, how="inferred")
    also = _unique_also((), [entry for entry in (*credit.also, *said.named) if entry.publisher != credit.publisher])
    return _without_suffix(title, credit.publisher, publishers), credit._replace(
        via=_via(credit, place, around),
        also=also,
        unverified=bool(credit.publisher) and publishers.named(credit.publisher) is None,
    )


def _canonical(credit: Credit, publishers: Publishers) -> Credit:
    """The credit in the table's short forms, a carrier named as its publisher moved to where it belongs."""
    if not (credit.publisher or credit.via or credit.also):
        return credit
    record = publishers.named(credit.publisher) if credit.publisher else None
    via = tuple(dict.fromkeys(_short(name, publishers) for name in credit.via))
    if record and record.carrier:
        credit, via = credit._replace(publisher="", how=""), _with(via, record.credit)
    elif credit.publisher:
        credit = credit._replace(publisher=record.credit if record else credit.publisher, how=credit.how or "stated")
    also = tuple(Also(_short(entry.publisher, publishers), entry.relation) for entry in credit.also)
    return credit._replace(via=via, also=also)


def _short(name: str, publishers: Publishers) -> str:
    record = publishers.named(name)
    return record.credit if record else name


def _with(names: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *filter(None, more))))


def _from_byline(credit: Credit, publishers: Publishers) -> Credit:
    """ "A. Writer, Associated Press" and "Reuters in Kyiv" are a publisher's statement, as far as they name one."""
    people, named = [], []
    for part in filter(None, _BYLINE_PARTS.split(credit.byline)):
        record = publishers.named(_PLACE.sub("", part)) or publishers.named(part)
        if record and record.kind in REPORTING and not record.carrier:
            named.append(record.credit)
        else:
            people.append(part)
    if not named:
        return credit
    byline = ", ".join(people) if len(people) < 2 else " and ".join(people)
    if credit.publisher:
        also = _unique_also(credit.also, [Also(name) for name in named if name != credit.publisher])
        return credit._replace(byline=byline, also=also)
    also = _unique_also(credit.also, [Also(name) for name in named[1:]])
    return credit._replace(publisher=named[0], how="stated", byline=byline, also=also)


def _unique_also(first: tuple[Also, ...], more: list[Also]) -> tuple[Also, ...]:
    entries: dict[str, Also] = {}
    for entry in (*first, *more):
        entries.setdefault(entry.publisher, entry)
    return tuple(entries.values())


def _from_title(title: str, credit: Credit, around: Surroundings) -> tuple[str, Credit]:
    """A credit hanging on the title is taken for the statement, and off, if nothing else is stated."""
    publishers = around.publishers
    carried = _HANGS_CREDITS in (_carrier(around.fed), *(record.credit for record in around.house))
    found = None if credit.publisher else suffix(title, publishers, always=carried)
    if not found:
        return title, credit
    name = found.names.publishers[0]
    record = publishers.named(name)
    if not carried and not (record and record.kind in REPORTING):
        return title, credit
    return found.text, credit._replace(publisher=name, how="stated")


def _without_suffix(title: str, publisher: str, publishers: Publishers) -> str:
    """A title without the name of its item's publisher at its end."""
    while publisher:
        found = suffix(title, publishers, expected=publisher)
        if not found or folded(found.names.publishers[0]) != folded(publisher):
            break
        title = found.text
    return title


def _from_text(item: Item, place: Publisher | None, credit: Credit, publishers: Publishers) -> Credit:
    """A credit that the text states at its end or in its opening; here only one from the table counts."""
    led = _LED.match(item.text) if place and place.credit == _LEADS_WITH_CREDITS else None
    if led:
        return credit._replace(publisher=_short(led[1], publishers), how="stated")
    paragraphs = [paragraph for paragraph in item.text.split("\n\n") if paragraph.strip()]
    for found in _statements(paragraphs, publishers):
        record = publishers.named(found.names.publishers[0]) if found.names.publishers else None
        if record and record.kind in REPORTING:
            main, *others = found.names.publishers
            also = _unique_also(credit.also, [Also(name) for name in others])
            byline = credit.byline or found.names.byline
            via = _with(credit.via, *found.names.via)
            return credit._replace(publisher=main, how="stated", also=also, byline=byline, via=via)
    return credit


def _statements(paragraphs: list[str], publishers: Publishers) -> Iterator[Stated]:
    if paragraphs:
        for found in (trailing(paragraphs[-1], publishers), opening(paragraphs[0], publishers)):
            if found:
                yield found


def _own_site(item: Item, place: Publisher | None, around: Surroundings) -> bool:
    """Whether the item stands on the site of the publisher it would be credited to without its text.

    There, "told CNN" makes CNN the source of a report, not its publisher. `place` is whose address the item has.
    """
    if place and not place.carrier:
        return not around.source.publisher or around.configured is place
    host = site(item.url)
    return bool(host and host == around.site and not place)


def _from_desk(credit: Credit, item: Item, place: Publisher | None, around: Surroundings) -> Credit:
    """The publisher that the desk configures for the source, else what address and channel let us infer."""
    configured = around.configured
    if around.source.publisher and not (configured and configured.carrier):
        name = configured.credit if configured else around.source.publisher
        return credit._replace(publisher=name, how="configured")
    candidates = [record for record in (place, *around.house, around.fed) if record]
    known = next((record for record in candidates if not record.carrier), None)
    if known:
        return credit._replace(publisher=known.credit, how="inferred")
    host = host_and_path(item.url)[0] or host_and_path(around.source.address)[0]
    inferred = "" if candidates else _unknown_channel(around.channel) or host
    return credit._replace(publisher=inferred, how="inferred") if inferred else credit


@lru_cache(maxsize=64)
def _parts(channel: str, publishers: Publishers) -> tuple[Publisher, ...]:
    """The publishers that a channel's title names: "BBC News - World", "Reuters: Ukraine"."""
    pieces = [channel, *_CHANNEL_PARTS.split(channel)] if channel else []
    return tuple(record for record in map(publishers.named, pieces) if record)


@lru_cache(maxsize=64)
def _unknown_channel(channel: str) -> str:
    """The part of a channel's title that may be its publisher's name: "Example" of "Example - World News"."""
    parts = [part.strip(" -–—|:") for part in _CHANNEL_PARTS.split(clean(channel))]
    own = [part for part in parts if part and not _SECTION.fullmatch(part)]
    return next(iter(own or parts), "")[:LONGEST].strip()


def _carrier(record: Publisher | None) -> str:
    return record.credit if record and record.carrier else ""


def _via(credit: Credit, place: Publisher | None, around: Surroundings) -> tuple[str, ...]:
    """The carriers, outermost last: those stated, the reprinting source, the service that the feed comes from."""
    configured, fed, named = around.configured, around.fed, around.source.publisher
    reprinting = ""
    if configured and not configured.carrier:
        reprinting = configured.credit
    elif named and not configured:
        reprinting = named
    elif fed and not fed.carrier:
        reprinting = fed.credit
    elif not named and not fed and credit.how == "stated" and place and not place.carrier:
        reprinting = place.credit
    carriers = (_carrier(place), _carrier(fed), _carrier(configured))
    return tuple(name for name in _with(credit.via, reprinting, *carriers) if name != credit.publisher)
