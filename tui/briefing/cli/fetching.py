"""`briefing refresh`: fetch what is due, once or on and on."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import closing

from briefing import paths
from briefing.cli import ending, opening, tables
from briefing.cli.options import Options
from briefing.cli.sources import FAILING
from briefing.errors import UsageError
from briefing.model import SourceHealth
from briefing.store import lease


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add what `refresh` takes."""
    parser.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="the sources to ask now; without any, those that are due"
    )
    parser.add_argument("--all", action="store_true", help="ask every source, due or not")
    parser.add_argument("--watch", action="store_true", help="go on, by each source's interval")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--verbose", action="store_true", help="say on standard error what is done")
    parser.set_defaults(run=_refresh)


def _refresh(options: Options, arguments: argparse.Namespace) -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold the secrets of the sources
    if arguments.watch:
        if arguments.sources or arguments.all:
            raise UsageError("--watch looks after every source; name none, and leave out --all")
        return _watch(options, arguments)
    from briefing.engine import log, refresh

    log.start(paths.log_file(), verbose=arguments.verbose)
    desk = opening.unchanged(options)
    with closing(opening.wire(options, marks=False)) as store:
        done = refresh.refresh(
            store, desk, opening.publishers(), only=arguments.sources, everything=arguments.all, offline=options.offline
        )
        healths = ending.run(done)
    for line in tables.aligned(_told(healths)):
        print(line)
    return 1 if any(each.state in FAILING for each in healths) else 0


def _told(healths: Sequence[SourceHealth]) -> list[list[str]]:
    """A row for each source: its state, how many items are stored of it, and what is wrong."""
    return [[each.id, each.state, f"{each.items} items", each.error] for each in healths]


def _watch(options: Options, arguments: argparse.Namespace) -> int:
    with closing(opening.wire(options, marks=False)) as store:
        if arguments.child and lease.holder(store, int(time.time())) is not None:
            return 0  # of many viewers that start a child at once, all but one end here, before anything heavy
        from briefing.engine import log, watch

        log.start(paths.log_file(), verbose=arguments.verbose and not arguments.child)
        if arguments.child:
            log.take_complaints(paths.log_file())
        parent = sys.stdin.fileno() if arguments.child else None
        watching = watch.watch(
            store, lambda: opening.unchanged(options), opening.publishers(), parent=parent, offline=options.offline
        )
        return ending.run(watching)
