"""What goes when it is old, and what stays in any case."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.server import Clock, desk_of

from briefing.editorial.publishers import Publishers
from briefing.engine import keeping
from briefing.engine.kit import Kit
from briefing.engine.ledger import Ledger
from briefing.engine.refresh import parser_of, refresh, web_of
from briefing.model import Credit, Desk, Item, Keeping, Source
from briefing.store import health, items, listing, marks, removal
from briefing.store.connection import Store
from briefing.store.health import Memory

DAY = 86_400
NEWS = Source("news", "https://news.example/feed")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.paths.marks_file", lambda: str(tmp_path / "none.db"))


def kit_of(store: Store, publishers: Publishers, clock: Clock, *sources: Source, keep: Keeping | None = None) -> Kit:
    desk: Desk = desk_of(*(sources or (NEWS,)), keep=keep or Keeping())
    return Kit(store, desk, Ledger(store), parser_of(publishers), web_of(desk), clock, lambda: 0.5)


def fill(store: Store, source: str, ages: range, now: int, *, seen: int | None = None) -> None:
    """An item of each age in days, first seen then, or `seen` days ago."""
    for age in ages:
        moment = now - age * DAY
        first = moment if seen is None else now - seen * DAY
        name = f"{source}{age}"
        item = Item(name, name, "", "", published=moment, id=name, credit=Credit(), fronts=("kursk",), first_seen=first)
        items.save(store, source, [item], first)


def ages(store: Store, source: str = "news") -> list[int]:
    return sorted(int(item.title.removeprefix(source)) for item in listing.items(store) if item.source == source)


def all_gone(kit: Kit) -> None:
    keeping.remove_old(kit, lambda: True)


def test_what_is_older_than_the_desk_keeps_goes_but_for_what_a_feed_may_still_list(
    store: Store, publishers: Publishers, clock: Clock
) -> None:
    fill(store, "news", range(0, 200, 4), clock())
    fill(store, "rare", range(100, 140, 2), clock())
    kit = kit_of(store, publishers, clock, NEWS, Source("rare", "https://rare.example/feed"))
    health.remember(store, "news", Memory(address=NEWS.address, usual_items=5))
    all_gone(kit)
    assert ages(store) == list(range(0, 91, 4))
    assert ages(store, "rare") == list(range(100, 140, 2)), "twenty are as many as it may list"
    health.remember(store, "news", Memory(address=NEWS.address, usual_items=30))
    clock.at += 80 * DAY
    all_gone(kit)
    assert len(ages(store)) == len(range(0, 91, 4)), "a feed that lists thirty may still list these"


def test_what_came_lately_stays_however_old_its_date(store: Store, publishers: Publishers, clock: Clock) -> None:
    fill(store, "news", range(300, 400), clock(), seen=1)
    all_gone(kit_of(store, publishers, clock))
    assert len(ages(store)) == 100


def test_a_clock_that_is_wrong_for_a_moment_costs_little(store: Store, publishers: Publishers, clock: Clock) -> None:
    kit = kit_of(store, publishers, clock)
    health.remember(store, "news", Memory(address=NEWS.address, usual_items=1))
    fill(store, "news", range(90), clock())
    all_gone(kit)
    assert ages(store) == list(range(90))
    right = clock.at
    clock.at += 365 * DAY
    all_gone(kit)
    assert ages(store) == list(range(84))
    clock.at = right + 60
    assert keeping.due(kit)
    all_gone(kit)
    assert ages(store) == list(range(84))
    clock.at += 365 * DAY
    for hours in range(1, 12):
        assert keeping.due(kit)
        all_gone(kit)
        assert not keeping.due(kit)
        assert len(ages(store)) == max(90 - 7 * hours, keeping.WINDOW), "who goes on saying so is believed"
        clock.at += 3_600


def test_files_imports_and_the_edition_stay_and_what_left_the_desk_goes(
    store: Store, publishers: Publishers, clock: Clock
) -> None:
    for source in ("bundled", "imported", "folder", "former"):
        fill(store, source, range(100, 130), clock())
    all_gone(kit_of(store, publishers, clock, Source("folder", "/desk/folder")))
    assert [len(ages(store, name)) for name in ("bundled", "imported", "folder", "former")] == [30, 30, 30, 0]


def test_no_more_items_stay_than_the_desk_says(store: Store, publishers: Publishers, clock: Clock) -> None:
    fill(store, "news", range(60), clock())
    all_gone(kit_of(store, publishers, clock, keep=Keeping(days=0, items=40)))
    assert ages(store) == list(range(40))
    all_gone(kit_of(store, publishers, clock, keep=Keeping(days=0, items=0)))
    assert len(ages(store)) == 40


def test_what_the_user_of_the_fetcher_saved_stays(
    publishers: Publishers, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = str(tmp_path / "mine.db")
    monkeypatch.setattr("briefing.paths.marks_file", lambda: mine)
    store = Store.open(str(tmp_path / "shared.db"), mine)
    fill(store, "news", range(100, 200), clock())
    marks.save(store, "news150", True, clock())
    marks.flag(store, "news160", "the wrong town", clock())
    all_gone(kit_of(store, publishers, clock))
    assert ages(store) == [*range(100, 118), 150, 160]
    store.close()


@pytest.mark.parametrize("body", [b"", b"not marks at all" * 100], ids=["empty", "foreign"])
def test_while_it_is_not_known_what_is_saved_nothing_goes_and_fetching_goes_on(
    store: Store, publishers: Publishers, clock: Clock, tmp_path: Path, body: bytes
) -> None:
    (tmp_path / "none.db").write_bytes(body)
    fill(store, "news", range(100, 150), clock())
    kit = kit_of(store, publishers, clock)
    all_gone(kit)
    assert len(ages(store)) == 50
    assert not keeping.due(kit), "it is tried again in an hour"


def test_it_goes_a_little_at_a_time(
    store: Store, publishers: Publishers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 20)
    fill(store, "news", range(100, 200), clock())
    kit = kit_of(store, publishers, clock)
    left: list[int] = []

    def rest() -> bool:
        left.append(len(ages(store)))
        return len(left) != 2

    keeping.remove_old(kit, rest)
    assert left == [80, 60]
    assert keeping.due(kit), "until a round is over, it is due"
    keeping.remove_old(kit, rest)
    assert left == [80, 60, 40, 20, 20, 20]
    assert not keeping.due(kit)
    clock.at += 3_600
    assert keeping.due(kit)


async def test_a_refresh_removes_what_is_old_once_an_hour(store: Store, publishers: Publishers, clock: Clock) -> None:
    desk = desk_of(NEWS)
    await refresh(store, desk, publishers, offline=True, clock=clock)
    fill(store, "news", range(100, 150), clock())
    await refresh(store, desk, publishers, offline=True, clock=clock)
    assert len(ages(store)) == 50
    clock.at += 3_600
    await refresh(store, desk, publishers, offline=True, clock=clock)
    assert len(ages(store)) == 20
