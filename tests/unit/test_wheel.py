"""The wheel as a stranger gets it: built, installed away from the checkout, run in an empty home."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

import briefing

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
COMES_WITH = {"rich": "textual", "certifi": "httpx", "idna": "httpx", "socksio": "httpx", "tomli_w": "tomli-w"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout with the hatchling that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel in it, and what it depends on beside it."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run([*command, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # The folder of the packages that run these tests, without the .pth files in it: the checkout stays out.
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


def run(installed: Path, home: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    env = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm-256color"}
    command = [str(installed / "briefing"), *argv]
    return subprocess.run(
        command, cwd=home, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=60
    )


def test_it_runs_in_an_empty_home(installed: Path, tmp_path: Path) -> None:
    where = "import briefing; print(briefing.__file__)"
    code = subprocess.run([installed / "python", "-c", where], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert code.stdout.startswith(str(installed.parent))
    assert run(installed, tmp_path, "--version").stdout == f"briefing {briefing.__version__}\n"
    printed = run(installed, tmp_path, "print", "--offline")
    assert printed.returncode == 0, printed.stderr
    for front in ("Kursk", "Kerch", "Gaza", "mpox"):
        assert f"{front} · Fri 16 Aug 2024" in printed.stdout
    listed = run(installed, tmp_path, "themes")
    assert {"night", "day", "ansi"} <= set(listed.stdout.split())
    checked = run(installed, tmp_path, "config", "check")
    assert checked.returncode == 0, checked.stderr


def test_it_holds_themes_data_and_nothing_of_the_checkout(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("themes", "data"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        shipped = {f"briefing/{path.relative_to(ROOT)}" for path in files}
        assert shipped <= set(names)
    assert all(name.startswith(("briefing/", "briefing_tui-")) for name in names)
    assert "briefing/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_every_package_that_is_imported_is_declared() -> None:
    declared = {re.split(r"[^\w-]", line)[0] for line in PROJECT["dependencies"]}
    imported: set[str] = set()
    for path in (ROOT / "tui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    others = {name for name in imported if name not in sys.stdlib_module_names and name != "briefing"}
    assert {COMES_WITH.get(name, name) for name in others} <= declared
