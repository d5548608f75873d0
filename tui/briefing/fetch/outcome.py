"""What is asked of the outside, and the four answers there are. Records only."""

from __future__ import annotations

from typing import NamedTuple

MIB = 1 << 20


class Limits(NamedTuple):
    """What one source may cost: seconds until all its answers are complete; for each of them, decoded bytes and
    redirects followed."""

    deadline: float = 20.0
    body: int = 16 * MIB
    redirects: int = 5


class Request(NamedTuple):
    """One document to ask for. `headers` (names and values, secrets resolved) go to the address's own origin only.

    `etag` and `last_modified` are what the last good answer said, sent back so that an unchanged one costs nothing.
    They go to the address whose `mark` is `validated`, where that answer came from in the end, and to no other.
    """

    address: str
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = ""
    last_modified: str = ""
    validated: str = ""


class Spent:
    """How many requests were sent, how many bytes came and how many seconds that took, whatever became of them.

    Counts on until `taken`: all that is asked for one source shares one deadline.
    """

    __slots__ = ("received", "requests", "seconds")

    def __init__(self) -> None:
        self.requests = self.received = 0
        self.seconds = 0.0

    def taken(self) -> tuple[int, int]:
        """The requests and the bytes since the last time; all begins anew."""
        both = self.requests, self.received
        self.requests = self.received = 0
        self.seconds = 0.0
        return both


class Fetched(NamedTuple):
    """A whole body.

    `address` is where it came from in the end; `moved` where permanent redirects (301, 308) led, else ""; `lifetime`
    for how many seconds the server calls it fresh; `modified` is a file's time.
    """

    body: bytes
    address: str
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    lifetime: int | None = None
    moved: str = ""
    modified: int | None = None


class Unchanged(NamedTuple):
    """The server says that what we have is still so."""

    lifetime: int | None = None
    moved: str = ""


class Refused(NamedTuple):
    """We would not: `why` is a sentence for people. Nothing of the answer is used."""

    why: str


class Failed(NamedTuple):
    """It could not be had: `why` is a sentence for people.

    `status` is the HTTP status, 0 without one; `retry_after` the seconds the server asks us to wait; `gone` that it
    said never to come back; `unreachable` that no server answered at all, which may be our own network.
    """

    why: str
    status: int = 0
    retry_after: int | None = None
    gone: bool = False
    unreachable: bool = False


Outcome = Fetched | Unchanged | Refused | Failed
