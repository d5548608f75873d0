"""The fetcher that stays: one for each wire, quick to see a change and to be replaced, gone when not needed."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.engine.server import Clock, Server, desk_of, response, rss

from briefing import paths
from briefing.editorial.publishers import Publishers
from briefing.engine import files, log, notify, tenure
from briefing.engine import watch as watching
from briefing.engine import watching as local_watching
from briefing.engine.watching import LocalWatch
from briefing.errors import ConfigError, StoreError, StoreLocked
from briefing.fetch import local, network
from briefing.model import Desk, Source
from briefing.store import health, lease, listing, requests
from briefing.store.connection import Store
from briefing.view.fetcher import Fetcher


async def until(condition: Callable[[], object], seconds: float = 10) -> float:
    """Wait for a condition; how long it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not happen"
        await asyncio.sleep(0.01)
    return time.monotonic() - began


def titles(store: Store) -> set[str]:
    return {item.title for item in listing.items(store)}


def now() -> int:
    return int(time.time())


class Watched:
    """A running watch, in this process, and the desk it may be given next."""

    def __init__(self, store: Store, desk: Desk, publishers: Publishers, clock: Callable[[], int]) -> None:
        self.desk = desk
        self.pipe, self.end = os.pipe()
        self.store = Store.open(store.path)
        self.task = asyncio.create_task(
            watching.watch(self.store, lambda: self.desk, publishers, parent=self.pipe, clock=clock)
        )

    async def stop(self) -> int:
        os.close(self.end)
        async with asyncio.timeout(20):
            code = await self.task
        os.close(self.pipe)
        self.store.close()
        return code


Watch = Callable[..., AbstractAsyncContextManager["Watched"]]


@pytest.fixture
def watch(store: Store, publishers: Publishers) -> Watch:
    @asynccontextmanager
    async def started(desk: Desk, clock: Callable[[], int] = now) -> AsyncIterator[Watched]:
        running = Watched(store, desk, publishers, clock)
        await until(lambda: lease.holder(store, clock()) or running.task.done())
        try:
            yield running
        finally:
            assert await running.stop() == 0

    return started


