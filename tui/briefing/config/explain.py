"""What people are told about a file they wrote: the file, the key and the nearest valid one, never a secret."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from briefing.errors import ConfigError
from briefing.text import clean

FILE_LIMIT = 4 << 20


def nearest(word: str, valid: Iterable[str]) -> str:
    """The end of a sentence: what was probably meant, else what there is to choose from."""
    choices = list(valid)
    close = difflib.get_close_matches(word, choices, n=1, cutoff=0.5)
    if close:
        return f'did you mean "{close[0]}"?'
    if 0 < len(choices) <= 20:
        return "there are " + ", ".join(choices)
    return ""


def read_toml(path: str) -> dict[str, Any]:
    """The tables of a TOML file; `ConfigError` names the file, and the line when the grammar is broken."""
    try:
        with open(path, "rb") as file:
            body = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or type(error).__name__}") from None
    if len(body) > FILE_LIMIT:
        raise ConfigError(f"{path}: larger than {FILE_LIMIT >> 20} MiB, which no such file needs to be")
    try:
        return tomllib.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid TOML: {clean(str(error))}") from None


def problems(error: ValidationError, model: type[BaseModel], data: Mapping[str, Any]) -> list[str]:
    """One sentence for each thing wrong, each beginning with the key: `sources.bbc.intervall: there is no such key`."""
    found = []
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        where = _key(detail["loc"], data)
        if detail["type"] == "extra_forbidden":
            meant = nearest(str(detail["loc"][-1]), _fields_at(model, detail["loc"][:-1]))
            said = f"there is no such key; {meant}".rstrip("; ")
        elif detail["type"] == "missing":
            said = "this key is missing"
        else:
            said = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
        found.append(clean(f"{where}: {said}" if where else said))
    return found


def refuse(path: str, found: Sequence[str]) -> ConfigError:
    """The error for a file with these problems: the first in full, and how many more there are."""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return ConfigError(f"{path}: {found[0]}{more}", tuple(found))


def id_of(table: object) -> str:
    """What a table that was not checked yet calls itself; "" when it does not, or with something else than a word."""
    name = table.get("id") if isinstance(table, dict) else None
    return name if isinstance(name, str) else ""


def _key(location: Sequence[int | str], data: Any) -> str:
    """The dotted key of a pydantic location, entries of a list being called by their id where they have one."""
    words = []
    for part in location:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(part, int):
            words.append(id_of(data) or str(part + 1))
        elif part != "[key]":
            words.append(part)
    return ".".join(words)


def _fields_at(model: type[BaseModel], location: Sequence[int | str]) -> list[str]:
    """The keys that the table at a pydantic location may have."""
    for part in location:
        if isinstance(part, str) and part in model.model_fields:
            annotation = model.model_fields[part].annotation
            for candidate in (annotation, *get_args(annotation)):
                if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                    model = candidate
    return list(model.model_fields)
