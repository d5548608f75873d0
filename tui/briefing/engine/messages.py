"""What goes to and from the worker that parses, and how: pickles with a length before them.

The worker reads what strangers wrote, so its answers are not trusted: they may hold nothing but our own records,
whose fields are what they are declared to be, within bounds, nothing is ever looked up by name, and text goes through
the wall of `briefing.text` once more: what is clean already, as all of it should be, costs a look.
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
from briefing.text import BLOCK_LIMIT, clean, clean_block

if TYPE_CHECKING:
    from briefing.model import Instant

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
    """Why a document could not be read, as a sentence. `detail` is for the log; `feeds` are what a page links to.

    `passing` says that it may be readable at another time: the machine was busy, or was shut down.
    """

    why: str
    detail: str = ""
    feeds: tuple[str, ...] = ()
    passing: bool = False


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
WORDS: dict[str, tuple[str, ...]] = {
    "How": ("stated", "inferred", "configured"),
    "Relation": ("confirms", "cites"),
    "Qualifier": (">", ">=", "<", "<=", "~", "<~", "range", "vague"),
    "Strictness": ("strict", "repaired", "salvaged"),
    "Literal['']": ("",),
}
"""What a field may say that is declared with the name of a `Literal`; the screen looks things up by these words."""
_BLOCKS = (model.Item._fields.index("text"),)
_LONGEST_LINE = 10_000
_SMALLEST, _GREATEST = -(1 << 63), (1 << 63) - 1


class _Plan(NamedTuple):
    """What to look at in values of certain types, by their places: lines of text, words of a fixed choice, tuples with
    the types that their members may have, and numbers."""

    lines: tuple[int, ...]
    words: tuple[tuple[int, frozenset[str]], ...]
    tuples: tuple[tuple[int, frozenset[type]], ...]
    numbers: tuple[int, ...]


class _Maker:
    """Makes records of one type from values of the declared types. A pickle can call it, and cannot change it.

    The type itself would not do: a pickle may set the attributes of whatever it has hold of, for this whole process.
    """

    __slots__ = ("_blocks", "_declared", "_plans", "_record")
    _record: type
    _declared: tuple[str, ...]
    _blocks: tuple[int, ...]
    _plans: dict[tuple[type, ...], _Plan]

    def __init__(self, record: type) -> None:
        put = object.__setattr__
        put(self, "_record", record)
        put(self, "_declared", tuple(record.__annotations__.values()))
        put(self, "_blocks", _BLOCKS if record is model.Item else ())
        put(self, "_plans", {})

    def __setattr__(self, name: str, value: object) -> None:
        raise pickle.UnpicklingError("a change of what records are made with")

    def __call__(self, *values: Any) -> Any:  # noqa: C901 - one pass over the values of every item
        """A record of the values, their text fit for the wire. Raises UnpicklingError."""
        types = tuple(map(type, values))
        plan = self._plans.get(types) or self._planned(types)
        for at, members in plan.tuples:
            if not members.issuperset(map(type, values[at])):
                raise pickle.UnpicklingError("a record with a value of another type")
            if str in members and not all(map(_fit, values[at])):
                values = _with(values, at, tuple(map(_line, values[at])))
        for at, choice in plan.words:
            if values[at] not in choice:
                raise pickle.UnpicklingError("a record with a word that is none of ours")
        for at in plan.numbers:
            if not _SMALLEST <= values[at] <= _GREATEST:  # which no float is that is not a number
                raise pickle.UnpicklingError("a number beyond all bounds")
        for at in plan.lines:
            if not _fit(values[at]):
                values = _with(values, at, _line(values[at]))
        for at in self._blocks:
            if not values[at].replace("\n", "").replace("\xa0", "").isprintable() or len(values[at]) > BLOCK_LIMIT:
                values = _with(values, at, clean_block(values[at]))
        return self._record(*values)

    def _planned(self, types: tuple[type, ...]) -> _Plan:
        """What to look at in values of these types. Raises UnpicklingError if they are not the declared ones."""
        if len(types) != len(self._declared):
            raise pickle.UnpicklingError("a record with too much or too little in it")
        lines: list[int] = []
        words: list[tuple[int, frozenset[str]]] = []
        tuples: list[tuple[int, frozenset[type]]] = []
        numbers: list[int] = []
        for at, (declared, found) in enumerate(zip(self._declared, types, strict=True)):
            if found not in _types_of(declared):
                raise pickle.UnpicklingError("a record with a value of another type")
            if found is tuple:
                tuples.append((at, frozenset(_types_of(declared.removeprefix("tuple[").removesuffix(", ...]")))))
            elif found in (int, float):
                numbers.append(at)
            elif found is str and declared != "str":
                choice = [word for name in declared.split(" | ") for word in WORDS.get(name, ())]
                words.append((at, frozenset(choice)))
            elif found is str and at not in self._blocks:
                lines.append(at)
        plan = _Plan(tuple(lines), tuple(words), tuple(tuples), tuple(numbers))
        self._plans[types] = plan
        return plan


def _fit(text: str) -> bool:
    return text.isprintable() and len(text) <= _LONGEST_LINE


def _line(text: str) -> str:
    """One line as `text.clean` lets it pass, which one that came through it before is left by as it is."""
    if len(text) > _LONGEST_LINE:
        raise pickle.UnpicklingError("a line beyond all bounds")
    return clean(text)


def _with(values: tuple[Any, ...], at: int, value: Any) -> tuple[Any, ...]:
    return (*values[:at], value, *values[at + 1 :])


def _types_of(annotation: str) -> list[type]:
    """The types that a field declared as `annotation` may have."""
    types: list[type] = []
    for part in annotation.split(" | "):
        types.extend((tuple,) if part.startswith("tuple[") else (str,) if part in WORDS else _PLAIN[part])
    return types


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
