"""`print --follow` and `print --corrected`: what one learns who looks at a file or a pipe, not at the dashboard."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from tests.store.making import NOON, item, items, keep_newest

from briefing import paths
from briefing.cli.main import main
from briefing.store import lease, marks
from briefing.store.connection import Store
from briefing.store.items import save


@pytest.fixture
def store(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The wire of this home, with three items of the front kursk in it, and the reader's marks."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # what is not flushed would be seen all the same
    with closing(Store.open(paths.wire_file(), paths.marks_file(), now=NOON)) as opened:
        save(opened, "s", items(3), NOON)
        yield opened


@contextmanager
def started(*options: str, **streams: int) -> Iterator[subprocess.Popen[str]]:
    """A follower of the wire of this home, for half a minute at most: what waits for its output then fails."""
    command = [sys.executable, "-m", "briefing", "print", "--follow", *options]
    streams = streams or {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, **streams) as process:  # type: ignore[call-overload]
        limit = threading.Timer(30, process.kill)
        limit.start()
        try:
            yield process
        finally:
            limit.cancel()
            process.kill()


@contextmanager
def follower(*options: str) -> Iterator[IO[str]]:
    """What a follower prints: first the three items."""
    with started("--no-spawn", *options) as process:
        assert process.stdout is not None
        yield process.stdout


def following(output: IO[str], count: int = 1) -> list[dict[str, Any]]:
    """The next so many objects, waited for."""
    return [json.loads(output.readline()) for _ in range(count)]


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(["print", *argv]) == 0
    return str(capsys.readouterr().out)


def test_a_script_hears_of_corrections_and_withdrawals(store: Store) -> None:
    with follower("--format", "jsonl") as output:
        assert [one["id"] for one in following(output, 3)] == ["i2", "i1", "i0"]
        save(store, "s", [item(1, title="A better headline")], NOON + 60)
        (told,) = following(output)
        assert (told["id"], told["title"], told["revision"]) == ("i1", "A better headline", 1)
        save(store, "s", [item(0, withdrawn=True)], NOON + 60)
        (told,) = following(output)
        assert (told["id"], told["withdrawn"], told["revision"]) == ("i0", True, 0)
        save(store, "s", [item(0)], NOON + 60)
        (told,) = following(output)
        assert (told["id"], told["withdrawn"]) == ("i0", False)


def test_what_is_no_correction_is_not_told(store: Store) -> None:
    with follower("--format", "jsonl") as output:
        following(output, 3)
        save(store, "s", [item(0, pinned=True), item(1, updated=NOON + 90), item(2, fronts=("kursk", "gaza"))], NOON)
        save(store, "s", [item(3)], NOON)
        assert [one["id"] for one in following(output)] == ["i3"]


def test_what_came_and_was_corrected_since_the_last_look_is_told_once(store: Store) -> None:
    with follower("--format", "jsonl") as output:
        following(output, 3)
        with store.writing():
            save(store, "s", [item(3)], NOON)
            save(store, "s", [item(3, title="A better headline"), item(1, title="A second try")], NOON)
            save(store, "s", [item(1, title="A third try")], NOON)
        save(store, "s", [item(2, withdrawn=True)], NOON)
        assert [(one["id"], one["title"]) for one in following(output, 3)] == [
            ("i3", "A better headline"),
            ("i1", "A third try"),
            ("i2", "Headline number 2"),
        ]


def test_a_follower_of_one_front_hears_that_an_item_was_of_another(store: Store) -> None:
    with follower("--format", "jsonl", "--front", "kursk") as output:
        following(output, 3)
        save(store, "s", [item(4, fronts=("gaza",))], NOON)
        save(store, "s", [item(4, fronts=("gaza",), title="Not told")], NOON)
        save(store, "s", [item(1, title="It was elsewhere", fronts=("gaza",))], NOON)
        assert [(one["id"], one["fronts"]) for one in following(output)] == [("i1", ["gaza"])]


def test_people_see_which_words_changed(store: Store) -> None:
    with follower("--limit", "1") as output:
        for _ in range(6):
            output.readline()
        save(store, "s", [item(1, title="Headline number one", text="The body of a post.")], NOON + 60)
        lines = [output.readline().strip() for _ in range(6)]
    assert lines[2].endswith("Headline number one")
    assert lines[3].startswith("Corrected ")
    assert lines[3].endswith(": Headline number [-1-] [+one+]")
    assert lines[4] == "The body of [-post 1.-] [+a post.+]"
    assert lines[5].startswith("Example Wire")


def test_it_goes_on_while_items_are_removed_for_their_age(store: Store) -> None:
    with follower("--format", "jsonl") as output:
        following(output, 3)
        save(store, "s", [item(0, title="Corrected, and then removed")], NOON)
        assert [one["id"] for one in following(output)] == ["i0"]
        keep_newest(store, 2)
        save(store, "s", [item(1, title="A better headline")], NOON)
        assert [one["id"] for one in following(output)] == ["i1"]


def test_it_ends_as_soon_as_nobody_reads_on(store: Store) -> None:
    with started("--no-spawn", "--format", "jsonl") as process:
        assert process.stdout is not None
        following(process.stdout, 3)
        process.stdout.close()
        assert process.wait(30) == 128 + signal.SIGPIPE


def test_a_wire_that_is_replaced_is_followed_from_its_beginning(store: Store) -> None:
    with follower("--format", "jsonl") as output:
        following(output, 3)
        for file in Path(store.path).parent.glob("wire.db*"):
            file.unlink()
        with closing(Store.open(store.path)) as other, other.writing():
            save(other, "s", [item(7)], NOON)
        assert output.readline().startswith(f"briefing: {store.path} was replaced")
        assert [one["id"] for one in following(output)] == ["i7"]
        with closing(Store.open(store.path)) as other:
            save(other, "s", [item(7, title="A better headline")], NOON)
        assert [one["title"] for one in following(output)] == ["A better headline"]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_print_tells_what_was_corrected(capsys: pytest.CaptureFixture[str], store: Store, form: str) -> None:
    save(store, "s", [item(1, title="A better headline")], NOON + 60)
    save(store, "s", [item(0, withdrawn=True)], NOON + 120)
    out = printed(capsys, "--corrected", "--format", form)
    assert out.index("Withdrawn 16 Aug 2024") < out.index("Corrected 16 Aug 2024")
    assert "Headline number 2" not in out
    assert "+A better headline+" in " ".join(out.split()), "in lines of whatever width"
    assert "Corrected 16" not in printed(capsys, "--format", form)


def test_corrections_by_time_front_number_and_marks(capsys: pytest.CaptureFixture[str], store: Store) -> None:
    for number in range(3):
        save(store, "s", [item(number, text="Other words.")], NOON + number)

    def ids(*argv: str) -> list[str]:
        lines = printed(capsys, "--corrected", "--format", "jsonl", *argv).splitlines()
        return [json.loads(line)["id"] for line in lines]

    assert ids() == ["i2", "i1", "i0"]
    assert ids("--since", "2024-08-16T12:00:01Z") == ["i2", "i1"]
    assert ids("--limit", "1") == ["i2"]
    assert ids("--front", "mpox") == []
    marks.see(store, ["i2"], NOON)
    assert ids("--new") == ["i1", "i0"]


def test_only_corrections_are_followed_where_only_they_are_asked_for(store: Store) -> None:
    save(store, "s", [item(1, title="A better headline")], NOON)
    with follower("--format", "jsonl", "--corrected") as output:
        assert [one["id"] for one in following(output)] == ["i1"]
        save(store, "s", [item(5)], NOON)
        save(store, "s", [item(2, withdrawn=True)], NOON)
        assert [one["id"] for one in following(output)] == ["i2"]


def test_it_says_why_nobody_fetches(store: Store, tmp_path: Path) -> None:
    desk = tmp_path / "briefing.toml"
    desk.write_text("sources = []\n")
    with started("--config", str(desk), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        while (holder := lease.holder(store, int(time.time()))) is None:
            assert process.poll() is None
            time.sleep(0.05)
        os.kill(int(holder.rsplit(":", 2)[1]), signal.SIGKILL)
        assert process.stderr.readline().startswith("briefing: the fetcher ended with signal 9; another try in ")
