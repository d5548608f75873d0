"""A session over ssh, with Debian's sshd on this very machine: from the login to the end, and behind ForceCommand."""

from __future__ import annotations

import getpass
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from tests.terminal.harness import Terminal

SSHD = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
BRIEFING = shlex.join([sys.executable, "-m", "briefing"])
SEPARATION = Path("/run/sshd")
TAKE, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"

pytestmark = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh") is None, reason="no sshd here; Debian's package is openssh-server"
)
Login = Callable[..., Terminal]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def key_in(folder: Path, name: str) -> Path:
    """A key pair without a passphrase."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    return folder / name


def configuration(folder: Path, home: Path, port: int, more: str) -> Path:
    """What our sshd goes by: one key, no passwords, nothing of the machine's own configuration."""
    file = folder / "sshd_config"
    file.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nAuthorizedKeysFile {folder / 'user.pub'}\n"
        f'StrictModes no\nUsePAM no\nPidFile none\nPasswordAuthentication no\nSetEnv HOME="{home}"\n{more}\n'
    )
    return file


def answering(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody answers there."""
    end = time.monotonic() + 10
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError(f"sshd does not answer:\n{log.read_text()}")


@pytest.fixture
def login(tmp_path: Path, home: Path) -> Iterator[Login]:
    """Logs in to a server of its own: `login("a command", server="ForceCommand …")`, in a terminal."""
    if os.geteuid() == 0 and not SEPARATION.is_dir():
        pytest.skip(f"{SEPARATION} is missing, without which sshd does not run as root")
    user, _ = key_in(tmp_path, "user"), key_in(tmp_path, "host")
    with ExitStack() as stack:

        def start(command: str, *, server: str = "", columns: int = 80, rows: int = 24) -> Terminal:
            port, log = free_port(), tmp_path / "sshd.log"
            config = configuration(tmp_path, home, port, server)
            running = subprocess.Popen([str(SSHD), "-D", "-f", config, "-E", log], stdin=subprocess.DEVNULL)
            stack.callback(running.wait)
            stack.callback(running.terminate)
            answering(port, running, log)
            ssh = ["ssh", "-F", "none", "-tt", "-i", str(user), "-p", str(port), "-o", "IdentitiesOnly=yes"]
            ssh += ["-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={tmp_path / 'known'}", "-q"]
            argv = [*ssh, f"{getpass.getuser()}@127.0.0.1", command]
            return stack.enter_context(Terminal(argv, columns=columns, rows=rows))

        yield start


def test_a_session_from_the_login_to_the_end(login: Login) -> None:
    terminal = login(f"stty -g; {BRIEFING} --offline; echo ended with $?; stty -g")
    terminal.shows("4 mpox")
    terminal.settle()
    before = terminal.text()
    terminal.send("j")
    terminal.until(lambda: terminal.text() != before)
    terminal.send("\r")
    terminal.shows("Esc back")
    terminal.resize(100, 30)
    terminal.until(lambda: "Esc back" in terminal.text()[29])
    terminal.send("q")
    terminal.shows("1 Kursk")
    terminal.send("q")
    assert terminal.ended()
    assert terminal.status == 0
    assert terminal.raw.count(TAKE) == terminal.raw.count(LEAVE) == 1
    first, last = terminal.raw.partition(TAKE)[0], terminal.raw.rpartition(LEAVE)[2]
    assert b"ended with 0" in last
    modes = rb"(?:[0-9a-f]+:){10,}[0-9a-f]+"
    assert re.findall(modes, first) == re.findall(modes, last) != []
    assert terminal.now_modes() == terminal.modes


def test_a_dropped_line_ends_the_viewer(login: Login, tmp_path: Path) -> None:
    written = tmp_path / "viewer"
    terminal = login(f"echo $$ > {shlex.quote(str(written))}; exec {BRIEFING} --offline")
    terminal.shows("4 mpox")
    terminal.settle()
    viewer = int(written.read_text())
    os.kill(viewer, 0)
    terminal.kill(signal.SIGKILL)
    assert terminal.ended()
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(viewer, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError("the viewer outlives its line")


def test_behind_force_command_there_is_the_viewer_and_nothing_else(login: Login, home: Path) -> None:
    wire = home / "wire.db"
    subprocess.run(
        [sys.executable, "-m", "briefing", "--offline", "--store", wire, "import", "--date", "2024-08-16", "-"],
        input=b"Kursk\n\nA bridge was hit in Kursk region on Friday. (BBC)\n",
        check=True,
        capture_output=True,
    )
    files = {path for path in home.rglob("*") if path.is_file()}
    forced = f"ForceCommand {BRIEFING} --restricted --store {shlex.quote(str(wire))}"
    terminal = login(f"touch {shlex.quote(str(home / 'escaped'))}", server=forced)
    terminal.shows("A bridge was hit")
    terminal.settle()
    for keys, answer in (
        ("R", "restricted"),
        ("\x1a", "there is no shell to go to"),
        ("S", "briefing · sources"),
        ("a", "cannot be added here"),
        ("q", "A bridge was hit"),
    ):
        terminal.send(keys)
        terminal.shows(answer)
        terminal.settle()
    terminal.send("q")
    assert terminal.ended()
    assert terminal.status == 0
    assert terminal.raw.count(TAKE) == terminal.raw.count(LEAVE)
    assert terminal.now_modes() == terminal.modes
    made = {path.name for path in home.rglob("*") if path.is_file()} - {path.name for path in files}
    assert {name for name in made if not name.startswith(("marks.db", "wire.db-"))} == set()
