from __future__ import annotations

from pathlib import Path

import pytest

from briefing import paths
from briefing.config import themes
from briefing.errors import ConfigError
from briefing.model import ROLES, Theme

SHIPPED = sorted(Path(paths.shipped("themes")).glob("*.toml"))
NIGHT = Path(paths.shipped("themes"), "night.toml").read_text()
ON = {"cursor_text": "cursor_background", "match_text": "match_background", "bar_text": "bar_background"}
NOT_READ = {"border", "background", "surface", *ON.values()}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.1, 1.4.3)."""

    def light(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_there_is_a_dark_a_light_and_a_plain_one() -> None:
    found = {theme.id: theme for theme in themes.load().themes}
    assert found["night"].dark
    assert not found["day"].dark
    assert not any(colour.startswith("#") for _, colour in found["ansi"].colours)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_theme_can_be_read(file: Path) -> None:
    theme = themes.read(str(file))
    assert tuple(role for role, _ in theme.colours) == ROLES
    colours = dict(theme.colours)
    if colours["background"] == "default":
        return
    for role in set(ROLES) - NOT_READ:
        ground = colours[ON.get(role, "background")]
        assert contrast(colours[role], ground) >= 4.5, f"{role} on {ground}"
    assert contrast(colours["headline"], colours["cursor_background"]) >= 4.5
    assert contrast(colours["focus"], colours["background"]) >= 3
    assert colours["cursor_background"] != colours["background"]


def own(home: Path, name: str, text: str) -> Path:
    file = home / ".config" / "briefing" / "themes" / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_a_reader_adds_themes_and_hides_shipped_ones(home: Path) -> None:
    own(home, "mine", NIGHT.replace('"Night"', '"Mine"'))
    own(home, "day", NIGHT)
    loaded = themes.load()
    assert not loaded.failed
    assert themes.named("mine").title == "Mine"
    assert themes.named("day").dark
    assert [theme.id for theme in loaded.themes].count("day") == 1


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ("border =", "bordr =", 'colours.bordr: there is no such key; did you mean "border"?'),
        ("border =", "# border =", "colours.border: this key is missing"),
        ('"#f2f5f8"', '"#f2f5f"', 'colours.headline: "#f2f5f" is not a colour'),
        ('"#f2f5f8"', '"brigth_red"', 'did you mean "bright_red"?'),
        ('"#f2f5f8"', "5", "colours.headline: should be a valid string"),
        ("dark = true", 'dark = "yes"', "dark: should be a valid boolean"),
        ('title = "Night"', "", "title: this key is missing"),
        ("[colours]", "[colour]", 'colour: there is no such key; did you mean "colours"?'),
    ],
)
def test_a_bad_theme_says_which_key_and_costs_only_itself(home: Path, change: str, to: str, said: str) -> None:
    assert change in NIGHT
    file = own(home, "mine", NIGHT.replace(change, to, 1))
    with pytest.raises(ConfigError) as caught:
        themes.named("mine")
    assert str(caught.value).startswith(f"{file}: ")
    assert any(said in problem for problem in caught.value.problems)
    loaded = themes.load()
    assert len(loaded.failed) == 1
    assert {"night", "day", "ansi"} <= {theme.id for theme in loaded.themes}


def test_colours_have_one_spelling(home: Path) -> None:
    own(home, "mine", NIGHT.replace('"#f2f5f8"', '"#FAB"').replace('"#0f141a"', '" Default "'))
    theme: Theme = themes.named("mine")
    assert dict(theme.colours)["headline"] == "#ffaabb"
    assert dict(theme.colours)["background"] == "default"


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(ConfigError, match='there is no theme "nigth"; did you mean "night"'):
        themes.named("nigth")
