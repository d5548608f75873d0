"""Every error the program raises on purpose, in one tree.

    BriefingError                 says what happened, to which source, file or key, and what to do
    ├── UsageError                the command line cannot be understood             (exit 2)
    ├── ConfigError               a desk, a theme or a data file is wrong           (exit 2)
    ├── StoreError                the wire or the marks cannot be used              (exit 3)
    │   ├── StoreLocked           another process holds the store longer than we wait
    │   └── StoreMismatch         the file is not ours, or a newer version wrote it
    └── ParseError                bytes that are not what their source promised; becomes a source's health
        └── NotAFeed              a page for people, with the feeds that it links to

A source that cannot be reached is never an exception: `briefing.fetch` answers with a value.
"""

from __future__ import annotations


class BriefingError(Exception):
    """The root. `str(error)` is one line, fit to be shown to a person."""

    exit_code = 1


class UsageError(BriefingError):
    """The command line cannot be understood."""

    exit_code = 2


class ConfigError(BriefingError):
    """A file that a person wrote is wrong: the message names the file, the key and the nearest valid one.

    `problems` holds a sentence for each thing wrong when there are several.
    """

    exit_code = 2

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems or (message,)


class StoreError(BriefingError):
    """The wire or the marks cannot be used; the message names the file."""

    exit_code = 3


class StoreLocked(StoreError):
    """Another process kept the store locked longer than we are ready to wait."""


class StoreMismatch(StoreError):
    """The file is not a wire of ours, or was written by a newer version."""


class ParseError(BriefingError):
    """A document could not be read as the format it claims or was told to be."""


class NotAFeed(ParseError):
    """A page for people came where news for programs was promised. `feeds` are the feeds that it links to."""

    def __init__(self, message: str, feeds: tuple[str, ...] = ()) -> None:
        super().__init__(message, feeds)
        self.feeds = feeds

    def __str__(self) -> str:
        return str(self.args[0])
