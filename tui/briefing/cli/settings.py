"""`briefing config`, `briefing themes` and `briefing keys`: what the desk says, and what it can say."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import zip_longest

from briefing.cli import opening
from briefing.cli.options import Options
from briefing.cli.streams import complain
from briefing.errors import ConfigError
from briefing.model import Theme
from briefing.text import counted, safe

_ACTIONS = """where the file is; what is wrong with it; what the desk says, every default filled in (if not given);
write a file in which every key is explained"""


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add what the command called `name` takes."""
    if name == "config":
        parser.add_argument("action", nargs="?", choices=tuple(_CONFIG), default="show", help=_ACTIONS)
        parser.set_defaults(run=lambda options, arguments: _CONFIG[arguments.action](options))
    elif name == "themes":
        parser.add_argument("name", nargs="?", default="", metavar="NAME", help="check this one only")
        parser.set_defaults(run=_themes)
    else:
        parser.add_argument("--markdown", action="store_true", help="as the table of the README")
        parser.set_defaults(run=_keys)


def _path(options: Options) -> int:
    print(safe(opening.desk_file(options)))
    return 0


def _check(options: Options) -> int:
    """Every problem of the desk on a line of its own, or what the desk holds."""
    try:
        desk = opening.desk(options)
        opening.settled(options)  # kept, so that the next start, and a viewer that runs, need not read it again
    except ConfigError as error:
        for problem in error.problems:
            complain(problem if problem == str(error) else f"{opening.desk_file(options)}: {problem}")
        return error.exit_code
    where = desk.path or "the default desk"
    fronts, sources = counted(len(desk.fronts), "front"), counted(len(desk.sources), "source")
    print(safe(f"{where}: {fronts}, {sources}, theme {desk.theme}: all is well"))
    return 0


def _show(options: Options) -> int:
    from briefing.config.show import shown

    for line in shown(opening.desk(options)).splitlines():
        print(safe(line))
    return 0


def _init(options: Options) -> int:
    from briefing.config import write

    file = opening.desk_file(options)
    write.create(file)
    print(safe(f"wrote {file}; every key in it is explained, and none is set"))
    return 0


_CONFIG: dict[str, Callable[[Options], int]] = {"path": _path, "check": _check, "show": _show, "init": _init}


def _themes(options: Options, arguments: argparse.Namespace) -> int:
    """The themes there are, the desk's own marked, and what is wrong with any other file; or one of them, checked."""
    from briefing.config import themes

    if arguments.name:
        _, theme = opening.settled(options._replace(theme=arguments.name))  # kept, as `config check` keeps the desk
        print(safe(f"{theme.id}: {theme.title}, {_shade(theme)}: all is well"))
        return 0
    desk = opening.desk(options)
    loaded = themes.load()
    for theme in sorted(loaded.themes):
        mark = "*" if theme.id == desk.theme else " "
        print(safe(f"{mark} {theme.id:<20} {theme.title}, {_shade(theme)}"))
    print(safe(f"  Your own go to {themes.folders()[0]}"))
    for problem in loaded.failed:
        complain(problem)
    return ConfigError.exit_code if loaded.failed else 0


def _shade(theme: Theme) -> str:
    return "dark" if theme.dark else "light"


def _keys(options: Options, arguments: argparse.Namespace) -> int:
    """Every command with its keys on this desk, by group."""
    from briefing.view import commands

    if arguments.markdown:
        print("\n".join(markdown()))
        return 0
    keys = commands.keys_of(opening.desk(options).keys)
    group = ""
    for command in commands.COMMANDS:
        if command.group != group:
            group = command.group
            print(f"\n{group}")
        shown = " ".join(commands.shown(key, options.ascii) for key in keys[command.id])
        print(f"  {shown:<20} {command.id:<16} {command.help}")
    return 0


def markdown() -> list[str]:
    """The table of the README, two commands in a row; the keys of the fronts are told as one command."""
    from briefing.view import commands

    cells = []
    for command in commands.COMMANDS:
        if command.id == "front_1":
            cells.append(f"`1`–`{commands.MOST_FRONTS_WITH_A_KEY}` | To the front of that number")
        elif not command.id.startswith("front_"):
            keys = " ".join(f"`{commands.shown(key)}`" for key in command.keys)
            cells.append(f"{keys} | {command.title}")
    half = (len(cells) + 1) // 2
    pairs = zip_longest(cells[:half], cells[half:], fillvalue=" | ")
    return [
        "| keys | command | keys | command |",
        "|---|---|---|---|",
        *(f"| {left} | {right} |" for left, right in pairs),
    ]
