"""What goes to and from the worker that parses, and how: pickles with a length before them.

The worker reads what strangers wrote, so its answers are not trusted: they may hold nothing but our own records
and plain values, no more than a bound, and no callable is ever looked up by name.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

from briefing import model
from briefing.formats import reading
from briefing.formats.reading import Document, Reading
from briefing.model import Front, Publisher, Source
from briefing.records import NamedTuple

if TYPE_CHECKING:
    from briefing.model import Instant

LONGEST = 128 << 20
OUT_OF_MEMORY = 3
"""The exit code of a worker that could not go on."""
LENGTH = struct.Struct("!Q")


class Setup(NamedTuple):
    """What a worker is told first: the publishers table, and what one document may take: seconds of CPU, bytes."""

    publishers: tuple[Publisher, ...]
    seconds: int
    memory: int


class Job(NamedTuple):
    """One document to read, and the desk it is edited for."""

    document: Document
    source: Source
    fronts: tuple[Front, ...]
    now: Instant


class Unreadable(NamedTuple):
    """Why a document could not be read, as a sentence. `detail` is for the log; `feeds` are what a page links to."""

    why: str
    detail: str = ""
    feeds: tuple[str, ...] = ()


Answer = Reading | Unreadable

_RECORDS: dict[tuple[str, str], type] = {
    (record.__module__, record.__name__): record
    for record in (
        model.Item,
        model.Credit,
        model.Also,
        model.Rights,
        model.Figure,
        model.Marks,
        reading.Reading,
        reading.Understood,
        Unreadable,
    )
}


class _OurRecords(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        record = _RECORDS.get((module_name, global_name))
        if record is None:
            raise pickle.UnpicklingError("something other than a record of ours")
        return record


def packed(message: object) -> bytes:
    """The message as it goes over a pipe."""
    body = pickle.dumps(message, protocol=5)
    return LENGTH.pack(len(body)) + body


def answer(body: bytes) -> Answer:
    """A worker's answer. Raises ValueError for anything else than a Reading or an Unreadable."""
    try:
        message = _OurRecords(io.BytesIO(body)).load()
    except Exception as error:  # a broken pickle can raise nearly anything
        raise ValueError(f"not an answer: {type(error).__name__}") from None
    if not isinstance(message, Reading | Unreadable):
        raise ValueError("not an answer")
    return message


def receive(pipe: BinaryIO) -> Any:
    """The next message from a trusted sender; None when the pipe has ended."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = pipe.read(length)
    return pickle.loads(body) if len(body) == length else None
