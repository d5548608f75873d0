"""Themes: TOML files of named colours, the ones shipped and the reader's own, checked before anything draws with them.

A theme is called by the name of its file. A file in the `themes` folder beside the reader's desk hides
a shipped one of the same name.
"""

from __future__ import annotations

import os
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictBool, ValidationError, create_model

from briefing import paths
from briefing.config.explain import nearest, problems, read_toml, refuse
from briefing.errors import ConfigError
from briefing.model import ROLES, Theme
from briefing.records import NamedTuple
from briefing.text import clean

BASIC = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
ANSI = ("default", *BASIC, *(f"bright_{name}" for name in BASIC))
_HEX = re.compile(r"#[0-9a-f]{6}")
_STRICT = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Loaded(NamedTuple):
    """What a look through the folders gave: the themes that can be used, and a sentence for each file that cannot."""

    themes: tuple[Theme, ...]
    failed: tuple[str, ...]


def _colour(value: str) -> str:
    """A colour in its one spelling: "#rrggbb" in lower case, or one of `ANSI`."""
    value = value.strip().lower()
    if re.fullmatch("#[0-9a-f]{3}", value):
        return "#" + "".join(digit * 2 for digit in value[1:])
    if _HEX.fullmatch(value) or value in ANSI:
        return value
    meant = nearest(value, ANSI) if not value.startswith("#") else ""
    raise ValueError(
        f'"{clean(value, 40)}" is not a colour; write "#rrggbb" or the name of an ANSI colour; {meant}'.rstrip("; ")
    )


_Colour = Annotated[str, AfterValidator(_colour)]
_roles: dict[str, Any] = dict.fromkeys(ROLES, (_Colour, ...))
_Colours = create_model("_Colours", __config__=_STRICT, **_roles)


class _ThemeFile(BaseModel):
    """The file of a theme."""

    model_config = _STRICT
    title: str
    dark: StrictBool
    colours: _Colours  # type: ignore[valid-type]


def read(path: str) -> Theme:
    """The theme in the file at `path`; `ConfigError` says which key is wrong and how."""
    data = read_toml(path)
    try:
        theme = _ThemeFile.model_validate(data)
    except ValidationError as error:
        raise refuse(path, problems(error, _ThemeFile, data)) from None
    values = theme.model_dump()["colours"]
    return Theme(
        id=os.path.basename(path).removesuffix(".toml"),
        title=clean(theme.title),
        dark=theme.dark,
        colours=tuple((role, values[role]) for role in ROLES),
    )


def folders(own: str = "") -> tuple[str, ...]:
    """Where themes are looked for, the reader's own folder first."""
    return (own or paths.own_themes(), paths.shipped("themes"))


def files(own: str = "") -> dict[str, str]:
    """The file of each theme by its name, the shipped ones in alphabetical order after the reader's own."""
    found: dict[str, str] = {}
    for folder in folders(own):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            if name.endswith(".toml") and not name.startswith("."):
                found.setdefault(name.removesuffix(".toml"), os.path.join(folder, name))
    return found


def load(own: str = "") -> Loaded:
    """Every theme there is. A file that cannot be used costs only itself."""
    themes, failed = [], []
    for path in files(own).values():
        try:
            themes.append(read(path))
        except ConfigError as error:
            failed.append(str(error))
    return Loaded(tuple(themes), tuple(failed))


def named(name: str, own: str = "") -> Theme:
    """The theme called `name`; `ConfigError` offers the nearest when there is none."""
    found = files(own)
    if name not in found:
        raise ConfigError(f'there is no theme "{clean(name, 40)}"; {nearest(name, found)}'.rstrip("; "))
    return read(found[name])
