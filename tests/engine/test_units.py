"""The units for systemd allow what the fetcher needs, and expect of it what it does."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from briefing import paths
from briefing.engine import notify, parsing, schedule, watch

UNITS = sorted((Path(paths.shipped("data")) / "systemd").glob("*.service"))


def service(unit: Path) -> dict[str, str]:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit)
    return dict(parser["Service"])


@pytest.fixture(params=UNITS, ids=lambda unit: unit.name)
def unit(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_there_is_one_for_a_person_and_one_for_a_machine() -> None:
    assert [unit.name for unit in UNITS] == ["briefing-fetcher-system.service", "briefing-fetcher.service"]


def test_it_is_started_as_the_fetcher_that_stays_and_ended_as_it_ends(unit: Path) -> None:
    said = service(unit)
    assert re.fullmatch(r"\S+/bin/briefing refresh --watch", said["ExecStart"])
    assert said["Type"] == "notify"
    assert said["SuccessExitStatus"] == str(128 + 15)
    assert said["KillMode"] == "mixed", "the fetcher alone is told to end, and then ends what it started"
    assert int(said["WatchdogSec"]) >= 3 * max(watch.TICK, watch.STAND_BY, watch.RETRY, schedule.FLOOR, notify.EVERY)


def test_the_steps_that_it_begins_with_use_what_is_here_and_put_the_program_where_it_is_started(unit: Path) -> None:
    steps = re.findall(r"^#     (.+?)(?: {2,}#.*)?$", unit.read_text(), re.MULTILINE)
    copied = [step.split()[1:] for step in steps if step.startswith("cp ")]
    assert [source for source, _ in copied] == [f"data/systemd/{unit.name}"]
    assert (unit.parents[2] / copied[0][0]).is_file()
    link = next(step.split()[2:] for step in steps if step.startswith("ln -s "))
    assert any(step.startswith(f"python3 -m venv {link[0].removesuffix('/bin/briefing')} ") for step in steps)
    assert service(unit)["ExecStart"].replace("%h", "~").startswith(f"{link[1]}briefing ")


def test_its_memory_is_enough_for_all_its_workers(unit: Path) -> None:
    most = int(service(unit)["MemoryMax"].removesuffix("M")) << 20
    assert most > parsing.WORKERS * (parsing.MEMORY + (32 << 20)) + (100 << 20)


def test_it_may_use_the_network_by_name_and_tell_the_manager(unit: Path) -> None:
    families = service(unit).get("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK").split()
    assert {"AF_UNIX", "AF_INET", "AF_INET6", "AF_NETLINK"} <= set(families)


def test_a_wrong_configuration_ends_it_with_the_code_after_which_it_is_not_started_again(
    unit: Path, tmp_path: Path
) -> None:
    (tmp_path / "briefing.toml").write_text("fronts = 7\n")
    env = os.environ | {"BRIEFING_CONFIG": str(tmp_path / "briefing.toml"), "BRIEFING_STORE": str(tmp_path / "wire.db")}
    command = [sys.executable, "-m", *service(unit)["ExecStart"].rpartition("/bin/")[2].split()]
    done = subprocess.run(command, env=env, capture_output=True, timeout=60, check=False)
    assert str(done.returncode) == service(unit)["RestartPreventExitStatus"]
    assert b"briefing.toml" in done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_understands_every_line(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "--man=no", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if unit.name in line and "is not executable" not in line]
    assert complaints == []
