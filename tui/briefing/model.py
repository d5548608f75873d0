"""The nouns of the program, frozen and free of I/O: fronts, sources, items, credits, figures, health.

Times are whole seconds since 1970-01-01T00:00:00Z (`Instant`); `None` means unknown. Text has been
through `briefing.text.clean`, so one-line fields hold no control characters and no line breaks.
This module is imported before the first headline is painted: it may import nothing but `records`.
"""

from __future__ import annotations

from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Instant = int
    How = Literal["stated", "inferred", "configured"]
    Relation = Literal["confirms", "cites"]
    Qualifier = Literal[">", ">=", "<", "<=", "~", "<~", "range", "vague"]
    State = Literal["waiting", "ok", "stale", "failing", "gone", "off"]


class Match(NamedTuple):
    """Which items a front takes: one of `any` (if given), each of `all`, and nothing of `none`.

    An item that no front takes so goes to the front of whose `weak` words it holds the most, two at least.
    """

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class Front(NamedTuple):
    """A topic with a pane of its own."""

    id: str
    title: str
    match: Match = Match()


class Secret(NamedTuple):
    """Where a secret comes from: exactly one of an environment variable, a file or a command is set.

    `file` is an absolute path. `prefix` goes before the value in a header ("Bearer ").
    """

    env: str = ""
    file: str = ""
    command: tuple[str, ...] = ()
    prefix: str = ""


class Source(NamedTuple):
    """Where items come from. `address` is an http(s) URL or an absolute path of a file or folder.

    `fronts` take the items that match no front; `covers` are fronts that it has news of, but only by match.
    `interval` is in seconds; the wait grows up to `longest` when the source posts rarely (0: it never does). `user` and
    `password` are for HTTP basic authentication; `proxy` overrides the desk's.
    """

    id: str
    address: str
    title: str = ""
    kind: str = "auto"
    publisher: str = ""
    fronts: tuple[str, ...] = ()
    interval: int = 300
    terms: str = ""
    headers: tuple[tuple[str, str | Secret], ...] = ()
    enabled: bool = True
    user: str = ""
    password: str | Secret = ""
    proxy: str = ""
    covers: tuple[str, ...] = ()
    longest: int = 0

    def feeds(self, front: str) -> bool:
        """Whether the pane of `front` speaks for this source; one that names no front at all may bring news of any."""
        return front in self.fronts or front in self.covers or not (self.fronts or self.covers)

    @property
    def remote(self) -> bool:
        """Whether the network is needed to read it."""
        return self.address.startswith(("http://", "https://"))


class Publisher(NamedTuple):
    """An organisation that reports, states or carries news, as the publishers table knows it.

    `credit` is the short form that credits use ("AP"); `domains` are hosts, with a path where only a part
    of a host is the publisher's; `home` is the country it works from; `terms` says in a line what may be
    done with its text, as of the day `noted` ("2026-09" or "2026-09-19"). A `carrier` passes on what others
    report and is never credited as the publisher.
    """

    name: str
    credit: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    kind: str = ""
    home: str = ""
    terms: str = ""
    noted: str = ""
    carrier: bool = False


class Also(NamedTuple):
    """Another publisher that an item's text names, and how."""

    publisher: str
    relation: Relation = "cites"


class Rights(NamedTuple):
    """What is said about using an item: a copyright line, a licence (name or URL), a permission."""

    notice: str = ""
    licence: str = ""
    permission: str = ""


class Credit(NamedTuple):
    """Who is behind an item. `how` says how the publisher is known; it is "" without a publisher.

    `via` lists the carriers the item reached us through, outermost last. `unverified` is true when the
    publisher's name is not in the publishers table.
    """

    publisher: str = ""
    how: How | Literal[""] = ""
    byline: str = ""
    via: tuple[str, ...] = ()
    also: tuple[Also, ...] = ()
    rights: Rights = Rights()
    unverified: bool = False


class Figure(NamedTuple):
    """A number that an item states: `text` as written, `value` None when vague."""

    text: str
    value: float | None = None
    qualifier: Qualifier | Literal[""] = ""
    unit: str = ""
    noun: str = ""
    claimant: str = ""


class Marks(NamedTuple):
    """What one reader did to an item. `flag` is the reader's note on a mistake, "" when not flagged."""

    seen: bool = False
    read: bool = False
    saved: bool = False
    flag: str = ""


