"""What themes wear on a terminal of sixteen colours: its own, as the nearest of them makes mud of a careful palette."""

from __future__ import annotations

from briefing.model import ROLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ON_DARK = {
    "focus": "cyan", "accent": "cyan", "link": "cyan", "new": "yellow", "saved": "magenta", "updated": "green",
    "key": "bright_yellow", "warning": "yellow", "error": "bright_red", "added": "green", "removed": "bright_red",
    "match_background": "yellow", "match_text": "black", "cursor_background": "blue", "cursor_text": "bright_white",
}  # fmt: skip
# Some of them can hardly be read on white.
_ON_LIGHT = _ON_DARK | {
    "focus": "blue", "accent": "blue", "link": "blue", "new": "blue", "key": "magenta", "warning": "red",
    "error": "red", "removed": "red",
}  # fmt: skip
# A theme that is white on black wants all the contrast there is, whatever colours the terminal calls its own.
_STARK = dict.fromkeys(ROLES, "bright_white") | {
    "background": "black", "focus": "bright_cyan", "accent": "bright_cyan", "link": "bright_cyan",
    "new": "bright_yellow", "saved": "bright_cyan", "updated": "bright_green", "key": "bright_yellow",
    "warning": "bright_yellow", "error": "bright_magenta", "added": "bright_green", "removed": "bright_magenta",
    "match_background": "bright_yellow", "match_text": "black", "cursor_background": "bright_cyan",
    "cursor_text": "black", "bar_background": "blue",
}  # fmt: skip


def worn(colours: Mapping[str, str], *, dark: bool) -> Mapping[str, str]:
    """The names of the colours that a theme wears by role; a role that is not there wears the terminal's default."""
    if colours.get("background") == "#000000" and colours.get("text") == "#ffffff":
        return _STARK
    return _ON_DARK if dark else _ON_LIGHT
