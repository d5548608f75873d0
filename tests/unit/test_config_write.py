from __future__ import annotations

import resource
import tomllib
from pathlib import Path

import pytest

from briefing.config import load, write
from briefing.config.starter import starter
from briefing.errors import ConfigError

MINE = """\
# my desk
theme = "day"   # easier on the eyes

[[sources]]     # the first
id = "one"
url = "https://one.example/feed"
headers = { X = "[[sources]]" }

# about the second
[[sources]]
id = "two"
path = "two.txt"
fronts = [
    "kursk",
]

[layout]
columns = 2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "briefing.toml"
    path.write_text(MINE)
    return path


def test_the_starter_changes_nothing_and_can_be_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "briefing.toml"
    write.create(str(file))
    assert load.desk(str(file))._replace(path="") == load.desk()
    assert file.stat().st_mode & 0o777 == 0o600
    bare = "\n".join(line.removeprefix("#").strip() for line in starter().splitlines()[1:])
    filled = (
        bare.replace('path = ""', "")
        .replace('proxy = ""', "")
        .replace('order = ["gaza", "kursk"]', 'order = ["kursk"]')
    )
    file.write_text(filled)
    assert load.desk(str(file)).sources[0].id == "bbc-europe"


def test_the_starter_is_never_written_over_a_file(file: Path) -> None:
    with pytest.raises(ConfigError, match="there is a file already"):
        write.create(str(file))
    assert file.read_text() == MINE


def test_adding_leaves_every_line_as_it_was(file: Path) -> None:
    write.add_source(str(file), {"id": "three", "url": "https://three.example/", "fronts": ["gaza"], "title": ""})
    text = file.read_text()
    assert text.startswith(MINE.rstrip())
    assert text.endswith('[[sources]]\nid = "three"\nurl = "https://three.example/"\nfronts = ["gaza"]\n')
    assert [source.id for source in load.desk(str(file)).sources] == ["one", "two", "three"]


def test_adding_to_no_file_keeps_the_default_sources(tmp_path: Path) -> None:
    file = tmp_path / "new" / "briefing.toml"
    write.add_source(str(file), {"id": "mine", "url": "https://mine.example/"})
    desk = load.desk(str(file))
    assert [source.id for source in desk.sources] == [*(source.id for source in load.desk().sources), "mine"]


def test_adding_what_is_wrong_changes_nothing(file: Path) -> None:
    for table in ({"id": "one", "path": "x"}, {"id": "x"}, {"id": "x", "path": "x", "fronts": ["nowhere"]}):
        with pytest.raises(ConfigError):
            write.add_source(str(file), table)
    assert file.read_text() == MINE


def test_removing_cuts_out_one_block(file: Path) -> None:
    write.remove_source(str(file), "two")
    assert [source.id for source in load.desk(str(file)).sources] == ["one"]
    assert "# my desk" in file.read_text()
    assert tomllib.loads(file.read_text())["layout"] == {"columns": 2}


def test_removing_keeps_what_stands_above_the_next_table(file: Path) -> None:
    write.remove_source(str(file), "one")
    assert "# about the second\n[[sources]]\nid" in file.read_text()


def test_removing_a_default_source_switches_it_off(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    file.write_text("# mine\n")
    write.remove_source(str(file), "dw")
    found = load.desk(str(file)).source("dw")
    assert found is not None
    assert not found.enabled


def test_removing_what_is_not_there_offers_the_nearest(file: Path) -> None:
    with pytest.raises(ConfigError, match='there is no source "tow"; did you mean "two"'):
        write.remove_source(str(file), "tow")


@pytest.mark.parametrize(
    ("text", "gone", "said"),
    [
        (
            'sources = [{ id = "one", path = "one.txt" }, { id = "two", path = "two.txt" }]\n',
            "two",
            "change it by hand",
        ),
        ("sources = 1", "one", "sources"),
        ('sources = "one"', "one", "sources"),
        ("sources = [[1]]", "one", "sources"),
        ("sources = { id = 'one' }", "one", "sources"),
    ],
)
def test_what_cannot_be_changed_safely_is_left_alone(tmp_path: Path, text: str, gone: str, said: str) -> None:
    file = tmp_path / "briefing.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=said):
        write.remove_source(str(file), gone)
    with pytest.raises(ConfigError, match=said):
        write.add_source(str(file), {"id": "three", "path": "three.txt"})
    assert file.read_text() == text


def test_a_link_stays_a_link_and_permissions_stay(file: Path, tmp_path: Path) -> None:
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    write.add_source(str(link), {"id": "three", "path": "x"})
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert "three" in file.read_text()


def test_what_cannot_be_written_leaves_nothing_behind(file: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(ConfigError, match="cannot be written"):
            write.add_source(str(file), {"id": "three", "path": "x"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(file.parent.iterdir()) == [file]
    assert file.read_text() == MINE