async def test_a_replaced_file_is_in_the_wire_within_two_seconds_every_time(
    watch: Watch, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(rss("Kursk 0"))
    async with watch(desk_of(Source("here", str(file), interval=3_600))):
        await until(lambda: "Kursk 0" in titles(store))
        for number in range(1, 5):
            (tmp_path / "new").write_bytes(rss(f"Kursk {number}"))
            os.replace(tmp_path / "new", file)
            assert await until(lambda number=number: f"Kursk {number}" in titles(store)) < 2
        file.write_bytes(rss("Kursk written in place"))
        assert await until(lambda: "Kursk written in place" in titles(store)) < 2


async def test_a_folder_that_appears_later_and_its_files_are_seen(watch: Watch, store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "later"
    async with watch(desk_of(Source("here", str(folder), interval=3_600))):
        await until(lambda: any(well.error == "no such file or folder" for well in health.sources(store)))
        folder.mkdir()
        (folder / "a.xml").write_bytes(rss("Kursk a"))
        await until(lambda: "Kursk a" in titles(store), 3)
        (folder / "b.xml").write_bytes(rss("Kursk b"))
        await until(lambda: "Kursk b" in titles(store), 3)
        for number in range(3):  # which the folder itself does not show
            (folder / "b.xml").write_bytes(rss("Kursk b", f"Kursk {number}"))
            await until(lambda number=number: f"Kursk {number}" in titles(store), 3)


async def test_what_was_written_before_the_kernel_was_asked_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    told: list[str] = []

    async def changes(folders: list[str], stop: asyncio.Event) -> AsyncIterator[set[str]]:
        asked.append(len(told))
        await stop.wait()
        return
        yield set()

    monkeypatch.setattr(local_watching, "_changes", changes)
    (tmp_path / "a.xml").write_bytes(rss("Kursk a"))
    local_watch = LocalWatch(lambda: [Source("here", str(tmp_path))], lambda source: told.append(source.id))
    running = asyncio.create_task(local_watch.run())
    await until(lambda: asked and len(told) > asked[0])
    running.cancel()


async def test_a_folder_that_is_made_anew_is_watched_as_before(watch: Watch, store: Store, tmp_path: Path) -> None:
    """Many file systems give it the number of the one before."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.xml").write_bytes(rss("Kursk a"))
    async with watch(desk_of(Source("here", str(folder), interval=3_600))):
        await until(lambda: "Kursk a" in titles(store))
        await asyncio.sleep(0.5)  # until the kernel is asked
        for number in range(2):
            shutil.rmtree(folder)
            folder.mkdir()
            (folder / "a.xml").write_bytes(rss(f"Kursk anew {number}"))
            await until(lambda number=number: f"Kursk anew {number}" in titles(store), 5)
            await asyncio.sleep(2)  # two looks: by then the new one is watched
            (folder / "a.xml").write_bytes(rss(f"Kursk in place {number}"))  # which the folder itself does not show
            await until(lambda number=number: f"Kursk in place {number}" in titles(store), 5)


async def test_what_was_written_while_nobody_fetched_is_seen_by_the_next_fetcher(
    watch: Watch, store: Store, tmp_path: Path
) -> None:
    file, folder = tmp_path / "feed.xml", tmp_path / "folder"
    folder.mkdir()
    desk = desk_of(*(Source(path.stem, str(path), interval=3_600) for path in (file, folder)))
    for number in range(3):
        file.write_bytes(rss(f"Kursk {number}"))
        (folder / "a.xml").write_bytes(rss(f"Kursk folder {number}"))
        async with watch(desk):
            await until(lambda number=number: {f"Kursk {number}", f"Kursk folder {number}"} <= titles(store), 5)


async def test_a_folder_that_is_written_to_all_the_time_is_left_alone_in_between(
    watch: Watch, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look at a hundred thousand files takes half a second of CPU."""
    looks: list[float] = []
    look = local.look

    def slow(path: str) -> object:
        looks.append(time.monotonic())
        time.sleep(0.2)
        return look(path)

    monkeypatch.setattr(local, "look", slow)
    monkeypatch.setattr(files, "SETTLE", 0)
    folder = tmp_path / "busy"
    folder.mkdir()
    async with watch(desk_of(Source("here", str(folder), interval=3_600))):
        await until(lambda: looks)
        for number in range(40):
            (folder / f"{number}.xml").write_bytes(rss(f"Kursk {number}"))
            await asyncio.sleep(0.05)
        await until(lambda: len(titles(store)) == 40)
    assert len(looks) >= 2
    assert min(later - earlier for earlier, later in pairwise(looks)) > 0.2 * (1 + watching.REST)


async def test_each_source_is_asked_by_its_interval(watch: Watch, store: Store, server: Server) -> None:
    server.answers["/often"] = response(200, rss("Kursk often"))
    server.answers["/rarely"] = response(200, rss("Kursk rarely"))
    sources = Source("often", server.url("/often"), interval=1), Source("rarely", server.url("/rarely"), interval=3_600)
    async with watch(desk_of(*sources)):
        await until(lambda: server.paths().count("/often") == 3)
    assert server.paths().count("/rarely") == 1


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows with each tick of the watch, of which there are fifty a second."""
    told: list[str] = []
    monkeypatch.setattr(watching, "notify", lambda state: told.append(state) if "WATCHDOG=1" in state else None)
    monkeypatch.setattr(watching, "TICK", 0.02)
    return told


@pytest.mark.parametrize("error", [StoreError("the disk is full"), KeyError("a slip of ours")], ids=["wire", "slip"])
async def test_while_a_source_cannot_be_checked_it_is_left_alone_for_a_while(
    watch: Watch, server: Server, monkeypatch: pytest.MonkeyPatch, ticks: list[str], home: Path, error: Exception
) -> None:
    tried: list[str] = []
    log.start(str(home / "log"))

    async def check(source: Source, *_: object) -> None:
        tried.append(source.id)
        raise error

    monkeypatch.setattr(watching, "check", check)
    clock = Clock(now())
    async with watch(desk_of(Source("news", server.url(), interval=1)), clock):
        for number in (1, 2):
            await until(lambda number=number: len(tried) == number)
            before = len(ticks)
            await until(lambda before=before: len(ticks) > before + 20)
            assert tried == ["news"] * number
            clock.at += watching.RETRY
        await until(lambda: len(tried) == 3)
        clock.at -= 365 * 86_400
        await until(lambda: len(tried) == 4)
    log.stop()
    assert (home / "log").read_text().count("ERROR news: ") == 1, "which is no news the second time"


async def test_what_was_written_while_a_file_could_not_be_checked_is_read_later(
    watch: Watch, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = watching.check, []
    broken = False

    async def check(source: Source, *rest: Any) -> Any:
        tried.append(source.id)
        if broken:
            raise StoreError("the disk is full")
        return await real(source, *rest)

    monkeypatch.setattr(watching, "check", check)
    file, clock = tmp_path / "feed.xml", Clock(now())
    file.write_bytes(rss("Kursk 0"))
    async with watch(desk_of(Source("here", str(file), interval=3_600)), clock):
        await until(lambda: "Kursk 0" in titles(store))
        broken, before = True, len(tried)
        file.write_bytes(rss("Kursk 1"))
        await until(lambda: len(tried) > before)
        await asyncio.sleep(3 * local_watching.LOOK)  # nobody says so again
        broken = False
        clock.at += watching.RETRY
        await until(lambda: "Kursk 1" in titles(store))


async def test_that_the_wire_cannot_be_used_is_logged_when_it_begins_and_when_it_becomes_another_trouble(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, ticks: list[str], home: Path
) -> None:
    log.start(str(home / "log"))
    monkeypatch.setattr(watching, "RETRY", 0)
    trouble, tried = "", 0

    def take(store: Store) -> None:
        nonlocal tried
        tried += 1
        if trouble:
            raise StoreError(trouble)

    monkeypatch.setattr(requests, "take", take)
    async with watch(desk_of()):
        for text in ("the disk is full", "you may not write to it", "", "you may not write to it"):
            trouble, before = text, tried
            await until(lambda before=before: tried > before + 5)
    log.stop()
    lines = [line for line in (home / "log").read_text().splitlines() if " ERROR " in line]
    assert [line.partition(" ERROR ")[2].partition(";")[0] for line in lines] == [
        "the disk is full",
        "you may not write to it",
        "you may not write to it",
    ]


async def test_a_reader_is_served_but_not_without_end(
    watch: Watch, store: Store, server: Server, ticks: list[str]
) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    clock = Clock(now())

    async def asked_after(seconds: int, *names: str) -> int:
        """How often the server was asked in all, some while after a reader's wish."""
        clock.at += seconds
        requests.ask(store, names, clock())
        await until(lambda: not store.rows("SELECT 1 FROM request"))
        before = len(ticks)
        await until(lambda: len(ticks) > before + 20)
        return len(server.asked)

    async with watch(desk_of(Source("news", server.url(), interval=3_600)), clock):
        await until(lambda: titles(store))
        assert await asked_after(0) == 1
        assert await asked_after(requests.FLOOR - 1, "news") == 1
        assert await asked_after(1, "news", "unknown") == 2
        assert await asked_after(requests.FLOOR, "unknown") == 2
        server.answers["/feed"] = response(429, retry_after="600")
        assert await asked_after(1) == 3
        assert await asked_after(599) == 3
        assert await asked_after(1) == 4


async def test_after_a_jump_of_the_clock_it_asks_once(watch: Watch, store: Store, server: Server) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    clock = Clock(now())

    def checked_now() -> bool:
        return any(well.checked == clock() for well in health.sources(store))

    async with watch(desk_of(Source("news", server.url(), interval=60)), clock):
        await until(checked_now)
        for jump in (36_000, -18_000, 86_400):
            clock.at += jump
            await until(checked_now)
    assert len(server.asked) == 4


async def test_who_slept_while_another_took_over_asks_nobody(watch: Watch, store: Store, server: Server) -> None:
    """Awake again, everything is due, and the lease has run out and is another's."""
    server.answers["/feed"] = response(200, rss("Kursk one"))
    clock = Clock(now())
    async with watch(desk_of(Source("news", server.url(), interval=60)), clock) as slept:
        await until(lambda: any(well.checked == clock() for well in health.sources(store)))
        clock.at += 3_600
        assert lease.take(store, "other", clock(), 60)
        await until(slept.task.done)
    assert len(server.asked) == 1
    assert lease.holder(store, clock()) == "other"


async def test_a_lease_that_was_held_before_the_clock_was_set_back_keeps_nobody_waiting(
    watch: Watch, store: Store, server: Server
) -> None:
    """Its holder died in what is now next year."""
    server.answers["/feed"] = response(200, rss("Kursk one"))
    assert lease.take(store, "other", now() + 365 * 86_400, tenure.TTL)
    async with watch(desk_of(Source("news", server.url(), interval=3_600))):
        await until(lambda: "Kursk one" in titles(store))


async def test_the_desk_is_read_again_when_its_file_changes(
    watch: Watch, store: Store, server: Server, tmp_path: Path
) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    server.answers["/other"] = response(200, rss("Gaza two"))
    file = tmp_path / "briefing.toml"
    file.write_text("1")
    async with watch(desk_of(Source("news", server.url(), interval=3_600), path=str(file))) as running:
        await until(lambda: "Kursk one" in titles(store))
        running.desk = desk_of(Source("other", server.url("/other"), interval=3_600), path=str(file))
        file.write_text("22")
        await until(lambda: "Gaza two" in titles(store))
        assert [well.id for well in health.sources(store)] == ["other"]
    assert server.paths() == ["/feed", "/other"]


async def test_a_name_that_was_public_does_not_lead_inside_when_the_desk_has_changed(
    watch: Watch, store: Store, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = ["93.184.216.34"]

    def resolve(host: str, port: int, *_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address[0], port))]

    async def connect(place: str, port: int) -> Any:
        if place != "127.0.0.1":
            raise ConnectionRefusedError("nobody in this test speaks to the world")
        return await real(place, port)

    real = network.connect
    monkeypatch.setattr(network.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(network, "connect", connect)
    server.answers["/feed"] = response(200, rss("Kursk one"))
    file = tmp_path / "briefing.toml"
    file.write_text("1")
    news = Source("news", server.url(host="news.test"), interval=3_600)
    async with watch(desk_of(news, path=str(file))) as running:
        await until(lambda: any(well.checked for well in health.sources(store)))
        address[0] = "127.0.0.1"
        running.desk = desk_of(news._replace(publisher="Another"), path=str(file))
        file.write_text("22")
        await until(lambda: any("had a public address" in well.error for well in health.sources(store)))
    assert server.asked == []


async def test_a_desk_that_changes_while_the_wire_is_busy_is_taken_over_later(
    watch: Watch, store: Store, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    file = tmp_path / "briefing.toml"
    file.write_text("1")
    stays, goes = Source("stays", server.url(), interval=3_600), Source("goes", server.url(), interval=3_600)
    real, busy = watching.prepare, [True]

    async def prepare(*given: Any) -> None:
        if busy:
            busy.pop()
            raise StoreLocked("busy")
        await real(*given)

    async with watch(desk_of(stays, goes, path=str(file))) as running:
        await until(lambda: all(well.checked for well in health.sources(store)))
        assert len(server.asked) == 2
        monkeypatch.setattr(watching, "prepare", prepare)
        running.desk = desk_of(stays._replace(publisher="Another"), path=str(file))
        file.write_text("22")
        await until(lambda: [well.id for well in health.sources(store)] == ["stays"])
        await until(lambda: len(server.asked) == 3)


async def test_a_file_system_that_does_not_answer_holds_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, gone = threading.Event(), threading.Event()

    def hang(*_: object) -> Any:
        asked.set()
        gone.wait(5)
        return {}

    monkeypatch.setattr(local_watching.os.path, "realpath", hang)
    watched = asyncio.create_task(LocalWatch(lambda: [Source("here", "/somewhere")], lambda source: None).run())
    try:
        assert await until(asked.is_set) < 2
    finally:
        gone.set()
        watched.cancel()


@pytest.mark.parametrize("place", ["look", "read"])
async def test_a_folder_that_does_not_answer_uses_up_nothing_that_others_need(
    watch: Watch, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """As of a network's disk that is away: the pool of threads goes on, and so does the end of the program."""
    pool = ThreadPoolExecutor(1)
    asyncio.get_running_loop().set_default_executor(pool)
    asked, gone = threading.Event(), threading.Event()
    real = getattr(local, place)

    def hang(path: str, *rest: object) -> object:
        if "hung" in path:
            asked.set()
            gone.wait(30)
        return real(path, *rest)

    monkeypatch.setattr(local, place, hang)
    monkeypatch.setattr(files, "SETTLE", 0)
    for name in ("hung", "good"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "feed.xml").write_bytes(rss(f"Kursk {name}"))
    hung, good = (Source(name, str(tmp_path / name), interval=3_600) for name in ("hung", "good"))
    try:
        async with watch(desk_of(hung, good)):
            await until(asked.is_set)
            await until(lambda: titles(store) == {"Kursk good"}, 5)
    finally:
        gone.set()
        pool.shutdown()


async def test_what_the_desk_became_while_another_fetched_is_what_is_fetched(
    store: Store, publishers: Publishers, server: Server
) -> None:
    server.answers["/feed"] = server.answers["/other"] = response(200, rss("Kursk one"))
    assert lease.take(store, "other", now(), 60)
    desks = [desk_of(Source("news", server.url()))]
    loads: list[Desk] = []

    def load() -> Desk:
        loads.append(desks[-1])
        if len(desks) == 3:
            raise ConfigError("wrong just now")
        return desks[-1]

    task = asyncio.create_task(watching.watch(store, load, publishers))
    await until(lambda: loads)
    desks.append(desk_of(Source("other", server.url("/other"))))
    lease.release(store, "other")
    await until(lambda: server.asked)
    assert server.paths() == ["/other"]
    os.kill(os.getpid(), signal.SIGTERM)
    await task
    assert lease.take(store, "other", now(), 60)
    loads.clear()
    task = asyncio.create_task(watching.watch(store, load, publishers))
    await until(lambda: loads)
    desks.append(desks[0])
    lease.release(store, "other")
    await until(lambda: lease.holder(store, now()))
    os.kill(os.getpid(), signal.SIGTERM)
    assert await task == 128 + signal.SIGTERM
    assert {well.id for well in health.sources(store)} == {"other"}, "the one that was right stays"


async def test_a_desk_that_is_begun_while_the_default_one_stands_is_noticed(
    watch: Watch, store: Store, server: Server, home: Path
) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    file = home / ".config" / "briefing" / "briefing.toml"
    file.parent.mkdir(parents=True)
    async with watch(desk_of()) as running:
        running.desk = desk_of(Source("news", server.url(), interval=3_600), path=str(file))
        file.write_text("1")
        await until(lambda: "Kursk one" in titles(store))


@pytest.mark.parametrize("abstract", [False, True], ids=["path", "abstract"])
async def test_the_service_manager_is_told(
    watch: Watch, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool
) -> None:
    place = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + place[1:] if abstract else place)
        manager.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + place[1:] if abstract else place)
        monkeypatch.setattr(watching, "TICK", 0.01)
        monkeypatch.setattr(notify, "EVERY", 0.3)
        async with watch(desk_of()):
            began = time.monotonic()
            for _ in range(3):
                said = await asyncio.to_thread(manager.recv, 4_096)
                assert said == b"READY=1\nWATCHDOG=1\nSTATUS=fetching 0 sources"
            assert time.monotonic() - began > notify.EVERY, "who goes on saying the same keeps the manager busy"
        told = []
        while b"STOPPING=1" not in told:
            told.append(manager.recv(4_096))


async def test_while_another_fetches_the_service_manager_is_told_that_all_is_well(
    store: Store, publishers: Publishers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lease.take(store, "other", now(), 60)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        task = asyncio.create_task(watching.watch(store, desk_of, publishers))
        said = (await asyncio.to_thread(manager.recv, 4_096)).split(b"\n")
        assert said[:2] == [b"READY=1", b"WATCHDOG=1"]
        assert said[2] == b"STATUS=standing by: another process fetches for this store"
        os.kill(os.getpid(), signal.SIGTERM)
        assert await task == 128 + signal.SIGTERM
        assert manager.recv(4_096) == b"STOPPING=1"


@pytest.mark.parametrize("begun", [False, True], ids=["from the start", "later"])
async def test_a_store_that_cannot_be_used_for_long_is_waited_for_by_the_same_fetcher(
    store: Store, publishers: Publishers, server: Server, monkeypatch: pytest.MonkeyPatch, home: Path, begun: bool
) -> None:
    told: list[str] = []
    full = not begun
    take = lease.take

    def take_unless_full(*claim: Any) -> bool:
        if full:
            raise StoreError("the disk\nis full")
        return take(*claim)

    monkeypatch.setattr(lease, "take", take_unless_full)
    monkeypatch.setattr(watching, "notify", told.append)
    for module, name in ((watching, "TICK"), (watching, "RETRY"), (tenure, "RENEWAL")):
        monkeypatch.setattr(module, name, 0.01)
    log.start(str(home / "log"))
    clock = Clock(now())
    desk = desk_of(Source("news", server.url(), interval=3_600))
    trouble = "READY=1\nWATCHDOG=1\nSTATUS=the disk is full; nothing is fetched now, and it is tried again every 0.01 s"
    fetching = "READY=1\nWATCHDOG=1\nSTATUS=fetching 1 sources"
    running = Watched(store, desk, publishers, clock)
    if begun:
        await until(lambda: fetching in told)
        full = True
        clock.at += tenure.TTL
    await until(lambda: told.count(trouble) > 5)
    full = False
    await until(lambda: told[-1] == fetching)
    assert await running.stop() == 0
    log.stop()
    assert told[-1] == "STOPPING=1"
    assert (home / "log").read_text().count("INFO fetching 1 sources") == 1


async def test_who_met_a_full_disk_takes_over_within_seconds_of_its_end(
    store: Store, publishers: Publishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, take = [True], lease.take

    def take_unless_full(*claim: Any) -> bool:
        if full:
            full.pop()
            raise StoreError("the disk is full")
        return take(*claim)

    monkeypatch.setattr(lease, "take", take_unless_full)
    running = Watched(store, desk_of(), publishers, now)
    assert await until(lambda: lease.holder(store, now()), 20) < 10
    assert await running.stop() == 0


async def test_the_log_tells_each_event_in_a_line(watch: Watch, store: Store, server: Server, home: Path) -> None:
    server.answers["/feed"] = response(200, rss("Kursk one"))
    server.answers["/bad"] = response(200, b"\x1b]0;owned\x07 <rss", content_type="\x1b[31m")
    bad = Source("bad", server.url("/bad?key=sesame"))
    log.start(paths.log_file())
    async with watch(desk_of(Source("news", server.url()), bad)):
        await until(lambda: len(server.asked) == 2 and titles(store))
        await until(lambda: len([well for well in health.sources(store) if well.checked]) == 2)
    log.stop()
    text = Path(paths.log_file()).read_text()
    assert "news: 1 new, 0 updated" in text
    assert re.search(r" INFO fetching 2 sources for \S+wire.db as ", text)
    assert text.endswith(" INFO stopped fetching: the viewer that started it has gone\n")
    assert "WARNING bad: " in text
    assert "next try at 2" in text
    assert "sesame" not in text
    assert all(line.isprintable() for line in text.splitlines())


def config(folder: Path, *sources: str) -> Path:
    file = folder / "briefing.toml"
    tables = "".join(f'[[sources]]\nid = "s{number}"\n{text}\n' for number, text in enumerate(sources))
    file.write_text('[[fronts]]\nid = "kursk"\nmatch = ["Kursk"]\n' + tables)
    return file


class Fetchers:
    """Fetcher processes of the installed program, all ended with the test."""

    def __init__(self, store: Store, desk: Path) -> None:
        self.command = [
            sys.executable,
            "-m",
            "briefing",
            "refresh",
            "--watch",
            "--store",
            store.path,
            "--config",
            str(desk),
        ]
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([*self.command, *options], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self.running.append(process)
        return process


@pytest.fixture
def fetchers(store: Store, tmp_path: Path) -> Iterator[Fetchers]:
    started = Fetchers(store, config(tmp_path, f'path = "{tmp_path / "feed.xml"}"'))
    (tmp_path / "feed.xml").write_bytes(rss("Kursk one"))
    yield started
    for process in started.running:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stderr):
            if pipe is not None:
                pipe.close()


async def test_many_viewers_make_one_request_and_replace_a_killed_fetcher(
    store: Store, server: Server, tmp_path: Path
) -> None:
    interval = 2
    names = [f"/{number}" for number in range(3)]
    for name in names:
        server.answers[name] = response(200, rss("Kursk one"))
    desk = config(tmp_path, *(f'url = "{server.url(name)}"\ninterval = "{interval}s"' for name in names))
    command = [*Fetchers(store, desk).command, "--child"]
    herd = [Fetcher(Store.open(store.path), command, clock=now) for _ in range(8)]

    async def until_all_were_asked(often: int) -> None:
        while min(server.paths().count(name) for name in names) < often:
            for viewer in herd:
                viewer.tend()
            await asyncio.sleep(0.1)

    async with asyncio.timeout(60):
        await until_all_were_asked(1)
        began = time.monotonic()
        await until_all_were_asked(2)
        holder = lease.holder(store, now())
        assert holder is not None
        os.kill(int(holder.split(":")[1]), signal.SIGKILL)
        killed = time.monotonic()
        await until_all_were_asked(3)
    assert time.monotonic() - killed < 10
    most = 1 + (time.monotonic() - began) / interval * 1.2
    assert all(server.paths().count(name) <= most for name in names), server.paths()
    for viewer in herd:
        viewer.stop(10)
        viewer._store.close()


async def test_a_child_that_comes_second_ends_at_once(store: Store, publishers: Publishers) -> None:
    assert lease.take(store, "other", now(), 60)
    pipe, end = os.pipe()
    async with asyncio.timeout(5):
        assert await watching.watch(store, desk_of, publishers, parent=pipe) == 0
    os.close(pipe)
    os.close(end)
    assert lease.holder(store, now()) == "other"


async def test_a_child_ends_with_its_viewer_and_a_second_one_at_once(fetchers: Fetchers, store: Store) -> None:
    first = fetchers.start("--child")
    await until(lambda: lease.holder(store, now()))
    second = fetchers.start("--child")
    assert await asyncio.to_thread(second.wait, 10) == 0
    assert first.stdin is not None
    first.stdin.close()
    assert await asyncio.to_thread(first.wait, 10) == 0
    assert lease.holder(store, now()) is None


async def test_the_child_of_a_viewer_says_nothing_on_its_screen(fetchers: Fetchers, store: Store, home: Path) -> None:
    Path(paths.log_file()).parent.mkdir(parents=True, exist_ok=True)
    child = fetchers.start("--child", "--verbose")
    await until(lambda: titles(store))
    assert child.stdin is not None
    assert child.stderr is not None
    child.stdin.close()
    assert await asyncio.to_thread(child.wait, 10) == 0
    assert child.stderr.read() == b""
    told = Path(paths.log_file()).read_text().splitlines()
    assert len([line for line in told if " INFO s0: 1 new, " in line]) == 1
    assert not any("standard error" in line for line in told)


async def test_without_a_viewer_it_tells_on_standard_error_what_is_in_the_log(
    fetchers: Fetchers, store: Store, home: Path
) -> None:
    fetcher = fetchers.start("--verbose")
    await until(lambda: titles(store))
    fetcher.terminate()
    await asyncio.to_thread(fetcher.wait, 10)
    assert fetcher.stderr is not None
    assert fetcher.stderr.read().decode() == Path(paths.log_file()).read_text()


VIEWER = """
import sys, time
from briefing.store.connection import Store
from briefing.view.fetcher import Fetcher
viewer = Fetcher(Store.open(sys.argv[1]), sys.argv[2:], clock=lambda: int(time.time()))
while True:
    viewer.tend()
    time.sleep(0.1)
"""


async def test_a_child_ends_when_its_viewer_is_killed_and_goes_on_for_no_other(
    fetchers: Fetchers, store: Store, tmp_path: Path
) -> None:
    """Two viewers; the one whose child fetches is killed, and the other's child takes over; then that one is killed."""
    command = [sys.executable, "-c", VIEWER, store.path, *fetchers.command, "--child"]
    viewers = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    fetchers.running += viewers

    def holder() -> int:
        return int((lease.holder(store, now()) or "::0").split(":")[-2] or 0)

    def viewer_of(process: int) -> int:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])

    def gone(process: int) -> bool:
        try:
            return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            return True

    await until(holder)
    first = holder()
    began = {viewer.pid: viewer for viewer in viewers}
    began.pop(viewer_of(first)).kill()
    await until(lambda: holder() not in (0, first), 20)
    second = holder()
    await until(lambda: gone(first), 20)
    (last,) = began.values()
    assert viewer_of(second) == last.pid
    last.kill()
    await until(lambda: holder() == 0, 20)
    await until(lambda: gone(second), 20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_it_and_gives_the_lease_back(fetchers: Fetchers, store: Store, number: int) -> None:
    fetcher = fetchers.start()
    await until(lambda: lease.holder(store, now()))
    fetcher.send_signal(number)
    assert await asyncio.to_thread(fetcher.wait, 10) == 128 + number
    assert lease.holder(store, now()) is None
    assert fetcher.stderr is not None
    assert fetcher.stderr.read() == b""


async def test_a_wire_that_is_taken_away_is_not_fetched_for(fetchers: Fetchers, store: Store, tmp_path: Path) -> None:
    fetcher = fetchers.start()
    await until(lambda: lease.holder(store, now()))
    for file in tmp_path.glob("wire.db*"):
        file.unlink()
    assert await asyncio.to_thread(fetcher.wait, 10) == 3
    assert fetcher.stderr is not None
    assert b"was taken away or replaced" in fetcher.stderr.read()
