"""A stage on a stocked store, with a host that notes what it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from briefing.model import ROLES, Also, Credit, Desk, Front, Item, Source, Theme
from briefing.store import items, preferences
from briefing.store.connection import Store
from briefing.ui.options import Options
from briefing.ui.stage import Setting, Stage, Themes
from briefing.view.board import Board

NOW = 1_723_819_920
FRONTS = ("kursk", "kerch", "gaza", "mpox")
DAY = Theme("day", "Day", False, tuple((role, "#102030") for role in ROLES))
NIGHT = Theme("night", "Night", True, tuple((role, "#c0c0c0") for role in ROLES))


def report(front: str, number: int, **fields: object) -> Item:
    """One of the items that the store is stocked with."""
    item = Item(
        key=f"{front}{number}",
        id=f"{front}-{number:04}",
        title=f"{front.title()} report {number}",
        text=f"What is known about {front}.\n\nA second paragraph.",
        url=f"https://news.example/{front}/{number}",
        published=NOW - 600 - number * 1_800,
        credit=Credit("BBC", "stated", via=("Kyiv Post",), also=(Also("AP"),)),
        fronts=(front,),
        source="bbc",
        first_seen=NOW - 600,
    )
    return item._replace(**fields)  # type: ignore[arg-type]


class Clock:
    """Time that stands still until it is moved."""

    now = NOW

    def __call__(self) -> int:
        return self.now


class Noted:
    """A host whose terminal is a list of what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, object]] = []

    def copy(self, text: str) -> None:
        self.asked.append(("copy", text))

    def wear(self, theme: Theme) -> None:
        self.asked.append(("wear", theme.id))

    def redraw(self) -> None:
        self.asked.append(("redraw", None))

    def to_shell(self) -> None:
        self.asked.append(("to_shell", None))

    def leave(self, code: int) -> None:
        self.asked.append(("leave", code))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(str(tmp_path / "wire.db"), str(tmp_path / "marks.db"), now=NOW)) as opened:
        for front in FRONTS:
            items.save(opened, "bbc", [report(front, number) for number in range(30)], NOW)
        preferences.put(opened, "welcomed", "1")
        yield opened


@pytest.fixture
def desk() -> Desk:
    sources = (
        Source("bbc", "https://news.example/rss", "BBC News", publisher="BBC", fronts=("kursk", "kerch")),
        Source("sky", "https://sky.example/rss", publisher="Sky News", fronts=("gaza",)),
        Source("off", "https://off.example/rss", enabled=False, fronts=("kursk",)),
    )
    return Desk(tuple(Front(name, name.title()) for name in FRONTS), sources)


@pytest.fixture
def setting(store: Store, desk: Desk, clock: Clock) -> Setting:
    board = Board(store, desk, clock=clock, utc=True)
    return Setting(store, desk, NIGHT, board, clock, Options(), lambda: Themes((DAY, NIGHT), ("bad.toml: no colours",)))


@pytest.fixture
def host() -> Noted:
    return Noted()


@pytest.fixture
def stage(setting: Setting, host: Noted) -> Stage:
    return Stage(setting, host)
