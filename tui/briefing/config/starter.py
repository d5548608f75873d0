"""A first briefing.toml for people to fill in: every key explained, nothing switched on. Made from the models."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from briefing.config.models import DeskFile, FrontTable, SourceTable, Table
from briefing.config.values import inline
from briefing.text import clean

_INDENT = "#     "


def starter() -> str:
    """The text of the file. It is a valid desk as it stands, and one that changes nothing."""
    lines = ["# The desk of `briefing`: take away the # before a key to set it. `briefing config check` checks it.", ""]
    tables: list[str] = []
    for name, field in DeskFile.model_fields.items():
        if name in _LISTS:
            tables += [f"# [[{name}]]  # {field.description}", *map(_indented, _keys(_LISTS[name])), ""]
        elif isinstance(field.annotation, type) and issubclass(field.annotation, Table):
            about = clean(field.annotation.__doc__ or "").rstrip(".")
            tables += [f"# [{name}]  # {about}", *map(_indented, _keys(field.annotation)), ""]
        elif name == "keys":
            tables += [f"# [keys]  # {field.description}", ""]
        else:
            lines.append(f"# {_key(name, field)}")
    return "\n".join([*lines, "", *tables]).rstrip() + "\n"


_LISTS: dict[str, type[Table]] = {"fronts": FrontTable, "sources": SourceTable}


def _indented(line: str) -> str:
    return _INDENT + line


def _keys(model: type[BaseModel]) -> list[str]:
    return [_key(name, field) for name, field in model.model_fields.items()]


def _key(name: str, field: FieldInfo) -> str:
    """One key with an example, else its default, and what it means."""
    value: Any = field.examples[0] if field.examples else field.default
    return f"{name} = {inline(value)}".ljust(34) + f"  # {field.description}"
