"""How a cell is drawn (a pen), read from SGR parameters and written as the fewest of them (ECMA-48 §8.3.117)."""

from __future__ import annotations

from typing import NamedTuple


class Pen(NamedTuple):
    """Attributes as a set of bits (see `_BITS`), colours as SGR parameters ("" is the default), an OSC 8 link."""

    attributes: int = 0
    fg: str = ""
    bg: str = ""
    link: str = ""


PLAIN = Pen()

_CODES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 51, 52, 53)
_BITS = {code: 1 << place for place, code in enumerate(_CODES)}
_OFF = {22: (1, 2), 23: (3,), 24: (4, 21), 25: (5, 6), 27: (7,), 28: (8,), 29: (9,), 54: (51, 52), 55: (53,)}
_MASKS = {off: sum(_BITS[code] for code in codes) for off, codes in _OFF.items()}
VISIBLE_WHEN_BLANK = sum(_BITS[code] for code in (4, 5, 6, 7, 9, 21, 51, 52, 53))
"""Attributes that show on a space: a cell that has one of them cannot be made by erasing."""

_read: dict[tuple[Pen, str], Pen | None] = {}
_blank: dict[str, Pen] = {}
_written: dict[tuple[Pen | None, Pen], str] = {}
_LIMIT = 500


def blank(pen: Pen) -> Pen:
    """What can be seen of a pen on a space: often its background only."""
    if pen.link or pen.attributes & VISIBLE_WHEN_BLANK:
        return pen
    if not pen.bg:
        return PLAIN
    found = _blank.get(pen.bg)
    if found is None:
        if len(_blank) > _LIMIT:
            _blank.clear()
        found = _blank[pen.bg] = Pen(bg=pen.bg)
    return found


def read(pen: Pen, parameters: str) -> Pen | None:
    """The pen after `CSI parameters m`; None when there is something in it that we do not know."""
    key = (pen, parameters)
    if key not in _read:
        if len(_read) > _LIMIT:
            _read.clear()
        _read[key] = _parse(pen, parameters)
    return _read[key]


def write(before: Pen | None, after: Pen) -> str:
    """What turns the terminal's pen from `before` (None: not known) into `after`, links included."""
    key = (before, after)
    if key not in _written:
        if len(_written) > _LIMIT:
            _written.clear()
        _written[key] = _transition(before, after)
    return _written[key]


def _parse(pen: Pen, parameters: str) -> Pen | None:
    attributes, fg, bg, link = pen
    codes = parameters.split(";")
    at = 0
    while at < len(codes):
        code = int(codes[at] or 0)
        at += 1
        if code == 0:
            attributes, fg, bg = 0, "", ""
        elif code in _BITS:
            attributes |= _BITS[code]
        elif code in _MASKS:
            attributes &= ~_MASKS[code]
        elif code in (38, 48):
            length = {"5": 2, "2": 4}.get(codes[at] if at < len(codes) else "", 0)
            colour = codes[at : at + length]
            if not length or len(colour) < length:
                return None
            at += length
            fg, bg = (";".join(("38", *colour)), bg) if code == 38 else (fg, ";".join(("48", *colour)))
        elif 30 <= code <= 39 or 90 <= code <= 97:
            fg = "" if code == 39 else str(code)
        elif 40 <= code <= 49 or 100 <= code <= 107:
            bg = "" if code == 49 else str(code)
        else:
            return None
    return Pen(attributes, fg, bg, link)


def _transition(before: Pen | None, after: Pen) -> str:
    link = "" if before is not None and before.link == after.link else f"\x1b]8;;{after.link}\x1b\\"
    if before is not None and before[:3] == after[:3]:
        return link
    afresh = [str(code) for code, bit in _BITS.items() if after.attributes & bit]
    afresh += [colour for colour in (after.fg, after.bg) if colour]
    best = ";".join(["0", *afresh]) if afresh else ""
    if before is not None:
        step = ";".join(_steps(before, after))
        if len(step) < len(best) or (before[:3] == PLAIN[:3]):
            best = step
    return f"{link}\x1b[{best}m"


def _steps(before: Pen, after: Pen) -> list[str]:
    """The parameters that change only what differs."""
    attributes = before.attributes
    steps = []
    for off, mask in _MASKS.items():
        if attributes & mask & ~after.attributes:
            steps.append(str(off))
            attributes &= ~mask
    steps += [str(code) for code, bit in _BITS.items() if after.attributes & bit & ~attributes]
    if before.fg != after.fg:
        steps.append(after.fg or "39")
    if before.bg != after.bg:
        steps.append(after.bg or "49")
    return steps
