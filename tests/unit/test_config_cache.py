from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from briefing import paths
from briefing.config import cache, load
from briefing.errors import ConfigError

TEXT = """
[[sources]]
id = "wire"
url = "https://reader@wire.example/"
headers = { X = { command = ["pass", "x"] }, Y = "y" }
[keys]
down = ["j", "J"]
[layout]
weights = { gaza = 2 }
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "briefing.toml"
    path.write_text(TEXT)
    return str(path)


def later(path: str | Path) -> None:
    """Give a file another time of change, as a clock too coarse to see the last one would not."""
    state = os.stat(path)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000))


def test_gives_back_exactly_what_was_settled(file: str) -> None:
    assert cache.cached(file) is None
    settled = cache.settled(file)
    kept = cache.cached(file)
    assert kept is not None
    assert kept == settled == (load.desk(file), settled[1])
    desk, theme = kept
    assert type(desk.sources[0]) is type(settled[0].sources[0])
    assert desk.source("wire") == settled[0].source("wire")
    assert dict(theme.colours) == dict(settled[1].colours)


@pytest.mark.parametrize("open_folder", [False, True])
def test_is_kept_from_others(file: str, home: Path, open_folder: bool) -> None:
    """The desk may hold a secret as it is."""
    folder = home / ".cache" / "briefing"
    if open_folder:
        folder.mkdir(parents=True, mode=0o755)
    cache.settled(file)
    assert open_folder or folder.stat().st_mode & 0o077 == 0
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_leaves_nothing_half_written_behind(file: str, home: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        assert cache.settled(file)[0] == load.desk(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((home / ".cache" / "briefing").iterdir()) == []


def test_forgets_when_the_desk_changes(file: str) -> None:
    cache.settled(file)
    later(file)
    assert cache.cached(file) is None


def test_what_is_written_while_it_is_settled_is_read_the_next_time(file: str) -> None:
    cache.settled(file, check=lambda desk: [later(file)][1:])
    assert cache.cached(file) is None


def test_forgets_when_a_theme_of_the_readers_own_takes_the_name(file: str, home: Path) -> None:
    cache.settled(file)
    own = home / ".config" / "briefing" / "themes" / "night.toml"
    own.parent.mkdir(parents=True)
    own.write_text(Path(paths.shipped("themes"), "day.toml").read_text())
    assert cache.cached(file) is None
    assert not cache.settled(file)[1].dark
    later(own)
    assert cache.cached(file) is None


def test_forgets_when_the_reader_writes_a_first_desk(home: Path) -> None:
    assert cache.settled()[0].path == ""
    assert cache.cached() is not None
    own = home / ".config" / "briefing" / "briefing.toml"
    own.parent.mkdir(parents=True)
    own.write_text(TEXT)
    assert cache.cached() is None
    assert cache.settled()[0].path == str(own)


def test_keeps_each_theme_apart(file: str) -> None:
    assert cache.settled(file)[1].id == "night"
    assert cache.settled(file, "day")[1].id == "day"
    for name, theme in (("", "night"), ("day", "day")):
        kept = cache.cached(file, name)
        assert kept is not None
        assert kept[1].id == theme


@pytest.mark.parametrize("damage", [b"", b"\x00", b"not marshal at all", b"[\x01\x00\x00\x00"])
def test_passes_over_a_damaged_file(file: str, home: Path, damage: bytes) -> None:
    settled = cache.settled(file)
    (place,) = (home / ".cache" / "briefing").iterdir()
    place.write_bytes(damage)
    assert cache.cached(file) is None
    assert cache.settled(file) == settled


def test_does_without_a_folder_to_write_in(file: str, home: Path) -> None:
    (home / ".cache").write_text("in the way")
    assert cache.settled(file)[0] == load.desk(file)
    assert cache.cached(file) is None


def test_keeps_nothing_that_a_later_check_refuses(file: str) -> None:
    with pytest.raises(ConfigError, match=r"briefing\.toml: keys\.down: no"):
        cache.settled(file, check=lambda desk: ["keys.down: no"])
    assert cache.cached(file) is None


def test_is_used_without_any_reader_of_files(file: str) -> None:
    cache.settled(file)
    code = f"import sys; from briefing.config import cache; assert cache.cached({file!r}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pydantic", "tomllib", "re", "typing", "json", "pathlib", "enum"} & set(done.stdout.split())
