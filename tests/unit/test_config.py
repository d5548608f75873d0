from __future__ import annotations

from pathlib import Path

import pytest

from briefing import formats
from briefing.config import load, models, publishers
from briefing.config.show import shown
from briefing.editorial.publishers import Publishers
from briefing.errors import ConfigError
from briefing.model import Desk, Match, Secret


def desk(folder: Path, text: str) -> Desk:
    file = folder / "briefing.toml"
    file.write_text(text, encoding="utf-8")
    return load.desk(str(file))


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        desk(folder, text)
    message = str(caught.value)
    assert message.startswith(f"{folder / 'briefing.toml'}: ")
    assert "\n" not in message
    return message.partition(": ")[2]


SOURCE = '[[sources]]\nid = "wire"\nurl = "https://wire.example/feed"\n'


class TestTheDefaultDesk:
    def test_stands_without_a_file(self) -> None:
        found = load.desk()
        assert [front.id for front in found.fronts] == ["kursk", "kerch", "gaza", "mpox"]
        assert found.bundled
        assert found.path == ""

    def test_gives_every_front_sources_with_publisher_and_terms(self) -> None:
        found = load.desk()
        for front in found.fronts:
            assert [source for source in found.sources if source.feeds(front.id)]
        assert all(source.publisher and source.terms and source.remote for source in found.sources)
        assert len(found.sources) >= 20

    def test_credits_publishers_as_the_table_does(self) -> None:
        table = Publishers(publishers.load())
        for source in load.desk().sources:
            named, at = table.named(source.publisher), table.at(source.address)
            assert named is not None, source.id
            assert named.credit == source.publisher
            assert at in (named, None), source.id

    def test_stays_where_a_file_names_no_fronts_or_sources(self, tmp_path: Path) -> None:
        found = desk(tmp_path, 'theme = "day"\n')
        assert found.theme == "day"
        assert found.bundled
        assert found._replace(theme="night", path="") == load.desk()

    def test_gives_its_sources_to_other_fronts_without_what_they_do_not_know(self, tmp_path: Path) -> None:
        found = desk(tmp_path, '[[fronts]]\nid = "gaza"\nmatch = ["Gaza"]\n')
        assert not found.bundled
        assert {front for source in found.sources for front in (*source.fronts, *source.covers)} == {"gaza"}


class TestTheReadersFile:
    def test_is_found_where_it_belongs(self, home: Path) -> None:
        file = home / ".config" / "briefing" / "briefing.toml"
        file.parent.mkdir(parents=True)
        file.write_text('theme = "day"')
        assert load.desk().theme == "day"
        assert load.desk().path == str(file)

    def test_must_exist_when_it_was_asked_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(ConfigError, match="No such file"):
            load.desk(str(tmp_path / "none.toml"))
        monkeypatch.setenv("BRIEFING_CONFIG", str(tmp_path / "none.toml"))
        with pytest.raises(ConfigError, match="No such file"):
            load.desk()

    def test_of_the_design_page(self, tmp_path: Path) -> None:
        found = desk(
            tmp_path,
            """
            theme = "night"
            [[fronts]]
            id = "kursk"
            title = "Kursk"
            match = ["Kursk", "Sudzha"]
            [[sources]]
            id = "bbc-europe"
            url = "https://feeds.example/rss"
            kind = "auto"
            publisher = "BBC"
            fronts = ["kursk"]
            interval = "5m"
            headers = { X-Api-Key = { env = "WIRE_KEY" } }
            [links]
            open = ["firefox", "--new-tab"]
            """,
        )
        (front,), (source,) = found.fronts, found.sources
        assert front.match == Match(any=("Kursk", "Sudzha"))
        assert (source.publisher, source.fronts, source.interval) == ("BBC", ("kursk",), 300)
        assert source.headers == (("X-Api-Key", Secret(env="WIRE_KEY")),)
        assert found.links.open == ("firefox", "--new-tab")

    def test_takes_matches_as_a_table_and_a_single_word(self, tmp_path: Path) -> None:
        text = '[[fronts]]\nid = "a"\nmatch = { any = "Kursk", none = ["Azov Brigade"], weak = ["Kyiv", "Moscow"] }\n'
        assert desk(tmp_path, text).fronts[0].match == Match(("Kursk",), (), ("Azov Brigade",), ("Kyiv", "Moscow"))

    def test_orders_the_fronts(self, tmp_path: Path) -> None:
        found = desk(tmp_path, '[layout]\norder = ["mpox", "gaza"]\nweights = { gaza = 2 }\ncolumns = 3\n')
        assert [front.id for front in found.fronts] == ["mpox", "gaza", "kursk", "kerch"]
        assert (found.layout.columns, found.layout.weights) == (3, (("gaza", 2),))

    def test_resolves_paths_beside_itself(self, tmp_path: Path, home: Path) -> None:
        text = '[[sources]]\nid = "a"\npath = "in/../digests"\n[[sources]]\nid = "b"\npath = "~/b.txt"\n'
        assert [source.address for source in desk(tmp_path, text).sources] == [
            str(tmp_path / "digests"),
            str(home / "b.txt"),
        ]

    @pytest.mark.parametrize(
        ("written", "seconds"), [('"90s"', 90), ('"5m"', 300), ('"1h30m"', 5_400), ('"2d"', 172_800), ("45", 45)]
    )
    def test_reads_intervals(self, tmp_path: Path, written: str, seconds: int) -> None:
        assert desk(tmp_path, f"{SOURCE}interval = {written}\n").sources[0].interval == seconds

    def test_sets_the_limits_of_requests(self, tmp_path: Path) -> None:
        text = '[fetch]\nproxy = "socks5://gate.example:1080"\nconnections = 4\ndeadline = "10s"\nsize = "500 KB"\n'
        found = desk(tmp_path, text)
        assert found.proxy == "socks5://gate.example:1080"
        assert tuple(found.fetching) == (4, 10, 512_000)

    def test_may_begin_with_a_byte_order_mark(self, tmp_path: Path) -> None:
        (tmp_path / "briefing.toml").write_bytes(b'\xef\xbb\xbftheme = "day"\r\n')
        assert load.desk(str(tmp_path / "briefing.toml")).theme == "day"


