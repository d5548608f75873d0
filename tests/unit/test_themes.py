from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from briefing import paths
from briefing.config import themes
from briefing.draw.styles import ANSI, NAMES, Palette
from briefing.errors import ConfigError
from briefing.model import ROLES, Theme

SHIPPED = sorted(Path(paths.shipped("themes")).glob("*.toml"))
NIGHT = Path(paths.shipped("themes"), "night.toml").read_text()
ON = {"cursor_text": "cursor_background", "match_text": "match_background", "bar_text": "bar_background"}
NOT_READ = {"border", "background", *ON.values()}


Vector = tuple[float, float, float]
DEUTERANOPIA = (  # Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)


def linear(colour: str) -> Vector:
    """The light of a colour in red, green and blue, each from 0 to 1 (sRGB, IEC 61966-2-1)."""
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _map(lambda part: part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4, (red, green, blue))


def _map(change: Callable[[float], float], parts: Vector) -> Vector:
    return change(parts[0]), change(parts[1]), change(parts[2])


def _times(matrix: tuple[Vector, Vector, Vector], parts: Vector) -> Vector:
    first, second, third = (sum(a * b for a, b in zip(row, parts, strict=True)) for row in matrix)
    return first, second, third


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.1, 1.4.3)."""
    darker, lighter = sorted(_times(XYZ, linear(colour))[1] for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab_without_green(colour: str) -> Vector:
    """CIE L*a*b* of a colour as it looks in deuteranopia."""
    seen = _map(lambda part: min(max(part, 0), 1), _times(DEUTERANOPIA, linear(colour)))
    x, y, z = (part / white for part, white in zip(_times(XYZ, seen), WHITE, strict=True))
    fx, fy, fz = _map(lambda t: t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116, (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: str, other: str) -> float:
    """How different two colours look in deuteranopia (CIE 1976; 2 can just be seen side by side)."""
    return math.dist(lab_without_green(one), lab_without_green(other))


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
    for role in ("focus", "cursor_background"):
        assert contrast(colours[role], colours["background"]) >= 3


def in_256(theme: Theme) -> dict[str, str]:
    """The colours of a theme as a terminal of 256 shows them."""
    palette = Palette(theme, "256")
    return {role: _of_xterm(palette.colour(role)) for role, _ in theme.colours}


def _of_xterm(number: int) -> str:
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    steps, number = (0, 95, 135, 175, 215, 255), number - 16
    return f"#{steps[number // 36]:02x}{steps[number // 6 % 6]:02x}{steps[number % 6]:02x}"


def oklab(colour: str) -> Vector:
    """Lightness and the two axes of hue, 100 times those of OKLab (B. Ottosson, 2020)."""
    to_cones = ((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.6300))
    to_lab = ((0.2105, 0.7936, -0.0041), (1.9780, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087))
    cones = _map(lambda part: 100 * part ** (1 / 3), _times(to_cones, linear(colour)))
    return _times(to_lab, cones)


def chroma(colour: str) -> float:
    """How far from grey a colour is."""
    return math.hypot(*oklab(colour)[1:])


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_it_is_the_same_theme_in_256_colours(file: Path) -> None:
    theme = themes.read(str(file))
    if theme.id == "ansi":
        return
    meant, shown = dict(theme.colours), in_256(theme)
    for role, colour in meant.items():
        assert math.dist(oklab(colour), oklab(shown[role])) < 5, role
        if role in set(ROLES) - NOT_READ:
            ground = shown[ON.get(role, "background")]
            assert contrast(shown[role], ground) >= (7 if theme.id == "contrast" else 4.5), role
        if chroma(colour) < 4:
            assert chroma(shown[role]) < 4, f"{role}: a grey that becomes a colour"


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_in_sixteen_colours_nothing_is_yellow_or_cyan_on_white(file: Path) -> None:
    theme = themes.read(str(file))
    palette = Palette(theme, "16")
    if not theme.dark:
        shown = {ANSI[palette.colour(role)] for role in set(ROLES) - NOT_READ if palette.colour(role) >= 0}
        assert not {name for name in shown if name.endswith(("yellow", "cyan", "bright_red"))}


VGA = (
    "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa", "#aa00aa", "#00aaaa", "#aaaaaa",
    "#555555", "#ff5555", "#55ff55", "#ffff55", "#5555ff", "#ff55ff", "#55ffff", "#ffffff",
)  # fmt: skip


def test_high_contrast_is_that_in_sixteen_colours_too_whatever_the_terminals_own_are() -> None:
    palette = Palette(themes.named("contrast"), "16")
    for role in set(ROLES) - NOT_READ:
        colour, ground = palette.colour(role), palette.colour(ON.get(role, "background"))
        assert min(colour, ground) >= 0, "the terminal's own may be anything"
        assert contrast(VGA[colour], VGA[ground]) >= 7, role
    assert palette.resolve("border").fg == 15
    assert not any(palette.resolve(name).dim for name in NAMES)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_in_sixteen_colours_what_stands_back_is_dim_not_bright_black_which_some_palettes_have_for_a_ground(
    file: Path,
) -> None:
    theme = themes.read(str(file))
    palette = Palette(theme, "16")
    if theme.id not in ("ansi", "contrast"):
        assert 8 not in {palette.resolve(name).fg for name in NAMES}
        assert palette.resolve("hint").dim
        assert palette.resolve("border").dim
        assert not palette.resolve("time+cursor").dim
    assert not Palette(theme, "256").resolve("hint").dim


def test_eight_are_shipped_light_and_dark() -> None:
    found = themes.load().themes
    assert len(found) == len(SHIPPED) >= 8
    assert sum(theme.dark for theme in found) >= 3
    assert sum(not theme.dark for theme in found) >= 3
    assert len({theme.title for theme in found}) == len(found)


def test_high_contrast_is_that() -> None:
    colours = dict(themes.named("contrast").colours)
    for role in set(ROLES) - NOT_READ:
        assert contrast(colours[role], colours[ON.get(role, "background")]) >= 7
    assert contrast(colours["border"], colours["background"]) >= 7


@pytest.mark.parametrize("name", ["deutan", "deutan-day"])
def test_marks_differ_without_red_and_green(name: str) -> None:
    theme = themes.named(name)
    for colours in (dict(theme.colours), in_256(theme)):
        assert apart(colours["added"], colours["removed"]) >= 50
        told_apart = ("new", "updated", "error", "muted")
        for one, other in combinations(told_apart, 2):
            assert apart(colours[one], colours[other]) >= 15, (one, other)


def test_the_measure_knows_what_deuteranopia_confuses() -> None:
    assert apart("#a04000", "#507000") < apart("#a04000", "#0040a0") / 3


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
