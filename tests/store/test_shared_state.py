"""What fetchers and viewers tell one another through the wire: lease, requests, health, memory, facts."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.store.making import NOON, items

from briefing.model import SourceHealth
from briefing.store import health, lease, meta, requests
from briefing.store.connection import Store
from briefing.store.health import Memory
from briefing.store.items import save

HOUR = 3_600


def test_one_holds_the_lease_until_it_ends_or_is_given_up(store: Store, another: Store) -> None:
    assert lease.holder(store, NOON) is None
    assert lease.take(store, "a", NOON, 10)
    assert not lease.take(another, "b", NOON + 9, 10)
    assert lease.take(store, "a", NOON + 5, 10)
    assert lease.holder(another, NOON + 14) == "a"
    assert lease.take(another, "b", NOON + 15, 10)
    assert not lease.take(store, "a", NOON + 16, 10)
    lease.release(store, "a")
    assert lease.holder(store, NOON + 16) == "b"
    lease.release(another, "b")
    assert lease.holder(store, NOON + 16) is None
    assert lease.take(store, "a", NOON + 16, 10)


def test_a_lease_from_a_clock_that_was_set_back_is_void(store: Store) -> None:
    assert lease.take(store, "a", NOON + 86_400, 10)
    assert lease.holder(store, NOON) is None
    assert lease.take(store, "b", NOON, 10)
    assert lease.holder(store, NOON) == "b"


def test_who_cannot_have_the_lease_waits_for_no_writer(store: Store, another: Store) -> None:
    assert lease.take(store, "a", NOON, 10)
    another.run("BEGIN IMMEDIATE")
    assert not lease.take(store, "b", NOON + 1, 10)
    another.run("ROLLBACK")


def test_of_many_who_want_the_lease_one_gets_it(tmp_path: Path) -> None:
    path = str(tmp_path / "wire.db")
    Store.open(path).close()
    code = (
        "import sys; from briefing.store import lease; from briefing.store.connection import Store\n"
        "store = Store.open(sys.argv[1]); sys.stdin.readline()\n"
        "print(lease.take(store, sys.argv[2], 1000, 10)); store.close()"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", code, path, str(n)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for n in range(8)
    ]
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    assert sorted(racer.communicate(timeout=60)[0].strip() for racer in racers) == ["False"] * 7 + ["True"]


def test_requests_are_taken_once(store: Store, another: Store) -> None:
    assert requests.take(store) is None
    requests.ask(another, ["b", "a"], NOON)
    requests.ask(another, ["b"], NOON + 1)
    assert requests.take(store) == ["a", "b"]
    assert requests.take(store) is None
    requests.ask(another, ["a"], NOON)
    requests.ask(another, [], NOON)
    assert requests.take(store) == []


def test_nobody_asking_writes_nothing(store: Store, another: Store) -> None:
    version = another.version()
    assert requests.take(store) is None
    assert another.version() == version


def test_health_comes_back_with_what_the_wire_knows_itself(store: Store) -> None:
    said = SourceHealth("s", "A feed", "failing", "HTTP 404 (not found)", NOON, NOON - 60, NOON + 300, None, 3)
    health.record(store, said)
    assert health.sources(store) == [said]
    save(store, "s", items(4), NOON)
    save(store, "other", items(6), NOON)
    assert health.sources(store) == [said._replace(newest=NOON + 180, items=4)]
    health.record_all(store, [said._replace(id="other", state="ok"), said._replace(error="", state="ok")])
    assert [(one.id, one.state, one.items) for one in health.sources(store)] == [("other", "ok", 2), ("s", "ok", 4)]


def test_requests_and_bytes_are_of_the_last_day(store: Store) -> None:
    health.record(store, SourceHealth("s", checked=NOON))
    health.record(store, SourceHealth("t", checked=NOON - HOUR))
    health.spend(store, "s", NOON - 25 * HOUR, received=1)
    health.spend(store, "s", NOON - 20 * HOUR, received=10)
    health.spend(store, "s", NOON, requests=2, received=100)
    health.spend(store, "t", NOON, received=7)
    by_id = {one.id: (one.requests, one.bytes) for one in health.sources(store)}
    assert by_id == {"s": (3, 110), "t": (1, 7)}
    later = {one.id: (one.requests, one.bytes) for one in health.sources(store, NOON + 10 * HOUR)}
    assert later == {"s": (2, 100), "t": (1, 7)}
    health.spend(store, "s", NOON + 100 * HOUR)
    assert len(store.rows("SELECT * FROM traffic WHERE source = 's'")) == 1


def named(memory: Memory) -> list[tuple[str, object]]:
    return list(zip(Memory._fields, memory, strict=True))


def test_memory_comes_back(store: Store) -> None:
    assert health.memory(store, "s") == Memory()
    full = Memory(*(f"W/{name}=b&c" if value == "" else NOON + n for n, (name, value) in enumerate(named(Memory()))))
    assert {type(value) for value in full} == {str, int}
    health.remember(store, "s", full)
    assert health.memory(store, "s") == full
    health.remember(store, "s", Memory(etag="evil\x1fmoved_to=https://c.example/"))
    assert health.memory(store, "s") == Memory(etag="evilmoved_to=https://c.example/")


def test_memory_of_a_later_version_is_read_as_far_as_it_is_known(store: Store) -> None:
    health.remember(store, "s", Memory(etag="e"))
    store.run("UPDATE memory SET record = record || char(31) || 'tomorrow=1'")
    assert health.memory(store, "s") == Memory(etag="e")


def test_sources_that_left_the_desk_are_forgotten(store: Store) -> None:
    for source in ("a", "b", "c"):
        health.record(store, SourceHealth(source))
        health.spend(store, source, NOON)
    health.remember(store, "b", Memory(etag="e"))
    health.remember(store, "d", Memory(etag="e"))
    assert health.forget(store, ["a"]) == 3
    assert [one.id for one in health.sources(store)] == ["a"]
    assert health.memory(store, "b") == Memory()
    assert health.forget(store, ["a"]) == 0


def test_facts_about_the_wire(tmp_path: Path) -> None:
    with closing(Store.open(str(tmp_path / "wire.db"))) as store:
        assert meta.get(store, "bundled") == ""
        meta.put(store, "bundled", "2024-08-16")
        assert meta.get(store, "bundled") == "2024-08-16"
        assert len(meta.get(store, "wire")) == 16
        with pytest.raises(ValueError, match="identity"):
            meta.put(store, "wire", "other")
