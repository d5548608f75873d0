"""Imports go down only, and what runs before the first headline brings in nothing heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import briefing

ROOT = Path(__file__).parents[2]
HEAVY = {
    "argparse", "asyncio", "dataclasses", "datetime", "enum", "functools", "httpx", "inspect", "json", "logging",
    "lxml", "feedparser", "pathlib", "pydantic", "re", "rich", "sqlite3", "subprocess", "textual", "tomllib", "typing",
}  # fmt: skip
LIGHT = (
    "model", "text", "paths", "config.cache", "cli.main", "cli.options", "cli.opening", "store.connection",
    "store.listing", "store.marks", "draw.ansi", "draw.cells", "draw.styles", "view.commands", "view.board",
    "view.firstpaint", "cli.dashboard",
)  # fmt: skip
VIEWER = ("ui.app", "view.board", "view.fetcher")
NEVER_IN_THE_VIEWER = {
    "httpx",
    "pydantic",
    "lxml",
    "feedparser",
    "briefing.fetch",
    "briefing.formats",
    "briefing.engine",
}


def imported(*modules: str, before: str = "", after: str = "") -> set[str]:
    """The modules that a fresh Python holds after importing these; without `site`, which imports what it likes.

    `before` and `after` are statements carried out before and after that.
    """
    names = ", ".join(f"briefing.{name}" for name in modules)
    code = "\n".join((before, f"import {names}, sys", "print(*sys.modules)", after))
    folders = os.pathsep.join([str(Path(briefing.__file__).parents[1]), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": folders},
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", LIGHT)
def test_what_the_first_headline_needs_is_light(module: str) -> None:
    assert not HEAVY & imported(module)


def test_a_heavy_import_would_be_seen() -> None:
    assert {"pydantic", "re"} <= HEAVY & imported("config.load")


def test_the_viewer_brings_in_neither_network_nor_parsers() -> None:
    assert not NEVER_IN_THE_VIEWER & imported(*VIEWER)


def test_the_viewer_is_spared_tls_which_stays_there_for_others() -> None:
    spare = "from briefing.cli import dashboard; dashboard._spare_tls()"
    use = "import ssl; assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED"
    assert "asyncio" in (brought := imported(*VIEWER, before=spare, after=use))
    assert not {"ssl", "_ssl"} & brought
    assert "ssl" in imported(*VIEWER)


def test_the_fetcher_leaves_the_command_line_of_httpx_out() -> None:
    """It takes as long to import as all the rest of httpx, where what it needs happens to be installed."""
    brought = imported("engine.refresh")
    assert "httpx" in brought
    assert not {"click", "rich", "pygments"} & brought


def test_the_layers_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
