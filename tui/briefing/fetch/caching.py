"""What a response's headers say about when to come back (RFC 9111, RFC 9110). Pure: the clock is passed in."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST = 24 * 3_600
VALIDATOR = 1_000


def lifetime(headers: Mapping[str, str], now: int) -> int | None:
    """For how many more seconds the server calls its answer fresh, at most a day; None when it does not say."""
    control = headers.get("cache-control", "").lower()
    for directive in control.split(","):
        name, _, value = directive.strip().partition("=")
        if name in ("no-store", "no-cache"):
            return 0
        if name == "max-age":
            seconds = _seconds(value.strip('" '))
            if seconds is not None:
                return min(max(seconds - (_seconds(headers.get("age", "")) or 0), 0), LONGEST)
    if "expires" in headers:
        expires = _date(headers["expires"])
        sent = _date(headers.get("date", "")) or now
        return 0 if expires is None else min(max(expires - sent, 0), LONGEST)
    return None


def retry_after(value: str, now: int) -> int | None:
    """The seconds of a `Retry-After` (a number or a date), at most a day; None when it cannot be read."""
    seconds = _seconds(value)
    if seconds is None:
        date = _date(value)
        if date is None:
            return None
        seconds = date - now
    return min(max(seconds, 0), LONGEST)


def validator(value: str) -> str:
    """An `ETag` or `Last-Modified` that can be sent back as it is, else ""."""
    return value if len(value) <= VALIDATOR and value.isascii() and value.isprintable() else ""


def _seconds(value: str) -> int | None:
    value = value.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else None


def _date(value: str) -> int | None:
    if not value or len(value) > 100:
        return None
    from datetime import UTC
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(value)
        if date.tzinfo is None:  # that of asctime, which a server may send (RFC 9110, 5.6.7): it is in UTC, too
            date = date.replace(tzinfo=UTC)
        return int(date.timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
