"""A value of TOML on one line, for files that people read and change by hand."""

from __future__ import annotations

from typing import Any

import tomli_w


def inline(value: Any) -> str:
    """`value` as TOML writes it, lists and tables in one line."""
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{bare(key)} = {inline(each)}" for key, each in value.items()) + " }" if value else "{}"
        )
    return tomli_w.dumps({"x": value}).removeprefix("x = ").rstrip("\n")


def bare(key: str) -> str:
    """`key` as TOML writes it, quoted where it must be."""
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def block(header: str, table: dict[str, Any]) -> str:
    """A table under its header, each key on one line."""
    return "\n".join([header, *(f"{bare(key)} = {inline(value)}" for key, value in table.items())]) + "\n"
