"""What an answer is worth, and when a source counts as stale."""

from __future__ import annotations

import pytest

from briefing.engine.judging import judge, pace, stale, usual_count
from briefing.formats.reading import Reading
from briefing.model import Item

NOW = 1_700_000_000
HOUR, DAY = 3_600, 86_400


def items(count: int, step: int = HOUR) -> tuple[Item, ...]:
    return tuple(Item(str(number), "t", published=NOW - number * step) for number in range(count))


@pytest.mark.parametrize(
    ("reading", "usual", "stored", "good", "taken", "why"),
    [
        (Reading("rss", items(10)), 0, 0, True, True, ""),
        (Reading("rss", items(10)), 40, 40, True, True, ""),
        (Reading("rss", items(9)), 40, 40, False, True, "only 9 where 40 items are usual"),
        (Reading("rss", items(1)), 7, 7, True, True, ""),
        (Reading("rss"), 0, 0, True, True, ""),
        (Reading("rss"), 1, 1, False, False, "an empty answer where 1 item is usual"),
        (Reading("rss"), 5, 5, False, False, "an empty answer where 5 items are usual"),
        (Reading("rss", ended=True), 5, 5, True, True, ""),
        (Reading("rss", items(10), partial=True), 10, 10, False, False, "the document was cut short"),
        (Reading("rss", items(3), partial=True), 0, 0, False, True, "the document was cut short"),
    ],
)
def test_an_answer_is_measured_against_what_is_usual(
    reading: Reading, usual: int, stored: int, good: bool, taken: bool, why: str
) -> None:
    assert judge(reading, usual=usual, stored=stored) == (good, taken, why)


def test_what_is_usual_goes_up_at_once_and_down_slowly() -> None:
    assert usual_count(10, 50) == 50
    assert usual_count(50, 1) == 37
    usual = 50
    for _ in range(40):
        usual = usual_count(usual, 0)
    assert usual == 0


@pytest.mark.parametrize(
    ("given", "before", "seconds"),
    [
        (items(10), 0, HOUR),
        (items(2), 77, 77),
        ((), 77, 77),
        (tuple(Item(str(number), "t", published=NOW) for number in range(9)), 77, 77),
        ((*items(9), Item("old", "t", published=0)), 0, HOUR),
        (tuple(Item(str(number), "t") for number in range(9)), 0, 0),
    ],
    ids=["hourly", "too-few", "none", "all-at-once", "one-outlier", "undated"],
)
def test_the_pace_is_the_median_of_the_gaps(given: tuple[Item, ...], before: int, seconds: int) -> None:
    assert pace(given, before) == seconds


@pytest.mark.parametrize(
    ("age", "usually", "expected"),
    [
        (11 * HOUR, 60, ""),
        (13 * HOUR, 60, "its newest item is 13h old, usually one every 1m"),
        (13 * HOUR, 2 * HOUR, ""),
        (17 * HOUR, 2 * HOUR, "its newest item is 17h old, usually one every 2h"),
        (50 * DAY, 7 * DAY, ""),
        (100 * DAY, 90 * DAY, "its newest item is 14w old, usually one every 12w"),
        (40 * DAY, 0, ""),
        (400 * DAY, 0, "its newest item is 57w old"),
        (-HOUR, 60, ""),
    ],
)
def test_a_source_is_stale_when_its_newest_item_is_older_than_is_usual(age: int, usually: int, expected: str) -> None:
    assert stale(NOW - age, usually, NOW) == expected


def test_a_source_without_items_is_not_stale() -> None:
    assert stale(None, 60, NOW) == ""
