"""A list of feeds from another reader, taken over into the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from briefing import paths
from briefing.cli import tables
from briefing.cli.options import Options
from briefing.config import write
from briefing.formats.opml import Subscription
from briefing.model import Desk


def take_over(found: Sequence[Subscription], desk: Desk, options: Options, *, dry_run: bool) -> str:
    """Add the feeds that the desk does not have yet, and print them; returns what was done, in words.

    Folders and categories called as one of the desk's fronts become that front. Raises `ConfigError`.
    """
    known = {source.address for source in desk.sources}
    taken = {source.id for source in desk.sources}
    new: list[dict[str, Any]] = []
    for each in found:
        if each.address not in known:
            name = unused(each.address, taken)
            taken.add(name)
            new.append({"id": name, "url": each.address, "title": each.title, "fronts": _fronts(each.folders, desk)})
    if new and not dry_run:
        write.add_sources(options.config or paths.config_file(), new)
    for line in tables.aligned([[each["id"], ",".join(each["fronts"]) or "-", each["url"]] for each in new]):
        print(line)
    return f"{tables.number(len(found), 'feed')}, {len(new)} new" + (": nothing written" if dry_run else "")


def _fronts(folders: tuple[str, ...], desk: Desk) -> list[str]:
    names = {folder.casefold() for folder in folders}
    return [front.id for front in desk.fronts if names & {front.id, front.title.casefold()}]


def unused(address: str, taken: set[str]) -> str:
    """An id made of the host of an address, or of the name of a file, with a number where it is taken."""
    parts = urlsplit(address) if "://" in address else None
    name = (parts.hostname or "") if parts else address.rpartition("/")[2].partition(".")[0]
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    base = "-".join(filter(None, plain.removeprefix("www-").split("-")))[:50] or "source"
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