class TestDefaultSourcesKept:
    def test_beside_the_readers_own(self, tmp_path: Path) -> None:
        found = desk(tmp_path, "default_sources = true\n" + SOURCE)
        assert found.source("wire") is not None
        assert len(found.sources) == len(load.desk().sources) + 1

    def test_changed_by_their_id(self, tmp_path: Path) -> None:
        text = 'default_sources = true\n[[sources]]\nid = "dw"\nenabled = false\n'
        changed, before = desk(tmp_path, text).source("dw"), load.desk().source("dw")
        assert before is not None
        assert changed == before._replace(enabled=False)

    def test_replaced_by_one_with_an_address(self, tmp_path: Path) -> None:
        text = 'default_sources = true\n[[sources]]\nid = "dw"\npath = "dw.xml"\n'
        found = desk(tmp_path, text)
        assert [source.address for source in found.sources if source.id == "dw"] == [str(tmp_path / "dw.xml")]


class TestSecrets:
    def test_leave_the_address(self, tmp_path: Path) -> None:
        text = '[[sources]]\nid = "a"\nurl = "https://reader:p%40ss@wire.example:8443/feed"\n'
        (source,) = desk(tmp_path, text).sources
        assert source.address == "https://wire.example:8443/feed"
        assert (source.user, source.password) == ("reader", "p@ss")

    def test_come_from_three_places(self, tmp_path: Path) -> None:
        text = f'{SOURCE}token = {{ file = "token" }}\nuser = "u"\npassword = {{ command = ["pass", "wire"] }}\n'
        (source,) = desk(tmp_path, text).sources
        assert source.headers == (("Authorization", Secret(file=str(tmp_path / "token"), prefix="Bearer ")),)
        assert source.password == Secret(command=("pass", "wire"))

    def test_are_never_repeated_in_an_error(self, tmp_path: Path) -> None:
        for text in (
            f'{SOURCE}headers = {{ X-Key = "hunter2\\u0007" }}\n',
            '[[sources]]\nid = "a"\nurl = "ftp://reader:hunter2@wire.example/"\n',
            f'{SOURCE}proxy = "ftp://reader:hunter2@gate.example"\n',
            f'{SOURCE}password = ["hunter2"]\n',
            f'{SOURCE}token = {{ value = "hunter2", env = "X" }}\n',
        ):
            assert "hunter2" not in refusal(tmp_path, text)

    def test_are_hidden_when_the_desk_is_shown(self, tmp_path: Path) -> None:
        text = f'{SOURCE}headers = {{ X-Key = "hunter2" }}\nuser = "u"\npassword = "hunter2"\n'
        text += 'proxy = "http://u:hunter2@gate.example:80"\n[fetch]\nproxy = "http://u:hunter2@gate.example:80"\n'
        printed = shown(desk(tmp_path, text))
        assert "hunter2" not in printed
        assert "gate.example" in printed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colums = 2", "colums: there is no such key; there are theme"),
        ("[layout]\ncolums = 2", 'layout.colums: there is no such key; did you mean "columns"?'),
        (SOURCE + "intervall = 5", 'sources.wire.intervall: there is no such key; did you mean "interval"?'),
        ('[[sources]]\nadress = "x"', "sources.1."),
        (SOURCE + 'interval = "5 min"', 'sources.wire.interval: a span of time is written "90s"'),
        (SOURCE + "interval = 0", "sources.wire.interval: should be greater than or equal to 1"),
        (SOURCE + "interval = true", "sources.wire.interval: a span of time"),
        (SOURCE + 'fronts = ["kurs"]', 'sources.wire.fronts: there is no front "kurs"; did you mean "kursk"?'),
        (SOURCE + 'covers = ["kurs"]', 'sources.wire.covers: there is no front "kurs"; did you mean "kursk"?'),
        (SOURCE + 'kind = "rs"', 'sources.wire.kind: there is no kind "rs"; did you mean "rss"?'),
        (SOURCE + 'path = "x"', "sources.wire: a source has either a url or a path"),
        ('[[sources]]\nid = "a"', "sources.a: a source has either a url or a path"),
        ('[[sources]]\nurl = "https://x.example"', "sources.1.id: this key is missing"),
        (SOURCE + SOURCE, 'sources: the id "wire" is used twice'),
        ('[[sources]]\nid = "bundled"\npath = "x"', 'the id "bundled" is taken by the program'),
        ('[[sources]]\nid = "A b"\npath = "x"', "sources.A b.id: an id is made of small letters"),
        (SOURCE + "headers = { 'X Key' = \"1\" }", "sources.wire.headers.X Key: not the name of an HTTP header"),
        (SOURCE + 'headers = { X = { envv = "W" } }', 'headers.X.envv: there is no such key; did you mean "env"?'),
        (SOURCE + "headers = { X = {} }", "sources.wire.headers.X: write the value itself, or one of env"),
        ('[[sources]]\nid = "a"\npath = "x"\ntoken = "t"', "are for a url, not for a path"),
        ('theme = "nigth"', 'theme: there is no theme "nigth"; did you mean "night"?'),
        ('driver = "fast"', "driver: should be 'lean' or 'stock'"),
        ('[layout]\norder = ["gazza"]', 'layout.order: there is no front "gazza"; did you mean "gaza"?'),
        ('[fetch]\nproxy = "gate:1"', "fetch.proxy: a proxy is written"),
        ('[fetch]\nsize = "8 GB"', "fetch.size: a size is written"),
        ("mouse = 1", "mouse: should be a valid boolean"),
        ("fronts = 1", "fronts: should be a valid list"),
        ('fronts = ["kursk"]', "fronts.1: should be a valid dictionary"),
        ("sources = 1\ndefault_sources = true", "sources: should be a valid list"),
        ("[[fronts]]\nid = ['a']", "fronts.1.id: should be a valid string"),
        ("default_sources = true\n[[sources]]\nid = { a = 1 }\npath = 'x'", ".id: should be a valid string"),
        (SOURCE + 'token = { file = "a\\u0000b" }', "sources.wire.token.file: holds control characters"),
        ('[fetch]\nproxy = "http://gate:99999"', "fetch.proxy: a proxy is written"),
        ('[fetch]\nproxy = "http://:8080"', "fetch.proxy: a proxy is written"),
        ('theme = "x', "not valid TOML: "),
        ("them = 1\nthema = 2", "(and 1 more)"),
    ],
)
def test_a_mistake_is_told_by_its_key(tmp_path: Path, text: str, said: str) -> None:
    assert said in refusal(tmp_path, text)


