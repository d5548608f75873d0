"""The publishers table, `data/publishers.toml`, read into records.

The file is a list of `[[publishers]]` tables. Keys: `name` and `kind` (required), `credit` (the short form,
else the name), `aliases`, `domains`, `home`, `terms`, `noted`, `carrier`. Every mistake is a `ConfigError`
that names the file, the publisher, the key and the nearest valid one.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from typing import Any

from briefing import paths
from briefing.errors import ConfigError
from briefing.model import Publisher
from briefing.text import clean

KINDS = (
    "agency",
    "broadcaster",
    "paper",
    "magazine",
    "site",
    "state-run",
    "think-tank",
    "institution",
    "party",
    "channel",
    "carrier",
)
"""What a publisher is. A `state-run` outlet reports for a state; a `party` is a side of the conflict itself."""

_KEYS = Publisher._fields
_NOTED = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./@-]+)?")


def load(path: str | None = None) -> tuple[Publisher, ...]:
    """The publishers of the file at `path`, or of the table that comes with the program. Raises `ConfigError`."""
    path = path or os.path.join(paths.shipped("data"), "publishers.toml")
    try:
        with open(path, "rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: {clean(str(error), 200)}") from None
    for key in document:
        if key != "publishers":
            raise ConfigError(f"{path}: unknown key {clean(key)!r}; the file is a list of [[publishers]]")
    tables = document.get("publishers", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError(f"{path}: publishers must be a list of tables, [[publishers]]")
    return tuple(_publisher(table, f"{path}: publisher {number}") for number, table in enumerate(tables, 1))


def _publisher(table: dict[str, Any], where: str) -> Publisher:
    name = table.get("name")
    if not isinstance(name, str) or not clean(name):
        raise ConfigError(f"{where}: name is missing")
    where = f"{where} ({clean(name, 60)})"
    for key in table:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigError(f"{where}: unknown key {clean(key, 60)!r}{hint}")
    kind = _text(table, "kind", where)
    if kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, 1, 0.0)
        raise ConfigError(f"{where}: kind {kind!r} is none of ours; the nearest is {near[0] if near else KINDS[0]}")
    carrier = table.get("carrier", kind == "carrier")
    if not isinstance(carrier, bool):
        raise ConfigError(f"{where}: carrier must be true or false")
    noted = _text(table, "noted", where)
    if noted and not _NOTED.fullmatch(noted):
        raise ConfigError(f"{where}: noted {noted!r} is no month or day such as 2026-09 or 2026-09-19")
    domains = tuple(domain.lower() for domain in _texts(table, "domains", where))
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            raise ConfigError(f"{where}: domains: {domain!r} is no host such as bbc.co.uk or t.me/name")
    return Publisher(
        name=clean(name),
        credit=_text(table, "credit", where) or clean(name),
        aliases=_texts(table, "aliases", where),
        domains=domains,
        kind=kind,
        home=_text(table, "home", where),
        terms=_text(table, "terms", where),
        noted=noted,
        carrier=carrier,
    )


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f"{where}: {key} must be a text in quotes")
    return clean(value)


def _texts(table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ConfigError(f"{where}: {key} must be a list of texts in quotes")
    return tuple(clean(value) for value in values)
