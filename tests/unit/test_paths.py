"""Files live where the XDG Base Directory Specification says, and nothing is created by asking."""

from pathlib import Path

import pytest

from briefing import paths


@pytest.mark.parametrize(
    ("env", "where", "expected"),
    [
        ({"HOME": "/home/r"}, paths.config_file, "/home/r/.config/briefing/briefing.toml"),
        ({"HOME": "/home/r"}, paths.wire_file, "/home/r/.local/share/briefing/wire.db"),
        ({"HOME": "/home/r"}, paths.marks_file, "/home/r/.local/state/briefing/marks.db"),
        ({"HOME": "/home/r"}, paths.log_file, "/home/r/.local/state/briefing/briefing.log"),
        ({"HOME": "/home/r"}, paths.cache_folder, "/home/r/.cache/briefing"),
        ({"HOME": "/home/r", "XDG_DATA_HOME": "/d"}, paths.wire_file, "/d/briefing/wire.db"),
        ({"HOME": "/home/r", "XDG_DATA_HOME": "relative"}, paths.wire_file, "/home/r/.local/share/briefing/wire.db"),
        ({"HOME": "/home/r", "BRIEFING_STORE": "/w.db"}, paths.wire_file, "/w.db"),
        ({"HOME": "/home/r", "BRIEFING_CONFIG": "/c.toml"}, paths.config_file, "/c.toml"),
    ],
)
def test_where_files_live(env, where, expected) -> None:
    assert where(env) == expected


@pytest.mark.parametrize("folder", ["themes", "data"])
def test_what_is_shipped_is_found(folder: str) -> None:
    assert list(Path(paths.shipped(folder)).glob("*.toml"))


def test_asking_creates_nothing(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path)}
    for where in (paths.config_folder, paths.wire_file, paths.marks_file, paths.log_file, paths.cache_folder):
        where(env)
    assert list(tmp_path.iterdir()) == []
