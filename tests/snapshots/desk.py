"""A desk on which everything that can be shown is shown once, at an hour that never changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.config import themes
from briefing.model import Also, Credit, Desk, Figure, Front, Item, Rights, Source, SourceHealth, Theme
from briefing.store import health, items, marks, preferences
from briefing.store.connection import Store
from briefing.ui.options import Options
from briefing.ui.stage import Setting, Stage, Themes
from briefing.view.board import Board
from briefing.view.welcome import WELCOMED

if TYPE_CHECKING:
    from briefing.draw.spans import Line

NOW = 1_723_818_720  # Friday 16 August 2024, 14:32 UTC
MINUTE, HOUR = 60, 3_600
FRONTS = (("kursk", "Kursk"), ("kerch", "Kerch"), ("gaza", "Gaza"), ("mpox", "mpox"))
SOURCES = (
    Source("north", "https://north.example/rss", "Northern Wire, Europe", publisher="Northern Wire", fronts=("kursk",)),
    Source("strait", "https://strait.example/feed", publisher="Strait Post", fronts=("kerch", "kursk")),
    Source("south", "https://south.example/atom", publisher="Southern Desk", fronts=("gaza",)),
    Source("health", "/srv/news/health.toml", "Health notes", publisher="Health Office", fronts=("mpox",)),
    Source("old", "https://old.example/rss", publisher="The Old Paper", fronts=("gaza", "mpox"), enabled=False),
)
DESK = Desk(tuple(Front(*each) for each in FRONTS), SOURCES)
TEXT = """A column of engineers crossed the river by night and opened an office in the district town.

> We are here to keep the water running, and for nothing else.

It has three tasks:

• order and the hospitals
• the roads; the full list is at https://north.example/tasks

A second office may follow."""


def report(number: int, front: str, title: str, ago: int, **fields: object) -> Item:
    """One item, `ago` minutes old."""
    given: dict[str, object] = {
        "credit": Credit("Northern Wire", "stated"), "source": "north",
        "text": "Two who were there say so; a third, who was not, doubts it.",
        "url": f"https://north.example/{front}/{number}", "published": NOW - ago * MINUTE,
    }  # fmt: skip
    return Item(key=str(number), id=f"{number:016x}", title=title, fronts=(front,), first_seen=NOW - HOUR)._replace(
        **given | fields  # type: ignore[arg-type]
    )


WIRE = (
    report(1, "kursk", "Engineers open an office in the district town", 22, text=TEXT, key_event=True, story="office",
           credit=Credit("Northern Wire", "stated", "A. Writer", ("Carrier One", "Carrier Two"),
                         (Also("Strait Post", "confirms"), Also("Another Agency")),
                         Rights("© 2024 Northern Wire", "", "reprinted with permission"))),
    report(2, "kursk", "Nearly 2,000 lorries held at the crossing", 52, revision=1,
           figures=(Figure("nearly 2,000 lorries", 2000, "<~", "", "lorries", "the port authority"),)),
    report(3, "kursk", "A village said to have changed hands has not", 95, withdrawn=True),
    report(4, "kursk", "What is known and what is not: read this first", 1_500, pinned=True),
    report(5, "kursk", "An office is opened beyond the border", 31, story="office", source="strait",
           credit=Credit("Strait Post", "inferred", unverified=True)),
    report(6, "kerch", "جسر القرم مغلق أمام المركبات", 20, credit=Credit("وكالة", "stated", unverified=True)),
    report(7, "kerch", "Мост открыт для легковых машин", 140, credit=Credit("Strait Post", "configured")),
    report(8, "kerch", "海峡大桥今晨恢复通车，货车仍须等候检查", 300),
    report(9, "gaza", "השיחות נמשכות יום שני", 45, source="south", credit=Credit()),
    report(10, "gaza", "Envoys press for a second day of talks 🕊 as both sides wait", 180, source="south",
           figures=(Figure("14 trucks", 14, "", "", "trucks", "a spokesman"), Figure("3 km", 3, "", "km"))),
    report(11, "mpox", "First case of the new strain found in the north", 57_600, source="health",
           published_how="inferred"),
)  # fmt: skip


def stocked(folder: Path, *, welcomed: bool = True) -> Store:
    """A wire and marks on which every state of an item and of a source can be seen."""
    store = Store.open(str(folder / "wire.db"), str(folder / "marks.db"), now=NOW)
    earlier = WIRE[1]._replace(title="About 1,500 lorries held at the crossing", revision=0)
    items.save(store, "north", [earlier], NOW - HOUR)
    items.save(store, "north", [each for each in WIRE if each.source == "north"], NOW - HOUR // 2)
    for source in ("strait", "south", "health"):
        items.save(store, source, [each for each in WIRE if each.source == source], NOW - HOUR)
    marks.read(store, WIRE[3].id, True, NOW)
    marks.save(store, WIRE[6].id, True, NOW)
    marks.see(store, [WIRE[9].id], NOW)
    told = {"items": 40, "requests": 288, "bytes": 3 << 20, "newest": NOW - 22 * MINUTE, "next_check": NOW + 180}
    for state in (
        SourceHealth("north", "", "ok", checked=NOW - 120, succeeded=NOW - 120, **told),  # type: ignore[arg-type]
        SourceHealth("strait", "", "ok", checked=NOW - 300, succeeded=NOW - 300, items=1, newest=NOW - 5 * HOUR),
        SourceHealth("south", "", "failing", "HTTP 503 (service unavailable)", NOW - 60, NOW - 2 * HOUR, NOW + 600),
        SourceHealth("health", "", "stale", "", NOW - 60, NOW - 60, NOW + 3_600, NOW - 40 * 24 * HOUR),
    ):
        health.record(store, state)
    if welcomed:
        preferences.put(store, WELCOMED, "1")
    return store


class Nobody:
    """A host with no terminal to do anything to."""

    def copy(self, text: str) -> None: ...
    def wear(self, theme: Theme) -> None: ...
    def redraw(self) -> None: ...
    def to_shell(self) -> None: ...
    def leave(self, code: int) -> None: ...


def stage(store: Store, *, ascii: bool = False) -> Stage:
    """The viewer on it, without a terminal."""
    board = Board(store, DESK, clock=lambda: NOW, ascii=ascii, utc=True)
    found = Themes(*themes.load())
    setting = Setting(store, DESK, themes.named("night"), board, lambda: NOW, Options(), lambda: found, ("false",))
    return Stage(setting, Nobody())


def pressed(store: Store, keys: str, size: tuple[int, int], *, ascii: bool = False) -> list[Line]:
    """What the viewer shows after some keys, one word for each."""
    shown = stage(store, ascii=ascii)
    shown.lines(*size)
    for key in keys.split():
        shown.press(key, key if len(key) == 1 else None)
        shown.lines(*size)
    return shown.lines(*size)
