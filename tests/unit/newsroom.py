"""A wire, a reader and a clock that tests set: what arrives, what the screen says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from briefing.model import Credit, Desk, Front, Item, Source, SourceHealth
from briefing.store import health, preferences
from briefing.store.connection import Store
from briefing.store.items import save
from briefing.view.board import Board
from briefing.view.welcome import WELCOMED

NOON = 1_723_809_600  # Friday 16 August 2024, 12:00 UTC
FRONTS = ("kursk", "kerch", "gaza", "mpox")
DESK = Desk(
    fronts=tuple(Front(each, each.capitalize()) for each in FRONTS),
    sources=(Source("wire", "https://wire.example/", publisher="BBC", fronts=FRONTS),),
)


class Newsroom:
    """A wire with one reader, no stranger here. `now` is what the clock says; `board` is what they have before them."""

    def __init__(self, folder: Path, desk: Desk = DESK) -> None:
        self.now = NOON
        self.desk = desk
        self.folder = folder
        self.store = self.opened()
        preferences.put(self.store, WELCOMED, "1")
        self.fetcher = Store.open(str(folder / "wire.db"))
        self._number = 0

    def opened(self) -> Store:
        """Another connection of the same reader."""
        return Store.open(str(self.folder / "wire.db"), str(self.folder / "marks.db"), now=NOON)

    def arrive(self, *titles: str, front: str = "kursk", minutes_ago: int = 0, **fields: object) -> list[Item]:
        """Items arrive, one after the other, the last one newest."""
        found = []
        for title in titles:
            self._number += 1
            at = self.now - 60 * minutes_ago
            given = {
                "published": at, "credit": Credit("BBC", "stated"), "id": f"{self._number:016x}", "fronts": (front,),
                "url": f"https://news.example/{self._number}", "text": f"{title}, told in full.",
            } | fields  # fmt: skip
            found.append(Item(key=str(self._number), title=title, first_seen=self.now, source="wire", **given))  # type: ignore[arg-type]
            save(self.fetcher, "wire", found[-1:], self.now)
        return found

    def correct(self, item: Item, **fields: object) -> Item:
        """The source tells an item anew."""
        changed = item._replace(**fields)  # type: ignore[arg-type]
        save(self.fetcher, "wire", [changed], self.now)
        return changed

    def state(self, source: str = "wire", **fields: object) -> None:
        """The fetcher says how a source is doing."""
        health.record(self.fetcher, SourceHealth(source, **fields))  # type: ignore[arg-type]

    def board(self, width: int = 60, height: int = 24, *, zoom: bool = True, **options: object) -> Board:
        """The reader opens the dashboard, with one pane or with all of them on the screen."""
        board = Board(self.store, self.desk, clock=lambda: self.now, utc=True, **options)  # type: ignore[arg-type]
        board.zoomed = zoom
        board.resize(width, height)
        board.lines()
        return board

    def close(self) -> None:
        """Everything is over."""
        self.store.close()
        self.fetcher.close()


def screen(board: Board) -> list[str]:
    """What the screen says."""
    return ["".join(span.text for span in line).rstrip() for line in board.lines()]


def line_of(board: Board, words: str) -> int:
    """The number of the first line that holds the words; -1 without one."""
    return next((number for number, line in enumerate(screen(board)) if words in line), -1)


def press(board: Board, *commands: str) -> None:
    """Several commands, each followed by a look at the screen, as a reader gives them."""
    for command in commands:
        assert board.do(command), command
        board.lines()


def titles(items: Iterable[Item]) -> list[str]:
    """The headlines."""
    return [item.title for item in items]
