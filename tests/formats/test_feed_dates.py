"""Dates as feeds write them: never a wrong hour."""

import time
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.formats import dates

NOON = "2024-08-16T12:10:00Z"


def said(text: str, host: str = "") -> str | None:
    moment = dates.instant(text, host)
    return None if moment is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 16 Aug 2024 12:10:00 GMT",
        "Fri, 16 Aug 2024 15:10:00 +0300",
        "16 Aug 2024 08:10 EDT",
        "Fri, 16 Aug 24 12:10:00 UT",
        "2024-08-16T12:10:00Z",
        "2024-08-16T14:10:00+02:00",
        "2024-08-16T14:10:00.123+0200",
        "2024-08-16 14:10:00 +02",
        "Fri, 16 Aug 2024 14:10:00 CEST",
        "2024-08-16T07:10:00-0500",
        "20240816T121000Z",
        "1723810200",
        "1723810200000",
        "Fri Aug 16 12:10:00 UTC 2024",
        "Friday, August 16, 2024 12:10 PM GMT",
        "  Fri,  16 Aug\n2024 12:10:00   +0000 ",
        "16-Aug-2024 17:40:00 +0530",
        "16 серпня 2024, 15:10 EEST",
        "16 de agosto de 2024 12:10 UTC",
    ],
)
def test_one_moment_written_in_many_ways(text: str) -> None:
    assert said(text) == NOON
    assert dates.parse(text)[1] == "stated"  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["2024-08-16 12:10:00", "Aug 16, 2024 12:10", "16.08.2024 12:10", "Fri Aug 16 12:10:00 2024"]
)
def test_a_time_without_a_zone_is_taken_as_utc_and_said_to_be_inferred(text: str) -> None:
    assert said(text) == NOON
    assert dates.parse(text)[1] == "inferred"  # type: ignore[index]


@pytest.mark.parametrize("text", ["2024-08-16", "16 August 2024", "Friday 16 août 2024"])
def test_a_day_alone_is_its_midnight_and_inferred(text: str) -> None:
    assert said(text) == "2024-08-16T00:00:00Z"
    assert dates.parse(text)[1] == "inferred"  # type: ignore[index]


@pytest.mark.parametrize(
    ("host", "hour"),
    [("", "08:32"), ("ndtv.example", "08:32"), ("news.example.il", "12:02"), ("rte.example.ie", "13:02")],
)
def test_ist_is_told_by_the_host(host: str, hour: str) -> None:
    assert said("Fri, 16 Aug 2024 14:02:00 IST", host) == f"2024-08-16T{hour}:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Fri, 16 Aug 2024 14:02:00 XYZ",
        "Wed, 32 Aug 2024 14:02:00 GMT",
        "2024-02-30T00:00:00Z",
        "2024-08-16T25:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "99999999999999999999",
        "2024-08-16T12:00:00+99:00",
    ],
)
def test_what_is_no_moment_gives_none(text: str) -> None:
    assert dates.parse(text) is None


@given(st.text(max_size=60))
def test_any_text_gives_a_moment_of_this_age_or_none(text: str) -> None:
    moment = dates.instant(text)
    assert moment is None or 0 < moment < 4_102_444_800


@given(
    st.datetimes(
        min_value=__import__("datetime").datetime(1971, 1, 1), max_value=__import__("datetime").datetime(2099, 1, 1)
    )
)
def test_what_is_written_by_the_book_comes_back(moment) -> None:  # type: ignore[no-untyped-def]
    moment = moment.replace(microsecond=0)
    expected = int((moment - type(moment)(1970, 1, 1)).total_seconds())
    assert dates.instant(moment.strftime("%a, %d %b %Y %H:%M:%S +0000")) == expected
    assert dates.instant(moment.isoformat() + "Z") == expected


USUAL = ("Fri, 16 Aug 2024 07:02:00 GMT", "Thu, 01 Jan 1970 00:00:00 +0500", "2024-08-16T07:02:00Z")


@given(st.sampled_from(USUAL), st.lists(st.tuples(st.integers(0, 30), st.sampled_from("019 -+:TZGW.,")), max_size=3))
def test_the_quick_way_says_what_the_general_way_says(date: str, changes: list[tuple[int, str]]) -> None:
    letters = list(date)
    for place, letter in changes:
        letters[place % len(letters)] = letter
    date = "".join(letters)
    quick = dates._usual(date)
    with mock.patch.object(dates, "_usual", return_value=0):
        general = dates.parse(date)
    assert quick <= 0 or general == (quick, "stated")
    assert dates._usual(USUAL[0]) == dates._usual(USUAL[2]) > 0
