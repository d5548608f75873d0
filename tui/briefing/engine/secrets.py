"""A source's secrets, looked up when needed: from the environment, a file or a command. Never kept, never shown."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from briefing.engine.command import CommandFailed, output
from briefing.model import Secret, Source
from briefing.text import ELLIPSIS, clean

LONGEST = 8_192
SHORTEST = 4
"""Less than this is no secret, and may be a part of any word."""
PART = 8
"""So many characters of a secret in a row are not shown either."""
COMMAND_SECONDS = 10


class SecretMissing(Exception):
    """Why a secret could not be had, as a sentence that does not hold it."""


async def headers_of(source: Source) -> tuple[tuple[tuple[str, str], ...], str]:
    """The headers to send for `source`, and a warning ("" without one). Raises SecretMissing."""
    headers: list[tuple[str, str]] = []
    warnings: list[str] = []
    for name, value in source.headers:
        text = await resolve(value, f"header {name}", warnings)
        # The space around it is no part of a header's value (RFC 9110, 5.5), nor can be sent.
        headers.append((name, text.strip(" \t")))
    if source.user or source.password:
        import base64

        password = await resolve(source.password, "password", warnings)
        login = base64.b64encode(f"{source.user}:{password}".encode()).decode("ascii")
        headers.append(("Authorization", f"Basic {login}"))
    return tuple(headers), "; ".join(warnings)


def hushed(text: str, headers: Sequence[tuple[str, str]]) -> str:
    """`text` without what a server may repeat of the headers it was sent: a login page has them in its title.

    A part counts as well as the whole: long ones are cut to fit a sentence, or repeated with the middle left out.
    """
    said = {clean(word, LONGEST) for _, value in headers for word in (value, value.rpartition(" ")[2], *_login(value))}
    for whole in sorted(said, key=len, reverse=True):
        if len(whole) >= SHORTEST:
            text = text.replace(whole, ELLIPSIS)
    for word in {word for whole in said for word in whole.split()}:
        text = _without_parts(text, word)
    return text.replace(ELLIPSIS * 2, ELLIPSIS)


def _without_parts(text: str, secret: str) -> str:
    """`text` without what it has in common with `secret` where that is `PART` characters or more."""
    kept, at = "", 0
    while at < len(text):
        end = at + PART
        while end <= len(text) and text[at:end] in secret:
            end += 1
        shared = end > at + PART
        kept += ELLIPSIS if shared else text[at]
        at = end - 1 if shared else at + 1
    return kept


def _login(value: str) -> list[str]:
    """User and password, and the password, of a header for basic authentication (RFC 7617)."""
    scheme, _, encoded = value.partition(" ")
    if scheme != "Basic":
        return []
    import base64

    try:
        login = base64.b64decode(encoded).decode("utf-8", "replace")
    except ValueError:
        return []
    return [login, login.partition(":")[2]]


async def resolve(value: str | Secret, what: str, warnings: list[str]) -> str:
    """The text of one value; `what` names it in sentences. Appends to `warnings`. Raises SecretMissing."""
    if isinstance(value, str):
        return value
    what = clean(what, 100)
    if value.env:
        text = os.environ.get(value.env, "")
        if not text:
            raise SecretMissing(f"{what}: the environment has no {clean(value.env, 100)}")
    elif value.file:
        text = _of_file(value.file, what, warnings)
    else:
        text = await _of_command(value.command, what)
    text = text.strip("\r\n")
    if not text.strip() or not text.isprintable():
        raise SecretMissing(f"{what}: it is empty or not one line of text")
    return value.prefix + text


def _of_file(path: str, what: str, warnings: list[str]) -> str:
    shown = clean(os.path.basename(path), 100)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        with open(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise SecretMissing(f"{what}: {shown} is not a file")
            if status.st_mode & 0o077 and not _handed_to_us(path):
                warnings.append(f"{what}: others on this machine can read {shown}; chmod 600 it")
            if status.st_size > LONGEST:
                raise SecretMissing(f"{what}: {shown} holds more than {LONGEST:,} bytes")
            return file.read(LONGEST).decode("utf-8")
    except OSError as error:
        raise SecretMissing(f"{what}: {shown}: {clean(error.strerror or 'cannot be read', 100)}") from None
    except UnicodeDecodeError:
        raise SecretMissing(f"{what}: {shown} is not text") from None


def _handed_to_us(path: str) -> bool:
    """Whether the service manager gave us this file (LoadCredential=, systemd.exec(5)).

    It lets our user read it by an access control list, which `st_mode` shows as bits of the group.
    """
    return os.path.dirname(path) == os.environ.get("CREDENTIALS_DIRECTORY")


async def _of_command(command: tuple[str, ...], what: str) -> str:
    try:
        return (await output(command, most=LONGEST, seconds=COMMAND_SECONDS)).decode("utf-8")
    except CommandFailed as error:
        raise SecretMissing(f"{what}: its command {error}") from None
    except UnicodeDecodeError:
        raise SecretMissing(f"{what}: its command does not print text") from None
