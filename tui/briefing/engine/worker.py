"""The process that reads documents, with little to lose: limited in time and memory, without secrets or network use.

`python -P -m briefing.engine.worker`, started by `engine.parsing`: jobs come on standard input, answers go to
standard output, and it ends when its input does.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from typing import BinaryIO

from briefing import formats
from briefing.editorial.editing import edit
from briefing.editorial.publishers import Publishers
from briefing.engine.messages import OUT_OF_MEMORY, Answer, Job, Setup, Unreadable, packed, receive
from briefing.errors import NotAFeed, ParseError
from briefing.formats.reading import Document, Reading

_NO_CHANNEL = ("digest", "items")
"""Kinds of documents whose title is a headline or a file's name, never a publisher's."""


def main() -> int:
    """Answer jobs until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a parser prints may pass for an answer
    setup = receive(jobs)
    if not isinstance(setup, Setup):
        return 2
    publishers = Publishers(setup.publishers)
    confine(setup.memory)
    gc.freeze()
    try:
        return serve(jobs, answers, publishers, setup.seconds)
    except MemoryError:
        return OUT_OF_MEMORY


def serve(jobs: BinaryIO, answers: BinaryIO, publishers: Publishers, seconds: int) -> int:
    """Answer job after job. Raises MemoryError, after which nothing but a new process is to be relied on."""
    while True:
        job = receive(jobs)
        if not isinstance(job, Job):
            return 0
        allow(seconds)
        answers.write(packed(work(job, publishers)))
        answers.flush()


def work(job: Job, publishers: Publishers) -> Answer:
    """Read and edit one document. Raises nothing but MemoryError."""
    try:
        reading = formats.read(job.document, publishers)
        if _mere_text(job.document, reading):
            raise ParseError('plain text without a credit, not a feed; kind = "digest" would read it')
        items = edit(
            reading.items,
            source=job.source,
            fronts=job.fronts,
            publishers=publishers,
            channel="" if reading.kind in _NO_CHANNEL else reading.publisher or reading.title,
            now=job.now,
        )
        return reading._replace(items=items)
    except ParseError as error:
        if isinstance(error.__cause__, MemoryError):
            raise error.__cause__ from None
        return Unreadable(str(error), feeds=error.feeds if isinstance(error, NotAFeed) else ())
    except MemoryError:
        raise
    except RecursionError:
        return Unreadable("it is nested too deeply")
    except Exception as error:  # a fault of ours must not cost more than this one document
        return Unreadable("it could not be read: a fault of this program", f"{type(error).__name__}: {error}")


def _mere_text(document: Document, reading: Reading) -> bool:
    """Whether a server sent text that nobody said was a digest and that credits no publisher we know: an error's."""
    if reading.kind != "digest" or document.kind != "auto" or not document.address.startswith(("http://", "https://")):
        return False
    return not any(item.credit.publisher and not item.credit.unverified for item in reading.items)


def confine(memory: int) -> None:
    """Take no more than `memory` bytes beyond what is taken now, leave no core, write no file, open few.

    Where the system does not tell what is taken (no `/proc`), memory is not limited.
    """
    limits = [(resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 64)]
    try:
        with open("/proc/self/statm", "rb") as statm:
            taken = int(statm.read().split()[0]) * resource.getpagesize()
        limits.append((resource.RLIMIT_AS, taken + memory))
    except OSError:
        pass
    for kind, most in limits:
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def allow(seconds: int) -> None:
    """Let this process use `seconds` more of CPU; the kernel ends it after that, whatever it is doing."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, hard))


if __name__ == "__main__":
    sys.exit(main())
