"""What one source would bring, shown and not stored."""

from __future__ import annotations

import asyncio

from briefing.cli import opening
from briefing.cli.options import Options
from briefing.cli.streams import complain
from briefing.draw.credits import in_words
from briefing.draw.look import Look
from briefing.errors import ParseError
from briefing.model import Desk, Source
from briefing.text import safe, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.model import Instant


def show(source: Source, desk: Desk, options: Options, *, now: Instant, limit: int = 20) -> int:
    """Print what was read from the source, at most `limit` items; 1 when it could not be read, and why."""
    from briefing.engine import trial

    try:
        tried = asyncio.run(trial.try_source(source, desk, opening.publishers(), offline=options.offline, now=now))
    except ParseError as error:
        complain(f"{source.address}: {error}")
        return 1
    look = Look(now=now, ascii=opening.ascii_only(options, desk))
    title = f", {tried.title}" if tried.title else ""
    print(safe(f"{source.address}: {tried.kind}, {len(tried.items)} items{title}"))
    for note in tried.notes:
        print(safe(f"  note: {note}"))
    for item in tried.items[:limit]:
        fronts = ", ".join(item.fronts) or "no front"
        print(safe(f"  {look.when(item.at)}  {shorten(look.text(item.title), 80)}"))
        print(safe(f"      {in_words(item, look)}  [{fronts}]"))
    if len(tried.items) > limit:
        print(f"  and {len(tried.items) - limit} more")
    return 0
