"""Items as one web page (HTML Living Standard) that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from briefing.draw.ansi import http_link
from briefing.draw.look import Look
from briefing.formats.telling import dated, nothing, said
from briefing.model import Item
from briefing.text import iso

TYPE_CHECKING = False
if TYPE_CHECKING:
    from briefing.formats.telling import Telling

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Briefing</title>
<style>
body { max-width: 42em; margin: 2em auto; padding: 0 1em; font: 1em/1.5 system-ui, sans-serif; }
article { margin: 1.5em 0; } h3 { margin: 0; } .credit { margin: 0; opacity: .75; }
</style>
</head>
<body>
<h1>Briefing</h1>"""


def written(sections: Iterable[tuple[str, Iterable[Item]]], look: Look, *, changes: Telling = nothing) -> Iterator[str]:
    """The lines of the page."""
    yield _HEAD
    for title, items in sections:
        headed = not title
        for item in items:
            if not headed:
                yield f"<h2>{escape(look.text(title))}</h2>"
                headed = True
            yield from _item(item, look, changes(item))
    yield "</body>\n</html>"


def _item(item: Item, look: Look, changes: list[str]) -> Iterator[str]:
    title = escape(look.text(item.title) or "(no headline)")
    if link := http_link(item.url):
        title = f'<a href="{escape(link)}" rel="noreferrer nofollow">{title}</a>'
    yield f'<article id="{escape(item.id)}">'
    yield f"<h3>{f'<s>{title}</s>' if item.withdrawn else title}</h3>"
    yield f'<p class="credit"><time datetime="{iso(item.at)}">{escape(dated(item, look))}</time>'
    yield f"{escape(said(item, look))}</p>"
    yield from (f"<p>{escape(change)}</p>" for change in changes)
    for paragraph in item.text.split("\n\n") if item.text else ():
        yield "<p>" + "<br>\n".join(escape(look.text(line)) for line in paragraph.split("\n")) + "</p>"
    yield "</article>"