def test_an_error_holds_nothing_that_a_terminal_would_act_on(tmp_path: Path) -> None:
    for text in ('"\\u001b]52;c;x\\u0007" = 1', '[[sources]]\nid = "\\u001b[2J"\npath = "x"', "x = \x1b[2J"):
        with pytest.raises(ConfigError) as caught:
            desk(tmp_path, text)
        assert all(problem.isprintable() for problem in caught.value.problems)


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        load.desk(str(file))
    with pytest.raises(ConfigError, match="cannot be read"):
        load.desk(str(tmp_path))
    file.write_bytes(b"# " + b"x" * (5 << 20))
    with pytest.raises(ConfigError, match="larger than 4 MiB"):
        load.desk(str(file))


@pytest.mark.parametrize("text", ["", "[keep]\ndays = 7\nitems = 5000\n", "[fetch]\nproxy = 'http://gate:1'\n"])
def test_what_is_shown_is_every_setting_and_can_be_read_again(tmp_path: Path, text: str) -> None:
    before = desk(tmp_path, text)
    assert desk(tmp_path, shown(before)) == before._replace(bundled=False)


def test_every_kind_that_can_be_read_can_be_configured() -> None:
    assert {*models.KINDS, "opml"} == set(formats.KINDS)


def test_ages_the_clock_and_who_turns_text_around(tmp_path: Path) -> None:
    found = desk(tmp_path, 'times = "clock"\nclock = "utc"\nbidi = true\n')
    assert (found.times, found.clock, found.bidi) == ("clock", "utc", True)
    assert 'times = "clock"\nclock = "utc"\nbidi = true' in shown(found)
    plain = desk(tmp_path, "")
    assert (plain.times, plain.clock, plain.bidi) == ("ages", "local", False)
    assert refusal(tmp_path, 'times = "age"').startswith("times: ")
    assert refusal(tmp_path, 'clock = "Berlin"').startswith("clock: ")
