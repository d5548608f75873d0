"""`NamedTuple` with the class syntax and the type checking of `typing.NamedTuple`, at a small part of its cost.

Importing `typing` costs as many instructions as starting Python does, and `collections.namedtuple` compiles a
constructor for each record; the first headline must be on the screen before such bills are paid. Here a
constructor is compiled for the records of which many are made: those called `many`, and others once they are. A type
checker sees `typing.NamedTuple` itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
    from typing import TypeVar

    Record = TypeVar("Record", bound=type)

    def many(cls: Record) -> Record:
        """For records of which every screen and every document makes hundreds."""
        return cls
else:
    from _collections import _tuplegetter

    def _make(cls, values):
        """A record of the values in the order of the fields."""
        record = tuple.__new__(cls, values)
        if len(record) != len(cls._fields):
            raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(record)}")
        return record

    def _replace(self, /, **changes):
        """The record with some fields changed."""
        record = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"{type(self).__name__} has no field {', '.join(changes)}")
        return record

    def _getnewargs(self):
        """The values, for copies and pickles."""
        return tuple(self)

    def _asdict(self):
        """The fields by name."""
        return dict(zip(self._fields, self, strict=True))

    def _repr(self):
        return f"{type(self).__name__}({', '.join(f'{n}={v!r}' for n, v in zip(self._fields, self, strict=True))})"

    _made = {}
    _MANY = 80
    _MISSING = object()

    def _general(cls, /, *values, **named):
        """The constructor of records of which few are made; after some it gives way to a compiled one.

        That one also says what is wrong with values that do not fit.
        """
        made = _made[cls] = _made.get(cls, 0) + 1
        if made <= _MANY and len(values) <= len(cls._fields):
            rest, fits = cls._usual[len(values) :], True
            if named:
                names = cls._fields[len(values) :]
                rest = [named.get(name, usual) for name, usual in zip(names, rest, strict=True)]
                fits = named.keys() <= set(names)
            if fits and _MISSING not in rest:
                return tuple.__new__(cls, (*values, *rest))
        return _compiled(cls)(cls, *values, **named)

    def _compiled(cls):
        """A constructor as `collections.namedtuple` makes it, which is the class's own from now on."""
        names = "".join(f"{name}, " for name in cls._fields)
        constructor = eval(f"lambda _cls, {names}: _new(_cls, ({names}))", {"_new": tuple.__new__})
        constructor.__name__ = "__new__"
        constructor.__defaults__ = tuple(cls._field_defaults.values())
        cls.__new__ = constructor
        return constructor

    def many(cls):
        """For records of which every screen and every document makes hundreds."""
        _compiled(cls)
        return cls

    class _Fields(type):
        """Turns a class body of annotated fields into a named tuple that keeps the body's methods."""

        def __new__(mcs, name, bases, body):
            if not bases:
                return super().__new__(mcs, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            made = {key: value for key, value in body.items() if key not in fields}
            made.update(
                __slots__=(), _fields=fields, __match_args__=fields, _make=classmethod(_make), _replace=_replace,
                _asdict=_asdict, __repr__=_repr, __getnewargs__=_getnewargs, __new__=_general,
                _field_defaults={field: body[field] for field in fields if field in body},
                _usual=tuple([body.get(field, _MISSING) for field in fields]),
            )  # fmt: skip
            made.update((field, _tuplegetter(index, "")) for index, field in enumerate(fields))
            return type(name, (tuple,), made)

    class NamedTuple(metaclass=_Fields):
        """The base whose subclasses become named tuples; never instantiated itself."""
