"""How fresh a front is, in words: what feeds it, how long ago each was read, which is stale or failing. Pure."""

from __future__ import annotations

from briefing.draw.cells import cut
from briefing.draw.cells import width as cells
from briefing.records import NamedTuple
from briefing.text import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from briefing.draw.look import Look
    from briefing.model import Source, SourceHealth

TROUBLED = ("failing", "gone", "stale")
"""The worst first."""


class Fresh(NamedTuple):
    """What a pane says of its sources: one calm line, and a line for each trouble."""

    summary: str
    troubles: tuple[str, ...] = ()


def label(source: Source, health: SourceHealth | None = None) -> str:
    """What a source is called in a few letters: its publisher, else its title, else its id."""
    return source.publisher or source.title or (health.title if health else "") or source.id


def fresh(
    sources: Sequence[Source],
    healths: Mapping[str, SourceHealth],
    width: int,
    look: Look,
    *,
    offline: bool = False,
    bundled: str = "",
) -> Fresh:
    """The state of a front's sources, the summary in at most `width` cells; a trouble may be longer.

    `bundled` is the date of the bundled edition in words when everything in the pane is of it.
    """
    sources = [each for each in sources if each.enabled and getattr(healths.get(each.id), "state", "") != "off"]
    bundled = f"bundled edition of {bundled}" if bundled else ""
    if not sources:
        return Fresh(cut(bundled or "no source feeds this front", width, look.glyphs.ellipsis))
    ages: dict[str, int] = {}
    for source in sources:
        health = healths.get(source.id)
        if health is not None and health.succeeded is not None:
            name = look.text(label(source, health))
            ages[name] = max(ages.get(name, 0), health.succeeded)
    troubles = _troubles(sources, healths, width, look)
    return Fresh(_summary(ages, len(sources), width, look, bundled, offline), troubles)


def _summary(ages: dict[str, int], count: int, width: int, look: Look, bundled: str, offline: bool) -> str:
    """Each source with the age of its last good answer, or as many as fit, or their number."""
    bullet = look.glyphs.bullet
    start = [bundled] if bundled else []
    if offline:
        start.append("offline")
    if not ages:
        return _beginning([*start, f"{count} source{'s' if count > 1 else ''} not read yet"], width, look)
    # In the order of the desk, and never "now": what stays in its place need not be sent again each minute.
    named = [f"{name} {look.age(at).replace('now', '0m')}" for name, at in ages.items()]
    for shown in range(len(named), 0, -1):
        rest = count - shown if shown < len(named) else 0
        found = bullet.join([*start, *named[:shown], *([f"+{rest}"] if rest else [])])
        if cells(found) <= width:
            return found
    return _beginning(start or named[:1], width, look)


def _beginning(parts: Sequence[str], width: int, look: Look) -> str:
    """As many of the parts as there is room for, whole; what there is room for of the first when that is too long."""
    for number in range(len(parts), 1, -1):
        found = look.glyphs.bullet.join(parts[:number])
        if cells(found) <= width:
            return found
    return cut(parts[0], width, look.glyphs.ellipsis)


def _troubles(
    sources: Sequence[Source], healths: Mapping[str, SourceHealth], width: int, look: Look
) -> tuple[str, ...]:
    """A sentence for each trouble, the worst first; sources with one and the same are told together."""
    alike: dict[tuple[str, str], list[tuple[Source, SourceHealth]]] = {}
    for source in sources:
        health = healths.get(source.id)
        if health is not None and health.state in TROUBLED:
            cause = "" if health.state == "stale" and health.newest is not None else _cause(health.error)
            alike.setdefault((health.state, cause), []).append((source, health))
    worst_first = sorted(alike.items(), key=lambda each: TROUBLED.index(each[0][0]))
    return tuple(_trouble(each, len(sources), width, look) for _, each in worst_first)


def _cause(error: str) -> str:
    """What one failure of many hosts is called: "no network, or no such host" whichever host cannot be found."""
    return error.rpartition(" (")[2].removesuffix(")") if error.startswith("cannot find ") else error


def _trouble(troubled: Sequence[tuple[Source, SourceHealth]], total: int, width: int, look: Look) -> str:
    """ "Guardian failing since 14:02: HTTP 503, next try 14:20"; what it can spare goes where room is short."""
    _, first = troubled[0]
    names = list(dict.fromkeys(look.text(label(source, health)) for source, health in troubled))
    who, few = names[0], names[0]
    if len(troubled) == total > 1:
        who = few = f"all {total} sources"
    elif len(troubled) > 1:
        few = f"{len(troubled)} sources"
        who = look.text(f"{few} ({', '.join(names[:2])}{', …' if len(names) > 2 else ''})")
    successes = [health.succeeded for _, health in troubled if health.succeeded is not None]
    tries = [health.next_check for _, health in troubled if health.next_check is not None]
    error = look.text(_why([health for _, health in troubled], look))
    since = f" since {look.when(min(successes))}" if successes and first.state != "stale" else ""
    why = f": {error}" if error else ""
    brief = f": {error.partition(' (')[0].removeprefix('newest item ')}" if error else ""
    again = f", next try {look.when(min(tries))}" if tries and first.state != "gone" and min(tries) > look.now else ""
    ways = (
        f"{who} {first.state}{since}{why}{again}",
        f"{who} {first.state}{since}{brief}{again}",
        f"{few} {first.state}{since}{brief}{again}",
        f"{few} {first.state}{brief}{again}",
        f"{few} {first.state}{brief}",
    )
    return next((way for way in ways if cells(way) <= width), ways[-1])


def _why(troubled: Sequence[SourceHealth], look: Look) -> str:
    """What is wrong with all of these: the age of the newest item where nothing new comes, else the error."""
    first = troubled[0]
    newest = [health.newest for health in troubled if health.newest is not None]
    if first.state == "stale" and newest:
        return f"newest item {look.age(max(newest))} old"
    return first.error if all(health.error == first.error for health in troubled) else _cause(first.error)


def desk_summary(sources: Sequence[Source], healths: Mapping[str, SourceHealth]) -> tuple[str, str]:
    """The header's "14 sources" and "1 failing, 2 stale", which is "" when all is well."""
    active = [each for each in sources if each.enabled]
    states = [healths[each.id].state for each in active if each.id in healths]
    wrong = ", ".join(f"{states.count(state)} {state}" for state in TROUBLED if state in states)
    return counted(len(active), "source"), wrong
