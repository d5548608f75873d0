"""The desk from its file: every default filled in, every path absolute, every name checked.

`desk` raises `ConfigError`, which names the file, the key and the nearest valid one, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import ValidationError

from briefing import paths
from briefing.config import themes
from briefing.config.explain import nearest, problems, read_toml, refuse
from briefing.config.models import DeskFile, FrontTable, SecretTable, SourceTable
from briefing.model import Desk, Fetching, Front, Layout, Links, Match, Secret, Source
from briefing.text import clean


def desk(path: str | None = None) -> Desk:
    """The desk in the file at `path`, by default the reader's own, else the one that came with the program.

    A file that was asked for, here or by `$BRIEFING_CONFIG`, must exist. Which commands `[keys]` may name is
    for the viewer to say (`briefing.view.commands.problems`).
    """
    named = path or os.environ.get("BRIEFING_CONFIG")
    file = os.path.abspath(named or paths.config_file())
    if not named and not os.path.exists(file):
        return _resolve(default_file(), path="", own=False)
    return _resolve(file, path=file, own=True)


def default_file() -> str:
    """The desk that comes with the program."""
    return os.path.join(paths.shipped("data"), "desk.toml")


def _read(file: str) -> DeskFile:
    data = read_toml(file)
    try:
        return DeskFile.model_validate(data)
    except ValidationError as error:
        raise refuse(file, problems(error, DeskFile, data)) from None


def _resolve(file: str, *, path: str, own: bool) -> Desk:
    """The desk of a file, completed from the default one where it names no fronts or no sources."""
    written = _read(file)
    default = _read(default_file()) if own and not (written.fronts and written.sources) else written
    fronts = tuple(map(_front, written.fronts or default.fronts))
    ids = tuple(front.id for front in fronts)
    folder = os.path.dirname(file)
    if written.sources:
        sources = tuple(_source(source, folder) for source in written.sources)
    else:
        sources = tuple(_narrowed(_source(source, folder), ids) for source in default.sources)
    if found := _wrong_names(written, ids):
        raise refuse(file, found)
    return Desk(
        fronts=_ordered(fronts, written.layout.order),
        sources=sources,
        theme=written.theme,
        links=Links(tuple(written.links.open)),
        keys=tuple((command, tuple(keys)) for command, keys in written.keys.items()),
        proxy=written.fetch.proxy,
        driver=written.driver,
        bundled=not own or not (written.fronts or written.sources),
        path=path,
        layout=Layout(written.layout.columns, tuple(written.layout.weights.items())),
        fetching=Fetching(written.fetch.connections, written.fetch.deadline, written.fetch.size),
        ascii=written.ascii,
        mouse=written.mouse,
    )


def _front(table: FrontTable) -> Front:
    match = table.match
    words = Match(any=tuple(match.any), all=tuple(match.all), none=tuple(match.none), weak=tuple(match.weak))
    return Front(id=table.id, title=table.title or table.id, match=words)


def _source(table: SourceTable, folder: str) -> Source:
    address, user, password = _without_password(table.url) if table.url else (_absolute(table.path, folder), "", "")
    headers = [(name, _secret(value, folder)) for name, value in table.headers.items()]
    if table.token is not None:
        headers.append(("Authorization", _secret(table.token, folder, "Bearer ")))
    return Source(
        id=table.id,
        address=address,
        title=table.title or table.publisher or table.id,
        kind=table.kind,
        publisher=table.publisher,
        fronts=tuple(table.fronts),
        interval=table.interval,
        terms=table.terms,
        headers=tuple(headers),
        enabled=table.enabled,
        user=table.user or user,
        password=password if table.password is None else _secret(table.password, folder),
        proxy=table.proxy,
        covers=tuple(table.covers),
    )


def _absolute(path: str, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, os.path.expanduser(path)))


def _without_password(url: str) -> tuple[str, str, str]:
    """A URL without its user and password, so that an address can be shown and logged, and these two."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url, "", ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host)), unquote(parts.username or ""), unquote(parts.password or "")


def _secret(table: SecretTable, folder: str, prefix: str = "") -> str | Secret:
    if table.value:
        return prefix + table.value
    file = _absolute(table.file, folder) if table.file else ""
    return Secret(env=table.env, file=file, command=tuple(table.command), prefix=prefix)


def _narrowed(source: Source, fronts: tuple[str, ...]) -> Source:
    """A default source on a desk that has other fronts than the default ones."""
    return source._replace(
        fronts=tuple(front for front in source.fronts if front in fronts),
        covers=tuple(front for front in source.covers if front in fronts),
    )


def _ordered(fronts: tuple[Front, ...], order: list[str]) -> tuple[Front, ...]:
    return tuple(sorted(fronts, key=lambda front: order.index(front.id) if front.id in order else len(order)))


def _wrong_names(written: DeskFile, fronts: tuple[str, ...]) -> list[str]:
    """What is wrong although each value is right by itself: names that are taken, and names of nothing."""
    found = _twice("fronts", [front.id for front in written.fronts])
    found += _twice("sources", [source.id for source in written.sources])
    for source in written.sources:
        found += _unknown(f"sources.{source.id}.fronts", "front", source.fronts, fronts)
        found += _unknown(f"sources.{source.id}.covers", "front", source.covers, fronts)
    found += _unknown("layout.order", "front", written.layout.order, fronts)
    found += _unknown("layout.weights", "front", written.layout.weights, fronts)
    return found + _unknown("theme", "theme", [written.theme], themes.files())


def _twice(table: str, ids: list[str]) -> list[str]:
    return [f'{table}: the id "{name}" is used twice' for name in dict.fromkeys(ids) if ids.count(name) > 1]


def _unknown(key: str, what: str, names: Iterable[str], valid: Collection[str]) -> list[str]:
    return [
        f'{key}: there is no {what} "{clean(name, 40)}"; {nearest(name, valid)}'.rstrip("; ")
        for name in names
        if name not in valid
    ]
