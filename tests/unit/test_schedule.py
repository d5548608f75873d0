"""When a source is asked again, for every reason that there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.engine import schedule
from briefing.engine.schedule import after_failure, after_success, due, may_ask_now
from briefing.model import SourceHealth

NOW = 1_700_000_000
DAY = 86_400


def test_a_good_answer_is_followed_by_the_interval() -> None:
    assert after_success(NOW, 300) == NOW + 300


@pytest.mark.parametrize(
    ("ttl", "lifetime", "wait"),
    [
        (60, None, 300),
        (900, None, 900),
        (None, 1_200, 1_200),
        (900, 1_200, 1_200),
        (None, 0, 300),
        (99 * DAY, None, DAY),
    ],
)
def test_the_feed_and_the_server_may_ask_for_more_patience_up_to_a_day(
    ttl: int | None, lifetime: int | None, wait: int
) -> None:
    assert after_success(NOW, 300, ttl=ttl, lifetime=lifetime) == NOW + wait


def test_an_interval_of_more_than_a_day_is_kept() -> None:
    assert after_success(NOW, 3 * DAY, ttl=60) == NOW + 3 * DAY


@pytest.mark.parametrize(
    ("pace", "longest", "wait"),
    [(0, 3_600, 300), (60, 3_600, 300), (4_800, 3_600, 1_200), (DAY, 3_600, 3_600), (DAY, 0, 300), (DAY, 60, 300)],
)
def test_a_source_that_posts_rarely_is_asked_rarely_within_its_bounds(pace: int, longest: int, wait: int) -> None:
    assert after_success(NOW, 300, pace=pace, longest=longest) == NOW + wait


@pytest.mark.parametrize(("failures", "wait"), [(1, 300), (2, 600), (3, 1_200), (9, 76_800), (10, DAY), (1_000, DAY)])
def test_failures_double_the_wait_up_to_a_day(failures: int, wait: int) -> None:
    assert after_failure(NOW, 300, failures, dice=lambda: 0.5) == NOW + wait


def test_jitter_spreads_the_returns_by_a_fifth() -> None:
    assert after_failure(NOW, 300, 1, dice=lambda: 0.0) == NOW + 240
    assert after_failure(NOW, 300, 1, dice=lambda: 0.999_999) == NOW + 360


@pytest.mark.parametrize(("asked", "wait"), [(10, 300), (7_200, 7_200), (40 * DAY, DAY)])
def test_a_server_may_ask_for_more_after_a_failure(asked: int, wait: int) -> None:
    assert after_failure(NOW, 300, 1, retry_after=asked, dice=lambda: 0.5) == NOW + wait


def test_while_nobody_answers_at_all_it_tries_every_quarter_of_an_hour() -> None:
    assert after_failure(NOW, 300, 9, unreachable=True, dice=lambda: 0.5) == NOW + 900
    assert after_failure(NOW, 3_600, 9, unreachable=True, dice=lambda: 0.5) == NOW + 3_600


def health(**known: object) -> SourceHealth:
    return SourceHealth("s", **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, True),
        ({"checked": NOW - 10, "next_check": NOW}, True),
        ({"checked": NOW - 10, "next_check": NOW + 1}, False),
        ({"checked": NOW + 1, "next_check": NOW + 300}, True),
        ({"state": "gone", "checked": NOW - DAY}, False),
        ({"state": "off"}, False),
    ],
    ids=["never", "due", "early", "clock-set-back", "gone", "off"],
)
def test_what_is_due(known: dict[str, object], expected: bool) -> None:
    assert due(health(**known), NOW) is expected


@pytest.mark.parametrize(
    ("checked", "wait_until", "granted"),
    [(None, 0, True), (NOW - 14, 0, False), (NOW - 15, 0, True), (NOW - 99, NOW + 1, False), (NOW + 9, NOW + 1, True)],
)
def test_a_readers_wish_has_a_floor(checked: int | None, wait_until: int, granted: bool) -> None:
    assert may_ask_now(health(checked=checked), NOW, wait_until=wait_until) is granted


whole = st.integers(0, 10**9)


@given(whole, st.one_of(st.none(), whole), st.one_of(st.none(), whole), st.integers(1, 10**6))
def test_the_next_check_is_never_before_the_interval_nor_after_a_day_or_it(
    now: int, ttl: int | None, lifetime: int | None, interval: int
) -> None:
    wait = after_success(now, interval, ttl=ttl, lifetime=lifetime) - now
    assert interval <= wait <= max(DAY, interval)


@given(
    st.integers(1, 10**6),
    st.integers(1, 10**9),
    st.one_of(st.none(), whole),
    st.booleans(),
    st.floats(0, 1, exclude_max=True),
)
def test_a_retry_is_always_ahead_and_within_a_day_or_the_interval(
    interval: int, failures: int, asked: int | None, unreachable: bool, dice: float
) -> None:
    at = after_failure(NOW, interval, failures, retry_after=asked, unreachable=unreachable, dice=lambda: dice)
    assert NOW < at <= NOW + max(DAY, interval)
    assert asked is None or at >= NOW + min(asked, schedule.DAY)
