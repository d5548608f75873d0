"""Writing to the wire from the fetcher's loop, which goes on while another process writes.

SQLite waits for its lock with the whole program. So it is let wait for a moment only (`BRIEF`), and what was in the
way is tried again from the loop, where requests under way, the lease and the looks at files have their turns meanwhile.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from briefing.errors import StoreLocked

BRIEF = 0.02
"""Seconds that the loop is held at most for another process; see `Store.hurry`."""
STEP = 0.1
PATIENCE = 5.0

T = TypeVar("T")


async def written(write: Callable[[], T]) -> T:
    """What `write` returns, once no other process is in its way: it must undo itself where it cannot be done.

    Raises what `write` does, and StoreLocked when the wire was busy for `PATIENCE` seconds.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return write()
        except StoreLocked:
            if time.monotonic() >= end:
                raise
        await asyncio.sleep(STEP)
