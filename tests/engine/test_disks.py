"""Disks that do not answer, for ever: each path on one costs its own source, and one thread."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from tests.engine.server import desk_of, rss
from tests.engine.test_watch import now, until

from briefing.editorial.publishers import Publishers
from briefing.engine import lanes, trial
from briefing.engine import watch as watching
from briefing.engine import watching as local_watching
from briefing.engine.refresh import refresh
from briefing.engine.watching import LocalWatch
from briefing.errors import ParseError
from briefing.fetch import disk
from briefing.fetch.outcome import Failed
from briefing.model import Source, SourceHealth
from briefing.store import health, lease, listing, requests
from briefing.store.connection import Store


class Disk:
    """While it is `away`, who asks for anything with "dead" in its path waits until it is back; `stuck` are those."""

    def __init__(self) -> None:
        self.back = threading.Event()
        self.back.set()
        self.stuck: list[str] = []

    def away(self) -> None:
        self.back.clear()

    def hold(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def held(path: Any, *rest: Any, **more: Any) -> Any:
            if isinstance(path, str) and "dead" in path and not self.back.is_set():
                self.stuck.append(path)
                self.back.wait(30)
                self.stuck.remove(path)
            return call(path, *rest, **more)

        return held


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    held = Disk()
    for name in ("stat", "open", "scandir"):
        monkeypatch.setattr(os, name, held.hold(getattr(os, name)))
    yield held
    held.back.set()


@pytest.fixture
def watch(store: Store, publishers: Publishers, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A running watch that has to look for itself: the kernel tells it nothing."""

    async def nothing(folders: list[str], stop: asyncio.Event) -> AsyncIterator[set[str]]:
        await stop.wait()
        return
        yield set()

    monkeypatch.setattr(local_watching, "_changes", nothing)
    monkeypatch.setattr(local_watching, "LOOK", 0.1)
    monkeypatch.setattr(local_watching, "SILENT", 0.3)
    monkeypatch.setattr(lanes, "STILL", 0.1)

    @asynccontextmanager
    async def started(*sources: Source) -> AsyncIterator[None]:
        pipe, end = os.pipe()
        with closing(Store.open(store.path)) as own:
            desk = desk_of(*sources, deadline=1)
            task = asyncio.create_task(watching.watch(own, lambda: desk, publishers, parent=pipe))
            await until(lambda: lease.holder(store, now()))
            try:
                yield
            finally:
                os.close(end)
                async with asyncio.timeout(10):
                    assert await task == 0
                os.close(pipe)

    return started


def well(store: Store, name: str) -> SourceHealth:
    return {one.id: one for one in health.sources(store)}.get(name, SourceHealth(name))


def titles(store: Store) -> set[str]:
    return {item.title for item in listing.items(store)}


def written(folder: Path, name: str, *lines: str) -> Source:
    """A source that is a file in a folder of its own."""
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "new").write_bytes(rss(*lines))
    os.replace(folder / name / "new", folder / name / "feed.xml")
    return Source(name, str(folder / name / "feed.xml"), interval=3_600)


SILENT = "its disk did not answer within 1 s"


async def test_a_disk_that_goes_away_costs_its_own_source_and_one_thread_until_it_is_back(
    watch: Any, store: Store, tmp_path: Path, away: Disk
) -> None:
    dead, good = written(tmp_path, "dead", "Kursk dead"), written(tmp_path, "good", "Kursk good")
    async with watch(dead, good):
        await until(lambda: titles(store) == {"Kursk dead", "Kursk good"})
        away.away()
        await until(lambda: well(store, "dead").error == SILENT)
        assert well(store, "dead").state == "failing"
        for number in range(3):
            written(tmp_path, "good", f"Kursk {number}")
            await until(lambda number=number: f"Kursk {number}" in titles(store), 3)
            before = well(store, "dead").failures

            def asked_again(before: int = before) -> bool:
                requests.ask(store, ["dead"], now())
                return well(store, "dead").failures > before

            await until(asked_again)
            assert len(away.stuck) == 1
        away.back.set()
        await until(lambda: not well(store, "dead").failures)
        assert not away.stuck
        written(tmp_path, "dead", "Kursk alive")
        await until(lambda: "Kursk alive" in titles(store), 3)


