"""What a response's headers say about when to come back."""

from __future__ import annotations

import time

import pytest

from briefing.fetch.caching import lifetime, retry_after, validator

NOW = 1_723_809_600  # 2024-08-16 12:00:00 UTC
DATE = "Fri, 16 Aug 2024 12:00:00 GMT"
LATER = "Fri, 16 Aug 2024 12:10:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": 'public, Max-Age="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "200"}, 400),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "max-age=600, no-cache"}, 600),
        ({"cache-control": "no-cache"}, 0),
        ({"cache-control": "no-store, max-age=600"}, 0),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=999999999"}, 86_400),
        ({"cache-control": "max-age=" + "9" * 5_000}, None),
        ({"cache-control": "max-age=٣"}, None),
        ({"expires": LATER, "date": DATE}, 600),
        ({"expires": LATER}, 600),
        ({"expires": "0"}, 0),
        ({"expires": DATE, "date": LATER}, 0),
        ({"expires": LATER, "cache-control": "max-age=60"}, 60),
    ],
)
def test_lifetime(headers: dict[str, str], seconds: int | None) -> None:
    assert lifetime(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), (" 120 ", 120), (LATER, 600), (DATE, 0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("999999", 86_400), ("", None), ("soon", None), ("-5", None), ("1e9", None), ("x" * 10_000, None),
        ("Fri, 99 Aug 2024 99:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(value: str, seconds: int | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "kept"),
    [('"abc"', '"abc"'), ('W/"a"', 'W/"a"'), ("\x1b[31m", ""), ("é", ""), ("x" * 2_000, ""), ("", "")],
)
def test_a_validator_is_sent_back_as_it_is_or_not_at_all(value: str, kept: str) -> None:
    assert validator(value) == kept


@pytest.mark.parametrize(
    "date",
    [
        "Fri, 16 Aug 2024 12:10:00 GMT",
        "Friday, 16-Aug-24 12:10:00 GMT",
        "Fri Aug 16 12:10:00 2024",
        "Fri, 16 Aug 2024 12:10:00",
        "Fri, 16 Aug 2024 12:10:00 -0000",
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_a_date_is_in_utc_wherever_we_are(date: str, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert retry_after(date, NOW) == 600
    finally:
        monkeypatch.undo()
        time.tzset()
