"""Secrets that a command prints or a file holds: whole or not at all, and nothing of the command is left behind."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import re
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.engine.server import Asked, Server, desk_of, response, rss

from briefing.editorial.publishers import Publishers
from briefing.engine import log, remote, secrets
from briefing.engine.command import CommandFailed, output
from briefing.engine.messages import Job, Unreadable
from briefing.engine.parsing import Parser
from briefing.engine.refresh import refresh
from briefing.engine.secrets import SecretMissing, resolve
from briefing.model import Secret, Source
from briefing.store.connection import Store


def script(text: str) -> tuple[str, ...]:
    return "sh", "-c", text


async def gone(process: int) -> bool:
    """Whether the process ends within a few seconds."""
    for _ in range(500):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True  # its parent is to take note of it, which is not us
        await asyncio.sleep(0.01)
    return False


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("printf open-sesame", b"open-sesame"),
        ("echo open-sesame", b"open-sesame\n"),
        ("printf open; sleep 0.05; printf -- -sesame", b"open-sesame"),
        ("echo open-sesame; exec >&-; sleep 0.05", b"open-sesame\n"),
        ("echo noise >&2; echo open-sesame", b"open-sesame\n"),
        ("head -c 8192 /dev/zero", bytes(8192)),
        ("true", b""),
    ],
)
async def test_all_that_a_command_prints_is_taken(text: str, printed: bytes) -> None:
    assert await output(script(text), most=8_192, seconds=10) == printed


async def test_a_command_that_leaves_a_process_behind_is_not_waited_for_and_nothing_stays(tmp_path: Path) -> None:
    """The one left behind holds the pipe open, so that there is no end of it."""
    began = time.monotonic()
    printed = await output(script(f"sleep 1000 & echo $! > {tmp_path}/left; echo open-sesame"), most=8_192, seconds=60)
    assert printed == b"open-sesame\n"
    assert time.monotonic() - began < 30
    assert await gone(int((tmp_path / "left").read_text()))


async def test_at_the_deadline_the_command_and_its_children_are_killed(tmp_path: Path) -> None:
    text = f"sleep 1000 & echo $$ $! > {tmp_path}/pids; echo open-sesame; trap '' TERM HUP INT; wait; sleep 1000"
    with pytest.raises(CommandFailed, match=r"^gave no answer within 2 s$"):
        await output(script(text), most=8_192, seconds=2)
    for process in (tmp_path / "pids").read_text().split():
        assert await gone(int(process))


async def test_one_that_prints_without_end_is_stopped_at_once_and_so_are_its_children(tmp_path: Path) -> None:
    text = f"echo $$ > {tmp_path}/session; yes sesame & wait"
    with pytest.raises(CommandFailed, match=r"^prints more than 8,192 bytes$"):
        await output(script(text), most=8_192, seconds=60)
    session = (tmp_path / "session").read_text().strip()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "stat").read_text().rpartition(")")[2].split()[3] == session:
                assert await gone(int(process.name))


async def test_when_the_fetcher_ends_the_command_does(tmp_path: Path) -> None:
    asking = asyncio.create_task(output(script(f"echo $$ > {tmp_path}/pid; sleep 1000"), most=9, seconds=60))
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)  # it is not even a zombie


async def test_no_descriptor_and_no_signal_reaches_a_command_from_us() -> None:
    before = set(os.listdir("/proc/self/fd"))
    printed = await output(script("ls /proc/$$/fd | wc -l; ps -o pgid= -p $$"), most=8_192, seconds=10)
    descriptors, group = map(int, printed.split())
    assert descriptors <= 4
    assert group != os.getpgid(0), "Ctrl+C of a terminal would reach it"
    assert set(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        (Secret(command=script("printf sesame; exit 3")), "password: its command failed (3)"),
        (Secret(command=script("printf sesame >&2; exit 1")), "password: its command failed (1)"),
        (Secret(command=script("printf sesame; kill -SEGV $$")), "password: its command was ended by signal 11"),
        (Secret(command=script("yes sesame")), "password: its command prints more than 8,192 bytes"),
        (Secret(command=script("printf sesame; sleep 100")), "password: its command gave no answer within 1 s"),
        (Secret(command=script("printf 'sesame\\nsesame'")), "password: it is empty or not one line of text"),
        (Secret(command=script("printf 'sesame\\033[2J'")), "password: it is empty or not one line of text"),
        (Secret(command=("printf", "sesame\0")), "password: its command cannot be run"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_without_the_secret(
    secret: Secret, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "COMMAND_SECONDS", 1)
    with pytest.raises(SecretMissing) as caught:
        await resolve(secret, "password", [])
    assert str(caught.value) == why
    assert "sesame" not in why
    assert caught.value.__cause__ is None


async def test_spaces_around_a_header_are_no_part_of_it_but_of_a_password_they_are(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(" open sesame \n")
    (tmp_path / "token").chmod(0o600)
    secret = Secret(file=str(tmp_path / "token"))
    source = Source("s", "https://news.example/", headers=(("X-Api-Key", secret),), user="desk", password=secret)
    (_, key), (_, login) = (await secrets.headers_of(source))[0]
    assert key == "open sesame"
    assert base64.b64decode(login.split()[1]) == b"desk: open sesame "
    (tmp_path / "token").write_text(" \n")
    with pytest.raises(SecretMissing, match="it is empty"):
        await secrets.headers_of(source)


async def test_a_file_that_is_too_long_is_not_cut(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s" * 8_193)
    (tmp_path / "token").chmod(0o600)
    with pytest.raises(SecretMissing, match="password: token holds more than 8,192 bytes"):
        await resolve(Secret(file=str(tmp_path / "token")), "password", [])


async def test_a_file_that_others_may_read_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("sesame\n")
    warnings: list[str] = []
    for mode, warned in ((0o600, 0), (0o400, 0), (0o640, 1), (0o604, 2)):
        (tmp_path / "token").chmod(mode)
        assert await resolve(Secret(file=str(tmp_path / "token")), "password", warnings) == "sesame"
        assert len(warnings) == warned
    assert warnings[0] == "password: others on this machine can read token; chmod 600 it"


async def test_a_credential_of_the_service_manager_is_ours_alone_whatever_its_mode_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As systemd 257 makes it for a service with a user of its own: root's, 0440, with an entry for that user.
    (tmp_path / "wire-key").write_text("sesame")
    (tmp_path / "wire-key").chmod(0o440)
    warnings: list[str] = []
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert await resolve(Secret(file=str(tmp_path / "wire-key")), "password", warnings) == "sesame"
    assert warnings == []
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "another"))
    await resolve(Secret(file=str(tmp_path / "wire-key")), "password", warnings)
    assert len(warnings) == 1


async def test_no_secret_is_found_anywhere_afterwards(
    server: Server,
    store: Store,
    publishers: Publishers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Servers that repeat what they were sent, and fail, in headers, bodies, redirects and feeds."""
    monkeypatch.setenv("WIRE_KEY", "sesame-env")
    (tmp_path / "token").write_text("sesame-file\n")
    (tmp_path / "token").chmod(0o644)
    (tmp_path / "kept").write_text("sesame-command\n")
    monkeypatch.setattr(remote, "_warned", set())
    seen: set[str] = set()
    shown: list[bytes] = []

    async def repeat(asked: Asked, writer: asyncio.StreamWriter) -> None:
        told = " ".join(asked.headers.values())
        seen.update(re.findall(r"sesame-\w+", told))
        seen.update(re.findall(r"sesame-\w+", str(base64.b64decode(asked.headers["authorization"].split()[1]))))
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        for process in ("self", *children):
            with contextlib.suppress(OSError):
                shown.append(Path(f"/proc/{process}/cmdline").read_bytes())
        if asked.path == "/status":
            writer.write(f"HTTP/1.1 403 {told}\r\nX-Echo: {told}\r\nContent-Length: 0\r\n\r\n".encode())
        elif asked.path == "/redirect":
            writer.write(response(302, location=f"http://127.0.0.1:1/?{quote(told)}"))
        elif asked.path == "/odd":
            writer.write(f"HTTP/1.1 {told}\r\n\r\n".encode())
        else:
            writer.write(response(200, f"<!doctype html><title>{told}".encode(), content_type="text/html"))

    headers = (
        ("X-Plain", "sesame-plain"),
        ("X-Env", Secret(env="WIRE_KEY", prefix="Bearer ")),
        ("X-File", Secret(file=str(tmp_path / "token"))),
        ("X-Command", Secret(command=("cat", str(tmp_path / "kept")))),
    )
    sources = [
        Source(name, server.url(f"/{name}"), headers=headers, user="desk", password=Secret(env="WIRE_KEY"))
        for name in ("status", "redirect", "odd", "title")
    ]
    bad = sources[0]._replace(id="bad", headers=(("X-Bad", "sesame-bad\r\nX: y"),))
    for source in sources:
        server.answers[source.address.removeprefix(server.url(""))] = repeat
    log.start(str(tmp_path / "log"), verbose=True)
    try:
        done = await refresh(store, desk_of(*sources, bad), publishers, everything=True)
    finally:
        log.stop()
    assert seen == {"sesame-plain", "sesame-env", "sesame-file", "sesame-command"}
    assert {well.state for well in done} == {"failing"}
    assert shown
    assert all(b"sesame" not in command for command in shown)
    assert all("sesame" not in well.error for well in done)
    assert "…" in next(well.error for well in done if well.id == "title"), "a page that repeats what it was sent"
    text = (tmp_path / "log").read_text()
    assert "sesame" not in text
    assert text.count("WARNING status: header X-File: others on this machine can read token; chmod 600 it\n") == 1
    assert "sesame" not in capsys.readouterr().err
    store.close()
    for file in tmp_path.glob("wire.db*"):
        assert b"sesame" not in file.read_bytes()
        assert base64.b64encode(b"desk:sesame-env") not in file.read_bytes()


