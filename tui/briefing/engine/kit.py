"""What the checks of a fetcher work with, and the identity of a source as far as its items depend on it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from briefing import __version__
from briefing.engine.ledger import Ledger
from briefing.engine.parsing import Parser
from briefing.fetch.web import Web
from briefing.model import Desk, Source
from briefing.records import NamedTuple
from briefing.store.connection import Store

if TYPE_CHECKING:
    from briefing.model import Instant


class Kit(NamedTuple):
    """The wire, the desk, the ledger, the parser and the web, a clock (epoch seconds) and dice (from 0 up to 1)."""

    store: Store
    desk: Desk
    ledger: Ledger
    parser: Parser
    web: Web
    clock: Callable[[], Instant]
    dice: Callable[[], float]
    offline: bool = False


def shape(source: Source, desk: Desk) -> str:
    """A digest of all that decides how a source's answer becomes items.

    When it changes, an answer that we have seen before must be read again: a front may have other words now.
    """
    decisive = (__version__, source.address, source.kind, source.publisher, source.fronts, desk.fronts)
    return hashlib.blake2b(repr(decisive).encode(), digest_size=8).hexdigest()
