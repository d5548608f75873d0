"""`briefing print` and `briefing search`: items to standard output, in the order of the panes."""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime

from briefing.cli import opening, printing
from briefing.cli.following import Follower
from briefing.cli.options import Options
from briefing.cli.streams import complain
from briefing.errors import UsageError
from briefing.model import Desk, Front, Item
from briefing.store import edits, listing, search
from briefing.store.connection import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.model import Instant
    from briefing.store.edits import Edited


WITHOUT_A_TERMINAL = 100
"""How many items plain `briefing` prints where it cannot draw."""
_SPAN = re.compile(r"(\d{1,5})\s*([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add what `print` and `search` take."""
    if name == "search":
        parser.add_argument(
            "query", nargs="+", metavar="QUERY", help='words, "words in a row", the beginning of the last'
        )
        parser.add_argument("--publisher", metavar="NAME", default="", help="only what this publisher reported")
        parser.add_argument("--saved", action="store_true", help="only what you saved")
    else:
        parser.add_argument("--new", action="store_true", help="only what you have not seen")
        parser.add_argument(
            "--corrected",
            action="store_true",
            help="only what was corrected, withdrawn or restored (at --since or later), the latest first",
        )
        parser.add_argument(
            "--follow",
            action="store_true",
            help="go on with what arrives and what is corrected or withdrawn; an id that comes again replaces the item",
        )
    parser.add_argument(
        "--front", metavar="ID", action="append", default=[], dest="fronts", help="only this front; again for more"
    )
    parser.add_argument("--since", metavar="WHEN", type=since, help="a span as 6h or 2d, or a date as 2024-08-16")
    parser.add_argument("--limit", metavar="N", type=_count, help="at most the newest N")
    parser.add_argument("--format", choices=printing.FORMATS, default="text", help="text, if not given")
    parser.add_argument("--full", action="store_true", help="with --format text: the whole text of each item too")
    parser.set_defaults(run=_search if name == "search" else _print)


def since(text: str) -> Instant:
    """The moment that `--since` names: so long ago, or a date or time (UTC unless it says otherwise)."""
    text = text.strip()
    if span := _SPAN.fullmatch(text.lower()):
        return int(time.time()) - int(span[1]) * _UNITS[span[2]]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a span is written 90m, 6h or 2d, a date 2024-08-16") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < len(text) < 10 or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 on")
    return int(text)


def digest(options: Options) -> int:
    """What plain `briefing` does without a terminal: the newest items in print."""
    fronts = [options.front] if options.front else []
    arguments = argparse.Namespace(
        fronts=fronts,
        since=None,
        limit=WITHOUT_A_TERMINAL,
        new=False,
        corrected=False,
        follow=False,
        format="text",
        full=False,
    )
    return _print(options, arguments)


def _print(options: Options, arguments: argparse.Namespace) -> int:
    if arguments.follow and arguments.format not in ("text", "jsonl"):
        raise UsageError("--follow goes with --format text or jsonl")
    desk = opening.desk(options)
    fronts = chosen(desk, arguments.fronts)
    while True:
        now = int(time.time())
        with closing(opening.wire(options, now=now)) as store:
            opening.furnish(store, desk, options, now)
            follower = Follower(store, desk, fronts, options, arguments) if arguments.follow else None
            found, edited = asked_for(store, fronts, arguments)
            said = printing.write(found, arguments.format, desk, options, now=now, full=arguments.full, edits=edited)
            if follower is None:
                break
            follower.until_replaced()
        complain(f"{store.path} was replaced; this is what the new one holds")
    if not said:
        complain("nothing to print: no item is stored that was asked for")
    return 0


def asked_for(
    store: Store, fronts: Sequence[Front], arguments: argparse.Namespace
) -> tuple[printing.Sections, dict[str, Edited]]:
    """What `print` is asked for, and which of it was corrected, by id, where only that is asked for."""
    if not arguments.corrected:
        return in_panes(store, fronts, arguments.since, arguments.limit, arguments.new), {}
    found = edits.edited(store, since=arguments.since, fronts=[front.id for front in fronts])
    latest = [each for each in found if not (arguments.new and each.item.marks.seen)][::-1][: arguments.limit]
    return [("", [each.item for each in latest])], {each.item.id: each for each in latest}


def _search(options: Options, arguments: argparse.Namespace) -> int:
    desk = opening.desk(options)
    now = int(time.time())
    fronts: Sequence[str | None] = (
        [front.id for front in chosen(desk, arguments.fronts)] if arguments.fronts else [None]
    )
    query = " ".join(arguments.query)
    with closing(opening.wire(options, now=now)) as store:
        opening.furnish(store, desk, options, now)
        found: dict[str, Item] = {}
        for front in fronts:
            matches = search.find(
                store,
                query,
                front=front,
                publisher=arguments.publisher or None,
                since=arguments.since,
                saved=arguments.saved,
                limit=arguments.limit or 50,
            )
            found.update((item.id, item) for item in matches)
    newest = sorted(found.values(), key=listing.place, reverse=True)[: arguments.limit or 50]
    if not printing.write([("", newest)], arguments.format, desk, options, now=now, full=arguments.full):
        complain("nothing found")
    return 0


def chosen(desk: Desk, names: Sequence[str]) -> tuple[Front, ...]:
    """The fronts of those names in the order of their panes, all of them without names. Raises `UsageError`."""
    for name in names:
        opening.check_front(desk, name)
    return tuple(front for front in desk.fronts if not names or front.id in names)


def in_panes(
    store: Store, fronts: Sequence[Front], since: Instant | None, limit: int | None, new: bool = False
) -> Iterable[tuple[str, Iterable[Item]]]:
    """The items front by front, newest first, each item once, under the first front that has it.

    With a limit, the newest of all the fronts are taken, however they are spread.
    """
    if limit is None:
        for number, front in enumerate(fronts):
            items = listing.items(store, fronts=[front.id], since=since, new=new)
            yield front.title, _not_before(items, {earlier.id for earlier in fronts[:number]})
        return
    newest = list(listing.items(store, fronts=[front.id for front in fronts], since=since, limit=limit, new=new))
    for number, front in enumerate(fronts):
        own = (item for item in newest if front.id in item.fronts)
        yield front.title, _not_before(own, {earlier.id for earlier in fronts[:number]})


def _not_before(items: Iterable[Item], fronts: set[str]) -> Iterator[Item]:
    return (item for item in items if not fronts.intersection(item.fronts))
