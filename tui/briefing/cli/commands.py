"""The argument parser, built for the one command that was asked for."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from briefing import __version__
from briefing.cli.options import OPTIONS, Options, add_options
from briefing.errors import UsageError

COMMANDS = {
    "refresh": ("fetching", "fetch what is due, or the named sources now"),
    "print": ("listing", "items to standard output"),
    "search": ("listing", "full-text search"),
    "import": ("documents", "take in a digest, a feed, an item file or a list of feeds"),
    "export": ("documents", "items or the list of feeds as a file"),
    "sources": ("sources", "list, try, add and remove sources"),
    "status": ("sources", "how each source is doing"),
    "config": ("settings", "the desk: where it is, whether it is right, what it says"),
    "themes": ("settings", "the themes there are"),
    "keys": ("settings", "the keys of the dashboard"),
}
_EPILOG = """\
Without a command: the dashboard, or, without a terminal, the newest items in print.
Exit codes: 0 fine; 1 some sources failed; 2 wrong usage or configuration; 3 the store cannot be used.
"""
_NO_CHOICE = re.compile(r"argument (.+?): invalid choice: '(.*)' \(choose from (.*)\)", re.DOTALL)


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the command line, and where its help is."""
        raise UsageError(f"{_in_words(message)} (see {self.prog} --help)")


def _in_words(message: str) -> str:
    """A complaint about a word that is none of those to choose from, with the nearest of them; others as they are."""
    found = _NO_CHOICE.fullmatch(message)
    if found is None:
        return message
    from briefing.config.explain import nearest

    option, given, choices = found.groups()
    where = f"{option}: " if option.startswith("-") else ""
    near = nearest(given, [each.strip("' ") for each in choices.split(",")]) or f"there are {choices}"
    return f'{where}there is no "{given}"; {near}'


def run(argv: Sequence[str]) -> int:
    """Parse the command line and do the one command that it names."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    name = _named(argv)
    parser = _parser(name)
    arguments = parser.parse_args(argv)
    options = Options(**{field: value for field, value in vars(arguments).items() if field in Options._fields})
    if options.theme:
        from briefing.config import themes

        themes.named(options.theme)
    if options.front and not getattr(arguments, "fronts", None):
        # Given before the command, it means what it would mean after it.
        arguments.fronts = [options.front]
    if not name:
        from briefing.cli import listing

        return listing.digest(options)
    code: int = arguments.run(options, arguments)
    return code


def _named(argv: Sequence[str]) -> str:
    """The command that a command line names: its first word that is neither an option nor the value of one."""
    with_value = {option.name for option in OPTIONS if option.metavar}
    words = iter(argv)
    for word in words:
        if word in with_value:
            next(words, None)
        elif not word.startswith("-"):
            return word if word in COMMANDS else ""
    return ""


def _parser(name: str) -> Parser:
    """The parser of the whole command line, complete for the command called `name` alone."""
    parser = Parser(
        prog="briefing",
        description="A live blog of every front you follow, in a terminal, always saying who says so.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"briefing {__version__}")
    add_options(parser, viewer=True)
    known = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for each, (module, summary) in COMMANDS.items():
        child = known.add_parser(each, help=summary, description=f"{summary.capitalize()}.", allow_abbrev=False)
        if each == name:
            add_options(child, viewer=False)
            import_module(f"briefing.cli.{module}").add(each, child)
    return parser
