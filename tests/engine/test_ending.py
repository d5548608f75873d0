"""Ending at a signal, whatever the program is about: cleanly, and with the code that tells which signal it was."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.engine.server import Asked, Server, rss
from tests.engine.test_watch import now, until

from briefing.store import lease
from briefing.store.connection import Store

STRUCK = """
import os, sys
at, number, *words = sys.argv[1:]

class Strike:
    def find_spec(self, name, path=None, target=None):
        if name == at:
            os.kill(os.getpid(), int(number))

sys.meta_path.insert(0, Strike())
sys.argv[1:] = words
from briefing.__main__ import main
sys.exit(main())
"""
"""The program, which gets a signal when it begins to import a module."""


@pytest.fixture
def options(store: Store, tmp_path: Path) -> tuple[str, ...]:
    """The options for a desk with one source, a file, and for the store."""
    desk = tmp_path / "briefing.toml"
    desk.write_text(f'[[sources]]\nid = "here"\npath = "{tmp_path}/feed.xml"\n')
    (tmp_path / "feed.xml").write_bytes(rss("Kursk one"))
    return "--config", str(desk), "--store", store.path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize(
    ("at", "command"),
    [
        ("briefing.cli.commands", "refresh --watch"),
        ("argparse", "refresh --watch"),
        ("briefing.engine.watch", "refresh --watch"),
        ("httpx", "refresh --watch"),
        ("httpx", "refresh"),
        ("briefing.engine.refresh", "refresh"),
        ("briefing.cli.listing", "print --follow"),
        ("briefing.formats.plain", "print --follow"),
    ],
)
def test_a_signal_at_the_start_is_a_clean_end(
    options: tuple[str, ...], store: Store, at: str, command: str, number: int
) -> None:
    words = [sys.executable, "-c", STRUCK, at, str(int(number)), *command.split(), *options]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")
    assert lease.holder(store, now()) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
async def test_a_refresh_that_waits_for_an_answer_ends_at_a_signal_and_gives_the_lease_back(
    store: Store, server: Server, tmp_path: Path, number: int
) -> None:
    async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    server.answers["/feed"] = silent
    desk = tmp_path / "briefing.toml"
    desk.write_text(f'[[sources]]\nid = "news"\nurl = "{server.url()}"\n')
    words = [sys.executable, "-m", "briefing", "refresh", "--config", str(desk), "--store", store.path]
    with subprocess.Popen(words, stderr=subprocess.PIPE) as running:
        await until(lambda: server.asked)
        assert lease.holder(store, now()) is not None
        running.send_signal(number)
        assert await asyncio.to_thread(running.wait, 10) == 128 + number
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert lease.holder(store, now()) is None


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="this system does not tell the limits of a process")
async def test_a_crash_of_the_fetcher_leaves_no_secret_in_a_core(options: tuple[str, ...], store: Store) -> None:
    words = [sys.executable, "-m", "briefing", "refresh", "--watch", *options]
    with subprocess.Popen(words, stderr=subprocess.PIPE) as running:
        await until(lambda: lease.holder(store, now()))
        limits = Path(f"/proc/{running.pid}/limits").read_text().splitlines()
        running.terminate()
    (core,) = (line.split() for line in limits if line.startswith("Max core file size"))
    assert core[4:6] == ["0", "0"]


@pytest.mark.parametrize("command", ["refresh --watch", "print --follow"])
async def test_what_nohup_has_ignored_stays_ignored(options: tuple[str, ...], store: Store, command: str) -> None:
    words = [sys.executable, "-m", "briefing", *command.split(), *options]
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        running = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGHUP, before)
    with running:
        await until(lambda: lease.holder(store, now()))
        os.kill(running.pid, signal.SIGHUP)
        await asyncio.sleep(0.5)
        assert running.poll() is None
        running.terminate()
        assert await asyncio.to_thread(running.wait, 10) == 128 + signal.SIGTERM
