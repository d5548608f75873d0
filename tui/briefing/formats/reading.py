"""What goes into a format and what comes out of it: a document, and our reading of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from briefing.model import Rights
from briefing.records import NamedTuple

if TYPE_CHECKING:
    from briefing.model import Instant, Item

Strictness = Literal["strict", "repaired", "salvaged"]
MENDED: dict[Strictness, str] = {
    "repaired": "the feed is not well-formed; it was mended",
    "salvaged": "the feed is broken; what could be saved of it was read",
}
"""What is said of a document that could not be read as it stood."""


class Document(NamedTuple):
    """Bytes and what is known about them.

    `address` is the URL or path they came from, `content_type` the header of the answer ("" for a file),
    `kind` one of `formats.KINDS`, `at` when they were fetched, or the date that a digest is given.
    """

    body: bytes
    address: str = ""
    content_type: str = ""
    kind: str = "auto"
    at: Instant = 0


class Understood(NamedTuple):
    """One line of a document and what it was taken for: "item", "continuation", "notice", "dropped", "heading"."""

    line: int
    verdict: str
    why: str


class Reading(NamedTuple):
    """What a document says.

    `title`, `publisher` and `rights` are those of the whole document; each item already carries what
    applies to it. `strictness` says how the text had to be read: "strict" as it stood, "repaired" after
    mending, "salvaged" by the most forgiving reader. `notes` are sentences for people. `ttl` is how many
    seconds the publisher asks us to wait. `feeds` are addresses that the document points to. `ended` means
    that a live blog is over; `partial` that the body was cut short and `items` are those before the cut.
    """

    kind: str
    items: tuple[Item, ...] = ()
    title: str = ""
    publisher: str = ""
    rights: Rights = Rights()
    strictness: Strictness = "strict"
    notes: tuple[str, ...] = ()
    ttl: int | None = None
    feeds: tuple[str, ...] = ()
    ended: bool = False
    trace: tuple[Understood, ...] = ()
    partial: bool = False
