"""Lines of spans as what a terminal is sent: text, one SGR sequence per change of style, OSC 8 links. Pure.

ECMA-48 (SGR), the OSC 8 hyperlink convention. Everything passes `briefing.text.safe` once more.
"""

from __future__ import annotations

from briefing.draw.styles import DEFAULT, TRUE, Style
from briefing.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from briefing.draw.spans import Line
    from briefing.draw.styles import Palette

RESET = "\x1b[m"
_ON = (("bold", 1), ("dim", 2), ("italic", 3), ("underline", 4), ("reverse", 7), ("strike", 9))
_PLAIN = Style()
_LINK_LIMIT = 2_000


def encode(lines: Iterable[Line], palette: Palette, *, newline: str = "\r\n") -> str:
    """The lines one below the other, ending in the terminal's plain style. Nothing is cleared or moved to."""
    found: list[str] = []
    current = _PLAIN
    for number, line in enumerate(lines):
        if number:
            found.append(newline)
        for text, name, link in line:
            style = palette.resolve(name)
            if style != current and not (text.isspace() and _blank_alike(style, current)):
                found.append(sgr(current, style))
                current = style
            target = http_link(link) if link else ""
            shown = safe(text) if not text.isprintable() else text
            found.append(f"\x1b]8;;{target}\x1b\\{shown}\x1b]8;;\x1b\\" if target else shown)
    if current != _PLAIN:
        found.append(RESET)
    return "".join(found)


def sgr(before: Style, after: Style) -> str:
    """The shortest sequence that turns one style into another."""
    codes = _changes(before, after)
    fresh = _changes(_PLAIN, after)
    if codes is None or (fresh is not None and len(";".join(fresh)) + 2 < len(";".join(codes))):
        codes = ["", *(fresh or ())]
    return f"\x1b[{';'.join(codes)}m"


def http_link(url: str) -> str:
    """`url` in printable ASCII when it is http or https, else ""."""
    if not url.lower().startswith(("http://", "https://")) or len(url) > _LINK_LIMIT:
        return ""
    if all("!" <= character <= "~" for character in url):
        return url
    return "".join(
        character
        if "!" <= character <= "~"
        else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        for character in url
    )


def _changes(before: Style, after: Style) -> list[str] | None:
    """The SGR codes from one style to another, or None when an attribute has to be switched off."""
    codes: list[str] = []
    for name, code in _ON:
        was, now = getattr(before, name), getattr(after, name)
        if was and not now:
            return None
        if now and not was:
            codes.append(str(code))
    if before.fg != after.fg:
        codes.append(_colour(after.fg, 30))
    if before.bg != after.bg:
        codes.append(_colour(after.bg, 40))
    return codes


def _colour(colour: int, base: int) -> str:
    """The SGR code of a colour; `base` is 30 for the foreground, 40 for the background."""
    if colour == DEFAULT:
        return str(base + 9)
    if colour & TRUE:
        return f"{base + 8};2;{colour >> 16 & 255};{colour >> 8 & 255};{colour & 255}"
    if colour < 8:
        return str(base + colour)
    return str(base + 52 + colour) if colour < 16 else f"{base + 8};5;{colour}"


def _blank_alike(one: Style, other: Style) -> bool:
    """Whether spaces look the same in both styles, so that none need be sent."""
    return one.bg == other.bg and not (
        one.underline or other.underline or one.strike or other.strike or one.reverse or other.reverse
    )
