"""What is done to the wire as a whole, and takes long: each item finds its place again, what is old goes.

In a thread and over a connection of its own: the loop of the fetcher waits for none of it, nor for the disk. Every
portion is a transaction, and half of the time is left to whoever else wants to write.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing

from briefing.engine import keeping, placing
from briefing.engine.kit import Kit
from briefing.fetch.aside import aside
from briefing.store.connection import Store

LONGEST_REST = 1.0


async def keep(kit: Kit, still: Callable[[], bool] = lambda: True) -> None:
    """Do what is due, for as long as it is `still` wanted. Who is cancelled goes on at once, and the thread ends with
    its portion. Raises StoreError."""
    place, remove = placing.due(kit), keeping.due(kit)
    if not (place or remove):
        return
    over = threading.Event()
    rested = time.monotonic()

    def rest() -> bool:
        nonlocal rested
        time.sleep(min(time.monotonic() - rested, LONGEST_REST))
        rested = time.monotonic()
        return still() and not over.is_set()

    def work() -> None:
        with closing(Store.open(kit.store.path, create=False)) as store:
            own = kit._replace(store=store)
            if place:
                placing.place_again(own, rest)
            if remove:
                keeping.remove_old(own, rest)

    try:
        await aside(work)
    finally:
        over.set()
