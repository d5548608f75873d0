"""A list of feeds from another reader, taken over into the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from briefing.cli import opening, tables
from briefing.cli.options import Options
from briefing.config import write
from briefing.formats.opml import Subscription
from briefing.model import Desk
from briefing.text import counted


def take_over(found: Sequence[Subscription], desk: Desk, options: Options, *, dry_run: bool) -> str:
    """Add the feeds that the desk does not have yet, and print them; returns what was done, in words.

    Folders and categories called as one of the desk's fronts become that front; else the outermost folder makes a new
    front, with a pane for what the feeds in it bring and no other front takes. Raises `ConfigError`.
    """
    known = {source.address for source in desk.sources}
    taken = {source.id for source in desk.sources}
    fronts: dict[str, dict[str, Any]] = {}
    new: list[dict[str, Any]] = []
    for each in found:
        if each.address not in known:
            name = unused(each.address, taken)
            taken.add(name)
            new.append({"id": name, "url": each.address, "title": each.title, "fronts": _fronts(each, desk, fronts)})
    if new and not dry_run:
        write.add_sources(opening.desk_file(options), new, tuple(fronts.values()))
    for line in tables.aligned([[each["id"], ",".join(each["fronts"]) or "-", each["url"]] for each in new]):
        print(line)
    made = f", {counted(len(fronts), 'new front')} ({', '.join(fronts)})" if fronts else ""
    return f"{counted(len(found), 'feed')}, {len(new)} new{made}" + (": nothing written" if dry_run else "")


def _fronts(feed: Subscription, desk: Desk, made: dict[str, dict[str, Any]]) -> list[str]:
    """The ids of a feed's fronts; the tables of those that the desk does not have go into `made`, by name."""
    names = {name.casefold() for name in (*feed.folders, *feed.categories)}
    known = [front.id for front in desk.fronts if names & {front.id, front.title.casefold()}]
    if known or not feed.folders:
        return known
    title = feed.folders[0]
    same = next((name for name in made if name.casefold() == title.casefold()), "")
    if not same:
        taken = {front.id for front in desk.fronts} | {table["id"] for table in made.values()}
        made[title] = {"id": _numbered(_plain(title) or "front", taken), "title": title}
    return [made[same or title]["id"]]


def unused(address: str, taken: set[str]) -> str:
    """An id made of the host of an address, or of the name of a file, with a number where it is taken."""
    parts = urlsplit(address) if "://" in address else None
    name = (parts.hostname or "") if parts else address.rpartition("/")[2].partition(".")[0]
    return _numbered(_plain(name).removeprefix("www-") or "source", taken)


def _plain(name: str) -> str:
    """A name in the letters that an id is made of, at most 50; "" when it has none of them."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    return "-".join(filter(None, plain.split("-")))[:50].strip("-")


def _numbered(base: str, taken: set[str]) -> str:
    """`base`, with a number behind it where it is taken."""
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
