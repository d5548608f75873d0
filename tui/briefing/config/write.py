"""Changes to a desk file that leave a person's own lines and comments as they are.

A changed file is read again before it takes the place of the old one: what cannot be changed without
harm is refused, with the advice to do it by hand.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from briefing.config import load
from briefing.config.explain import nearest, read_toml
from briefing.config.starter import starter
from briefing.config.values import block
from briefing.errors import ConfigError
from briefing.text import clean

_HEADER = "[[sources]]"


def create(file: str) -> None:
    """Write the starter to `file`, which must not exist yet."""
    if os.path.lexists(file):
        raise ConfigError(f"{file}: there is a file already; it was left as it is")
    _replace(file, starter())


def add_source(file: str, table: Mapping[str, Any]) -> None:
    """Put a source at the end of the desk file; else as `add_sources`."""
    add_sources(file, [table])


def add_sources(file: str, tables: Sequence[Mapping[str, Any]], fronts: Sequence[Mapping[str, Any]] = ()) -> None:
    """Put sources, and new fronts, at the end of the desk file, all of them or none; it is made when there is none.

    On a desk without sources of its own the default ones stay, and so do the default fronts, which are then written
    out. Raises `ConfigError` when a source or a front is wrong.
    """
    text = _text(file)
    data = tomllib.loads(text)
    if fronts and not data.get("fronts"):
        fronts = (*read_toml(load.default_file())["fronts"], *fronts)
    if not data.get("sources") and "default_sources" not in data:
        text = "default_sources = true\n" + text
        data["default_sources"] = True
    kept = {"fronts": [_filled(table) for table in fronts], "sources": [_filled(table) for table in tables]}
    parts = [text.rstrip("\n") + "\n"] if text.strip() else []
    parts += [block(f"[[{name}]]", table) for name, added in kept.items() for table in added]
    meant = data | {name: [*_tables(file, data, name), *added] for name, added in kept.items() if added}
    _keep(file, "\n".join(parts), meant)


def _filled(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table without the keys that say nothing."""
    return {key: value for key, value in table.items() if value not in ("", [], {}, None)}


def remove_source(file: str, name: str) -> None:
    """Take a source off the desk: a block of the file is cut out, a default source is switched off."""
    text = _text(file)
    data = tomllib.loads(text)
    own = _tables(file, data, "sources")
    if any(source.get("id") == name for source in own):
        rest = [source for source in own if source.get("id") != name]
        _keep(file, _cut(text, name), {**data, "sources": rest} if rest else _without(data, "sources"))
        return
    known = [source.id for source in load.desk(file if os.path.exists(file) else None).sources]
    if name not in known:
        raise ConfigError(f'there is no source "{clean(name, 40)}"; {nearest(name, known)}'.rstrip("; "))
    add_source(file, {"id": name, "enabled": False})


def _tables(file: str, data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The tables of a list in the desk file. Raises ConfigError where something else has its name."""
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise ConfigError(f"{file}: {name}: should be a list of tables, [[{name}]]")
    return found


def _without(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != key}


def _cut(text: str, name: str) -> str:
    """The text without the `[[sources]]` block of `name`, its comments before the next header included."""
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if line.split("#")[0].strip() == _HEADER]
    for start in starts:
        for end in range(start + 1, len(lines) + 1):
            if end < len(lines) and not lines[end].lstrip().startswith("["):
                continue
            try:
                found = tomllib.loads("".join(lines[start:end]))
            except tomllib.TOMLDecodeError:
                continue
            if end < len(lines) and lines[end].lstrip().startswith("[sources."):
                continue
            if found["sources"][0].get("id") == name:
                # What stands right above the next table is about that table.
                while lines[end - 1].lstrip().startswith("#") or not lines[end - 1].strip():
                    end -= 1
                return "".join(lines[:start] + lines[end:]).rstrip("\n") + "\n"
            break
    return text


def _text(file: str) -> str:
    """The desk file as it stands, checked to be TOML; "" when there is none."""
    if not os.path.exists(file):
        return ""
    read_toml(file)
    with open(file, encoding="utf-8-sig", newline="") as source:
        return source.read()


def _keep(file: str, text: str, meant: Mapping[str, Any]) -> None:
    """Replace the file, once its new text says exactly what is meant and makes a desk."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        data = {}
    if data != meant:
        raise ConfigError(f"{file}: written in a way that cannot be changed safely; please change it by hand")
    load.resolved(file, data, path=file)
    _replace(file, text)


def _replace(file: str, text: str) -> None:
    """Write the file whole or not at all, through a link to where it really is, keeping who may read it."""
    place = os.path.realpath(file)
    folder = os.path.dirname(place)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        mode = os.stat(place).st_mode & 0o777 if os.path.exists(place) else 0o600
        handle, beside = tempfile.mkstemp(dir=folder)
        try:
            with open(handle, "w", encoding="utf-8", newline="") as out:
                out.write(text)
                out.flush()
                os.fsync(handle)  # or the machine may stop with the new name on a file that is still empty
            os.chmod(beside, mode)
            os.replace(beside, place)
        except OSError:
            os.unlink(beside)
            raise
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written: {error.strerror}") from None
