"""The resolved desk and its theme, kept between starts, so that the first headline need not wait for a validation.

Reading and checking a desk costs five times what starting Python does. Its outcome is kept in the cache
folder and used again for as long as every file that it was made from is unchanged. This module is imported
before the first headline is painted: the readers of TOML are only imported when there is nothing to use.
"""

from __future__ import annotations

import marshal
import os
import sys

from briefing import __version__, model, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from briefing.model import Desk, Theme

FORM = 2
"""Changes with the way in which things are kept, lest an older file be misread."""

_RECORDS = (
    model.Desk,
    model.Theme,
    model.Front,
    model.Match,
    model.Source,
    model.Secret,
    model.Links,
    model.Layout,
    model.Fetching,
    model.Keeping,
)


def settled(
    path: str | None = None,
    theme: str = "",
    *,
    check: Callable[[Desk], Sequence[str]] | None = None,
    write: bool = True,
) -> tuple[Desk, Theme]:
    """The desk at `path` (by default the reader's own) and its theme, or the theme called `theme`.

    From the cache when that still holds, else read, checked and, if `write`, kept. `check` is what else is to be looked
    at before a desk is kept, by parts above this one: a sentence for each thing wrong. Raises `ConfigError`.
    """
    kept = cached(path, theme)
    if kept is not None:
        return kept
    from briefing.config import explain, load, themes

    # Stamped before they are read: what is written meanwhile is to be read anew.
    stamps = _stamps([path or paths.config_file(), load.default_file()])
    desk = load.desk(path)
    if check and (found := check(desk)):
        raise explain.refuse(desk.path, found)
    wanted = theme or desk.theme
    stamps += _stamps([os.path.join(folder, wanted + ".toml") for folder in themes.folders()])
    chosen = themes.named(wanted)
    if write:
        _keep(path, theme, (_identity(path, theme), stamps, _plain(desk), _plain(chosen)))
    return desk, chosen


def cached(path: str | None = None, theme: str = "") -> tuple[Desk, Theme] | None:
    """The desk and theme as they were last settled, or None when a file of theirs has changed since."""
    try:
        with open(_place(path, theme), "rb") as file:
            # At once: marshal.load asks the file for a few bytes at a time, which costs ten times as much.
            identity, stamps, desk, chosen = marshal.loads(file.read())
        if identity != _identity(path, theme) or stamps != _stamps([name for name, *_ in stamps]):
            return None
        return _record(desk), _record(chosen)
    except (OSError, ValueError, TypeError, EOFError, KeyError, IndexError):
        return None


def _keep(path: str | None, theme: str, settled: tuple[Any, ...]) -> None:
    """Keep what was settled. A cache that cannot be written is no harm: the next start settles it again."""
    place = _place(path, theme)
    beside = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # for the desk may hold a secret
        try:
            with open(handle, "wb") as file:
                marshal.dump(settled, file)
            os.replace(beside, place)
        except OSError:
            os.unlink(beside)
            raise
    except OSError:
        return


def _identity(path: str | None, theme: str) -> tuple[Any, ...]:
    """What else the outcome depends on: the program, its records, and what the names of files were resolved with."""
    asked = os.path.abspath(path or paths.config_file())
    shape = tuple(record._fields for record in _RECORDS)
    return FORM, __version__, sys.implementation.cache_tag, shape, asked, bool(path), theme, os.environ.get("HOME", "")


def _place(path: str | None, theme: str) -> str:
    """The file to keep it in. Two desks that share a name only take turns, since the identity is compared too."""
    name = os.path.abspath(path or paths.config_file()) + theme
    return os.path.join(paths.cache_folder(), "desk-" + name.encode().hex()[-80:] + ".cache")


def _stamps(files: list[str]) -> tuple[tuple[str, int, int], ...]:
    """Each file with its stamp."""
    return tuple([(name, *paths.stamp(name)) for name in files])


def _plain(value: Any) -> Any:
    """What `marshal` can hold: a record as a list that begins with the place of its class, -1 for a tuple of records.

    Whatever holds no record stays as it is, so that most of it needs no second look when it is read.
    """
    if not isinstance(value, tuple):
        return value
    parts = [_plain(part) for part in value]
    if type(value) in _RECORDS:
        return [_RECORDS.index(type(value)), *parts]
    return [-1, *parts] if any(isinstance(part, list) for part in parts) else value


def _record(value: list[Any]) -> Any:
    """The reverse of `_plain`, for a record or a tuple of them."""
    parts = [_record(part) if type(part) is list else part for part in value[1:]]
    # Not through the record's own constructor: it would have to be compiled first.
    return tuple(parts) if value[0] == -1 else _RECORDS[value[0]]._make(parts)
