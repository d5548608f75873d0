"""The names of the styles that drawing uses, and what a theme makes of them at each depth of colour. Pure.

A style is attributes and two roles of a theme (`briefing.model.ROLES`). Nothing is told by colour alone:
whatever a style marks is also a character or a word, and without colour attributes stand in.
"""

from __future__ import annotations

from briefing.records import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from briefing.model import Theme

    Depth = Literal["none", "16", "256", "truecolor"]

DEFAULT = -1
"""The terminal's own colour."""
TRUE = 1 << 24
"""Set in a colour of 24 bits; without it a colour is DEFAULT or an index into the terminal's 256."""


class Style(NamedTuple):
    """How a run of text looks. A colour is `DEFAULT`, an index from 0 to 255, or `TRUE | 0xRRGGBB`."""

    fg: int = DEFAULT
    bg: int = DEFAULT
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    reverse: bool = False


# name: foreground role, background role, attributes, attributes added where there is no colour.
_STYLES = {
    "text": ("text", "background", "", ""),
    "muted": ("muted", "", "", "dim"),
    "accent": ("accent", "", "", ""),
    "bar": ("bar_text", "bar_background", "", "reverse"),
    "bar_title": ("bar_text", "bar_background", "bold", "reverse"),
    "bar_warning": ("warning", "bar_background", "bold", "reverse"),
    "border": ("border", "", "", "dim"),
    "border_focus": ("focus", "", "", ""),
    "title": ("text", "", "bold", ""),
    "title_focus": ("focus", "", "bold", ""),
    "tab": ("muted", "", "", ""),
    "tab_focus": ("focus", "", "bold", "reverse"),
    "new": ("new", "", "bold", ""),
    "read": ("muted", "", "", ""),
    "time": ("time", "", "", ""),
    "headline": ("headline", "", "", ""),
    "headline_read": ("text", "", "", ""),
    "headline_withdrawn": ("withdrawn", "", "strike", ""),
    "credit": ("credit", "", "", ""),
    "how": ("credit", "", "italic", ""),
    "saved": ("saved", "", "", ""),
    "updated": ("updated", "", "", ""),
    "withdrawn": ("withdrawn", "", "", ""),
    "key": ("key", "", "bold", ""),
    "pinned": ("key", "", "", ""),
    "flag": ("error", "", "", ""),
    "rule": ("muted", "", "", ""),
    "here": ("accent", "", "", "bold"),
    "held": ("new", "", "bold", ""),
    "fresh": ("muted", "", "", ""),
    "warning": ("warning", "", "", ""),
    "error": ("error", "", "", ""),
    "role": ("muted", "", "", ""),
    "publisher": ("headline", "", "bold", ""),
    "hint": ("muted", "", "", ""),
    "hint_key": ("text", "", "bold", ""),
    "notice": ("accent", "", "bold", ""),
    "heading": ("accent", "", "bold", ""),
    "body": ("text", "", "", ""),
    "quote": ("text", "", "italic", ""),
    "link": ("link", "", "underline", ""),
    "added": ("added", "", "underline", "bold"),
    "removed": ("removed", "", "strike", ""),
    "match": ("match_text", "match_background", "", "reverse"),
    "cursor": ("cursor_text", "cursor_background", "", "reverse"),
}
_NOTHING = ("", "", "", "")
NAMES = tuple(_STYLES)

ANSI = (
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright_black", "bright_red",
    "bright_green", "bright_yellow", "bright_blue", "bright_magenta", "bright_cyan", "bright_white",
)  # fmt: skip
# What stands back is dim with sixteen colours: bright black is the very background of some palettes, and unknown where
# there are only eight.
_DIM_OF_SIXTEEN = ("muted", "border", "time", "withdrawn")


class Palette:
    """A theme at one depth of colour: `resolve` turns the name of a style into the look of it."""

    def __init__(self, theme: Theme, depth: Depth = "256") -> None:
        self.theme = theme
        self.depth = depth
        self._colours = dict(theme.colours)
        self._mixed: dict[str, int] = {}
        self._resolved: dict[str, Style] = {}

    def resolve(self, name: str) -> Style:
        """The look of a style; of several joined by "+" the later are laid over the earlier, all over "text"."""
        found = self._resolved.get(name)
        if found is None:
            found = self._resolved[name] = self._laid_over(("text", *name.split("+")))
        return found

    def _laid_over(self, names: tuple[str, ...]) -> Style:
        """Several styles as one; a name that is not known changes nothing."""
        fg = bg = ""
        attributes: list[str] = []
        for name in names:
            over_fg, over_bg, always, without = _STYLES.get(name, _NOTHING)
            fg, bg = over_fg or fg, over_bg or bg
            if always:
                attributes += always.split()
            if without and self.depth == "none":
                attributes += without.split()
        if self.depth == "16" and fg in _DIM_OF_SIXTEEN and self._of_terminal(fg):
            attributes.append("dim")
        return Style(self.colour(fg), self.colour(bg), *[each in attributes for each in Style._fields[2:]])

    def _of_terminal(self, role: str) -> bool:
        """Whether a role for which the theme has a colour wears the terminal's own, since there are too few."""
        return self.colour(role) == DEFAULT and self._colours.get(role, "").startswith("#")

    def colour(self, role: str) -> int:
        """The colour that the theme gives to a role, at this depth."""
        found = self._mixed.get(role)
        if found is None:
            found = self._mixed[role] = self._mix(role)
        return found

    def _mix(self, role: str) -> int:
        if self.depth == "none":
            return DEFAULT
        value = self._colours.get(role, "default")
        if not value.startswith("#"):
            return ANSI.index(value) if value in ANSI else DEFAULT
        if self.depth == "16":
            from briefing.draw.sixteen import worn

            name = worn(self._colours, dark=self.theme.dark).get(role, "")
            return ANSI.index(name) if name else DEFAULT
        rgb = int(value[1:], 16)
        return TRUE | rgb if self.depth == "truecolor" else _of_256(rgb >> 16, rgb >> 8 & 255, rgb & 255)


def depth_of(env: Mapping[str, str]) -> Depth:
    """The depth of colour that a terminal's environment promises (no-color.org; COLORTERM as set by terminals)."""
    term = env.get("TERM", "")
    if env.get("NO_COLOR") or term in ("", "dumb", "unknown") or term.startswith(("vt1", "vt2", "vt3", "vt4", "vt5")):
        return "none"
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith("-direct"):
        return "truecolor"
    if "linux" in term or term in (
        "ansi", "cygwin", "xterm", "xterm-color", "screen", "tmux", "rxvt", "xterm-16color", "putty"
    ):  # fmt: skip
        return "16"
    return "256"


_STEPS = (0, 95, 135, 175, 215, 255)


def _of_256(red: int, green: int, blue: int) -> int:
    """The nearest of the 6 x 6 x 6 cube (16 to 231) and the 24 greys (232 to 255) of xterm."""
    cube = [0 if part < 48 else 1 if part < 115 else (part - 35) // 40 for part in (red, green, blue)]
    level = max(0, min(23, ((red * 30 + green * 59 + blue * 11) // 100 - 3) // 10))
    of_cube = _apart((red, green, blue), tuple(_STEPS[step] for step in cube))
    if _apart((red, green, blue), (8 + 10 * level,) * 3) < of_cube:
        return 232 + level
    return 16 + 36 * cube[0] + 6 * cube[1] + cube[2]


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How different two colours look, green weighing most and blue least."""
    return 30 * (one[0] - other[0]) ** 2 + 59 * (one[1] - other[1]) ** 2 + 11 * (one[2] - other[2]) ** 2