class Item(NamedTuple):
    """One post.

    A format fills what the document says; `key` is the item's identity within its source. The fetcher
    adds `id` (identity within the wire), `source`, `first_seen` and the rest of `fronts`; the wire adds
    `seq`, the order of arrival, and the reader's `marks`. `text` has paragraphs separated by one blank line.
    """

    key: str
    title: str
    text: str = ""
    url: str = ""
    published: Instant | None = None
    published_how: How = "stated"
    updated: Instant | None = None
    credit: Credit = Credit()
    fronts: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    withdrawn: bool = False
    pinned: bool = False
    key_event: bool = False
    revision: int = 0
    story: str = ""
    id: str = ""
    source: str = ""
    first_seen: Instant = 0
    seq: int = 0
    marks: Marks = Marks()

    @property
    def at(self) -> Instant:
        """The time an item is listed under: when it was published, else when it was first seen."""
        return self.first_seen if self.published is None else self.published


class Revision(NamedTuple):
    """An earlier wording of an item, and when it was replaced."""

    revision: int
    title: str
    text: str
    replaced: Instant


class SourceHealth(NamedTuple):
    """How a source is doing, as the fetcher last saw it. `error` is a sentence, "" when all is well."""

    id: str
    title: str = ""
    state: State = "waiting"
    error: str = ""
    checked: Instant | None = None
    succeeded: Instant | None = None
    next_check: Instant | None = None
    newest: Instant | None = None
    failures: int = 0
    items: int = 0
    requests: int = 0
    bytes: int = 0


class Links(NamedTuple):
    """How links are treated: the command that opens one; empty, they are shown and copied only."""

    open: tuple[str, ...] = ()


class Layout(NamedTuple):
    """How the panes share the screen. `columns` 0 means as many as fit; `weights` by front id, 1 by default."""

    columns: int = 0
    weights: tuple[tuple[str, int], ...] = ()


class Fetching(NamedTuple):
    """The limits of every request: connections in all, seconds until given up, bytes of a decoded body."""

    connections: int = 16
    deadline: int = 30
    size: int = 8 << 20


class Keeping(NamedTuple):
    """What stays of what the network brought: items of so many `days`, and so many `items` in all; 0 is without end."""

    days: int = 90
    items: int = 0


OURS = ("bundled", "imported")
"""The sources whose items the program or its user put in by hand; no source of a desk is called so."""
ROLES = (
    "background",
    "text",
    "muted",
    "border",
    "focus",
    "accent",
    "headline",
    "credit",
    "time",
    "link",
    "new",
    "saved",
    "updated",
    "withdrawn",
    "key",
    "warning",
    "error",
    "added",
    "removed",
    "match_background",
    "match_text",
    "cursor_background",
    "cursor_text",
    "bar_background",
    "bar_text",
)
"""The colours that a theme must name, each for what it marks, never for what it looks like."""


class Theme(NamedTuple):
    """The colours of a screen: for each of `ROLES` "#rrggbb", an ANSI colour by name ("bright_red") or "default"."""

    id: str
    title: str = ""
    dark: bool = True
    colours: tuple[tuple[str, str], ...] = ()


class Desk(NamedTuple):
    """The resolved configuration: every default filled in, every path absolute, every value checked.

    The fronts are in the order of their panes. `bundled` is true as long as both fronts and sources are the
    ones that came with the program; `path` is the file it was read from, "" without one. `clock` is "local" or
    "utc", `times` "ages" or "clock"; `bidi` says that right-to-left text is to be turned around here.
    """

    fronts: tuple[Front, ...] = ()
    sources: tuple[Source, ...] = ()
    theme: str = "night"
    links: Links = Links()
    keys: tuple[tuple[str, tuple[str, ...]], ...] = ()
    proxy: str = ""
    driver: str = "lean"
    bundled: bool = False
    path: str = ""
    layout: Layout = Layout()
    fetching: Fetching = Fetching()
    ascii: bool = False
    mouse: bool = False
    clock: str = "local"
    bidi: bool = False
    keep: Keeping = Keeping()
    times: str = "ages"

    def front(self, id: str) -> Front | None:
        """The front called `id`, if the desk has one."""
        return next((front for front in self.fronts if front.id == id), None)

    def source(self, id: str) -> Source | None:
        """The source called `id`, if the desk has one."""
        return next((source for source in self.sources if source.id == id), None)

    def feeding(self, front: Front) -> tuple[Source, ...]:
        """The sources that the pane of a front speaks for; where none names it, its words may find items in any."""
        named = tuple(source for source in self.sources if source.feeds(front.id))
        return named if named or front.match == Match() else self.sources
