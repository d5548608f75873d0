"""Being the one fetcher of a wire: a lease that is taken, renewed, noticed when lost, and given back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing.engine.writing import written
from briefing.errors import StoreError, StoreLocked
from briefing.store import lease
from briefing.store.connection import Store

if TYPE_CHECKING:
    from briefing.model import Instant

TTL = 5
RENEWAL = 1.5


class Tenure:
    """This process's claim to the lease of `store`. `TTL` seconds after it was killed another may take over."""

    def __init__(self, store: Store, clock: Callable[[], Instant]) -> None:
        self._store = store
        self._clock = clock
        self._taken: Instant = 0
        self.name = f"{socket.gethostname()[:100]}:{os.getpid()}:{secrets.token_hex(4)}"

    def other(self) -> str:
        """Who else holds it, "" if nobody does."""
        holder = lease.holder(self._store, self._clock())
        return "" if holder in (None, self.name) else str(holder)

    async def take(self) -> bool:
        """Take the lease, or renew it; whether it is ours now. A store that is busy for long decides nothing."""
        try:
            return await written(self._take)
        except StoreLocked:
            return False

    def _take(self) -> bool:
        moment = self._clock()
        taken = lease.take(self._store, self.name, moment, TTL)
        if taken:
            self._taken = moment
        return taken

    def held(self) -> bool:
        """Whether it is ours for certain: not after a sleep, nor when it could not be renewed for long."""
        return 0 <= self._clock() - self._taken < TTL

    async def keep(self) -> None:
        """Renew the lease until another has it, which happens when this process was held up for long.

        While the store is busy, or its disk is full, nobody else can take it either, so that we go on.
        """
        while True:
            await asyncio.sleep(RENEWAL)
            with contextlib.suppress(StoreError):  # who works with the store finds out as well, and tells
                if not await self.take() and self.other():
                    return

    async def release(self) -> None:
        """Let others have it at once; when the store is busy for long, they have it when it has run out."""
        with contextlib.suppress(StoreLocked):
            await written(lambda: lease.release(self._store, self.name))
