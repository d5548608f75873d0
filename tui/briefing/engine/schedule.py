"""When to ask a source again. Pure: the clock and the dice are passed in. All times are in seconds.

- After a good answer: the source's interval, or longer if the feed (`ttl`) or the server (`lifetime`, from
  Cache-Control or Expires) says so, at most a day. A source that posts rarely is asked rarely, if the desk allows it:
  a quarter of its usual `pace`, between its interval and its `longest`.
- After a failure: twice as long each time, with jitter so that many fetchers do not come back at once; never before
  a `Retry-After` has passed. While nobody answers at all it may be our own network: then a quarter of an hour at most.
- After a sleep or a jump of the clock: once, not for every tick that was missed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing.model import SourceHealth
from briefing.store import requests

if TYPE_CHECKING:
    from briefing.model import Instant

DAY = 86_400
LONGEST = DAY
UNREACHABLE = 900
DOUBLINGS = 12
JITTER = 0.2
QUARTER = 4
FLOOR = requests.FLOOR


def after_success(
    now: Instant,
    interval: int,
    *,
    ttl: int | None = None,
    lifetime: int | None = None,
    longest: int = 0,
    pace: int = 0,
) -> Instant:
    """When to ask again after an answer that was good, or that nothing has changed. `pace` 0 is not known."""
    unhurried = min(pace // QUARTER, longest)
    return now + min(max(interval, unhurried, ttl or 0, lifetime or 0), max(LONGEST, interval))


def after_failure(
    now: Instant,
    interval: int,
    failures: int,
    *,
    retry_after: int | None = None,
    unreachable: bool = False,
    dice: Callable[[], float],
) -> Instant:
    """When to try again after `failures` in a row, this one counted. `dice` gives a number from 0 up to 1."""
    wait = interval * (1 << min(max(failures - 1, 0), DOUBLINGS))
    wait = min(wait, max(UNREACHABLE, interval) if unreachable else LONGEST)
    wait = max(1, round(wait * (1 - JITTER + 2 * JITTER * dice())))
    return now + min(max(wait, min(retry_after or 0, LONGEST)), max(LONGEST, interval))


def due(health: SourceHealth, now: Instant) -> bool:
    """Whether it is time. A source that was checked in what is now the future was checked by another clock."""
    if health.state in ("gone", "off"):
        return False
    if health.checked is None or health.next_check is None or health.checked > now:
        return True
    return health.next_check <= now


def may_ask_now(health: SourceHealth, now: Instant, *, wait_until: Instant = 0) -> bool:
    """Whether a reader's wish to refresh may be granted: not sooner than the floor, nor than a server asked for."""
    return requests.not_before(health, now, wait_until=wait_until) <= now
