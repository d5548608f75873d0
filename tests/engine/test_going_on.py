"""The fetcher goes on while the wire is busy: with what it does to all of it itself, or with another process."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from tests.engine.server import Asked, Server, desk_of, response, rss
from tests.engine.test_watch import now, until

from briefing.editorial.publishers import Publishers
from briefing.engine import log, placing, tenure, writing
from briefing.engine import watch as watching
from briefing.engine.writing import written
from briefing.errors import StoreLocked
from briefing.model import Desk, Item, Source
from briefing.store import items, lease, listing, meta, requests
from briefing.store.connection import Store

MOST = 0.75
"""Seconds for which the loop may be held in a test: tests may run beside others. What must not hold it takes longer."""


class Watched:
    """A running watch, the desk it may be given next, and the longest time for which it held the loop."""

    def __init__(self, store: Store, desk: Desk) -> None:
        self.desk = desk
        self.store = store
        self.held = 0.0
        self.task: asyncio.Task[int]

    async def tick(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            self.held = max(self.held, time.monotonic() - before)

    def titles(self) -> set[str]:
        return {item.title for item in listing.items(self.store)}


@asynccontextmanager
async def watched(store: Store, desk: Desk, publishers: Publishers) -> AsyncIterator[Watched]:
    pipe, end = os.pipe()
    running = Watched(store, desk)
    ticker = asyncio.create_task(running.tick())
    with closing(Store.open(store.path)) as own:
        running.task = asyncio.create_task(watching.watch(own, lambda: running.desk, publishers, parent=pipe))
        await until(lambda: lease.holder(store, now()) or running.task.done())
        try:
            yield running
        finally:
            os.close(end)
            async with asyncio.timeout(20):
                assert await running.task == 0
            ticker.cancel()
            os.close(pipe)


def fill(store: Store, number: int) -> None:
    some = [Item(f"{at}", f"Kursk {at}", id=f"{at}", fronts=("kursk",), published=at) for at in range(number)]
    items.save(store, "former", some, now())


def without(desk: Desk, front: str, **rest: object) -> Desk:
    """The desk with its front "kursk" called otherwise."""
    return desk._replace(fronts=(desk.fronts[0]._replace(id=front), desk.fronts[1]), **rest)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """It takes a second for ten items to find their fronts; these are the ids of the fronts each was given."""
    given: list[tuple[str, ...]] = []
    matched = placing.matched

    def slowly(fronts: tuple[object, ...], text: str) -> tuple[str, ...]:
        time.sleep(0.1)
        given.append(matched(fronts, text))
        return given[-1]

    monkeypatch.setattr(placing, "matched", slowly)
    monkeypatch.setattr(items, "PLACED_AT_ONCE", 10)
    return given


async def test_however_long_items_take_to_find_their_new_fronts_sources_are_asked_and_the_lease_is_kept(
    store: Store, publishers: Publishers, server: Server, monkeypatch: pytest.MonkeyPatch, slow: list[tuple[str, ...]]
) -> None:
    monkeypatch.setattr(tenure, "TTL", 2)  # of one in whole seconds a moment may be left
    monkeypatch.setattr(tenure, "RENEWAL", 0.2)
    server.answers["/feed"] = response(200, rss("Kursk one"))
    desk = desk_of(Source("news", server.url(), interval=1))
    fill(store, 30)
    meta.put(store, "fronts", "those of before")
    async with watched(store, without(desk, "north"), publishers) as running:
        await until(lambda: len(slow) > 5)
        asked = len(server.asked)
        await until(lambda: len(server.asked) > asked)
        assert len(slow) < 30, "not afterwards"
        mine = lease.holder(store, now())
        await until(lambda: len(slow) == 30, 30)
        await until(lambda: {item.fronts for item in listing.items(store)} == {("north",)})
        assert lease.holder(store, now()) == mine
        assert running.held < MOST


async def test_a_desk_that_changes_again_meanwhile_counts(
    store: Store, publishers: Publishers, tmp_path: Path, slow: list[tuple[str, ...]]
) -> None:
    file = tmp_path / "briefing.toml"
    file.write_text("1")
    desk = desk_of(path=str(file))
    fill(store, 20)
    meta.put(store, "fronts", "those of before")
    async with watched(store, without(desk, "north"), publishers) as running:
        await until(lambda: slow)
        running.desk = without(desk, "south")
        file.write_text("22")
        await until(lambda: {item.fronts for item in listing.items(store)} == {("south",)})
    assert 0 < slow.count(("north",)) < 20
    assert slow.count(("south",)) == 20


async def test_an_item_that_cannot_be_placed_stops_no_fetcher(
    store: Store, publishers: Publishers, server: Server, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("nobody foresaw this")

    monkeypatch.setattr(placing, "matched", broken)
    monkeypatch.setattr(watching, "RETRY", 0.1)
    log.start(str(home / "log"))
    server.answers["/feed"] = response(200, rss("Kursk one"))
    fill(store, 1)
    meta.put(store, "fronts", "those of before")
    async with watched(store, desk_of(Source("news", server.url(), interval=1)), publishers):
        await until(lambda: "nobody foresaw this" in (home / "log").read_text())
        asked = len(server.asked)
        await until(lambda: len(server.asked) > asked)
    log.stop()
    assert (home / "log").read_text().count("nobody foresaw this") == 1
    assert meta.get(store, "fronts") == "those of before"


async def test_while_another_process_writes_for_long_everything_goes_on_but_writing(
    store: Store, publishers: Publishers, server: Server, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(tenure, "TTL", 2)  # of one in whole seconds a moment may be left
    monkeypatch.setattr(tenure, "RENEWAL", 0.2)
    log.start(str(home / "log"))
    locked, answered = asyncio.Event(), 0

    async def late(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal answered
        await locked.wait()
        await asyncio.sleep(0.5)
        writer.write(response(200, rss(f"Kursk {asked.path}")))
        answered += 1

    server.answers["/a"] = server.answers["/b"] = late
    desk = desk_of(*(Source(name, server.url(f"/{name}"), interval=3_600) for name in ("a", "b")))
    async with watched(store, desk, publishers) as running:
        await until(lambda: len(server.asked) == 2)
        mine = lease.holder(store, now())
        with closing(Store.open(store.path)) as other:
            other.run("BEGIN IMMEDIATE")
            locked.set()
            await until(lambda: answered == 2)
            await until(lambda: lease.holder(store, now()) is None)
            await asyncio.sleep(0.5)
            assert running.titles() == set()
            other.roll_back()
        await until(lambda: running.titles() == {"Kursk /a", "Kursk /b"})
        await until(lambda: lease.holder(store, now()) == mine)
        assert running.held < MOST
    log.stop()
    assert "ERROR" not in (home / "log").read_text(), "a moment of it is no event"


async def test_what_was_being_asked_when_the_desk_changed_is_asked_again(
    store: Store, publishers: Publishers, server: Server, tmp_path: Path
) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    file = tmp_path / "briefing.toml"
    file.write_text("1")
    desk = desk_of(Source("news", server.url(), interval=3_600), path=str(file))

    async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with watched(store, desk, publishers) as running:
        await until(lambda: running.titles() == {"Kursk one"})
        store.run("UPDATE health SET checked = checked - 60")
        server.answers["/feed"] = silent
        running.desk = desk._replace(keep=desk.keep._replace(days=1))
        file.write_text("22")
        requests.ask(store, ["news"], now())
        await until(lambda: len(server.asked) == 2)
        server.answers["/feed"] = response(200, rss("Kursk two"))
        file.write_text("333")
        await until(lambda: "Kursk two" in running.titles())


async def test_a_write_is_tried_again_but_not_for_ever(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "STEP", 0.01)
    tries = 0

    def busy() -> int:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise StoreLocked("busy")
        return tries

    assert await written(busy) == 4
    monkeypatch.setattr(writing, "PATIENCE", 0.0)
    tries = 0
    with pytest.raises(StoreLocked):
        await written(busy)
    assert tries == 1
