"""`NamedTuple` with the class syntax and the type checking of `typing.NamedTuple`, at a sixth of its import.

Importing `typing` costs as many instructions as starting Python does, and the first headline must be
on the screen before that bill is paid. A type checker sees `typing.NamedTuple` itself.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    _OF_THE_TUPLE = {"__new__", "__slots__", "__annotations__", "__module__", "__qualname__", "__doc__"}

    class _Fields(type):
        """Turns a class body of annotated fields into a named tuple that keeps the body's methods."""

        def __new__(mcs, name, bases, body):
            if not bases:
                return super().__new__(mcs, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = [body[field] for field in fields if field in body]
            record = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            record.__annotations__ = body.get("__annotations__", {})
            record.__doc__ = body.get("__doc__")
            record.__qualname__ = body["__qualname__"]
            for key, value in body.items():
                if key not in _OF_THE_TUPLE and key not in fields:
                    setattr(record, key, value)
            return record

    class NamedTuple(metaclass=_Fields):
        """The base whose subclasses become named tuples; never instantiated itself."""
