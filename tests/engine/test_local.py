"""Files and folders: read when they changed, refused in words when they are something else."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.engine.server import Clock, Server, desk_of, response, rss

from briefing.editorial.publishers import Publishers
from briefing.engine import files
from briefing.engine import refresh as refreshing
from briefing.engine.ledger import Entry, Ledger
from briefing.engine.parsing import Parser
from briefing.engine.refresh import refresh
from briefing.fetch import local
from briefing.fetch.outcome import Failed, Fetched, Refused
from briefing.model import Source, SourceHealth
from briefing.store import health, items, listing
from briefing.store.connection import Store


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


class Look:
    def __init__(self, store: Store, publishers: Publishers) -> None:
        self.store, self.publishers, self.clock = store, publishers, Clock(int(time.time()))

    async def __call__(self, path: Path, size: int = 1 << 20) -> SourceHealth:
        desk = desk_of(Source("here", str(path)), size=size)
        (well,) = await refresh(self.store, desk, self.publishers, everything=True, clock=self.clock)
        return well

    def titles(self) -> set[str]:
        return {item.title for item in listing.items(self.store)}


@pytest.fixture
def look(store: Store, publishers: Publishers) -> Look:
    return Look(store, publishers)


async def test_a_file_is_read_once_and_again_when_replaced(look: Look, place: Path) -> None:
    file = place / "feed.xml"
    file.write_bytes(rss("Kursk one"))
    assert (await look(file)).items == 1
    first = health.memory(look.store, "here")
    assert (await look(file)).state in ("ok", "stale")
    assert health.memory(look.store, "here") == first
    for number in range(3):
        (place / ".new").write_bytes(rss(f"Kursk {number}"))
        os.replace(place / ".new", file)
        await look(file)
    assert look.titles() == {"Kursk one", "Kursk 0", "Kursk 1", "Kursk 2"}


@pytest.mark.parametrize(
    "half", [b"", b"   ", rss("Kursk one", "Kursk two")[:-180], b"<?xml version='1.0'?><rss", rss()]
)
async def test_a_half_written_file_keeps_the_last_good_items(look: Look, place: Path, half: bytes) -> None:
    file = place / "feed.xml"
    file.write_bytes(rss("Kursk one", "Kursk two"))
    await look(file)
    file.write_bytes(half)
    bad = await look(file)
    assert (bad.state, bad.items) == ("failing", 2)
    assert bad.error
    same = await look(file)
    assert (same.state, same.error) == ("failing", bad.error)
    file.write_bytes(rss("Kursk one", "Kursk two", "Kursk three"))
    good = await look(file)
    assert (good.items, good.failures) == (3, 0)


async def test_a_folder_is_read_file_by_file(look: Look, place: Path) -> None:
    for number in range(3):
        (place / f"{number}.xml").write_bytes(rss(f"Kursk {number}"))
    (place / ".hidden.xml").write_bytes(rss("Kursk hidden"))
    (place / "unfinished.xml.part").write_bytes(rss("Kursk unfinished"))
    (place / "sub").mkdir()
    assert (await look(place)).items == 3
    look.clock.at += 10
    (place / "bad.xml").write_bytes(b"\x00\x01 nothing")
    (place / "3.xml").write_bytes(rss("Kursk 3"))
    bad = await look(place)
    assert (bad.state, bad.items) == ("failing", 4)
    assert bad.error.startswith("bad.xml: ")
    (place / "4.xml").write_bytes(rss("Kursk 4"))
    assert (await look(place)).error.startswith("bad.xml: ")
    (place / "bad.xml").write_bytes(rss("Kursk good"))
    assert (await look(place)).failures == 0
    assert look.titles() == {f"Kursk {name}" for name in (0, 1, 2, 3, 4, "good")}


@pytest.mark.parametrize("name", [b"bad\xff.xml", b"bad\n.xml", b"b\x1fad.xml"])
async def test_a_file_of_an_odd_name_that_cannot_be_read_costs_itself_only(
    look: Look, place: Path, monkeypatch: pytest.MonkeyPatch, name: bytes
) -> None:
    (place / "good.xml").write_bytes(rss("Kursk good"))
    bad = Path(os.fsdecode(os.path.join(os.fsencode(place), name)))
    bad.write_bytes(b"\x00\x01 nothing")
    look.clock.at += 10
    well = await look(place)
    assert (well.state, well.items) == ("failing", 1)
    read: list[str] = []
    real = local.read
    monkeypatch.setattr(local, "read", lambda path, *rest: read.append(path) or real(path, *rest))
    (place / "good.xml").write_bytes(rss("Kursk good", "Kursk better"))
    os.utime(place / "good.xml", (look.clock.at, look.clock.at))
    await look(place)
    assert set(read) == {str(bad), str(place / "good.xml")}, "what could not be read is tried again"


async def test_a_file_that_was_not_touched_is_not_read_again(look: Look, place: Path) -> None:
    for number in range(3):
        (place / f"{number}.xml").write_bytes(rss(f"Kursk {number}"))
    look.clock.at += 10
    await look(place)
    (place / "0.xml").chmod(0o600)  # a new change time, which is what a move into place leaves
    marked = {entry.path for entry in _changed(place, health.memory(look.store, "here").watermark)}
    assert marked == {str(place / "0.xml")}


def _changed(place: Path, since: int) -> list[local.File]:
    found = local.look(str(place))
    assert isinstance(found, local.Listing)
    return [entry for entry in found.files if entry.stamp > since]


@pytest.mark.parametrize("of_a_folder", [False, True], ids=["file", "folder"])
async def test_a_file_that_was_not_read_in_time_is_read_again_though_nobody_wrote_it(
    look: Look, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of_a_folder: bool
) -> None:
    (place / "feed.xml").write_bytes(rss("Kursk one"))
    os.utime(place / "feed.xml", (1_000_000, 1_000_000))
    busy = tmp_path / "busy"
    busy.write_text("#!/bin/sh\nexec sleep 60\n")
    busy.chmod(0o700)
    source = place if of_a_folder else place / "feed.xml"
    monkeypatch.setattr(refreshing, "parser_of", lambda known: Parser(known.records, seconds=1))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(busy))
        late = await look(source)
    assert (late.state, "it takes more than 1 s to read" in late.error) == ("failing", True)
    assert (await look(source)).state != "failing"
    assert look.titles() == {"Kursk one"}


async def test_what_is_not_a_file_is_refused_in_words(look: Look, place: Path) -> None:
    os.mkfifo(place / "pipe")
    assert (await look(place / "pipe")).error == "refused: a FIFO, not a file"
    assert (await look(Path("/dev/zero"))).error == "refused: a device, not a file"
    assert (await look(place / "none")).error == "no such file or folder"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place / "socket"))
        assert (await look(place / "socket")).error == "refused: a socket, not a file"
    (place / "circle").symlink_to(place / "circle")
    assert (await look(place / "circle")).error == "its symbolic links go in circles"
    assert (await look(place / "a\x1b]0;x")).error == "no such file or folder"


async def test_a_file_over_the_bound_is_refused(look: Look, place: Path) -> None:
    (place / "big.xml").write_bytes(rss("Kursk one") + b" " * 5_000)
    assert (await look(place / "big.xml", size=4_096)).error == "refused: more than 0.00390625 MiB"
    with open(place / "huge.xml", "wb") as sparse:
        sparse.truncate(1 << 40)
    assert (await look(place / "huge.xml")).error == "refused: more than 1 MiB"


async def test_links_out_of_a_folder_are_not_followed(look: Look, place: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_bytes(rss("Kursk secret"))
    (place / "out.xml").symlink_to(tmp_path / "secret.xml")
    (place / "real.xml").write_bytes(rss("Kursk real"))
    (place / "in.xml").symlink_to(place / "real.xml")
    os.mkfifo(place / "pipe")
    well = await look(place)
    assert "out.xml leads out of the folder" in well.error
    assert "pipe is a FIFO" in well.error
    assert look.titles() == {"Kursk real"}


async def test_a_folder_that_was_away_for_a_while_is_well_again(look: Look, place: Path) -> None:
    """As a network's disk is: nothing in it changed."""
    (place / "a.xml").write_bytes(rss("Kursk a"))
    (place / "b.xml").write_bytes(b"\x00\x01 nothing")
    look.clock.at += 60
    bad = await look(place)
    assert bad.state == "failing"
    for broken in (True, False):
        place.rename(place.with_name("away"))
        assert (await look(place)).error == "no such file or folder"
        place.with_name("away").rename(place)
        again = await look(place)
        assert (again.state, again.error) == ("failing", bad.error) if broken else again.state != "failing"
        if broken:
            (place / "b.xml").unlink()
            assert (await look(place)).state != "failing"
    assert look.titles() == {"Kursk a"}


