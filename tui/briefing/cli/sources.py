"""`briefing sources` and `briefing status`: where items come from, and how that goes."""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from urllib.parse import urlsplit

from briefing.cli import opening, tables
from briefing.cli.options import Options, add_options
from briefing.errors import UsageError
from briefing.model import Source, SourceHealth
from briefing.store import health
from briefing.text import age, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.model import Instant


FAILING = ("failing", "gone")
_ADDRESS = "the address of a feed, or of a page that holds or links to one; or a file or folder"
_KIND = "what it is written in; found out, if not given"


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add what `sources` and `status` take."""
    if name == "status":
        parser.set_defaults(run=_status)
        return
    parser.set_defaults(run=_list)
    actions = parser.add_subparsers(title="actions", metavar="ACTION")
    listed = actions.add_parser("list", help="the sources of the desk (what is done without an action)")
    listed.set_defaults(run=_list)
    trial = actions.add_parser("try", help="show what would be read from an address, without storing it")
    trial.add_argument("address", metavar="URL|PATH", help=_ADDRESS)
    trial.add_argument("--kind", default="auto", help=_KIND)
    trial.set_defaults(run=_try)
    added = actions.add_parser("add", help="put a source on the desk, once it was tried")
    added.add_argument("address", metavar="URL|PATH", help=_ADDRESS)
    added.add_argument("--id", default="", help="made from the address, if not given")
    added.add_argument("--title", default="", help="what it is called on the screen; its own title, if not given")
    added.add_argument("--kind", default="auto", help=_KIND)
    added.add_argument("--publisher", default="", help="who is credited for items that name nobody else")
    added.add_argument(
        "--front", action="append", default=[], dest="fronts", metavar="ID", help="for items that match no front"
    )
    added.add_argument("--interval", default="", help='how often to look, "5m"')
    added.add_argument("--untried", action="store_true", help="add it even if it cannot be read now")
    added.set_defaults(run=_add)
    removed = actions.add_parser("remove", help="take a source off the desk; what was stored of it stays")
    removed.add_argument("id", metavar="ID", help="as `briefing sources` lists it")
    removed.set_defaults(run=_remove)
    for action in (listed, trial, added, removed):
        add_options(action, viewer=False)


def _list(options: Options, arguments: argparse.Namespace) -> int:
    """Every source of the desk with its fronts, publisher and address, its terms on a line below."""
    rows = [["id", "publisher", "fronts", "every", "address"]]
    sources = opening.desk(options).sources
    for source in sources:
        every = age(source.interval) if source.enabled else "off"
        fronts = ",".join((*source.fronts, *(f"({front})" for front in source.covers))) or "any"
        rows.append([source.id, source.publisher or "-", fronts, every, source.address])
    lines = tables.aligned(rows)
    print(next(lines))
    for source, line in zip(sources, lines, strict=True):
        print(line)
        if source.terms:
            print(safe(f"  terms: {source.terms}"))
    return 0


def _try(options: Options, arguments: argparse.Namespace) -> int:
    """What a source would bring, item by item, with the credit of each."""
    from briefing.cli import trying
    from briefing.config import load

    desk = opening.desk(options)
    address, user, password = load.without_password(address_of(arguments.address))
    source = Source("trial", address, kind=arguments.kind, user=user, password=password)
    return trying.show(source, desk, options, now=int(time.time()))


def _add(options: Options, arguments: argparse.Namespace) -> int:
    """Try a source, then write it into the desk file."""
    from briefing.cli import subscribing, trying
    from briefing.config import load, write

    desk = opening.desk(options)
    whole = address_of(arguments.address)
    address, user, password = load.without_password(whole)
    name = arguments.id or subscribing.unused(address, {source.id for source in desk.sources})
    source = Source(name, address, kind=arguments.kind, publisher=arguments.publisher, user=user, password=password)
    if (
        not arguments.untried
        and not options.offline
        and trying.show(source, desk, options, now=int(time.time()), limit=3)
    ):
        raise UsageError("not added, since it cannot be read now; --untried adds it all the same")
    file = opening.desk_file(options)
    table = {
        "id": source.id,
        "url" if source.remote else "path": whole,
        "title": arguments.title,
        "kind": "" if arguments.kind == "auto" else arguments.kind,
        "publisher": arguments.publisher,
        "fronts": arguments.fronts,
        "interval": arguments.interval,
    }
    write.add_source(file, table)
    print(safe(f"added {source.id} to {file}"))
    return 0


def _remove(options: Options, arguments: argparse.Namespace) -> int:
    from briefing.config import write

    file = opening.desk_file(options)
    write.remove_source(file, arguments.id)
    print(safe(f"took {arguments.id} off {file}; what was stored of it stays"))
    return 0


def address_of(text: str) -> str:
    """An address as the desk holds it: a URL as it is, a path absolute."""
    import os

    scheme = text.partition("://")[0].lower() if "://" in text else ""
    if scheme and scheme not in ("http", "https"):
        raise UsageError("an address begins with http:// or https://, or is the path of a file or a folder")
    if scheme:
        try:
            return urlsplit(text).geturl()
        except ValueError:
            raise UsageError(f"{text}: not a web address") from None
    return os.path.abspath(os.path.expanduser(text))


def _status(options: Options, arguments: argparse.Namespace) -> int:
    """How each source of the desk is doing; 1 if any is failing."""
    desk = opening.desk(options)
    now = int(time.time())
    with closing(opening.wire(options, marks=False)) as store:
        known = {each.id: each for each in health.sources(store, now)}
    rows = [["source", "state", "newest", "next check", "what is wrong"]]
    failing = 0
    for source in desk.sources:
        each = known.get(source.id) or SourceHealth(source.id, state="waiting" if source.enabled else "off")
        failing += each.state in FAILING
        rows.append([source.id, each.state, *_times(each, now), each.error or _calm(each)])
    for line in tables.aligned(rows):
        print(line)
    return 1 if failing else 0


def _times(each: SourceHealth, now: Instant) -> tuple[str, str]:
    """The age of the newest item and the time until the next check, "-" where there is none."""
    newest = "-" if each.newest is None else age(now - each.newest)
    if each.next_check is None:
        return newest, "-"
    wait = each.next_check - now
    return newest, "due" if wait <= 0 else f"in {age(wait)}" if wait >= 60 else "in a moment"


def _calm(each: SourceHealth) -> str:
    """What to say of a source about which nothing is wrong."""
    if each.state == "off":
        return "switched off on the desk"
    return "not checked yet" if each.checked is None else ""
