"""The command line as people and scripts use it: in this process where that is the same, else as a program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing import __version__
from briefing.cli import listing
from briefing.cli.main import main
from briefing.cli.options import Options, scan
from briefing.config.load import desk as desk_of
from briefing.store.connection import Store

DIGEST = """\
Crews have begun to clear the harbour road at Kerch, the port authority said. - Reuters

Talks on Gaza resume on Sunday, a mediator told AP.

A first case of mpox was confirmed on Friday. - Sky News
"""


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(argv)
    out, err = capsys.readouterr()
    return code, out, err


def program(*argv: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "briefing", *argv]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def digest(tmp_path: Path) -> str:
    file = tmp_path / "digest.txt"
    file.write_text(DIGEST)
    return str(file)


@pytest.fixture
def desk(home: Path) -> Path:
    """A desk of one local source, so that nothing is bundled and nothing is asked of the network."""
    folder = home / ".config" / "briefing"
    folder.mkdir(parents=True)
    (folder / "in.txt").write_text(DIGEST)
    file = folder / "briefing.toml"
    file.write_text('[[sources]]\nid = "desk"\npath = "in.txt"\n')
    return file


class TestTheShortWay:
    def test_takes_the_common_options(self) -> None:
        assert scan([]) == Options()
        words = [
            "--store",
            "x.db",
            "--config=a=b",
            "--offline",
            "--no-spawn",
            "--front",
            "gaza",
            "--ascii",
            "--theme",
            "day",
        ]
        expected = Options(
            config="a=b", store="x.db", offline=True, no_spawn=True, front="gaza", ascii=True, theme="day"
        )
        assert scan(words) == expected

    @pytest.mark.parametrize(
        "words", [["print"], ["--version"], ["-h"], ["--stor", "x"], ["--store"], ["--offline=1"], ["--store="], ["x"]]
    )
    def test_leaves_everything_else_to_the_parser(self, words: list[str]) -> None:
        assert scan(words) is None


class TestWithoutATerminal:
    def test_it_prints_the_bundled_edition_at_first(self, home: Path) -> None:
        done = program(stdin=subprocess.DEVNULL)
        assert done.returncode == 0, done.stderr
        for front in ("Kursk", "Kerch", "Gaza", "mpox"):
            assert f"{front} · Fri 16 Aug 2024" in done.stdout
        assert "\x1b" not in done.stdout

    def test_it_says_what_version_it_is(self) -> None:
        assert program("--version").stdout == f"briefing {__version__}\n"

    def test_help_names_every_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            main(["--help"])
        assert ended.value.code == 0
        out = capsys.readouterr().out
        for command in (
            "refresh",
            "print",
            "search",
            "import",
            "export",
            "sources",
            "status",
            "config",
            "themes",
            "keys",
        ):
            assert f"    {command} " in out


@pytest.mark.parametrize(
    "argv",
    [
        ["nonsense"],
        ["--nonsense"],
        ["print", "--format", "pdf"],
        ["print", "--since", "yesterday"],
        ["print", "--limit", "0"],
        ["print", "--front", "kurks"],
        ["--theme", "nigth", "themes", "x"],
        ["--theme", "nigth", "print"],
        ["--theme", "nigth"],
        ["import", "/nowhere/at/all"],
        ["import", "/"],
        ["refresh", "--watch", "dw"],
        ["print", "--follow", "--format", "html"],
        ["sources", "try", "gopher://x.example/"],
        ["sources", "remove", "nobody"],
        ["config", "shw"],
        ["--config", "/nowhere.toml", "status"],
        ["print", "--store", "/tmp/\udcff.db"],
        ["search", "\udcff"],
        ["sources", "try", "http://[bad"],
        ["sources", "add", "http://[bad"],
    ],
)
def test_wrong_usage_is_one_line_and_code_2(capfd: pytest.CaptureFixture[str], argv: list[str]) -> None:
    code, out, err = run(capfd, *argv)
    assert code == 2
    assert out == ""
    assert err.startswith("briefing: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["prnt"], 'there is no "prnt"; did you mean "print"?'),
        (["config", "shw"], 'there is no "shw"; did you mean "show"?'),
        (["print", "--format", "pdf"], '--format: there is no "pdf"; there are text, json, '),
        (["import", "--kind", "digset", "x"], '--kind: there is no "digset"; did you mean "digest"?'),
        (["import", "--kind", "zzz", "x"], '--kind: there is no "zzz"; there are auto, rss, '),
    ],
)
def test_a_word_that_is_no_choice_is_told_the_nearest(
    capfd: pytest.CaptureFixture[str], argv: list[str], said: str
) -> None:
    assert run(capfd, *argv)[2].startswith(f"briefing: {said}")


def test_output_that_there_is_no_room_for_is_no_fault_of_ours() -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "briefing", "keys"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=30)
    assert (done.returncode, done.stderr) == (
        1, "briefing: what was asked for cannot be written: No space left on device\n"
    )  # fmt: skip


def test_a_complaint_cannot_reach_the_terminal_with_escapes() -> None:
    done = program("--nonsense\x1b]52;c;aGk=\x07")
    assert done.returncode == 2
    assert done.stderr.startswith("briefing: ")
    assert done.stderr.count("\n") == 1
    assert done.stderr.rstrip("\n").isprintable()


class TestImport:
    def test_dry_run_explains_and_stores_nothing(
        self, capsys: pytest.CaptureFixture[str], digest: str, home: Path
    ) -> None:
        code, out, _ = run(capsys, "import", digest, "--date", "2024-08-16", "--dry-run", "--explain")
        assert code == 0
        assert "3 items: nothing stored" in out
        assert "Reuters" in out
        assert not list(home.rglob("wire.db"))

    def test_explain_tells_each_dropped_line_and_each_time(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        path = tmp_path / "mail.txt"
        path.write_text(
            "Hi all,\n14:10 UTC The ferry stopped. - AP\n\nA raft sank. - BBC\nBest,\nAnn\n", encoding="utf-8"
        )
        _, out, _ = run(capsys, "import", str(path), "--date", "2024-08-16", "--dry-run", "--explain")
        assert [line.split()[:2] for line in out.split("\n\n")[0].splitlines()] == [
            ["1", "dropped"], ["2", "item"], ["4", "item"], ["5", "dropped"], ["6", "dropped"],
        ]  # fmt: skip
        assert "AP; dated 16 August 2024 14:10 UTC (inferred)" in out
        assert "BBC; dated 16 August 2024 (inferred)" in out

    def test_print_gives_the_contract_in_the_order_of_the_panes(
        self, capsys: pytest.CaptureFixture[str], digest: str
    ) -> None:
        assert run(capsys, "import", digest, "--date", "2024-08-16")[0] == 0
        _, out, _ = run(capsys, "print", "--format", "jsonl")
        items = [json.loads(line) for line in out.splitlines()]
        assert [item["fronts"] for item in items] == [["kerch"], ["gaza"], ["mpox"]]
        assert {item["published"] for item in items} == {"2024-08-16T00:00:00Z"}
        assert [item["credit"]["publisher"] for item in items] == ["Reuters", "AP", "Sky News"]
        _, out, _ = run(capsys, "print", "--format", "json")
        assert json.loads(out) == items
        _, out, _ = run(capsys, "print", "--format", "json", "--since", "2024-08-17")
        assert json.loads(out) == []

    def test_twice_is_once(self, capsys: pytest.CaptureFixture[str], digest: str) -> None:
        run(capsys, "import", digest, "--date", "2024-08-16")
        _, out, _ = run(capsys, "import", digest, "--date", "2024-08-16")
        assert "0 new, 0 updated, 3 known" in out

    def test_reads_standard_input(self, digest: str) -> None:
        done = program("import", "-", "--date", "2024-08-16", input=DIGEST)
        assert done.returncode == 0, done.stderr
        assert "3 new" in done.stdout

    def test_says_what_cannot_be_read(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "page.html"
        file.write_text("<!doctype html><title>Log in</title><form><input type=password></form>")
        assert run(capsys, "import", str(file))[0] == 1

    def test_what_is_exported_can_be_imported(
        self, capsys: pytest.CaptureFixture[str], digest: str, tmp_path: Path
    ) -> None:
        run(capsys, "import", digest, "--date", "2024-08-16")
        before = json.loads(run(capsys, "print", "--format", "json")[1])
        for what in ("digest", "items"):
            copy = tmp_path / f"copy.{what}"
            copy.write_text(run(capsys, "export", what)[1])
            store = str(tmp_path / f"{what}.db")
            assert run(capsys, "import", str(copy), "--date", "2024-08-16", "--store", store)[0] == 0
            again = json.loads(run(capsys, "print", "--format", "json", "--store", store)[1])
            assert [(item["fronts"], item["credit"]["publisher"]) for item in again] == [
                (item["fronts"], item["credit"]["publisher"]) for item in before
            ]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs started here can be interrupted, though the shell started us in the background, ignoring SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class TestPrint:
    @pytest.fixture(autouse=True)
    def imported(self, capsys: pytest.CaptureFixture[str], digest: str) -> None:
        run(capsys, "import", digest, "--date", "2024-08-16")

    @pytest.mark.parametrize("form", ["text", "markdown", "html", "digest"])
    def test_every_form_credits_every_item(self, capsys: pytest.CaptureFixture[str], form: str) -> None:
        code, out, _ = run(capsys, "print", "--format", form)
        assert code == 0
        positions = [out.index(name) for name in ("Reuters", "AP", "Sky News")]
        assert positions == sorted(positions)

    def test_one_front_and_a_limit(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = run(capsys, "print", "--front", "gaza", "--front", "mpox", "--format", "jsonl")
        assert [json.loads(line)["fronts"] for line in out.splitlines()] == [["gaza"], ["mpox"]]
        _, out, _ = run(capsys, "--front", "mpox", "print", "--format", "jsonl")
        assert [json.loads(line)["fronts"] for line in out.splitlines()] == [["mpox"]]
        _, out, _ = run(capsys, "print", "--limit", "2", "--format", "jsonl")
        assert len(out.splitlines()) == 2

    def test_in_ascii(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(capsys, "print", "--ascii")[1].isascii()
        assert run(capsys, "print", "--ascii", "--format", "markdown")[1].isascii()

    def test_search_finds_the_beginning_of_a_word(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = run(capsys, "search", "harb", "--format", "jsonl")
        assert [json.loads(line)["fronts"] for line in out.splitlines()] == [["kerch"]]

    def test_a_search_that_finds_nothing_says_so(self) -> None:
        done = program("search", "nothing like it")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "briefing: nothing found\n")

    def test_nothing_found_is_no_error(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(capsys, "print", "--since", "1m")[0] == 0

    def test_follow_goes_on_with_what_arrives_until_interrupted(self, tmp_path: Path, interruptible: None) -> None:
        command = [sys.executable, "-u", "-m", "briefing", "print", "--follow", "--no-spawn", "--format", "jsonl"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as following:
            try:
                assert following.stdout is not None
                for _ in range(3):
                    assert following.stdout.readline()
                more = tmp_path / "more.txt"
                more.write_text("A second ship reached Kerch, officials said. - RFE/RL\n")
                assert program("import", str(more), "--date", "2024-08-17").returncode == 0
                assert json.loads(following.stdout.readline())["credit"]["publisher"] == "RFE/RL"
                following.send_signal(signal.SIGINT)
                assert following.wait(30) == 128 + signal.SIGINT
            finally:
                following.kill()


class TestRefreshAndStatus:
    def test_a_local_source_is_read_and_reported(self, capsys: pytest.CaptureFixture[str], desk: Path) -> None:
        code, out, _ = run(capsys, "refresh")
        assert code == 0, out
        assert out.split()[:3] == ["desk", "ok", "3"]
        code, out, _ = run(capsys, "status")
        assert code == 0
        assert "desk" in out
        assert len(run(capsys, "print", "--format", "jsonl")[1].splitlines()) == 3

    def test_a_failing_source_is_code_1_and_said_in_words(self, capsys: pytest.CaptureFixture[str], desk: Path) -> None:
        run(capsys, "refresh")
        (desk.parent / "in.txt").unlink()
        code, out, _ = run(capsys, "refresh", "desk")
        assert code == 1
        assert "failing" in out
        code, out, _ = run(capsys, "status")
        assert code == 1
        assert "failing" in out
        assert len(run(capsys, "print", "--format", "jsonl")[1].splitlines()) == 3

    def test_offline_is_calm(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "refresh", "--offline")
        assert code == 0
        assert out.count("offline") == len(out.splitlines())

    def test_an_unknown_source_offers_the_nearest(self, desk: Path) -> None:
        done = program("refresh", "desc")
        assert done.returncode == 2
        assert "desk" in done.stderr


class TestSources:
    def test_try_shows_and_stores_nothing(self, capsys: pytest.CaptureFixture[str], digest: str, home: Path) -> None:
        code, out, _ = run(capsys, "sources", "try", digest)
        assert code == 0
        assert "3 items" in out
        assert "Sky News" in out
        assert not list(home.rglob("wire.db"))

    def test_the_terms_of_a_source_are_listed_with_it(self, capsys: pytest.CaptureFixture[str], home: Path) -> None:
        code, out, _ = run(capsys, "sources", "list", "--offline")
        assert code == 0
        lines = out.splitlines()
        (at,) = (number for number, line in enumerate(lines) if line.startswith("rferl-ukraine "))
        assert lines[at + 1].startswith("  terms: ")

    def test_add_tries_first_then_writes(self, capsys: pytest.CaptureFixture[str], desk: Path, digest: str) -> None:
        assert run(capsys, "sources", "add", digest, "--id", "mine", "--front", "gaza")[0] == 0
        assert "mine" in run(capsys, "sources")[1]
        before = desk.read_text()
        assert run(capsys, "sources", "add", str(desk.parent / "nothing.xml"))[0] == 2
        assert desk.read_text() == before
        assert run(capsys, "sources", "add", str(desk.parent / "nothing.xml"), "--untried")[0] == 0
        assert "nothing" in run(capsys, "sources", "list")[1]

    def test_remove(self, capsys: pytest.CaptureFixture[str], desk: Path, digest: str) -> None:
        run(capsys, "sources", "add", digest, "--id", "mine")
        assert run(capsys, "sources", "remove", "mine")[0] == 0
        assert "mine" not in run(capsys, "sources")[1]

    def test_a_password_in_an_address_is_not_repeated(self, capfd: pytest.CaptureFixture[str]) -> None:
        code, out, err = run(capfd, "sources", "try", "http://reader:hunter2@127.0.0.1:9/feed")
        assert code == 1
        assert "127.0.0.1:9" in err
        assert "hunter2" not in out + err


OPML = """<?xml version="1.0"?>
<opml version="2.0"><body>
  <outline text="Gaza"><outline text="A &amp; B" type="rss" xmlUrl="https://www.a.example/feed"/></outline>
  <outline title="C" xmlUrl="https://a.example/other" category="/News,/mpox"/>
  <outline text="again" xmlUrl="https://a.example/other"/>
  <outline text="a program" xmlUrl="|cat /etc/passwd"/>
