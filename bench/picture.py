"""Draw the dashboard on a store, without any toolkit: to look at it, as ANSI on a terminal or as an SVG.

python bench/picture.py STORE --size 120x40 --keys "down down zoom" --svg board.svg
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

from briefing import paths
from briefing.config.load import desk
from briefing.draw.ansi import encode
from briefing.draw.styles import DEFAULT, TRUE, Palette, Style
from briefing.model import Theme
from briefing.store.connection import Store
from briefing.view.board import Board

CELL, ROW = 9, 18
ANSI = "000000 cd0000 00cd00 cdcd00 4040ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"


def main() -> None:
    """Draw once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store")
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--svg")
    parser.add_argument("--theme", default="night")
    parser.add_argument("--keys", default="")
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("--depth", default="truecolor")
    parser.add_argument("--marks")
    parser.add_argument("--now", type=int)
    parser.add_argument("--read", action="store_true")
    options = parser.parse_args()
    width, height = map(int, options.size.split("x"))
    raw = tomllib.loads((Path(paths.shipped("themes")) / f"{options.theme}.toml").read_text())
    theme = Theme(options.theme, raw["title"], raw["dark"], tuple(raw["colours"].items()))
    import time

    now = options.now or int(time.time())
    store = Store.open(options.store, options.marks)
    board = Board(store, desk(None), clock=lambda: now, ascii=options.ascii, utc=True)
    board.resize(width, height)
    for key in options.keys.split():
        board.do(key)
    lines = board.lines()
    if options.read:
        from briefing.view.reader import ReaderView

        reader = ReaderView(board)
        reader.resize(width, height)
        lines = reader.lines()
    palette = Palette(theme, options.depth)
    if options.svg:
        Path(options.svg).write_text(svg(lines, palette, width, height))
    else:
        print(encode(lines, palette, newline="\n"))


def svg(lines: list, palette: Palette, width: int, height: int) -> str:
    """The lines as an SVG picture."""
    from html import escape

    from briefing.draw.cells import width as cells

    base = palette.resolve("text")
    found = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * CELL}" height="{height * ROW}">',
        f'<rect width="100%" height="100%" fill="{colour(base.bg, "#101010")}"/>',
        '<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="15" xml:space="preserve">',
    ]
    for y, line in enumerate(lines):
        x = 0
        for span in line:
            style: Style = palette.resolve(span.style)
            size = cells(span.text)
            fg, bg = colour(style.fg, "#d0d0d0"), colour(style.bg, "#101010")
            if style.reverse:
                fg, bg = bg, fg
            if bg != colour(base.bg, "#101010"):
                found.append(f'<rect x="{x * CELL}" y="{y * ROW}" width="{size * CELL}" height="{ROW}" fill="{bg}"/>')
            extra = (' font-weight="bold"' if style.bold else "") + (' font-style="italic"' if style.italic else "")
            extra += ' text-decoration="line-through"' if style.strike else ""
            extra += ' text-decoration="underline"' if style.underline else ""
            extra += ' opacity="0.6"' if style.dim else ""
            if span.text.strip():
                found.append(
                    f'<text x="{x * CELL}" y="{y * ROW + 14}" fill="{fg}"{extra} textLength="{size * CELL}"'
                    f' lengthAdjust="spacingAndGlyphs">{escape(span.text)}</text>'
                )
            x += size
    return "\n".join([*found, "</g></svg>"])


def colour(value: int, default: str) -> str:
    """A colour of the palette as SVG has it."""
    if value == DEFAULT:
        return default
    if value & TRUE:
        return f"#{value & 0xFFFFFF:06x}"
    if value < 16:
        return "#" + ANSI.split()[value]
    if value >= 232:
        return "#" + f"{8 + 10 * (value - 232):02x}" * 3
    steps = (0, 95, 135, 175, 215, 255)
    value -= 16
    return f"#{steps[value // 36]:02x}{steps[value // 6 % 6]:02x}{steps[value % 6]:02x}"


if __name__ == "__main__":
    main()
