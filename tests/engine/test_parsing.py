"""The worker that reads documents: limited, replaced when it dies, and not believed more than it must be."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest
from tests.engine.server import FRONTS, rss

from briefing import formats, model
from briefing.editorial.ids import item_id
from briefing.editorial.publishers import Publishers
from briefing.engine import parsing
from briefing.engine.messages import LENGTH, WORDS, Answer, Job, Unreadable, answer, packed
from briefing.engine.parsing import Parser
from briefing.errors import ParseError
from briefing.formats.reading import Document, Reading, Strictness
from briefing.model import Also, Credit, Figure, Item, Rights, Secret, Source
from briefing.text import BLOCK_LIMIT, clean, clean_block

SOURCE = Source("news", "https://news.example/feed", publisher="BBC", fronts=("kursk",))
NOW = 1_800_000_000


def job(body: bytes, **source: object) -> Job:
    return Job(Document(body, SOURCE.address, at=NOW), SOURCE._replace(**source), FRONTS, NOW)  # type: ignore[arg-type]


@pytest.fixture
async def parser(publishers: Publishers) -> AsyncIterator[Parser]:
    async with Parser(publishers.records, seconds=1) as running:
        yield running


def pid(parser: Parser) -> int:
    found = parser.workers[0].pid
    assert found is not None
    return found


async def test_a_reading_comes_back_edited(parser: Parser) -> None:
    reading = await parser.parse(job(rss("Kursk one", "Other two")))
    assert isinstance(reading, Reading)
    assert [(item.title, item.fronts, item.source, item.credit.publisher) for item in reading.items] == [
        ("Kursk one", ("kursk",), "news", "BBC"),
        ("Other two", ("kursk",), "news", "BBC"),
    ]
    assert all(item.id and item.first_seen == NOW for item in reading.items)


SORRY = b"Service unavailable. The server is temporarily unable to answer your request. Please try again later.\n\n" * 3
DIGEST = (
    b"Two ships left the port of Kerch on Friday, officials said, and traffic over the bridge stopped. - Reuters\n" * 3
)


@pytest.mark.parametrize(
    ("body", "kind", "address", "read"),
    [
        (SORRY, "auto", "https://news.example/digest.txt", False),
        (SORRY, "digest", "https://news.example/digest.txt", True),
        (SORRY, "auto", "/desk/digest.txt", True),
        (DIGEST, "auto", "https://news.example/digest.txt", True),
    ],
    ids=["sorry", "said-to-be-one", "file", "credited"],
)
async def test_text_from_a_server_is_a_digest_only_if_it_credits_somebody(
    parser: Parser, body: bytes, kind: str, address: str, read: bool
) -> None:
    found = await parser.parse(Job(Document(body, address, "text/plain", kind, NOW), SOURCE, FRONTS, NOW))
    assert isinstance(found, Reading) is read, found


async def test_the_title_of_an_item_file_is_no_publisher(parser: Parser) -> None:
    body = b'briefing = 1\ntitle = "Reuters: the week"\n[[items]]\ntitle = "Kursk one"\n'
    source = SOURCE._replace(address="/desk/week", publisher="")
    reading = await parser.parse(Job(Document(body, "/desk/week", at=NOW), source, FRONTS, NOW))
    assert isinstance(reading, Reading)
    assert [(item.title, item.credit.publisher) for item in reading.items] == [("Kursk one", "")]


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
    assert await parser.parse(job(rss("Kursk two"))) == Unreadable("it takes more than 1 s to read", passing=True)
    assert isinstance(await parser.parse(job(rss("Kursk three"))), Reading)


async def test_while_one_hangs_others_are_read_by_a_second_worker(publishers: Publishers) -> None:
    async with Parser(publishers.records, seconds=4) as parser:
        assert isinstance(await parser.parse(job(rss("Kursk one"))), Reading)
        os.kill(pid(parser), signal.SIGSTOP)
        hanging = asyncio.create_task(parser.parse(job(rss("Kursk two"))))
        await asyncio.sleep(0)
        assert isinstance(await parser.parse(job(rss("Kursk three"))), Reading)
        assert not hanging.done()
        os.kill(pid(parser), signal.SIGCONT)
        assert isinstance(await hanging, Reading)


async def test_a_document_that_waits_for_its_turn_is_held_once(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen servers that send eight MiB each at the same time are enough of it."""
    packs: list[object] = []
    monkeypatch.setattr(parsing, "packed", lambda message: packs.append(message) or packed(message))
    monkeypatch.setattr(parsing, "IMPATIENCE", 0.0)
    first, second = parser.workers
    async with first.turn, second.turn:
        waiting = asyncio.create_task(parser.parse(job(rss("Kursk one"))))
        while not second.turn._waiters:
            await asyncio.sleep(0)
        assert packs == []
    assert isinstance(await waiting, Reading)
    assert any(isinstance(message, Job) for message in packs)


