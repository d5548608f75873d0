"""Documents read in another process, so that one that hangs or floods a parser costs its own source only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Sequence

from briefing.editorial.ids import item_id
from briefing.engine.messages import LENGTH, OUT_OF_MEMORY, Answer, Job, Setup, Unreadable, answer, packed
from briefing.formats.reading import Reading
from briefing.model import Publisher

SECONDS = 4
MEMORY = 96 << 20
IDLE = 60.0
SHARE = 3
"""An answer may be no longer than this part of the memory that the worker has for it: here it takes as much again."""
WORKERS, IMPATIENCE = 2, 1.0
"""A document waits so many seconds for the first worker before it goes to the second."""
_STOPPED = "it stopped the parser"
_TOLD_TO_END = (-signal.SIGTERM, -signal.SIGHUP)
"""What every process gets when a machine or a session ends: it says nothing of the document."""
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "LANG", "LC_ALL")


class Parser:
    """Reads documents in a worker process; in a second one too while the first is held up.

    `seconds` bounds the time of a document, on the clock and of CPU; `memory` is in bytes. An async context manager.
    """

    def __init__(self, publishers: Sequence[Publisher], *, seconds: int = SECONDS, memory: int = MEMORY) -> None:
        setup = Setup(tuple(publishers), seconds, memory)
        self.workers = tuple(Worker(setup) for _ in range(WORKERS))

    async def parse(self, job: Job) -> Answer:
        """The reading of one document, edited, or why there is none."""
        secretless = job.source._replace(headers=(), user="", password="", proxy="")
        told = job._replace(source=secretless)  # packed when its turn has come: until then a second copy is only a cost
        for worker in self.workers[:-1]:
            try:
                async with asyncio.timeout(IMPATIENCE):
                    await worker.turn.acquire()
            except TimeoutError:
                continue
            try:
                return _own(await worker.read(packed(told)), job)
            finally:
                worker.turn.release()
        async with self.workers[-1].turn:
            return _own(await self.workers[-1].read(packed(told)), job)

    async def rest(self) -> None:
        """End the workers that have had nothing to do for a minute: between two rounds nobody needs their memory."""
        for worker in self.workers:
            if worker.pid is not None and not worker.turn.locked() and time.monotonic() - worker.used > IDLE:
                async with worker.turn:
                    await worker.end()

    async def close(self) -> None:
        """End the workers, if there are any."""
        for worker in self.workers:
            async with worker.turn:
                await worker.end()

    async def __aenter__(self) -> Parser:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def _own(answer: Answer, job: Job) -> Answer:
    """The answer, if all its items are the job's and go where the desk has a front: a worker that was taken over must
    not rewrite those of others."""
    if isinstance(answer, Reading):
        source = job.source.id
        fronts = {front.id for front in job.fronts}.union(job.source.fronts)
        for item in answer.items:
            if item.source != source or item.id != item_id(source, item.key):
                return Unreadable(_STOPPED, "items of another source in the answer")
            if not fronts.issuperset(item.fronts):
                return Unreadable(_STOPPED, "a front in the answer that the desk does not have")
    return answer


class Worker:
    """One worker process: started when first needed, killed at a deadline, started anew after that.

    Whoever has it read something holds its `turn`.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._process: asyncio.subprocess.Process | None = None
        self.turn = asyncio.Lock()
        self.used = 0.0

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return None if self._process is None else self._process.pid

    async def read(self, message: bytes, *, again: bool = True) -> Answer:
        """The answer to a packed job, given by a second process if the first is told to end from outside."""
        self.used = time.monotonic()
        try:
            return await self._ask(message)
        except TimeoutError:
            await self.end()
            return Unreadable(f"it takes more than {self._setup.seconds} s to read", passing=True)
        except (OSError, EOFError, ValueError) as error:
            code = await self._ended()
            if again and code in _TOLD_TO_END:
                return await self.read(message, again=False)
            if code == -signal.SIGXCPU:
                return Unreadable(f"it takes more than {self._setup.seconds} s to read")
            if code == OUT_OF_MEMORY:
                return Unreadable("it takes more memory than a document may")
            detail = f"{type(error).__name__}: {error}, worker ended with {code}"
            return Unreadable(_STOPPED, detail, passing=code in _TOLD_TO_END)
        except asyncio.CancelledError:
            await self.end()
            raise

    async def _ask(self, message: bytes) -> Answer:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        async with asyncio.timeout(self._setup.seconds + 1):
            process.stdin.write(message)
            await process.stdin.drain()
            (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
            if length > self._setup.memory // SHARE:
                raise ValueError("too long an answer")
            return answer(await process.stdout.readexactly(length))

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "briefing.engine.worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                start_new_session=True,
            )
            assert self._process.stdin is not None
            self._process.stdin.write(packed(self._setup))
        return self._process

    async def _ended(self) -> int | None:
        """The exit code of a worker that broke off by itself."""
        if self._process is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._process.wait()
        return await self.end()

    async def end(self) -> int | None:
        """Kill the process, if there is one; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return None
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        return await process.wait()