</body></opml>
"""


class TestListsOfFeeds:
    def test_are_taken_over_once(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        file = tmp_path / "feeds.opml"
        file.write_text(OPML)
        assert "2 feeds, 2 new: nothing written" in run(capsys, "import", str(file), "--dry-run")[1]
        assert "2 feeds, 2 new\n" in run(capsys, "import", str(file))[1]
        assert "2 feeds, 0 new\n" in run(capsys, "import", str(file))[1]
        lines = {line.split()[0]: line.split() for line in run(capsys, "sources")[1].splitlines()}
        assert lines["a-example"][-1] == "https://www.a.example/feed"
        assert "gaza" in lines["a-example"]
        assert "mpox" in lines["a-example-2"]
        assert "dw" in lines

    def test_folders_become_fronts(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, desk: Path) -> None:
        file = tmp_path / "feeds.opml"
        feeds = "".join(f'<outline text="F{n}" xmlUrl="https://f{n}.example/"/>' for n in range(3))
        inner = '<outline text="Deep"><outline text="D" xmlUrl="https://d.example/"/></outline>'
        abroad = '<outline text="Київ"><outline text="K" xmlUrl="https://k.example/"/></outline>'
        file.write_text(f'<opml><body><outline text="River &amp; Sea">{feeds}{inner}</outline>{abroad}</body></opml>')
        desk.write_text('# mine\nmouse = true\n\n[[fronts]]\nid = "river-sea"\ntitle = "Another"\n')
        said = run(capsys, "import", str(file))[1]
        assert "5 feeds, 5 new, 2 new fronts (River & Sea, Київ)\n" in said
        written = desk_of(str(desk))
        assert [(front.id, front.title) for front in written.fronts] == [
            ("river-sea", "Another"), ("river-sea-2", "River & Sea"), ("front", "Київ"),
        ]  # fmt: skip
        assert written.source("d-example").fronts == written.source("f2-example").fronts == ("river-sea-2",)
        assert "# mine\nmouse = true\n" in desk.read_text()
        assert "5 feeds, 0 new\n" in run(capsys, "import", str(file))[1]

    def test_the_default_fronts_stay_beside_new_ones(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, home: Path
    ) -> None:
        before = desk_of(None)
        file = tmp_path / "feeds.opml"
        rivers = '<outline text="Rivers"><outline xmlUrl="https://r.example/"/></outline>'
        file.write_text(f"<opml><body>{rivers}</body></opml>")
        assert "1 feed, 1 new, 1 new front (Rivers)" in run(capsys, "import", str(file))[1]
        after = desk_of(f"{home}/.config/briefing/briefing.toml")
        assert after.fronts[:-1] == before.fronts
        assert after.sources[:-1] == before.sources
        assert (after.fronts[-1].id, after.sources[-1].fronts) == ("rivers", ("rivers",))

    def test_come_back_as_they_went_out(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, home: Path) -> None:
        file = tmp_path / "feeds.opml"
        file.write_text(run(capsys, "export", "opml")[1])
        assert "25 feeds, 0 new" in run(capsys, "import", str(file))[1]


class TestConfig:
    def test_init_then_check(self, capsys: pytest.CaptureFixture[str], home: Path) -> None:
        assert run(capsys, "config", "init")[0] == 0
        assert run(capsys, "config", "check")[0] == 0
        assert run(capsys, "config", "init")[0] == 2
        assert run(capsys, "config", "path")[1] == f"{home}/.config/briefing/briefing.toml\n"

    def test_check_tells_every_mistake(self, desk: Path) -> None:
        desk.write_text('themes = "day"\nmous = true\n[keys]\ndwon = "j"\n')
        done = program("config", "check")
        assert done.returncode == 2
        assert 'themes: there is no such key; did you mean "theme"?' in done.stderr
        assert 'mous: there is no such key; did you mean "mouse"?' in done.stderr
        desk.write_text('[keys]\ndwon = "j"\n')
        done = program("config", "check")
        assert (done.returncode, done.stderr.count(str(desk))) == (2, 1)
        assert "keys.dwon" in done.stderr
        assert "down" in done.stderr

    def test_show_hides_secrets(self, capsys: pytest.CaptureFixture[str], desk: Path) -> None:
        desk.write_text('[[sources]]\nid = "a"\nurl = "https://u:hunter2@a.example/"\n')
        _, out, _ = run(capsys, "config")
        assert "a.example" in out
        assert "hunter2" not in out

    def test_themes_and_keys(self, capsys: pytest.CaptureFixture[str], desk: Path) -> None:
        desk.write_text('theme = "day"\n[keys]\ndown = "e"\n')
        assert "* day" in run(capsys, "themes")[1]
        assert run(capsys, "themes", "paper")[:2] == (0, "paper: Paper, light: all is well\n")
        _, out, _ = run(capsys, "keys")
        assert [line.split()[:2] for line in out.splitlines() if " down " in line] == [["e", "down"]]

    def test_a_bad_theme_costs_only_itself_and_is_told(self, home: Path) -> None:
        folder = home / ".config" / "briefing" / "themes"
        folder.mkdir(parents=True)
        (folder / "mine.toml").write_text("title = 'Mine'\ndark = true\n[colours]\n")
        done = program("themes")
        assert done.returncode == 2
        assert "mine.toml" in done.stderr
        assert "* night" in done.stdout


class TestTheStore:
    def test_a_file_that_is_no_store_is_code_3(self, tmp_path: Path) -> None:
        file = tmp_path / "x.db"
        file.write_text("this is not a database, whatever its name says" * 20)
        done = program("status", "--store", str(file))
        assert done.returncode == 3
        assert str(file) in done.stderr
        assert file.read_text().startswith("this is")

    def test_comes_from_the_environment(
        self, capsys: pytest.CaptureFixture[str], digest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BRIEFING_STORE", str(tmp_path / "shared.db"))
        assert run(capsys, "import", digest)[0] == 0
        assert (tmp_path / "shared.db").exists()


class TestTheEnds:
    def test_a_reader_of_our_output_may_go(self, capsys: pytest.CaptureFixture[str], digest: str) -> None:
        run(capsys, "import", digest)
        read, write = os.pipe()
        os.close(read)
        done = subprocess.run(
            [sys.executable, "-m", "briefing", "print", "--format", "html"],
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(write)
        assert done.returncode == 128 + signal.SIGPIPE
        assert done.stderr == b""

    def test_a_fault_of_our_own_is_one_line_without_values(
        self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            secret = "hunter2"
            raise RuntimeError(len(secret))

        monkeypatch.setattr(Store, "open", broken)
        assert main(["print"]) == 1
        err = capfd.readouterr().err
        assert err.count("\n") == 1
        log = home / ".local" / "state" / "briefing" / "faults.log"
        assert str(log) in err
        assert "RuntimeError" in log.read_text()
        assert "hunter2" not in log.read_text()

    def test_closed_descriptors_put_nothing_into_our_files(self, digest: str, tmp_path: Path) -> None:
        store = tmp_path / "wire.db"
        shell = '"$0" -m briefing import "$1" --store "$2" >&- 2>&-; "$0" -m briefing import "$1/nothing" >&- 2>&-'
        done = subprocess.run(["sh", "-c", shell, sys.executable, digest, str(store)], check=False, timeout=30)
        assert done.returncode == 2
        assert program("print", "--store", str(store), "--format", "jsonl").stdout.count("\n") == 3

    def test_a_fault_of_a_restricted_viewer_writes_nothing_and_names_no_file(
        self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Path
    ) -> None:
        monkeypatch.setattr("briefing.cli.main.scan", lambda argv: 1 / 0)
        assert main(["--restricted"]) == 1
        assert capfd.readouterr().err == "briefing: a fault of our own (ZeroDivisionError)\n"
        assert not list(home.rglob("*.log"))

    def test_output_that_cannot_be_encoded_is_no_fault(self, digest: str) -> None:
        env = {**os.environ, "PYTHONIOENCODING": "ascii"}
        assert program("import", digest, "--dry-run", "--explain", env=env).returncode == 0


def test_since_reads_spans_and_dates() -> None:
    now = int(time.time())
    assert abs(listing.since("6h") - (now - 6 * 3_600)) <= 1
    assert listing.since("2024-08-16") == 1_723_766_400
    assert listing.since("2024-08-16T14:00:00+02:00") == 1_723_809_600