async def test_one_that_has_nothing_to_do_is_ended(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Reading)
    await parser.rest()
    assert parser.workers[0].pid is not None
    monkeypatch.setattr(parsing, "IDLE", 0.0)
    await parser.rest()
    assert parser.workers[0].pid is None
    assert isinstance(await parser.parse(job(rss("Kursk two"))), Reading)


async def test_one_that_is_killed_is_replaced(parser: Parser) -> None:
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Reading)
    os.kill(pid(parser), signal.SIGKILL)
    again = await parser.parse(job(rss("Kursk two")))
    assert isinstance(again, Reading | Unreadable)
    assert isinstance(await parser.parse(job(rss("Kursk three"))), Reading)


async def test_that_one_is_told_to_end_is_not_held_against_the_document(parser: Parser) -> None:
    await parser.parse(job(rss("Kursk one")))
    for deaths, read in ((1, True), (2, False)):
        os.kill(pid(parser), signal.SIGSTOP)
        reading = asyncio.create_task(parser.parse(job(rss("Kursk two"))))
        for _ in range(deaths):
            await asyncio.sleep(0.1)
            told = pid(parser)
            os.kill(told, signal.SIGTERM)
            os.kill(told, signal.SIGCONT)
            while parser.workers[0].pid in (told, None) and not reading.done():
                await asyncio.sleep(0.001)
            if parser.workers[0].pid is not None:
                os.kill(pid(parser), signal.SIGSTOP)
        if read:
            os.kill(pid(parser), signal.SIGCONT)
        assert isinstance(await reading, Reading) is read


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


async def test_the_worker_is_confined(parser: Parser) -> None:
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Reading)
    place = Path(f"/proc/{pid(parser)}")
    limits = {line[:26].strip(): line[26:].split()[:2] for line in (place / "limits").read_text().splitlines()[1:]}
    assert limits["Max file size"] == ["0", "0"]
    assert limits["Max core file size"] == ["0", "0"]
    assert limits["Max open files"] == ["64", "64"]
    assert int(limits["Max address space"][1]) < parsing.MEMORY + (400 << 20)
    assert 1 <= int(limits["Max cpu time"][0]) <= 10, "the kernel ends it, also when nobody watches any longer"
    assert os.readlink(place / "fd" / "1") == "/dev/null", "what a parser prints is no answer"
    assert os.getsid(pid(parser)) == pid(parser)


async def test_the_worker_is_not_told_how_a_source_is_asked(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bytes] = []

    async def read(worker: parsing.Worker, message: bytes) -> Unreadable:
        told.append(message)
        return Unreadable("")

    monkeypatch.setattr(parsing.Worker, "read", read)
    secret = Secret(file="/secret/file")
    source = {"headers": (("X", "told-sesame"), ("Y", secret)), "user": "sesame-user", "proxy": "http://u:sesame@p:1"}
    for password in ("sesame-password", secret):
        await parser.parse(job(rss("Kursk one"), password=password, **source))
    assert all(b"Kursk one" in message for message in told)
    assert all(b"sesame" not in message and b"/secret/file" not in message for message in told)


