"""Ending at a signal as at any other end, from the first moments on: what is open is closed, the exit code is 128+n.

For commands that print; the dashboard has a terminal to give back, and ends in its own way.
"""

from __future__ import annotations

import signal
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)  # Python and asyncio know what to do at Ctrl+C


def at_signals() -> None:
    """From now on, a signal to end raises SystemExit wherever the program is. What is ignored stays ignored."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def run(work: Coroutine[object, object, T]) -> T:
    """The result of a coroutine; at a signal it is cancelled, so that it ends where it waits, and not anywhere."""
    import asyncio  # which commands that print can do without

    try:
        return asyncio.run(_until_signal(work))
    finally:
        at_signals()  # asyncio leaves the signals that it knew as it found the system


async def _until_signal(work: Coroutine[object, object, T]) -> T:
    import asyncio

    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    ended = 0

    def end(number: int) -> None:
        nonlocal ended
        ended = number
        task.cancel()

    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, end, number)
    try:
        return await task
    except asyncio.CancelledError:
        if ended:
            raise SystemExit(128 + ended) from None
        raise
