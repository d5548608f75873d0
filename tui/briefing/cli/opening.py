"""What a command works on: the desk and the wire. Light, since the dashboard begins here too."""

from __future__ import annotations

from briefing import paths
from briefing.errors import UsageError
from briefing.store.connection import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.cli.options import Options
    from briefing.editorial.publishers import Publishers
    from briefing.model import Desk, Instant, Theme
    from briefing.paths import Stamp
    from briefing.ui.desk import DeskWatch
    from briefing.view.fetcher import Fetcher


def desk(options: Options) -> Desk:
    """The desk read afresh, its key bindings checked too. Raises `ConfigError`."""
    from briefing.config import explain, load
    from briefing.view import commands

    found = load.desk(options.config or None)
    if wrong := commands.problems(found.keys):
        raise explain.refuse(found.path, wrong)
    return found


def unchanged(options: Options) -> Desk:
    """The desk for a fetcher: from the cache when nothing has changed, which spares it the check of everything.

    A theme that is wrong is no reason not to fetch. Raises `ConfigError` for a desk that is.
    """
    from briefing.errors import ConfigError

    try:
        return settled(options)[0]
    except ConfigError:
        return desk(options)


def settled(options: Options) -> tuple[Desk, Theme]:
    """The desk and the theme to draw with, from the cache when nothing has changed. Raises `ConfigError`."""
    from briefing.config import cache

    return cache.settled(options.config or None, options.theme, check=_wrong_keys, write=not options.restricted)


def worn(options: Options, store: Store, desk: Desk, theme: Theme) -> Theme:
    """The theme that the reader chose on the screen, unless this start or the desk has chosen another one since."""
    from briefing.errors import ConfigError
    from briefing.store import preferences

    chosen = options.theme or preferences.chosen(store, "theme", desk.theme)
    if chosen == theme.id:
        return theme
    try:
        return settled(options._replace(theme=chosen))[1]
    except ConfigError:
        return theme


def _wrong_keys(desk: Desk) -> list[str]:
    from briefing.view import commands

    return commands.problems(desk.keys)


def wire_path(options: Options) -> str:
    """The file of the wire."""
    return options.store or paths.wire_file()


def wire(options: Options, *, marks: bool = True, now: Instant | None = None) -> Store:
    """The wire, made when there is none (but not by a restricted viewer), with the reader's marks.

    Raises `StoreError` and its kinds.
    """
    own = paths.marks_file() if marks else None
    return Store.open(wire_path(options), own, now=now, create=not options.restricted)


def furnish(store: Store, desk: Desk, options: Options, now: Instant) -> None:
    """Put the bundled edition into a wire to which nothing came so far, so that a first look finds something to read.

    Only where the desk is still the one that came with the program: who has named fronts or sources of their
    own wants to see those.
    """
    from briefing.store.rows import last_arrival

    if options.restricted or not desk.bundled or store.read_only or last_arrival(store):
        return
    from briefing.engine import bundled

    bundled.install(store, publishers(), now, desk.fronts)


def publishers() -> Publishers:
    """The publishers table. Raises `ConfigError`."""
    from briefing.config import publishers as table
    from briefing.editorial.publishers import Publishers

    return Publishers(table.load())


def fetcher(store: Store, options: Options) -> Fetcher | None:
    """What sees to it that somebody fetches; None where nobody is to be started."""
    if options.no_spawn or options.restricted or store.read_only:
        return None
    import time

    from briefing.view.fetcher import Fetcher

    return Fetcher(store, _fetching(options), clock=lambda: int(time.time()), log=paths.log_file())


def _fetching(options: Options) -> tuple[str, ...]:
    """The command of a fetcher that lives no longer than the pipe on its standard input.

    Offline, too: it reads files, and says of each other source that it was not asked.
    """
    return (*own_command(options), "refresh", "--watch", "--child")


def desk_file(options: Options) -> str:
    """Where the desk is, or would be."""
    return options.config or paths.config_file()


def desk_stamp(options: Options) -> Stamp:
    """Of the desk's file as it is now."""
    return paths.stamp(desk_file(options))


def desk_watch(options: Options, known: Stamp) -> DeskWatch | None:
    """What tells the viewer that its desk is another than when its stamp was `known`; None where no child may run."""
    if options.restricted:
        return None
    from functools import partial

    from briefing.config import cache
    from briefing.ui.desk import DeskWatch

    kept = partial(cache.cached, options.config or None)
    return DeskWatch(desk_file(options), known, own_command(options), kept, themes=paths.own_themes())


def own_command(options: Options) -> tuple[str, ...]:
    """What starts this very program on the same desk and wire; the folder one is in has no say in what is imported."""
    import sys

    command = [sys.executable, "-P", "-m", "briefing", "--store", wire_path(options)]
    if options.config:
        command += ["--config", options.config]
    return (*command, "--offline") if options.offline else tuple(command)


def ascii_only(options: Options, desk: Desk) -> bool:
    """Whether nothing but ASCII may be written: asked for, or the locale has no other characters."""
    import os

    from briefing.view import firstpaint

    return options.ascii or desk.ascii or firstpaint.ascii_only(os.environ)


def check_front(desk: Desk, name: str) -> str:
    """`name` as it is, when the desk has such a front. Raises `UsageError` with the nearest."""
    if not name or desk.front(name) is not None:
        return name
    from briefing.config.explain import nearest
    from briefing.text import safe

    raise UsageError(f'there is no front "{safe(name)}"; {nearest(name, [front.id for front in desk.fronts])}')