async def test_the_worker_ends_when_its_parent_does(tmp_path: Path) -> None:
    script = (
        "import asyncio, os\n"
        "from briefing.engine.parsing import Parser\n"
        "async def main():\n"
        "    parser = Parser(())\n"
        "    print((await parser.workers[0]._running()).pid, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    worker = int(done.stdout)
    handle = os.pidfd_open(worker) if Path(f"/proc/{worker}").exists() else None
    if handle is not None:
        import select

        assert select.select([handle], [], [], 20)[0], "the worker outlived its parent"
        os.close(handle)


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return sys.exit, ("a stranger's function was called",)


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


BUILT = (  # the attribute `items` of what the name stands for is set, then an Unreadable follows
    b"\x80\x04cbriefing.formats.reading\nReading\n(N}X\x05\x00\x00\x00itemsX\x05\x00\x00\x00ownedstb0"
    b"cbriefing.engine.messages\nUnreadable\n(X\x01\x00\x00\x00xX\x00\x00\x00\x00)tR."
)


def test_an_answer_cannot_change_what_records_are() -> None:
    with pytest.raises(ValueError, match="not an answer"):
        answer(BUILT)
    assert Reading("rss").items == ()


ITEM = Item("k", "t")


@pytest.mark.parametrize(
    "reading",
    [
        Reading("rss", items="abc"),  # type: ignore[arg-type]
        Reading("rss", items=("abc",)),  # type: ignore[arg-type]
        Reading("rss", items=[ITEM]),  # type: ignore[arg-type]
        Reading("rss", title=5),  # type: ignore[arg-type]
        Reading("rss", title="x" * 10_001),
        Reading("rss", feeds=("x" * 10_001,)),
        Reading("rss", notes=("x", 5)),  # type: ignore[arg-type]
        Reading("rss", strictness="lax"),  # type: ignore[arg-type]
        Reading("rss", (ITEM._replace(published_how="guessed"),)),  # type: ignore[arg-type]
        Reading("rss", (ITEM._replace(credit=Credit("BBC", "perhaps")),)),  # type: ignore[arg-type]
        Reading("rss", (ITEM._replace(figures=(Figure("1", float("nan")),)),)),
        Reading("rss", (ITEM._replace(figures=(Figure("1", float("inf")),)),)),
        Reading("rss", ttl=1 << 70),
        Reading("rss", (ITEM._replace(first_seen=1 << 70),)),
        Reading("rss", (ITEM._replace(published="now"),)),  # type: ignore[arg-type]
        Reading("rss", (ITEM._replace(fronts=(1,)),)),  # type: ignore[arg-type]
        Reading("rss", (ITEM._replace(credit=None),)),  # type: ignore[arg-type]
    ],
)
def test_an_answer_has_values_of_the_declared_types(reading: Reading) -> None:
    with pytest.raises(ValueError, match="not an answer"):
        answer(packed(reading)[LENGTH.size :])


def through(reading: Reading) -> Answer:
    return answer(packed(reading)[LENGTH.size :])


BAD = "a\x1b]0;owned\x07b\u202ec\x1fd\ud800\x00\n\ne"
GOOD = clean(BAD)


def test_the_text_of_an_answer_goes_through_the_wall_again() -> None:
    """A document that has taken over the worker cannot speak to terminals, nor break the rows of the wire."""
    credit = Credit(BAD, "", BAD, ("x", BAD), (Also(BAD),), Rights(BAD, BAD, BAD))
    item = Item(BAD, BAD, BAD, BAD, None, "stated", None, credit, (BAD,), (Figure(BAD, None, "", BAD, BAD, BAD),))
    reading = Reading("rss", (item,), BAD, BAD, Rights(BAD), notes=(BAD,), feeds=("y", BAD))
    clean_credit = Credit(GOOD, "", GOOD, ("x", GOOD), (Also(GOOD),), Rights(GOOD, GOOD, GOOD))
    clean_item = Item(GOOD, GOOD, clean_block(BAD), GOOD, None, "stated", None, clean_credit, (GOOD,))
    clean_item = clean_item._replace(figures=(Figure(GOOD, None, "", GOOD, GOOD, GOOD),))
    cleaned = Reading("rss", (clean_item,), GOOD, GOOD, Rights(GOOD), notes=(GOOD,), feeds=("y", GOOD))
    assert through(reading) == cleaned
    assert answer(packed(Unreadable(BAD, BAD, (BAD,)))[LENGTH.size :]) == Unreadable(GOOD, GOOD, (GOOD,))
    assert "\n\n" in clean_item.text
    long = Reading("rss", (ITEM._replace(text="x" * (BLOCK_LIMIT + 1)),))
    assert through(long) == Reading("rss", (ITEM._replace(text="x" * BLOCK_LIMIT),))


def test_what_is_clean_is_left_as_it_is(publishers: Publishers) -> None:
    read = 0
    for path in (Path(__file__).parents[1] / "formats" / "golden").rglob("*.*"):
        try:
            reading = formats.read(Document(path.read_bytes(), str(path), at=NOW), publishers)
        except ParseError:
            continue
        assert through(reading) == reading, path
        read += 1
    assert read > 20


def test_the_words_of_a_choice_are_those_that_the_records_declare() -> None:
    declared = {"Strictness": get_args(Strictness)}
    for node in ast.walk(ast.parse(Path(model.__file__).read_text())):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            (target,) = node.targets
            assert isinstance(target, ast.Name)
            declared[target.id] = ast.literal_eval(node.value.slice)
    assert {**declared, "Literal['']": ("",)} == WORDS | {"State": declared["State"]}


async def test_an_answer_that_is_too_long_is_not_taken_in(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as small:
        small.setattr(parsing, "SHARE", parsing.MEMORY // 1_000)
        unreadable = await parser.parse(job(rss(*[f"Kursk {number}" for number in range(30)])))
    assert isinstance(unreadable, Unreadable)
    assert "too long an answer" in unreadable.detail
    assert isinstance(await parser.parse(job(rss("Kursk two"))), Reading)


async def test_an_answer_cannot_hold_items_of_another_source_or_for_fronts_that_nobody_has(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = await parser.parse(job(rss("Kursk one")))
    assert isinstance(mine, Reading)
    taken = mine._replace(items=(mine.items[0]._replace(id=item_id("other", "k")),))

    async def read(worker: parsing.Worker, message: bytes) -> Reading:
        return taken

    monkeypatch.setattr(parsing.Worker, "read", read)
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Unreadable)
    taken = mine._replace(items=(mine.items[0]._replace(source="other"),))
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Unreadable)
    taken = mine._replace(items=(mine.items[0]._replace(fronts=("kursk", "invented")),))
    assert isinstance(await parser.parse(job(rss("Kursk one"))), Unreadable)
    taken = mine
    assert await parser.parse(job(rss("Kursk one"))) == mine


def test_a_reading_survives_the_pipe() -> None:
    reading = Reading("rss", (Item("k", "t", text="x\n\ny"),), notes=("a",))
    message = packed(reading)
    assert LENGTH.unpack(message[: LENGTH.size]) == (len(message) - LENGTH.size,)
    assert answer(message[LENGTH.size :]) == reading


CHANNEL = b'<rss version="2.0"><channel><title>t</title>'


@pytest.mark.parametrize(
    "body",
    [
        CHANNEL + b"<item " + b" ".join(b'a%d="x"' % number for number in range(300_000)) + b"/></channel></rss>",
        CHANNEL + b"<a>" * 800_000,
        CHANNEL + b"<item/>" * 600_000 + b"</channel></rss>",
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        + CHANNEL
        + b"<item><title>&b;</title></item>" * 50_000,
        b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b"[]," * 2_000_000 + b"0]}",
        b"[" * 2_000_000,
        b"<!doctype html><html>" + b"<p>" * 2_000_000,
        b"a (BBC)\n\n" * 500_000,
        b"\xef\xbb\xbf" * 1_000_000,
    ],
    ids=["attributes", "depth", "items", "entities", "json-list", "json-depth", "html", "paragraphs", "marks"],
)
async def test_a_bomb_costs_no_more_than_100_mib_and_the_deadline(publishers: Publishers, body: bytes) -> None:
    async with Parser(publishers.records, seconds=5) as parser:
        await parser.parse(job(rss("Kursk one")))
        watched = pid(parser)
        parsing = asyncio.create_task(parser.parse(job(body)))
        peak = 0
        while not parsing.done():
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{watched}/status").read_text()
                peak = max(
                    peak, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0
                )
            await asyncio.sleep(0.01)
        assert isinstance(await parsing, Reading | Unreadable)
        assert peak < 125 * 1_024  # the worker itself takes some 20 MiB
        assert isinstance(await parser.parse(job(rss("Kursk two"))), Reading)
