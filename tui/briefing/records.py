"""`NamedTuple` with the class syntax and the type checking of `typing.NamedTuple`, at a small part of its cost.

Importing `typing` costs as many instructions as starting Python does, and `collections.namedtuple` compiles a
constructor for each record; the first headline must be on the screen before such bills are paid. Here a
constructor is compiled for the records of which many are made. A type checker sees `typing.NamedTuple` itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
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

    def _general(cls, /, *values, **named):
        """The constructor of records of which few are made; after some it gives way to a compiled one."""
        made = _made[cls] = _made.get(cls, 0) + 1
        given = values
        if made <= _MANY:
            missing = cls._fields[len(values) :]
            if missing:
                known = cls._field_defaults | named if named else cls._field_defaults
                given = (*values, *[known[name] for name in missing if name in known])
            if len(given) == len(cls._fields) and named.keys() <= set(missing):
                return tuple.__new__(cls, given)
        return _compiled(cls)(cls, *values, **named)

    def _compiled(cls):
        """A constructor as `collections.namedtuple` makes it, which is the class's own from now on."""
        names = "".join(f"{name}, " for name in cls._fields)
        constructor = eval(f"lambda _cls, {names}: _new(_cls, ({names}))", {"_new": tuple.__new__})
        constructor.__name__ = "__new__"
        constructor.__defaults__ = tuple(cls._field_defaults.values())
        cls.__new__ = constructor
        return constructor

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
            )  # fmt: skip
            made.update((field, _tuplegetter(index, "")) for index, field in enumerate(fields))
            return type(name, (tuple,), made)

    class NamedTuple(metaclass=_Fields):
        """The base whose subclasses become named tuples; never instantiated itself."""
