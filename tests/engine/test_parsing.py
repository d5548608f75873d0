"""The worker that reads documents: limited, replaced when it dies, and not believed more than it must be."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.engine.server import FRONTS, rss

from briefing.editorial.publishers import Publishers
from briefing.engine.messages import LENGTH, Job, Unreadable, answer, packed
from briefing.engine.parsing import Parser
from briefing.formats.reading import Document, Reading
from briefing.model import Item, Secret, Source

SOURCE = Source("news", "https://news.example/feed", publisher="BBC", fronts=("kursk",))
NOW = 1_800_000_000


def job(body: bytes, **source: object) -> Job:
    return Job(Document(body, SOURCE.address, at=NOW), SOURCE._replace(**source), FRONTS, NOW)  # type: ignore[arg-type]


@pytest.fixture
async def parser(publishers: Publishers) -> AsyncIterator[Parser]:
    async with Parser(publishers.records, seconds=1) as running:
        yield running


def pid(parser: Parser) -> int:
    assert parser._process is not None
    return parser._process.pid


async def test_a_reading_comes_back_edited(parser: Parser) -> None:
    reading = await parser.parse(job(rss("Kursk one", "Other two")))
    assert isinstance(reading, Reading)
    assert [(item.title, item.fronts, item.source, item.credit.publisher) for item in reading.items] == [
        ("Kursk one", ("kursk",), "news", "BBC"),
        ("Other two", ("kursk",), "news", "BBC"),
    ]
    assert all(item.id and item.first_seen == NOW for item in reading.items)


async def test_one_worker_reads_many_and_what_cannot_be_read_is_said(parser: Parser) -> None:
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Reading)
    first = pid(parser)
    unreadable = await parser.parse(job(b"\x00\x01\x02 nothing"))
    assert isinstance(unreadable, Unreadable)
    assert unreadable.why.isprintable()
    assert isinstance(await parser.parse(job(rss("Kursk two"))), Reading)
    assert pid(parser) == first


async def test_one_that_hangs_is_ended_at_the_deadline_and_replaced(parser: Parser) -> None:
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Reading)
    os.kill(pid(parser), signal.SIGSTOP)
    assert await parser.parse(job(rss("Kursk two"))) == Unreadable("it takes more than 1 s to read")
    assert isinstance(await parser.parse(job(rss("Kursk three"))), Reading)


async def test_one_that_is_killed_is_replaced(parser: Parser) -> None:
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Reading)
    os.kill(pid(parser), signal.SIGKILL)
    again = await parser.parse(job(rss("Kursk two")))
    assert isinstance(again, Reading | Unreadable)
    assert isinstance(await parser.parse(job(rss("Kursk three"))), Reading)


async def test_memory_is_limited(publishers: Publishers) -> None:
    async with Parser(publishers.records, memory=24 << 20) as parser:
        titles = [f"Kursk {number} " + "word " * 100 for number in range(30_000)]
        assert await parser.parse(job(rss(*titles))) == Unreadable("it takes more memory than a document may")
        assert isinstance(await parser.parse(job(rss("Kursk one"))), Reading)


async def test_the_worker_gets_no_secrets(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRE_KEY", "open-sesame")
    await parser.parse(
        job(rss("Kursk one"), headers=(("X", "told-sesame"), ("Y", Secret(env="WIRE_KEY"))), password="p")
    )
    environ = Path(f"/proc/{pid(parser)}/environ").read_bytes()
    assert b"WIRE_KEY" not in environ
    assert b"sesame" not in environ


async def test_the_worker_ends_when_its_parent_does(tmp_path: Path) -> None:
    script = (
        "import asyncio, os\n"
        "from briefing.engine.parsing import Parser\n"
        "async def main():\n"
        "    parser = Parser(())\n"
        "    print((await parser._running()).pid, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    worker = int(done.stdout)
    handle = os.pidfd_open(worker) if Path(f"/proc/{worker}").exists() else None
    if handle is not None:
        import select

        assert select.select([handle], [], [], 5)[0], "the worker outlived its parent"
        os.close(handle)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return os.system, ("touch /tmp/should-not-exist",)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"garbage",
        pickle.dumps(Evil()),
        pickle.dumps(Reading("rss", notes=(Evil(),))),  # type: ignore[arg-type]
        pickle.dumps(Path("/")),
        pickle.dumps({"a": 1}),
        pickle.dumps(Item("k", "t")),
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"\x80\x05" + b"(" * 100_000,
    ],
)
def test_an_answer_holds_nothing_but_records(body: bytes) -> None:
    with pytest.raises(ValueError, match="not an answer"):
        answer(body)


def test_a_reading_survives_the_pipe() -> None:
    reading = Reading("rss", (Item("k", "t", text="x\n\ny"),), notes=("a",))
    message = packed(reading)
    assert LENGTH.unpack(message[: LENGTH.size]) == (len(message) - LENGTH.size,)
    assert answer(message[LENGTH.size :]) == reading
