"""What checks found is written together, and nothing good is lost when something is in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.engine.server import Clock, Server, desk_of, response, rss

from briefing.editorial.ids import item_id
from briefing.editorial.publishers import Publishers
from briefing.engine import ledger as ledgers
from briefing.engine import log, writing
from briefing.engine.ledger import Entry, Ledger
from briefing.engine.refresh import refresh
from briefing.errors import StoreError
from briefing.model import Item, Source, SourceHealth
from briefing.store import health, items, listing
from briefing.store.connection import Store
from briefing.store.health import Memory
from briefing.store.items import Saved

NOW = 1_700_000_000


class Written(list[str]):
    """The names of sources whose entries were written."""

    def entry(self, source: str, *titles: str, memory: Memory | None = None) -> Entry:
        given = tuple(
            Item(title, title, published=NOW, id=item_id(source, title), source=source, first_seen=NOW)
            for title in titles
        )

        def written(saved: Saved) -> None:
            self.append(source)

        return Entry(SourceHealth(source, state="ok", checked=NOW), given, memory, 1, 100, NOW, written)


@pytest.fixture
def written() -> Written:
    return Written()


def titles(store: Store) -> set[str]:
    return {item.title for item in listing.items(store)}


async def test_entries_are_written_together_a_moment_later(
    store: Store, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[int] = []
    save_all = items.save_all

    def counted(store: Store, given: Any, *rest: Any) -> list[Saved]:
        rounds.append(len(given))
        return save_all(store, given, *rest)

    monkeypatch.setattr(items, "save_all", counted)
    ledger = Ledger(store)
    for name in ("a", "b", "c"):
        ledger.enter(written.entry(name, f"Kursk {name}"))
    assert ledger.holds("a")
    assert titles(store) == set()
    async with asyncio.timeout(10):
        while ledger.holds("a"):
            await asyncio.sleep(0.01)
    assert titles(store) == {"Kursk a", "Kursk b", "Kursk c"}
    assert written == ["a", "b", "c"]
    assert rounds == [3], "one transaction for all"


@pytest.mark.parametrize("error", [ValueError("odd"), OverflowError("too big"), StoreError("it does not fit")])
async def test_one_that_cannot_be_written_does_not_take_others_along(
    store: Store, written: Written, monkeypatch: pytest.MonkeyPatch, error: Exception, tmp_path: Path
) -> None:
    original = items.save_all

    def picky(store: Store, given: list[tuple[str, tuple[Item, ...]]], now: int, *how: Any) -> list[Saved]:
        if any(item.title == "Kursk s3" for _, some in given for item in some):
            raise error
        return original(store, given, now, *how)

    monkeypatch.setattr(items, "save_all", picky)
    monkeypatch.setattr(ledgers, "AGAIN", 0.01)
    log.start(str(tmp_path / "log"))
    ledger = Ledger(store)
    for number in range(8):
        ledger.enter(written.entry(f"s{number}", f"Kursk s{number}", memory=Memory(etag='"a"')))
    others = [f"s{number}" for number in range(8) if number != 3]
    async with asyncio.timeout(10):
        while len(written) < 7:
            ledger.write()
            await asyncio.sleep(0.01)
    log.stop()
    assert sorted(written) == others
    assert titles(store) == {f"Kursk {name}" for name in others}
    assert {well.id for well in health.sources(store) if well.state == "ok"} == set(others)
    assert health.memory(store, "s3") == Memory(), "what was not stored is to come again"
    if isinstance(error, StoreError):
        assert ledger.fault is error
        assert ledger.holds("s3")
    else:
        assert ledger.fault is None
        well = {well.id: well for well in health.sources(store)}["s3"]
        assert (well.state, well.error) == ("failing", f"a fault of this program ({type(error).__name__})")
        assert "ERROR s3: what it said cannot be stored: " in (tmp_path / "log").read_text()
    await ledger.close()


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, Store]]:
    """A wire, and a second connection to it that holds the lock of writers."""
    monkeypatch.setattr(writing, "PATIENCE", 0.1)
    with (
        closing(Store.open(str(tmp_path / "busy.db"), patience=0.01)) as store,
        closing(Store.open(store.path)) as other,
    ):
        other.run("BEGIN IMMEDIATE")
        yield store, other
        other.roll_back()


async def test_while_the_wire_is_busy_entries_wait_and_are_written_then(
    locked: tuple[Store, Store], written: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ledgers, "AGAIN", 0.05)
    monkeypatch.setattr(ledgers, "SOON", 0.02)
    store, other = locked
    log.start(str(tmp_path / "log"))
    ledger = Ledger(store)
    ledger.enter(written.entry("a", "Kursk a"))
    ledger.write()
    assert ledger.fault is not None
    ledger.enter(written.entry("b", *(f"Kursk {number}" for number in range(ledgers.MANY))))
    await asyncio.sleep(0.2)
    assert written == []
    other.roll_back()
    async with asyncio.timeout(10):
        while ledger.holds("a") or ledger.holds("b"):
            await asyncio.sleep(0.01)
    log.stop()
    assert sorted(written) == ["a", "b"]
    assert ledger.fault is None
    told = [line.partition(" ")[2] for line in (tmp_path / "log").read_text().splitlines()]
    assert len(told) == 2, "an hour of it is not an hour of lines"
    assert told[0].startswith("ERROR answers that wait to be stored: 2 (")
    assert told[1] == "INFO answers that waited and are stored now: 2"


async def test_what_can_never_be_written_is_said_to_be_lost(
    locked: tuple[Store, Store], written: Written, tmp_path: Path
) -> None:
    log.start(str(tmp_path / "log"))
    ledger = Ledger(locked[0])
    ledger.enter(written.entry("a", "Kursk a"))
    await ledger.close()
    log.stop()
    assert ledger.fault is not None
    assert "answers that are lost, and will be asked for again: 1 (" in (tmp_path / "log").read_text()
    assert ledger._timer is not None
    assert ledger._timer.cancelled(), "nothing is tried again after the end"


async def test_a_source_is_not_asked_while_what_it_said_waits(
    locked: tuple[Store, Store],
    written: Written,
    server: Server,
    publishers: Publishers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from briefing.engine.checking import check
    from briefing.engine.kit import Kit
    from briefing.engine.refresh import parser_of, web_of

    store, other = locked
    server.answers["/feed"] = response(200, rss("Kursk one"))
    source = Source("a", server.url())
    desk = desk_of(source)
    ledger = Ledger(store)
    ledger.enter(written.entry("a", "Kursk a"))
    async with parser_of(publishers) as parser:
        web = web_of(desk)
        kit = Kit(store, desk, ledger, parser, web, Clock(), lambda: 0.5)
        async with web.client([("127.0.0.1", server.port)]) as client:
            with pytest.raises(StoreError):
                await check(source, SourceHealth("a"), kit, client)
            assert server.asked == []
            other.roll_back()
            await check(source, SourceHealth("a"), kit, client)
            assert len(server.asked) == 1
        await ledger.close()
    assert titles(store) == {"Kursk a", "Kursk one"}


async def test_requests_and_bytes_are_counted_whatever_came_of_them(
    server: Server, store: Store, publishers: Publishers, clock: Clock
) -> None:
    page = b'<!doctype html><html><link rel="alternate" type="application/rss+xml" href="/moved"><p>Welcome'
    server.answers["/page"] = response(200, page, content_type="text/html")
    server.answers["/moved"] = response(302, location="/linked")
    server.answers["/linked"] = response(200, rss("Kursk one"))
    server.answers["/large"] = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + bytes(3_000_000)
    server.answers["/none"] = response(404, b"no")
    server.answers["/same"] = response(304)
    sources = [Source(name, server.url(f"/{name}")) for name in ("page", "large", "none", "same")]
    done = await refresh(store, desk_of(*sources), publishers, everything=True, clock=clock)
    well = {one.id: one for one in done}
    assert {name: one.requests for name, one in well.items()} == {"page": 3, "large": 1, "none": 1, "same": 1}
    assert well["page"].bytes > len(page) + len(rss("Kursk one"))
    assert 1_000_000 <= well["large"].bytes < 3_000_000
    assert 0 < well["none"].bytes < 200
    assert 0 < well["same"].bytes < 200
