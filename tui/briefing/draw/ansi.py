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
_ATTRIBUTES = ("1", "2", "3", "4", "9", "7")  # in the order of the fields of Style
_PLAIN = Style()
_LINK_LIMIT = 2_000


def encode(lines: Iterable[Line], palette: Palette, *, newline: str = "\r\n") -> str:
    """The lines one below the other, ending in the terminal's plain style. Nothing is cleared or moved to."""
    found: list[str] = []
    current = _PLAIN
    turns: dict[tuple[int, str], tuple[str, Style]] = {}
    for number, line in enumerate(lines):
        if number:
            found.append(newline)
        for text, name, link in line:
            # A screen has some thousand spans and few styles: each turn from one to another is worked out once.
            key = (id(current), name)
            turn = turns.get(key)
            if turn is None:
                turn = turns[key] = _turn(current, palette.resolve(name))
            if turn[0] and not (text.isspace() and _blank_alike(turn[1], current)):
                found.append(turn[0])
                current = turn[1]
            shown = text if text.isprintable() else safe(text)
            target = http_link(link) if link else ""
            found.append(f"\x1b]8;;{target}\x1b\\{shown}\x1b]8;;\x1b\\" if target else shown)
    if current != _PLAIN:
        found.append(RESET)
    return "".join(found)


def _turn(before: Style, after: Style) -> tuple[str, Style]:
    """What turns one style into another, "" when they look alike, and the style then."""
    return ("", before) if before == after else (sgr(before, after), after)


def sgr(before: Style, after: Style) -> str:
    """The shortest sequence that turns one style into another."""
    codes = _changes(before, after)
    fresh = ["", *(_changes(_PLAIN, after) or ())]
    if codes is None or sum(map(len, fresh)) + len(fresh) < sum(map(len, codes)) + len(codes):
        codes = fresh
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
    if before[2:] != after[2:]:
        for was, now, code in zip(before[2:], after[2:], _ATTRIBUTES, strict=True):
            if was and not now:
                return None
            if now and not was:
                codes.append(code)
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
