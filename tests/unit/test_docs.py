"""The README says what is so: its keys, its commands, its desk, its picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from briefing.cli.commands import COMMANDS, _parser
from briefing.cli.settings import markdown
from briefing.config import load
from briefing.model import Secret

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = re.compile(r"^briefing ([a-z]+)([^#\n]*)", re.MULTILINE)


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_its_keys_are_those_of_the_registry() -> None:
    table = README.partition("<!-- keys: made by `briefing keys --markdown` -->\n")[2].partition("\n<!-- /keys -->")[0]
    assert table.splitlines() == markdown(), "make docs writes it anew"


@pytest.mark.parametrize("line", [match.group(0) for match in COMMAND_LINE.finditer(README)])
def test_its_commands_can_be_given(line: str) -> None:
    words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)][1:]
    assert words[0] in COMMANDS
    assert _parser(words[0]).parse_args(words).run


def test_its_desk_is_one(tmp_path: Path) -> None:
    file = tmp_path / "briefing.toml"
    file.write_text(README.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    desk = load.desk(str(file))
    source = desk.source("bbc-europe")
    assert source is not None
    assert source.headers == (("X-Api-Key", Secret(env="WIRE_KEY")),)
    assert dict(desk.keys) == {"next_new": ("n", "f5")}


def test_its_two_commands_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_the_makefile_runs_what_is_there() -> None:
    for name in re.findall(r"(?:bench|tests)/\S+\.py", (ROOT / "Makefile").read_text()):
        assert (ROOT / name).exists(), name


def test_the_files_it_names_are_there() -> None:
    for name in re.findall(r"`((?:tui|data|themes|bench)/[^`]*)`|\]\(([^):]+)\)|`([A-Z]+\.md)`", README):
        assert (ROOT / next(filter(None, name))).exists()


def test_its_picture_is_of_the_program() -> None:
    text = " ".join(ET.parse(ROOT / "bench" / "screenshot.svg").getroot().itertext()).replace("\xa0", " ")
    for word in ("Kursk", "Kerch", "Gaza", "mpox", "via", "Kyiv Post"):
        assert word in text
