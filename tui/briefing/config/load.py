"""The desk from its file: every default filled in, every path absolute, every name checked.

`desk` raises `ConfigError`, which names the file, the key and the nearest valid one, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from pydantic import ValidationError

from briefing import paths
from briefing.config import themes
from briefing.config.explain import id_of, nearest, problems, read_toml, refuse
from briefing.config.models import DeskFile, FrontTable, SecretTable, SourceTable
from briefing.model import Desk, Fetching, Front, Keeping, Layout, Links, Match, Secret, Source
from briefing.text import clean

Tables = dict[str, Any]


def desk(path: str | None = None) -> Desk:
    """The desk in the file at `path`, by default the reader's own, else the one that came with the program.

    A file that was asked for, here or by `$BRIEFING_CONFIG`, must exist. Which commands `[keys]` may name is
    for the viewer to say (`briefing.view.commands.problems`).
    """
    named = path or os.environ.get("BRIEFING_CONFIG")
    file = os.path.abspath(named or paths.config_file())
    if not named and not os.path.exists(file):
        return resolved(default_file(), read_toml(default_file()), path="")
    return resolved(file, read_toml(file), path=file)


def default_file() -> str:
    """The desk that comes with the program."""
    return os.path.join(paths.shipped("data"), "desk.toml")


def resolved(file: str, data: Tables, *, path: str) -> Desk:
    """The desk that the tables in `data` make when they stand in `file`; `path` is "" for the default desk."""
    complete = _completed(data, read_toml(default_file())) if path else data
    try:
        written = DeskFile.model_validate(complete)
    except ValidationError as error:
        raise refuse(file, problems(error, DeskFile, complete)) from None
    if found := _wrong_names(written):
        raise refuse(file, found)
    folder = os.path.dirname(file)
    return Desk(
        fronts=_ordered(tuple(map(_front, written.fronts)), written.layout.order),
        sources=tuple(_source(source, folder) for source in written.sources),
        theme=written.theme,
        links=Links(tuple(written.links.open)),
        keys=tuple((command, tuple(keys)) for command, keys in written.keys.items()),
        proxy=written.fetch.proxy,
        driver=written.driver,
        bundled=not path or not (data.get("fronts") or data.get("sources")),
        path=path,
        layout=Layout(written.layout.columns, tuple(written.layout.weights.items())),
        fetching=Fetching(written.fetch.connections, written.fetch.deadline, written.fetch.size),
        ascii=written.ascii,
        mouse=written.mouse,
        clock=written.clock,
        bidi=written.bidi,
        keep=Keeping(written.keep.days, written.keep.items),
        times=written.times,
    )


def _completed(data: Tables, default: Tables) -> Tables:
    """What a desk file says, with the default fronts and sources where it names none, not yet checked."""
    fronts = data.get("fronts") or default["fronts"]
    ids = set(map(id_of, fronts)) if isinstance(fronts, list) else set()
    standard = [_narrowed(source, ids) for source in default["sources"]]
    own = data.get("sources") or []
    if data.get("default_sources") is True and isinstance(own, list):
        own = _over(standard, own)
    return data | {"fronts": fronts, "sources": own or standard}


def _narrowed(source: Tables, fronts: set[str]) -> Tables:
    """A default source for a desk that may have other fronts than the default ones."""
    kept = {key: [front for front in source[key] if front in fronts] for key in ("fronts", "covers") if key in source}
    return source | kept


def _over(standard: list[Tables], own: list[Any]) -> list[Any]:
    """The default sources with the reader's own laid over and after them; one with an address replaces its namesake."""
    known = {source["id"]: source for source in standard}
    others = []
    for source in own:
        name = id_of(source)
        if name in known and not ("url" in source or "path" in source):
            known[name] = known[name] | source
        else:
            known.pop(name, None)
            others.append(source)
    return [*known.values(), *others]


def _front(table: FrontTable) -> Front:
    match = table.match
    words = Match(any=tuple(match.any), all=tuple(match.all), none=tuple(match.none), weak=tuple(match.weak))
    return Front(id=table.id, title=table.title or table.id, match=words)


def _source(table: SourceTable, folder: str) -> Source:
    address, user, password = without_password(table.url) if table.url else (_absolute(table.path, folder), "", "")
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
        longest=table.longest or 0,
    )


def _absolute(path: str, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, os.path.expanduser(path)))


def without_password(url: str) -> tuple[str, str, str]:
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


def _ordered(fronts: tuple[Front, ...], order: list[str]) -> tuple[Front, ...]:
    return tuple(sorted(fronts, key=lambda front: order.index(front.id) if front.id in order else len(order)))


def _wrong_names(written: DeskFile) -> list[str]:
    """What is wrong although each value is right by itself: names that are taken, and names of nothing."""
    fronts = [front.id for front in written.fronts]
    found = _twice("fronts", fronts) + _twice("sources", [source.id for source in written.sources])
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
