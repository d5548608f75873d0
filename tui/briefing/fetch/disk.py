"""Questions to disks, of which one may never answer: one at a time for each place, so that a dead disk holds one thread
for each place on it and no more, however often that is asked for, and for however long.

A place is the path of a source. Whatever a call does there counts as one question, of which `alive` tells between its
steps that it gets on.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Generic, ParamSpec, TypeVar

from briefing.fetch.aside import started
from briefing.fetch.outcome import Failed

T = TypeVar("T")
P = ParamSpec("P")


_DISTANT = {
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "glusterfs", "gfs2", "gpfs", "lustre", "ncpfs", "nfs", "nfs4",
    "ocfs2", "orangefs", "pvfs2", "smb2", "smb3", "smbfs", "virtiofs",
}  # fmt: skip
_LOCAL_FUSE = {"fuseblk", "fuse.fuse-overlayfs"}
_GRACE = 0.1  # seconds more: we may have been stopped ourselves (SIGSTOP), which must not pass for silence
_MOUNTS = "/proc/self/mountinfo"


def distant(device: int) -> bool:
    """Whether a device (`st_dev`) is a file system that is somewhere else, or served by a program.

    The kernel does not tell what others write there, and to ask it for that can hold up the whole program for ever.
    """
    try:
        with open(_MOUNTS, encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return False
    number = f"{os.major(device)}:{os.minor(device)}"
    for line in lines:  # proc(5): id, parent, major:minor, …, "-", type, …
        here, _, there = line.partition(" - ")
        if here.split(" ")[2:3] == [number]:
            kind = there.partition(" ")[0]
            return kind in _DISTANT or (kind.startswith("fuse") and kind not in _LOCAL_FUSE)
    return False


class _Turn:
    """Somebody's turn at a place, and when it last got on."""

    __slots__ = ("alive",)

    def __init__(self) -> None:
        self.alive = time.monotonic()


_turns: dict[str, _Turn] = {}
_here = threading.local()


def alive() -> None:
    """Say that the call which runs in this thread gets on, if it runs for a question."""
    turn = getattr(_here, "turn", None)
    if turn is not None:
        turn.alive = time.monotonic()


def silent_for(place: str) -> float:
    """For how many seconds a question has been waiting for an answer at a place; 0 where none is under way."""
    turn = _turns.get(place)
    return 0.0 if turn is None else time.monotonic() - turn.alive


async def ask(place: str, within: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | Failed:
    """What the function returns, or that the place was silent for `within` seconds. Raises what the function does.

    Waits for its turn. Where a question has been waiting for so long already, no other is begun.
    """
    silent = Failed(f"its disk did not answer within {within:g} s", unreachable=True)
    while (turn := _turns.setdefault(place, own := _Turn())) is not own:
        if not await _over(place, turn, within):
            return silent
    try:
        call = asyncio.wrap_future(started(_in_turn, place, partial(function, *args, **kwargs)))
    except RuntimeError:  # there are too many threads
        del _turns[place]
        raise
    while not call.done() and (left := own.alive + within - time.monotonic()) > 0:
        await asyncio.wait([call], timeout=left)
    if not call.done():
        await asyncio.wait([call], timeout=_GRACE)
    return call.result() if call.done() else silent


async def _over(place: str, turn: _Turn, within: float) -> bool:
    """Wait until somebody's turn at a place is over; False when it does not get on for so many seconds."""
    silent = False
    while _turns.get(place) is turn and not silent:
        silent = time.monotonic() - turn.alive >= within
        await asyncio.sleep(_GRACE)
    return _turns.get(place) is not turn


class Sweep(Generic[T]):
    """One thread that puts a question to place after place, and passes over those where one is waiting for its answer.

    `found` are the answers so far. It ends at a place that turns out to be dead: another sweep is to go to the rest.
    """

    def __init__(self, places: Iterable[str], function: Callable[[str], T]) -> None:
        self.found: dict[str, T] = {}
        self._at = ""
        self._places = tuple(places)
        self._function = function
        self._given_up = False

    async def run(self, within: float) -> str:
        """Go round, until done or until a place is silent for `within` seconds; that place, "" when done. Raises what
        the function does."""
        call = asyncio.wrap_future(started(self._go_round))
        while not call.done() and silent_for(self._at) < within:
            await asyncio.wait([call], timeout=within)
        self._given_up = True
        if not call.done():
            return self._at
        call.result()
        return ""

    def _go_round(self) -> None:
        for place in self._places:
            self._at, turn = place, _Turn()
            if _turns.setdefault(place, turn) is turn:
                found = _in_turn(place, partial(self._function, place))
                if self._given_up:
                    return
                self.found[place] = found


def _in_turn(place: str, function: Callable[[], T]) -> T:
    """In a thread: what the function returns at a place where it is our turn, which is over then."""
    _here.turn = turn = _turns[place]
    turn.alive = time.monotonic()
    try:
        return function()
    finally:
        del _turns[place]
