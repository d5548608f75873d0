"""What an answer is worth, and how well a source is. Pure.

A status of 200 proves nothing: a login page, an empty list, a body cut short and a feed frozen a year ago all come
with it. So an answer is measured against what the source usually says, and a source by the age of its newest item
against how often it usually has one. Nothing here ever takes an item away: it only decides what is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from briefing.formats.reading import Reading
from briefing.model import Item
from briefing.records import NamedTuple
from briefing.text import DAY, HOUR, age

if TYPE_CHECKING:
    from briefing.model import Instant

SHRUNK = 4
WORTH_COUNTING = 8
SAMPLE = 30
PATIENCE = 8
SOONEST, LATEST, UNKNOWN = 12 * HOUR, 90 * DAY, 45 * DAY


class Verdict(NamedTuple):
    """Whether the answer was `good`, whether its items are to be `taken`, and what is wrong with it, or ""."""

    good: bool
    taken: bool
    why: str = ""


def judge(reading: Reading, *, usual: int, stored: int) -> Verdict:
    """What to do with a reading of a source that `usual`ly has so many items, and `stored` many of them in the wire."""
    count = len(reading.items)
    if reading.partial:
        # What stands before the cut may end in half a sentence: it is better than nothing, and worse than what we have.
        return Verdict(False, stored == 0, "the document was cut short")
    if count == 0 and usual and not reading.ended:
        return Verdict(False, False, f"an empty answer where {usual} {_items(usual)} usual")
    if usual >= WORTH_COUNTING and count * SHRUNK < usual and not reading.ended:
        return Verdict(False, True, f"only {count} where {usual} items are usual")
    return Verdict(True, True)


def _items(count: int) -> str:
    return "item is" if count == 1 else "items are"


def usual_count(usual: int, count: int) -> int:
    """How many items are usual now that there were `count`: up at once, down by a quarter each time."""
    return max(count, usual * 3 // 4)


def pace(items: Sequence[Item], before: int = 0) -> int:
    """How many seconds usually lie between two items, from the newest that are dated; `before` if it cannot be told."""
    times = sorted({item.published for item in items if item.published is not None}, reverse=True)[:SAMPLE]
    if len(times) < 3:
        return before
    return max(1, int(median(newer - older for newer, older in pairwise(times))))


def stale(newest: Instant | None, pace: int, now: Instant) -> str:
    """Why a source counts as stale: its newest item is much older than is usual for it. "" if it is not."""
    if newest is None:
        return ""
    patience = min(max(SOONEST, PATIENCE * pace), LATEST) if pace else UNKNOWN
    old = now - newest
    if old <= patience:
        return ""
    usually = f", usually one every {age(max(pace, 60))}" if pace else ""
    return f"its newest item is {age(old)} old{usually}"
