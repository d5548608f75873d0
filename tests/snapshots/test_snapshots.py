"""Every screen, exactly as it looks. After a change that is meant: `RENEW=1 pytest tests/snapshots`, look, commit.

A `.txt` file is what is written on the screen, with `$` at the end of each line so that no blank is lost. An `.ansi`
file is what a terminal is sent: `cat` shows it in its colours.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest
from tests.snapshots.desk import pressed, stocked

from briefing.config import themes
from briefing.draw.ansi import encode
from briefing.draw.styles import Palette

HERE = Path(__file__).parent
LARGE, USUAL, PHONE = (120, 40), (80, 24), (40, 12)
SCREENS = {
    "board": "",
    "zoomed": "j z",
    "reader": "enter",
    "changed": "j j c",
    "sources": "S",
    "search": "/ o f f i c e",
    "help": "?",
    "palette": ": m a r k",
    "themes": "t",
    "adding": "S a x . e x a m p l e",
    "figures": "3 #",
    "story": "v",
    "flag": "! w h y",
    "saved": "f f",
}
SMALL = ("board", "reader", "sources", "search", "help")
THEMES = ("ansi", "contrast", "day", "deutan", "deutan-day", "dusk", "night", "paper")
CASES = [
    *[(name, LARGE) for name in SCREENS],
    *[(name, USUAL) for name in SMALL],
    *[(name, PHONE) for name in SMALL],
]


def same(name: str, picture: str) -> None:
    """The file of that name holds this picture; with RENEW it does from now on."""
    file = HERE / name
    if os.environ.get("RENEW"):
        file.write_text(picture, encoding="utf-8")
    assert picture == file.read_text(encoding="utf-8"), f"{name} looks different; if that is meant, see {__file__}"


def text(folder: Path, keys: str, size: tuple[int, int], *, ascii: bool = False, welcomed: bool = True) -> str:
    """The words on the screen."""
    with closing(stocked(folder, welcomed=welcomed)) as store:
        lines = pressed(store, keys, size, ascii=ascii)
    return "".join("".join(span.text for span in line) + "$\n" for line in lines)


@pytest.mark.parametrize(("screen", "size"), CASES, ids=lambda value: value if isinstance(value, str) else value[0])
def test_a_screen(tmp_path: Path, screen: str, size: tuple[int, int]) -> None:
    same(f"{screen}-{size[0]}x{size[1]}.txt", text(tmp_path, SCREENS[screen], size))


@pytest.mark.parametrize("screen", ["board", "reader"])
def test_in_ascii(tmp_path: Path, screen: str) -> None:
    picture = text(tmp_path, SCREENS[screen], USUAL, ascii=True)
    assert picture.isascii()
    same(f"{screen}-ascii.txt", picture)


def test_the_welcome(tmp_path: Path) -> None:
    same("welcome-80x24.txt", text(tmp_path, "", USUAL, welcomed=False))


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme(tmp_path: Path, theme: str) -> None:
    with closing(stocked(tmp_path)) as store:
        lines = pressed(store, "", (80, 16))
    depth = "16" if theme == "ansi" else "256"
    same(f"theme-{theme}.ansi", encode(lines, Palette(themes.named(theme), depth), newline="\n") + "\n")


def test_without_colour(tmp_path: Path) -> None:
    with closing(stocked(tmp_path)) as store:
        lines = pressed(store, "", USUAL)
    picture = encode(lines, Palette(themes.named("night"), "none"), newline="\n") + "\n"
    assert "\x1b[3" not in picture.replace("\x1b[3m", "")
    same("board-no-colour.ansi", picture)


def test_there_is_one_for_every_theme_and_not_too_many() -> None:
    files = {file.name for file in HERE.iterdir() if file.suffix in (".txt", ".ansi")}
    assert {f"theme-{theme.id}.ansi" for theme in themes.load().themes} <= files
    assert len(files) < 40
