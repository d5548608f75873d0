"""What came of checking a source, and the health that follows from it. Pure but for the dice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from briefing.engine import judging, schedule
from briefing.fetch.outcome import Failed, Refused
from briefing.model import Item, Source, SourceHealth
from briefing.records import NamedTuple
from briefing.store.health import Memory

if TYPE_CHECKING:
    from briefing.model import Instant


class Result(NamedTuple):
    """One check. `items` are still to be saved; `memory` is what to know next time, None to leave it as it is.

    `why` is a sentence: what is wrong when not `good`, else something worth saying all the same.
    `read` is how many bytes of files were read, `feeds` are those that a page links to, where a page came and no feed.
    """

    good: bool
    why: str = ""
    items: tuple[Item, ...] = ()
    title: str = ""
    ttl: int | None = None
    lifetime: int | None = None
    retry_after: int | None = None
    unreachable: bool = False
    gone: bool = False
    read: int = 0
    memory: Memory | None = None
    feeds: tuple[str, ...] = ()


def of_failure(outcome: Failed | Refused, memory: Memory | None = None) -> Result:
    """The result when there was no document."""
    if isinstance(outcome, Refused):
        return Result(False, outcome.why, memory=memory)
    return Result(
        False,
        outcome.why,
        retry_after=outcome.retry_after,
        unreachable=outcome.unreachable,
        gone=outcome.gone,
        memory=memory,
    )


def newest(items: Sequence[Item], before: Instant | None) -> Instant | None:
    """The latest time that an item is listed under."""
    times = [item.at for item in items]
    return max(times if before is None else [before, *times], default=None)


def settled(
    source: Source,
    before: SourceHealth,
    result: Result,
    now: Instant,
    known: Memory,
    dice: Callable[[], float],
) -> SourceHealth:
    """The health of a source after a check that ended `now`, with what is `known` of it since."""
    health = before._replace(
        title=result.title or before.title or source.title,
        checked=now,
        newest=newest(result.items, before.newest),
    )
    if result.good:
        frozen = "" if known.ended else judging.stale(health.newest, known.usual_interval, now)
        return health._replace(
            state="stale" if frozen else "ok",
            error="; ".join(filter(None, (frozen, result.why))),
            succeeded=now,
            next_check=schedule.after_success(
                now,
                source.interval,
                ttl=result.ttl,
                lifetime=result.lifetime,
                longest=source.longest,
                pace=known.usual_interval,
            ),
            failures=0,
        )
    return _failed(health, source, result, now, dice)


def _failed(
    health: SourceHealth, source: Source, result: Result, now: Instant, dice: Callable[[], float]
) -> SourceHealth:
    failures = health.failures + 1
    return health._replace(
        state="gone" if result.gone else "failing",
        error=f"{result.why}; not asked again" if result.gone else result.why,
        failures=failures,
        next_check=None
        if result.gone
        else schedule.after_failure(
            now,
            source.interval,
            1 if result.items else failures,  # who has news is not to be asked ever more rarely
            retry_after=result.retry_after,
            unreachable=result.unreachable,
            dice=dice,
        ),
    )
