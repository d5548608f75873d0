"""The options that every command takes, and a reading of them that needs no argument parser.

Plain `briefing` has to paint before anything heavy is imported, so `scan` understands a command line of
nothing but these options; everything else goes to the parser in `commands`, built from the same table.
"""

from __future__ import annotations

from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


class Option(NamedTuple):
    """An option: without a `metavar` it is a switch. `viewer` says that only the dashboard takes it."""

    name: str
    help: str
    metavar: str = ""
    viewer: bool = False

    @property
    def field(self) -> str:
        """Its name in `Options`."""
        return self.name.lstrip("-").replace("-", "_")


class Options(NamedTuple):
    """What the common options say; "" and False where nothing was said."""

    config: str = ""
    store: str = ""
    offline: bool = False
    no_spawn: bool = False
    theme: str = ""
    front: str = ""
    ascii: bool = False
    mouse: bool = False
    restricted: bool = False


OPTIONS = (
    Option("--config", "the desk to use ($BRIEFING_CONFIG; else briefing.toml in the configuration folder)", "FILE"),
    Option("--store", "the wire to use ($BRIEFING_STORE; else wire.db in the data folder)", "PATH"),
    Option("--offline", "ask the network nothing"),
    Option("--no-spawn", "never start a fetcher"),
    Option("--ascii", "print and draw with nothing but ASCII"),
    Option("--theme", "the colours to draw in", "NAME", viewer=True),
    Option("--front", "the front to open with", "ID", viewer=True),
    Option("--mouse", "let the mouse work too", viewer=True),
    Option("--restricted", "for other people's sessions: no opener, nothing written but marks", viewer=True),
)


def scan(argv: Sequence[str]) -> Options | None:
    """The options of a command line that asks for the dashboard; None when it says anything else."""
    known = {option.name: option for option in OPTIONS}
    found: dict[str, str | bool] = {}
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        option = known.get(name)
        if option is None or (equals and not option.metavar):
            return None
        if option.metavar and not equals:
            value = next(words, "")
        if option.metavar and not value:
            return None
        found[option.field] = value if option.metavar else True
    return Options(**found)  # type: ignore[arg-type]


def add_options(parser: argparse.ArgumentParser, *, viewer: bool) -> None:
    """The common options, those of the viewer only where there is one."""
    from argparse import SUPPRESS  # what is not given leaves alone what was said before the command

    group = parser.add_argument_group("common options")
    for option in OPTIONS:
        if option.viewer and not viewer:
            continue
        if option.metavar:
            group.add_argument(option.name, metavar=option.metavar, help=option.help, default=SUPPRESS)
        else:
            group.add_argument(option.name, action="store_true", help=option.help, default=SUPPRESS)
