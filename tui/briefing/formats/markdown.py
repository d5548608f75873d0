"""Items as Markdown (CommonMark 0.31): a heading for each front, the headline as a link, the credit in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from briefing.draw.ansi import http_link
from briefing.draw.look import Look
from briefing.formats.telling import dated, nothing, said
from briefing.model import Item

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.formats.telling import Telling

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_AT_THE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _AT_THE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text)) if text else ""


def written(sections: Iterable[tuple[str, Iterable[Item]]], look: Look, *, changes: Telling = nothing) -> Iterator[str]:
    """The lines of the page."""
    first = True
    for title, items in sections:
        headed = not title
        for item in items:
            if not first:
                yield ""
            if not headed:
                yield f"## {escaped(look.text(title))}"
                yield ""
            first, headed = False, True
            yield from _item(item, look, changes(item))


def _item(item: Item, look: Look, changes: list[str]) -> Iterator[str]:
    title = escaped(look.text(item.title) or "(no headline)")
    link = http_link(item.url).replace("(", "%28").replace(")", "%29")
    headline = f"[{title}]({link})" if link else title
    yield f"**{headline}**" if not item.withdrawn else f"~~{headline}~~"
    yield f"*{dated(item, look)} {'-' if look.ascii else '—'} {escaped(said(item, look))}*"
    for change in changes:
        yield ""
        yield escaped(change)
    for paragraph in item.text.split("\n\n") if item.text else ():
        yield ""
        for line in paragraph.split("\n"):
            yield escaped(look.text(line))
