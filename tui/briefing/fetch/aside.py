"""Calls that may never come back, each in a thread of its own that nobody waits for at the end.

Neither the system's resolver nor a network's disk can be told to give up. While one is dead it must neither use up a
pool of threads nor hold up the end of the program.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")


async def aside(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns or raises. Who is cancelled goes on at once, the thread when the call is over."""
    return await asyncio.wrap_future(started(function, *args, **kwargs))


def started(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """What the function will have returned or raised: it is called at once, in its thread."""
    answer: Future[T] = Future()

    def call() -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            result = function(*args, **kwargs)
        except Exception as error:
            answer.set_exception(error)
        else:
            answer.set_result(result)

    threading.Thread(target=call, daemon=True, name=getattr(function, "__name__", "aside")).start()
    return answer
