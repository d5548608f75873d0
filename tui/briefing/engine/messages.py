"""What goes to and from the worker that parses, and how: pickles with a length before them.

The worker reads what strangers wrote, so its answers are not trusted: they may hold nothing but our own records,
whose fields are what they are declared to be, no more than a bound, and nothing is ever looked up by name.
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


_PLAIN: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int, bool),
    "Instant": (int, bool),
    "float": (float, int),
    "bool": (bool,),
    "None": (type(None),),
} | {record.__name__: (record,) for record in _RECORDS.values()}
_LITERALS = ("How", "Relation", "Qualifier", "Strictness", "Literal['']")
_SMALLEST, _GREATEST = -(1 << 63), (1 << 63) - 1


class _Maker:
    """Makes records of one type from values of the declared types. A pickle can call it, and cannot change it.

    The type itself would not do: a pickle may set the attributes of whatever it has hold of, for this whole process.
    """

    __slots__ = ("_known", "_members", "_record", "_types")
    _record: type
    _types: tuple[frozenset[type], ...]
    _members: tuple[frozenset[type], ...]
    _known: set[tuple[type, ...]]

    def __init__(self, record: type) -> None:
        declared = record.__annotations__.values()
        put = object.__setattr__
        put(self, "_record", record)
        put(self, "_types", tuple(frozenset(_types_of(annotation)) for annotation in declared))
        put(self, "_members", tuple(frozenset(_members_of(annotation)) for annotation in declared))
        put(self, "_known", set())

    def __setattr__(self, name: str, value: object) -> None:
        raise pickle.UnpicklingError("a change of what records are made with")

    def __call__(self, *values: Any) -> Any:
        """A record of the values. Raises UnpicklingError, or UnicodeEncodeError for text that is none."""
        types = tuple(map(type, values))
        if types not in self._known:
            if len(types) != len(self._types) or not all(map(frozenset.__contains__, self._types, types)):
                raise pickle.UnpicklingError("a record with a value of another type")
            self._known.add(types)
        for value, members in zip(values, self._members, strict=True):
            if isinstance(value, str):
                _storable(value)
            elif isinstance(value, tuple) and members:
                for member in value:
                    if type(member) not in members:
                        raise pickle.UnpicklingError("a record with a value of another type")
                    _storable(member)
            elif isinstance(value, int) and not _SMALLEST <= value <= _GREATEST:
                raise pickle.UnpicklingError("a number beyond all bounds")
        return self._record(*values)


def _storable(value: object) -> None:
    """Raise UnicodeEncodeError for half a character, which no database and no terminal takes."""
    if isinstance(value, str) and not value.isascii():
        value.encode()


def _types_of(annotation: str) -> list[type]:
    """The types that a field declared as `annotation` may have."""
    types: list[type] = []
    for part in annotation.split(" | "):
        types.extend((tuple,) if part.startswith("tuple[") else (str,) if part in _LITERALS else _PLAIN[part])
    return types


def _members_of(annotation: str) -> list[type]:
    """The types that the members of a field declared as a tuple may have; none where it is no tuple."""
    if not annotation.startswith("tuple["):
        return []
    return _types_of(annotation.removeprefix("tuple[").removesuffix(", ...]"))


_MAKERS = {name: _Maker(record) for name, record in _RECORDS.items()}


class _OurRecords(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str) -> Any:
        maker = _MAKERS.get((module_name, global_name))
        if maker is None:
            raise pickle.UnpicklingError("something other than a record of ours")
        return maker


def _taken_apart(record: tuple[Any, ...]) -> tuple[type, tuple[Any, ...]]:
    return type(record), tuple(record)


_TAKE_APART = dict.fromkeys(_RECORDS.values(), _taken_apart)


def packed(message: object) -> bytes:
    """The message as it goes over a pipe."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, protocol=5)
    pickler.dispatch_table = _TAKE_APART
    pickler.dump(message)
    body = buffer.getbuffer()
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
