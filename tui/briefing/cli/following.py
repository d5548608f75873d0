"""`briefing print --follow`: what arrives and what is corrected, from the moment when it begins to look."""

from __future__ import annotations

import argparse
import select
import sys
import time
from collections.abc import Sequence

from briefing import paths
from briefing.cli import opening, printing
from briefing.cli.options import Options
from briefing.cli.streams import complain
from briefing.model import Desk, Front, Item
from briefing.store import edits, listing
from briefing.store.connection import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.store.edits import Edited

PAUSE = 1
"""Seconds between two looks at the wire; one costs some 30 microseconds while nothing changes."""


class Follower:
    """Where a follower of the wire stands: after which arrival in its fronts, and after which edit.

    Made before the list is printed that it goes on with: what comes meanwhile is rather told twice than not at all.
    """

    def __init__(
        self, store: Store, desk: Desk, fronts: Sequence[Front], options: Options, arguments: argparse.Namespace
    ) -> None:
        self._store, self._desk, self._options, self._arguments = store, desk, options, arguments
        self._fronts = [front.id for front in fronts]
        self._file = paths.number(store.path)
        self._edit = edits.last(store)
        self._arrival = max((listing.counts(store, front).last_seq for front in self._fronts), default=0)

    def until_replaced(self) -> None:
        """Print what is new, until interrupted, or until the file of the wire is another.

        Somebody is seen to fetch, as for the dashboard. Raises StoreError and its kind, and BrokenPipeError.
        """
        fetcher = opening.fetcher(self._store, self._options)
        version = -1
        sys.stdout.flush()
        try:
            while paths.number(self._store.path) in (self._file, 0):
                if fetcher is not None and fetcher.tend() and fetcher.trouble:
                    complain(fetcher.trouble)
                if self._store.version() != version:
                    version = self._store.version()
                    self._look()
                _pause()
        finally:
            if fetcher is not None:
                fetcher.stop()

    def _look(self) -> None:
        """Tell the arrivals, each as it is now, and then the edits of what had arrived before."""
        known, last = self._arrival, edits.last(self._store)
        while arrived := listing.arrivals(self._store, self._fronts, after_seq=self._arrival):
            self._arrival = arrived[-1].seq
            if not self._arguments.corrected:
                self._tell(arrived, {})
        found = edits.edited(self._store, after=self._edit, up_to=last, up_to_seq=known, fronts=self._fronts)
        if edited := {each.item.id: each for each in found}:
            self._tell([each.item for each in edited.values()], edited)
        self._edit = last

    def _tell(self, items: Sequence[Item], edited: dict[str, Edited]) -> None:
        form, full = self._arguments.format, self._arguments.full
        now = int(time.time())
        printing.write([("", items)], form, self._desk, self._options, now=now, full=full, edits=edited)
        sys.stdout.flush()


def _pause() -> None:
    """Wait until the next look. Raises BrokenPipeError as soon as nobody takes our output, as behind `head -1`."""
    output = select.poll()
    output.register(1, 0)
    if output.poll(PAUSE * 1000):
        raise BrokenPipeError
