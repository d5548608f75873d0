"""briefing.toml as a person writes it: every key, what it means, what it may hold. `load` turns it into a `Desk`.

The docstrings and the descriptions here are the documentation of the file; `briefing config init` writes them.
Unknown keys are refused. Nothing here repeats a value that may be secret in an error.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    StrictBool,
    StrictInt,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from briefing.config.explain import nearest
from briefing.model import OURS
from briefing.text import clean

KINDS = (
    "auto",
    "rss",
    "atom",
    "rdf",
    "jsonfeed",
    "liveblog",
    "telegram",
    "mastodon",
    "bluesky",
    "who-don",
    "ninjs",
    "digest",
    "items",
)
"""What a source may be written in: `formats.KINDS` but for lists of feeds. Tested, as layers forbid to ask."""
UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
SIZES = {"B": 1, "KB": 1 << 10, "MB": 1 << 20}
_HTTP: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


def seconds(value: object) -> int:
    """A span of time, "90s", "5m", "1h30m", "2d" or a number of seconds, in seconds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"(\d{1,6}[smhd])+", value.strip()):
        return sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([smhd])", value))
    raise ValueError('a span of time is written "90s", "5m", "2h" or "1d"')


def octets(value: object) -> int:
    """A size, "500 KB", "8 MB" or a number of bytes, in bytes."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = re.fullmatch(r"(\d{1,9}) ?(B|KB|MB)", value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError('a size is written "500 KB" or "8 MB"')
    return int(found[1]) * SIZES[found[2]]


def _id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", value):
        raise ValueError("an id is made of small letters a-z, digits, hyphens, dots and underscores")
    return value


def _plain(value: str) -> str:
    cleaned = clean(value)
    if value and not cleaned:
        raise ValueError("holds nothing that can be shown")
    return cleaned


def _words(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _one_of(what: str, choices: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(f'there is no {what} "{clean(value, 40)}"; {nearest(value, choices)}'.rstrip("; "))
        return value

    return AfterValidator(check)


def _url(value: str) -> str:
    """An http(s) URL with its odd characters escaped; the value is not repeated, it may hold a password."""
    try:
        return str(_HTTP.validate_python(value.strip()))
    except ValidationError:
        raise ValueError("not a web address that begins with http:// or https:// and names a host") from None


def _proxy(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.hostname and parts.port != 0  # a port that is none raises when it is asked for
    except ValueError:
        usable = False
    if not usable or not re.fullmatch(r"(https?|socks5h?)://[^\s/]+/?", value):
        raise ValueError('a proxy is written "http://host:port" or "socks5://host:port"')
    return value


def _header(value: str) -> str:
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", value):
        raise ValueError("not the name of an HTTP header")
    return value


def _visible(value: str) -> str:
    if not value.isprintable():
        raise ValueError("holds control characters")
    return value


Id = Annotated[str, AfterValidator(_id)]
Text = Annotated[str, AfterValidator(_plain)]
Words = Annotated[list[Text], BeforeValidator(_words)]
Ids = Annotated[list[Id], BeforeValidator(_words)]
Interval = Annotated[int, BeforeValidator(seconds), Field(ge=1, le=7 * 86_400)]
Proxy = Annotated[str, AfterValidator(_proxy)]


class Table(BaseModel):
    """A table of the file: it refuses keys it does not know, and never repeats what it was given."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SecretTable(Table):
    """A value as it is, or where it comes from: exactly one of `env`, `file` and `command`."""

    value: Annotated[str, AfterValidator(_visible)] = ""
    env: str = Field(default="", description="the name of an environment variable")
    file: Annotated[str, AfterValidator(_visible)] = Field(
        default="", description="a file that holds it, readable by you alone"
    )
    command: list[str] = Field(default=[], description="a command that prints it, as a list of words")

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, data: Any) -> Any:
        return {"value": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum(map(bool, (self.value, self.env, self.file, self.command))) != 1:
            raise ValueError("write the value itself, or one of env, file and command")
        return self


class MatchTable(Table):
    """Which items a front takes; whole words and phrases whatever their case, but "WHO", "US" or "UN" as they are."""

    any: Words = Field(default=[], description="one of these must be there")
    all: Words = Field(default=[], description="each of these must be there")
    none: Words = Field(default=[], description="none of these may be there")
    weak: Words = Field(default=[], description="of these two or more speak for this front when no front is named")

    @model_validator(mode="before")
    @classmethod
    def _list_means_any(cls, data: Any) -> Any:
        return {"any": data} if isinstance(data, str | list) else data


class FrontTable(Table):
    """A topic with a pane of its own."""

    id: Id = Field(description="its name in `--front` and in the sources' `fronts`", examples=["kursk"])
    title: Text = Field(default="", description="what its pane is called; the id if not given", examples=["Kursk"])
    match: MatchTable = Field(
        default_factory=MatchTable,
        description="words and phrases, or a table {any, all, none, weak}",
        examples=[["Kursk", "Sudzha"]],
    )


class SourceTable(Table):
    """Where items come from: one `url` or `path`."""

    id: Id = Field(description="its name in `briefing status` and `briefing refresh`", examples=["bbc-europe"])
    url: Annotated[str, AfterValidator(_url)] = Field(
        default="",
        description="a feed, a live blog or a page that names one",
        examples=["https://feeds.example/europe.xml"],
    )
    path: Annotated[str, AfterValidator(_visible)] = Field(
        default="", description="a file or a folder, beside this file or absolute"
    )
    kind: Annotated[str, _one_of("kind", KINDS)] = Field(
        default="auto", description="what it is written in; `auto` finds out"
    )
    title: Text = Field(default="", description="what it is called on the screen")
    publisher: Text = Field(default="", description="who is credited for items that name nobody else", examples=["BBC"])
    fronts: Ids = Field(default=[], description="fronts for items that match no front", examples=[["kursk"]])
    covers: Ids = Field(default=[], description="fronts that it has news of, but only when an item matches")
    interval: Interval = Field(default=300, description='how often to look, "5m"', examples=["5m"])
    longest: Interval | None = Field(
        default=None,
        description="how rarely to look when it posts rarely; not given: as often as ever",
        examples=["1h"],
    )
    terms: Text = Field(default="", description="what its publisher asks of those who use it")
    headers: dict[Annotated[str, AfterValidator(_header)], SecretTable] = Field(
        default={}, description="sent with each request", examples=[{"X-Api-Key": {"env": "WIRE_KEY"}}]
    )
    token: SecretTable | None = Field(
        default=None, description="sent as `Authorization: Bearer …`", examples=[{"file": "~/.wire-token"}]
    )
    user: Annotated[str, AfterValidator(_visible)] = Field(
        default="", description="for basic authentication", examples=["desk"]
    )
    password: SecretTable | None = Field(
        default=None, description="for basic authentication", examples=[{"command": ["pass", "show", "wire"]}]
    )
    proxy: Proxy = Field(default="", description="http:// or socks5://, instead of the desk's")
    enabled: StrictBool = Field(default=True, description="false: kept on the desk, not asked")

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if bool(self.url) == bool(self.path):
            raise ValueError("a source has either a url or a path")
        if self.id in OURS:
            raise ValueError(f'the id "{self.id}" is taken by the program; choose another')
        if self.path and (self.headers or self.token or self.user or self.password or self.proxy):
            raise ValueError("headers, token, user, password and proxy are for a url, not for a path")
        return self


class LinksTable(Table):
    """What happens to links."""

    open: list[str] = Field(
        default=[], description='the command that opens one, ["firefox", "--new-tab"]; none: they are shown'
    )


class LayoutTable(Table):
    """How the panes share the screen."""

    order: Ids = Field(
        default=[],
        description="front ids, in the order of their panes; the others follow",
        examples=[["gaza", "kursk"]],
    )
    columns: Annotated[StrictInt, Field(ge=0, le=12)] = Field(default=0, description="0: as many as fit")
    weights: dict[Id, Annotated[StrictInt, Field(ge=1, le=20)]] = Field(
        default={}, description="a front's share of the room; 1 if not given", examples=[{"kursk": 2}]
    )


class FetchTable(Table):
    """How the network is asked."""

    proxy: Proxy = Field(default="", description="http:// or socks5://; the environment's is never used")
    connections: Annotated[StrictInt, Field(ge=1, le=256)] = Field(default=16, description="how many at a time, in all")
    deadline: Annotated[int, BeforeValidator(seconds), Field(ge=1, le=600)] = Field(
        default=30, description='for all that a source is asked at a time, "30s"', examples=["30s"]
    )
    size: Annotated[int, BeforeValidator(octets), Field(ge=1 << 10, le=256 << 20)] = Field(
        default=8 << 20, description='the largest body taken, "8 MB"', examples=["8 MB"]
    )


class KeepTable(Table):
    """How long items stay that came over the network; those of files, imports and what you saved stay in any case."""

    days: Annotated[StrictInt, Field(ge=0, le=36_500)] = Field(
        default=90, description="days since an item came, and since its date; 0: for ever"
    )
    items: Annotated[StrictInt, Field(ge=0, le=100_000_000)] = Field(
        default=0, description="how many in all, the oldest go first; 0: any number"
    )


class DeskFile(Table):
    """The whole of briefing.toml."""

    theme: str = Field(default="night", description="the name of a theme; `briefing themes` lists them")
    ascii: StrictBool = Field(default=False, description="true: draw with nothing but ASCII")
    mouse: StrictBool = Field(
        default=False, description="true: the mouse works, at the price of the terminal's own selection"
    )
    times: Literal["ages", "clock"] = Field(
        default="ages", description="clock: say when each item is from, not how old it is"
    )
    clock: Literal["local", "utc"] = Field(default="local", description="utc: tell every time in UTC")
    bidi: StrictBool = Field(
        default=False, description="true: turn right-to-left text around, for terminals that do not"
    )
    driver: Literal["lean", "stock"] = Field(
        default="lean", description="stock: let the toolkit write to the terminal itself"
    )
    fronts: list[FrontTable] = Field(default=[], description="without any, the default fronts stand")
    sources: list[SourceTable] = Field(default=[], description="without any, the default sources stand")
    default_sources: StrictBool = Field(
        default=False, description="true: keep the default sources beside these; one of the same id changes it"
    )
    links: LinksTable = Field(default_factory=LinksTable)
    keys: dict[str, Words] = Field(default={}, description='keys by command id, next_new = "n" or ["n", "f5"]')
    layout: LayoutTable = Field(default_factory=LayoutTable)
    fetch: FetchTable = Field(default_factory=FetchTable)
    keep: KeepTable = Field(default_factory=KeepTable)