async def test_of_many_paths_on_a_disk_that_is_away_none_holds_up_those_on_another(
    watch: Any, store: Store, tmp_path: Path, away: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = 12
    real = os.stat

    def stat(path: Any, *rest: Any, **more: Any) -> Any:
        found = real(path, *rest, **more)
        if not isinstance(path, str) or "dead" not in path:
            return found
        times = {"st_mtime_ns": found.st_mtime_ns, "st_ctime_ns": found.st_ctime_ns}
        return os.stat_result((*found[:2], found.st_dev + 1, *found[3:]), times)

    monkeypatch.setattr(os, "stat", stat)
    dead = [written(tmp_path, f"dead{at}", f"Kursk dead {at}") for at in range(number)]
    async with watch(*dead, good := written(tmp_path, "good", "Kursk good")):
        await until(lambda: len(titles(store)) == number + 1)
        away.away()
        await until(lambda: away.stuck)
        for at in range(5):
            written(tmp_path, good.id, f"Kursk {at}")
            await until(lambda at=at: f"Kursk {at}" in titles(store), 1)
        await until(lambda: all(well(store, source.id).error == SILENT for source in dead), 30)
        assert len(away.stuck) == number
        away.back.set()
        await until(lambda: not any(well(store, source.id).failures for source in dead))


async def test_what_was_read_before_a_disk_went_away_is_kept(
    store: Store, publishers: Publishers, tmp_path: Path, away: Disk
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a", "dead"):
        (folder / f"{name}.xml").write_bytes(rss(f"Kursk {name}") + b" " * (1 << 19))
        os.utime(folder / f"{name}.xml", (1, 1))
    away.away()
    desk = desk_of(Source("here", str(folder)), deadline=1)
    (bad,) = await refresh(store, desk, publishers, everything=True)
    assert (bad.state, bad.error, titles(store)) == ("failing", SILENT, {"Kursk a"})
    assert health.memory(store, "here").body_digest == ""
    away.back.set()
    await until(lambda: not disk.silent_for(str(folder)))
    (good,) = await refresh(store, desk, publishers, everything=True)
    assert (good.failures, titles(store)) == (0, {"Kursk a", "Kursk dead"})


async def test_a_trial_of_a_path_on_a_disk_that_is_away_ends(
    publishers: Publishers, tmp_path: Path, away: Disk
) -> None:
    dead = written(tmp_path, "dead", "Kursk one")
    away.away()
    with pytest.raises(ParseError, match=SILENT):
        await trial.try_source(dead, desk_of(deadline=1), publishers, now=now())


async def test_a_call_may_take_long_as_long_as_it_gets_on() -> None:
    def slow() -> str:
        for _ in range(8):
            time.sleep(0.05)
            disk.alive()
        return "there"

    assert await disk.ask("somewhere", 0.3, slow) == "there"


async def test_who_was_stopped_does_not_take_that_for_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_GRACE", 5)  # for a machine that is busy
    asked, awake = threading.Event(), threading.Event()

    def answer() -> str:
        asked.set()
        awake.wait(30)
        return "there"

    asking = asyncio.create_task(disk.ask("somewhere", 0.3, answer))
    await until(asked.is_set)
    threading.Timer(0.52, awake.set).start()
    time.sleep(0.5)  # this thread does, as all of the process would
    assert await asking == "there"


async def test_where_no_thread_can_be_had_a_place_is_left_free(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as without:
        without.setattr(threading.Thread, "start", none_left)
        with pytest.raises(RuntimeError):
            await disk.ask("somewhere", 1, str)
    assert await disk.ask("somewhere", 1, str) == ""


async def test_where_a_question_waits_for_its_answer_no_other_is_begun() -> None:
    back = threading.Event()
    calls: list[int] = []

    def hang() -> str:
        calls.append(1)
        back.wait(60)
        return "there"

    silent = Failed("its disk did not answer within 0.1 s", unreachable=True)
    for _ in range(3):
        assert await disk.ask("/dead", 0.1, hang) == silent
    late = asyncio.create_task(disk.ask("/dead", 60, hang))
    lost = asyncio.create_task(disk.ask("/dead", 60, hang))
    await asyncio.sleep(0.05)
    lost.cancel()
    assert len(calls) == 1
    assert disk.silent_for("/dead") > 0.1
    assert disk.silent_for("/elsewhere") == 0
    back.set()
    async with asyncio.timeout(5):
        assert await late == "there"
        assert await disk.ask("/dead", 5, hang) == "there"
    assert len(calls) == 3
    assert disk.silent_for("/dead") == 0


@pytest.mark.parametrize(
    ("kind", "watched"),
    [("ext4", True), ("overlay", True), ("fuseblk", True), ("nfs4", False), ("cifs", False), ("fuse.sshfs", False)],
)
async def test_the_kernel_is_not_asked_to_watch_what_is_somewhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, watched: bool
) -> None:
    """Which it could take for ever to answer, with the whole program."""
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "22 27 0:99 / /proc rw,relatime - proc proc rw\n"
        f"41 27 {os.major(device)}:{os.minor(device)} / {tmp_path} rw shared:1 - {kind} server:/there rw\n"
    )
    monkeypatch.setattr(disk, "_MOUNTS", str(mounts))
    local_watch = LocalWatch(lambda: [Source("here", str(tmp_path / "feed.xml"))], lambda source: None)
    running = asyncio.create_task(local_watch.run())
    await until(lambda: local_watch._seen)
    assert set(local_watch._folders()) == ({str(tmp_path)} if watched else set())
    running.cancel()
