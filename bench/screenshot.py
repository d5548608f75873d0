"""A picture of the real viewer on the bundled edition, as an SVG.

    python bench/screenshot.py bench/screenshot.svg [--theme day] [--size 120x40] [--keys enter,c]

The clock stands still in the evening of the edition's day, so that two runs give the same picture.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

NOW = 1_723_833_120  # 16 August 2024, 18:32 UTC


async def picture(folder: str, theme: str, size: tuple[int, int], keys: list[str]) -> str:
    """The SVG of the dashboard after some keys, in a home of its own."""
    from bench.picture import svg

    from briefing.config import load, publishers, themes
    from briefing.draw.styles import Palette
    from briefing.editorial.publishers import Publishers
    from briefing.engine import bundled
    from briefing.store.connection import Store
    from briefing.ui.app import Viewer
    from briefing.ui.options import Options
    from briefing.ui.stage import Setting, Themes
    from briefing.view.board import Board

    desk = load.desk(load.default_file())
    store = Store.open(os.path.join(folder, "wire.db"), os.path.join(folder, "marks.db"), now=NOW)
    bundled.install(store, Publishers(publishers.load()), NOW, desk.fronts)
    board = Board(store, desk, clock=lambda: NOW, utc=True)
    setting = Setting(
        store,
        desk,
        themes.named(theme),
        board,
        lambda: NOW,
        Options(depth="truecolor"),
        lambda: Themes(*themes.load()),
    )
    viewer = Viewer(setting)
    async with viewer.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
        await pilot.pause()
        drawn = svg(viewer.stage.lines(*size), Palette(viewer.stage.theme, "truecolor"), *size)
    store.close()
    return drawn


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--theme", default="night")
    parser.add_argument("--size", default="112x32")
    parser.add_argument("--keys", default="")
    chosen = parser.parse_args()
    width, _, height = chosen.size.partition("x")
    keys = [key for key in chosen.keys.split(",") if key]
    os.environ["TZ"] = "UTC"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        svg = asyncio.run(picture(folder, chosen.theme, (int(width), int(height)), keys))
    chosen.file.write_text(svg, encoding="utf-8")
    print(f"{chosen.file}: {len(svg)} characters")


if __name__ == "__main__":
    main()
