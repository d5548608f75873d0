"""What a command prints: run as a list of words, never through a shell, and with nothing of it left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence


class CommandFailed(Exception):
    """Why there is nothing that a command printed. `str` is a sentence that holds nothing of it."""


async def output(command: Sequence[str], *, most: int, seconds: float) -> bytes:
    """All that `command` prints on standard output, at most `most` bytes in `seconds`. Raises CommandFailed.

    It has a session of its own, whose processes are killed at the deadline, when it prints too much, and when it ends
    but leaves one behind that could go on printing. What it says on standard error goes nowhere: it may tell a secret.
    """
    reading, writing = os.pipe()
    try:
        os.set_blocking(reading, False)
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=writing,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError):
            raise CommandFailed("cannot be run") from None
        finally:
            os.close(writing)
        printed = _Printed(reading, most, process.pid)
        await printed.until(process, seconds)
    finally:
        os.close(reading)
    if len(printed.text) > most:
        raise CommandFailed(f"prints more than {most:,} bytes")
    if process.returncode:
        how = (
            f"was ended by signal {-process.returncode}" if process.returncode < 0 else f"failed ({process.returncode})"
        )
        raise CommandFailed(how)
    return bytes(printed.text)


class _Printed:
    """What comes out of a pipe, and one byte more than `most` of it at most; then the writers are killed."""

    def __init__(self, pipe: int, most: int, session: int) -> None:
        self.text = bytearray()
        self.ended = False
        self._pipe, self._most, self._session = pipe, most, session

    def take(self) -> None:
        """Take what is there now."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._pipe, self._most + 1 - len(self.text)):
                self.text += piece
                if len(self.text) > self._most:
                    break
            self.ended = True
            asyncio.get_running_loop().remove_reader(self._pipe)
            if piece:
                self.kill()

    def kill(self) -> None:
        """End every process of the session."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._session, signal.SIGKILL)

    async def until(self, process: asyncio.subprocess.Process, seconds: float) -> None:
        """Take what the process prints until it ends. Raises CommandFailed when that is not in time."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._pipe, self.take)
        try:
            async with asyncio.timeout(seconds):
                await process.wait()
            if not self.ended:
                self.take()  # all that it printed is in the pipe by now
        except TimeoutError:
            raise CommandFailed(f"gave no answer within {seconds:g} s") from None
        finally:
            loop.remove_reader(self._pipe)
            if process.returncode is None or not self.ended:
                self.kill()
            if process.returncode is None:
                await process.wait()
