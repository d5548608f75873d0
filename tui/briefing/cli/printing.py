"""Items on standard output in the format asked for."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from briefing.cli import opening
from briefing.cli.options import Options
from briefing.draw.look import Look, moments
from briefing.formats import telling
from briefing.model import Desk, Item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.formats.telling import Telling
    from briefing.model import Instant
    from briefing.store.edits import Edited


FORMATS = ("text", "json", "jsonl", "markdown", "html", "digest")
Sections = Iterable[tuple[str, Iterable[Item]]]
_NO_EDITS: Mapping[str, Edited] = MappingProxyType({})


def write(
    sections: Sections,
    form: str,
    desk: Desk,
    options: Options,
    *,
    now: Instant,
    full: bool = False,
    edits: Mapping[str, Edited] = _NO_EDITS,
) -> int:
    """Print the items of the sections as `form`; returns how many there were.

    Of those whose ids are in `edits`, the forms for people tell what was corrected.
    """
    count = 0

    def counted(items: Iterable[Item]) -> Iterator[Item]:
        nonlocal count
        for item in items:
            count += 1
            yield item

    watched = ((title, counted(items)) for title, items in sections)
    look = Look(now=now, moment=moments(desk.clock), ascii=opening.ascii_only(options, desk))

    def changes(item: Item) -> list[str]:
        return telling.changed(edits[item.id], look) if item.id in edits else []

    for line in _lines(watched, form, look, full, changes):
        sys.stdout.write(line + "\n")
    return count


def _lines(sections: Sections, form: str, look: Look, full: bool, changes: Telling) -> Iterator[str]:
    if form == "text":
        from briefing.formats import plain

        width = shutil.get_terminal_size((100, 24)).columns
        return plain.written(sections, look, width, full=full, changes=changes)
    if form == "markdown":
        from briefing.formats import markdown

        return markdown.written(sections, look, changes=changes)
    if form == "html":
        from briefing.formats import webpage

        return webpage.written(sections, look, changes=changes)
    items = (item for _, found in sections for item in found)
    if form == "digest":
        from briefing.formats import digest

        return iter([digest.dumps(list(items)).rstrip("\n")])
    from briefing.formats import itemjson

    lines = map(itemjson.dumps, items)
    return lines if form == "jsonl" else _json_list(lines)


def _json_list(lines: Iterator[str]) -> Iterator[str]:
    """A JSON list, an item a line, without holding them all."""
    before = next(lines, None)
    if before is None:
        yield "[]"
        return
    yield "["
    for line in lines:
        yield before + ","
        before = line
    yield before
    yield "]"