async def test_a_fault_of_ours_that_quotes_a_document_is_logged_without_the_secret(
    server: Server, store: Store, publishers: Publishers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def parse(self: Parser, job: Job) -> Unreadable:
        return Unreadable("it could not be read: a fault of this program", "KeyError: 'for sesame-plain'")

    monkeypatch.setattr(Parser, "parse", parse)
    server.answers["/feed"] = response(200, rss("Kursk one"))
    log.start(str(tmp_path / "log"))
    try:
        await refresh(
            store, desk_of(Source("s", server.url(), headers=(("X", "sesame-plain"),))), publishers, everything=True
        )
    finally:
        log.stop()
    assert "ERROR s: KeyError: 'for …'\n" in (tmp_path / "log").read_text()


def test_what_is_hushed() -> None:
    headers = (("A", "Bearer sesame"), ("B", "Basic " + base64.b64encode(b"desk:open:up").decode()), ("C", "abc"))
    assert secrets.hushed("for sesame, Bearer sesame, desk:open:up or open:up: abc", headers) == "for …, …, … or …: abc"
    assert secrets.hushed("nothing of it", ()) == "nothing of it"
    assert secrets.hushed("it is Basic sesame", (("A", "Basic sesame!"), ("B", "Basic é"))) == "it is Basic sesame"


LONG = "".join(f"{number:03}" for number in range(200))


@pytest.mark.parametrize(
    ("repeated", "left"),
    [
        (f"page “{LONG[:60]}…”", "page “…”"),
        (f"page “…{LONG[-60:]}”", "page “…”"),
        (f"{LONG[:8]} and {LONG[300:308]}", "… and …"),
        (f"{LONG[:7]} and {LONG[300:307]}", f"{LONG[:7]} and {LONG[300:307]}"),
    ],
)
def test_a_part_of_a_secret_is_hushed_too(repeated: str, left: str) -> None:
    told = secrets.hushed(repeated, (("Authorization", f"Bearer {LONG}"),))
    assert told == left
    parts = (LONG[at : at + secrets.PART] for at in range(len(LONG) - secrets.PART + 1))
    assert not any(part in told for part in parts)


def test_a_secret_is_hushed_as_it_looks_when_cleaned() -> None:
    assert secrets.hushed("it said “a b c d”", (("X", "a  b   c d"),)) == "it said “…”"


async def test_a_page_that_repeats_a_long_secret_tells_nothing_of_it(
    server: Server, store: Store, publishers: Publishers, tmp_path: Path
) -> None:
    """What is shown of a title is cut, and was then no longer known for what it is."""
    login = base64.b64encode(f"desk:{LONG}".encode()).decode()
    server.answers["/token"] = response(200, f"<!doctype html><title>{LONG}".encode(), content_type="text/html")
    server.answers["/login"] = response(200, f"<!doctype html><title>{login}".encode(), content_type="text/html")
    token = Source("token", server.url("/token"), headers=(("X-Api-Key", LONG),))
    named = Source("login", server.url("/login"), user="desk", password=LONG)
    log.start(str(tmp_path / "log"))
    try:
        done = await refresh(store, desk_of(token, named), publishers, everything=True)
    finally:
        log.stop()
    told = "".join(well.error for well in done) + (tmp_path / "log").read_text()
    assert told.count("“…”") == 4
    assert LONG[:8] not in told
    assert login[:8] not in told