async def test_files_are_read_again_when_the_desk_says_something_else_of_them(look: Look, place: Path) -> None:
    (place / "a.xml").write_bytes(rss("Kursk a"))
    look.clock.at += 60
    for publisher in ("BBC", "Reuters"):
        desk = desk_of(Source("here", str(place), publisher=publisher))
        await refresh(look.store, desk, look.publishers, everything=True, clock=look.clock)
        assert [item.credit.publisher for item in listing.items(look.store)] == [publisher]


@pytest.mark.parametrize(("writes", "looks"), [(0, 1), (3, 4), (99, files.PATIENCE)])
async def test_what_is_being_written_is_waited_for_but_not_for_ever(
    place: Path, monkeypatch: pytest.MonkeyPatch, writes: int, looks: int
) -> None:
    file = place / "feed.xml"
    file.write_bytes(b"x")
    look, done = local.look, 0

    def busy(path: str) -> object:
        nonlocal done
        done += 1
        found = look(path)
        assert isinstance(found, local.Listing)
        (entry,) = found.files
        return found._replace(files=(entry._replace(stamp=time.time_ns() if done <= writes else 1),))

    monkeypatch.setattr(files, "SETTLE", 0.01)
    monkeypatch.setattr(files.time, "time_ns", lambda: 1 << 60)
    monkeypatch.setattr(local, "look", busy)
    assert isinstance(await files._settled(str(file), 5), local.Listing)
    assert done == looks


