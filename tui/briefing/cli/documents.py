"""`briefing import` and `briefing export`: documents brought in by hand, and files to take away."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime

from briefing.cli import opening, subscribing, tables
from briefing.cli.listing import chosen, in_panes, since
from briefing.cli.options import Options
from briefing.draw.credits import in_words
from briefing.draw.look import Look, day_only
from briefing.engine import importing
from briefing.errors import ParseError, UsageError
from briefing.formats import KINDS, opml
from briefing.formats.reading import Document
from briefing.model import Item
from briefing.text import counted, safe, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.model import Instant
    from briefing.store.connection import Store


LARGEST = 64 << 20
TITLE = "Exported by briefing"

_ITEM_FILE = """An item file is TOML: briefing = 1 at its top, then for each item [[items]] with title, text, url,
published, fronts and the like, and [items.credit] with publisher, byline and, as a list, via. What `briefing export
items` writes is one, with every key that its items need."""


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add what `import` and `export` take."""
    if name == "import":
        parser.add_argument(
            "file",
            metavar="FILE",
            help="a digest, a feed, an item file or a list of feeds (OPML); - for standard input",
        )
        parser.add_argument("--date", type=_date, metavar="DATE", help="the day of items without one, as 2024-08-16")
        parser.add_argument("--kind", choices=KINDS, default="auto", help="what it is written in; auto finds out")
        parser.add_argument("--dry-run", action="store_true", help="show what would be stored, and store nothing")
        parser.add_argument("--explain", action="store_true", help="line by line, what was understood and why")
        parser.epilog = _ITEM_FILE
        parser.set_defaults(run=_import)
        return
    parser.add_argument("what", choices=("opml", *_FORMS), help="the list of feeds, or items in one of three forms")
    parser.add_argument("--front", metavar="ID", action="append", default=[], dest="fronts", help="only this front")
    parser.add_argument("--since", metavar="WHEN", type=since, help="a span as 6h or 2d, or a date as 2024-08-16")
    parser.set_defaults(run=_export)


def _date(text: str) -> Instant:
    """Midnight UTC of a date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date is written 2024-08-16") from None
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _import(options: Options, arguments: argparse.Namespace) -> int:
    """Read one document and store its items under the source `imported`."""
    desk = opening.desk(options)
    now = int(time.time())
    body, address, changed = _read(arguments.file)
    document = Document(body, address, "", arguments.kind, arguments.date or changed or now)
    publishers = opening.publishers()
    try:
        if arguments.dry_run:
            done = importing.import_document(None, document, desk, publishers, now=now)
        else:
            with closing(opening.wire(options, marks=False)) as store:
                done = importing.import_document(store, document, desk, publishers, now=now)
    except ParseError as error:
        raise ParseError(f"{arguments.file}: {error}") from None
    if arguments.explain:
        _explain(done, opening.ascii_only(options, desk))
    if done.reading.kind == "opml":
        feeds = opml.subscriptions(document)
        print(safe(f"{arguments.file}: {subscribing.take_over(feeds, desk, options, dry_run=arguments.dry_run)}"))
        return 0
    saved = done.saved
    stored = f"{saved.new} new, {saved.updated} updated, {saved.unchanged} known" if saved else "nothing stored"
    print(safe(f"{arguments.file}: {done.reading.kind}, {counted(len(done.items), 'item')}: {stored}"))
    return 0


def _read(name: str) -> tuple[bytes, str, Instant]:
    """The bytes of a file or of standard input, where they came from, and when the file was written (0: unknown)."""
    if name == "-":
        body = sys.stdin.buffer.read(LARGEST + 1)
        changed = 0
    else:
        try:
            if not os.path.isfile(name):
                raise UsageError(
                    f"{name}: " + ("not a plain file" if os.path.exists(name) else "there is no such file")
                )
            with open(name, "rb") as file:
                body = file.read(LARGEST + 1)
                changed = int(os.fstat(file.fileno()).st_mtime)
        except OSError as error:
            raise UsageError(f"{name}: cannot be read: {error.strerror}") from None
    if len(body) > LARGEST:
        raise UsageError(f"{name}: larger than {LARGEST >> 20} MiB")
    return body, "" if name == "-" else os.path.abspath(name), changed


def _explain(done: importing.Imported, ascii: bool) -> None:
    """What became of each line of the document, and each item with its front and its credit."""
    reading = done.reading
    if reading.trace:
        for line in tables.aligned([[str(each.line), each.verdict, each.why] for each in reading.trace]):
            print(line)
        print()
    for note in reading.notes:
        print(safe(f"note: {note}"))
    look = Look(now=int(time.time()), ascii=ascii)
    for item in done.items:
        fronts = ", ".join(item.fronts) or "no front"
        print(safe(f"{fronts}: {shorten(look.text(item.title), 90)}"))
        dated = look.whole_day(item.at) if day_only(item) else f"{look.whole_day(item.at)} {look.clock(item.at)} UTC"
        print(safe(f"    {in_words(item, look)}; dated {dated} ({item.published_how})"))
    print()


def _export(options: Options, arguments: argparse.Namespace) -> int:
    """The list of feeds, or items, to standard output."""
    desk = opening.desk(options)
    picked = chosen(desk, arguments.fronts)
    if arguments.what == "opml":
        from briefing.formats import outlines

        feeding = {source.id for front in picked for source in desk.feeding(front)}
        sources = [source for source in desk.sources if source.id in feeding]
        sys.stdout.write(outlines.dumps(sources, picked, TITLE))
        return 0
    now = int(time.time())
    with closing(opening.wire(options)) as store:
        opening.furnish(store, desk, options, now)
        items = [item for _, found in in_panes(store, picked, arguments.since, None) for item in found]
        sys.stdout.write(_FORMS[arguments.what](items, store, now))
    return 0


def _digest(items: Sequence[Item], store: Store, now: Instant) -> str:
    from briefing.formats import digest

    return digest.dumps(items)


def _feed(items: Sequence[Item], store: Store, now: Instant) -> str:
    from briefing.formats import publication
    from briefing.store import edits

    edited = {each.item.id: each.at for each in edits.edited(store)}
    return publication.dumps(items, TITLE, edited, now)


def _items(items: Sequence[Item], store: Store, now: Instant) -> str:
    from briefing.formats import itemfile

    return itemfile.dumps(items, TITLE)


_FORMS: dict[str, Callable[[Sequence[Item], Store, Instant], str]] = {"feed": _feed, "digest": _digest, "items": _items}