async def test_what_was_written_just_before_a_look_is_read_at_the_next_too(
    look: Look, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of files ticks: what is written after a look may bear the time of what was written before it."""
    reads: Counter[str] = Counter()
    read = local.read
    monkeypatch.setattr(local, "read", lambda path, *rest: reads.update([Path(path).name]) or read(path, *rest))
    (place / "a.xml").write_bytes(rss("Kursk a"))
    look.clock.at = int(time.time())
    await look(place)
    (place / "b.xml").write_bytes(rss("Kursk b"))
    await look(place)
    assert reads == {"a.xml": 2, "b.xml": 1}
    look.clock.at += 60
    (place / "c.xml").write_bytes(rss("Kursk c"))
    await look(place)
    (place / "d.xml").write_bytes(rss("Kursk d"))
    await look(place)
    assert (reads["a.xml"], reads["d.xml"]) == (3, 1)


def test_what_is_refused_is_not_even_opened(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a pipe lets its writer go on, opening a device may set a machine in motion."""
    did: list[str] = []
    opened, read = os.open, os.read
    monkeypatch.setattr(local.os, "open", lambda *given: did.append("open") or opened(*given))
    monkeypatch.setattr(local.os, "read", lambda *given: did.append("read") or read(*given))
    os.mkfifo(place / "pipe")
    (tmp_path / "secret").write_text("secret")
    (place / "out").symlink_to(tmp_path / "secret")
    (place / "zero").symlink_to("/dev/zero")
    (place / "good").write_text("good")
    with open(place / "huge", "wb") as sparse:
        sparse.truncate(1 << 40)
    assert local.read(str(place / "pipe"), 1_000) == Refused("refused: a FIFO, not a file")
    assert local.read(str(place / "zero"), 1_000) == Refused("refused: a device, not a file")
    assert local.read(str(place), 1_000) == Refused("refused: a folder, not a file")
    assert local.read(str(place / "out"), 1_000, str(place)) == Refused("refused: it leads out of the folder")
    assert did == []
    assert isinstance(local.read(str(place / "huge"), 1_000), Refused)
    assert did == ["open"]
    assert isinstance(local.read(str(place / "good"), 1_000, str(place)), Fetched)


def test_a_file_that_is_written_while_it_is_read_is_read_later(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = place / "feed.xml"
    file.write_bytes(rss("Kursk one"))
    pieces = local._pieces

    def written_meanwhile(handle: int, bound: int) -> bytes:
        body = pieces(handle, bound)
        with file.open("ab") as more:
            more.write(b" ")
        return body

    monkeypatch.setattr(local, "_pieces", written_meanwhile)
    assert local.read(str(file), 10_000) == Failed("it is being written just now")
    monkeypatch.undo()
    assert isinstance(local.read(str(file), 10_000), Fetched)


def test_a_link_swapped_in_after_the_look_is_not_followed(place: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (place / "file").symlink_to(tmp_path / "secret")
    assert local.read(str(place / "file"), 1_000, str(place)) == Refused("refused: it leads out of the folder")


def test_a_link_swapped_in_while_it_is_opened_is_not_followed(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment between the last look and the opening: the file becomes a link, and a file again."""
    (tmp_path / "secret").write_text("secret")
    file = place / "file"
    file.write_text("harmless")
    opened = os.open

    def swapped(path: str, flags: int) -> int:
        file.unlink()
        file.symlink_to(tmp_path / "secret")
        handle = opened(path, flags)
        file.unlink()
        file.write_text("harmless")
        return handle

    monkeypatch.setattr(local.os, "open", swapped)
    assert local.read(str(file), 1_000, str(place)) == Refused("refused: it leads out of the folder")


def test_a_named_link_is_followed(place: Path, tmp_path: Path) -> None:
    (tmp_path / "real").write_text("real")
    (place / "file").symlink_to(tmp_path / "real")
    got = local.read(str(place / "file"), 1_000)
    assert isinstance(got, Fetched)
    assert got.body == b"real"


def test_a_path_that_is_none(place: Path) -> None:
    assert local.look("a\0b") == Failed("its path cannot be understood")
    assert local.read("a\0b", 1) == Failed("its path cannot be understood")


@pytest.mark.parametrize("kind", ["file", "hidden", "link out", "link nowhere", "pipe", "folder"])
def test_whatever_a_folder_is_flooded_with_there_is_an_end_of_looking(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(local, "MOST_FILES", 20)
    looks: list[str] = []
    within = local._within
    monkeypatch.setattr(local, "_within", lambda root, path: looks.append(path) or within(root, path))
    for number in range(50):
        thing = place / (f".{number}.xml" if kind == "hidden" else f"{number}.xml")
        if kind in ("file", "hidden"):
            thing.write_bytes(b"x")
        elif kind == "pipe":
            os.mkfifo(thing)
        elif kind == "folder":
            thing.mkdir()
        else:
            thing.symlink_to(tmp_path if kind == "link out" else place / "nowhere")
    found = local.look(str(place))
    assert isinstance(found, local.Listing)
    assert len(found.files) <= 20
    assert len(found.refusals) <= 21
    assert len(looks) <= 20
    assert found.refusals[-1] == "only 20 of what is in it are looked at"


def fill(folder: Path, number: int) -> None:
    folder.mkdir(exist_ok=True)
    for at in range(number):
        (folder / f"{at}.xml").write_bytes(rss(f"Kursk {folder.name} {at}"))


async def test_large_folders_hold_up_nobody(
    look: Look, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the web, not the other files, however many folders are read before them."""
    order: list[str] = []
    enter = Ledger.enter

    def noted(ledger: Ledger, entry: Entry) -> None:
        order.append(entry.health.id)
        enter(ledger, entry)

    monkeypatch.setattr(Ledger, "enter", noted)
    folders = [tmp_path / name for name in ("a", "b", "c")]
    for folder in folders:
        fill(folder, 300)
    (tmp_path / "file.xml").write_bytes(rss("Kursk file"))
    server.answers["/feed"] = response(200, rss("Kursk web"))
    sources = [*(Source(folder.name, str(folder)) for folder in folders), Source("file", str(tmp_path / "file.xml"))]
    desk = desk_of(*sources, Source("web", server.url()), connections=1)
    done = await refresh(look.store, desk, look.publishers, everything=True, clock=look.clock)
    assert set(order[:2]) == {"file", "web"}
    assert [well.items for well in done] == [300, 300, 300, 1, 1]


async def test_what_a_folder_costs_grows_with_its_files_and_no_faster(
    look: Look, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is looked at once and read once, what was read is written in batches, and the rest is left alone."""
    did: Counter[str] = Counter()

    def count(where: object, name: str) -> None:
        original = getattr(where, name)

        def counted(*given: Any, **more: Any) -> Any:
            did[name] += 1
            return original(*given, **more)

        monkeypatch.setattr(where, name, counted)

    monkeypatch.setattr(files, "SETTLE", 0)
    number = 2 * files.BATCH + 100
    fill(place, number)
    look.clock.at += 60  # so that they were not written just now, after which they would be read once more
    for where, name in ((local, "_file"), (files, "_read"), (local, "read"), (items, "save"), (Parser, "parse")):
        count(where, name)
    assert (await look(place)).items == number
    assert (did["_file"], did["read"], did["parse"]) == (number, number, number)
    assert did["_read"] == -(-number // files.AT_ONCE)
    assert did["save"] == 2
    did.clear()
    (place / "new.xml").write_bytes(rss("Kursk new"))
    assert (await look(place)).items == number + 1
    assert (did["read"], did["parse"], did["save"]) == (1, 1, 0)
    assert did["_file"] == number + 1


def test_thousands_of_files_are_listed_in_a_moment(place: Path) -> None:
    folder = os.open(place, os.O_RDONLY)
    for number in range(5_000):
        os.close(os.open(f"{number}.txt", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)
    began = time.process_time()
    found = local.look(str(place))
    assert isinstance(found, local.Listing)
    assert len(found.files) == 5_000
    assert time.process_time() - began < 0.5
