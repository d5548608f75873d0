"""An item as one reads it: headline, times, the whole text with quotes and links, each role of its credit. Pure."""

from __future__ import annotations

from briefing.draw.ansi import http_link
from briefing.draw.cells import width as cells
from briefing.draw.cells import wrap
from briefing.draw.credits import NOBODY, host_of, without_bullets
from briefing.draw.flow import flow
from briefing.draw.items import BUNDLED, NO_HEADLINE, notes
from briefing.draw.look import day_only, zone
from briefing.draw.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Instant, Item, Revision

MEASURE = 84
"""The widest that running text is set."""
_ROLE_CELLS = 12
_HOW = {
    "stated": "",
    "inferred": "inferred",
    "configured": "as the desk has it for this source",
}


def document(item: Item, width: int, look: Look, *, source: str = "") -> list[Line]:
    """The lines of an item, each at most `width` cells; `source` is what the desk calls where it came from."""
    width = max(width, 1)
    found = headline(item, width, look)
    found += [(), *body(item.text, width, look), ()] if item.text else [()]
    found += flow([Span("Says who", "heading")], width)
    for role, words, style, link in roles(item, look, source):
        found += _role(role, words, style, link, width)
    return found


def headline(item: Item, width: int, look: Look) -> list[Line]:
    """The headline, and under it the times and what has happened to the item."""
    style = "headline_withdrawn" if item.withdrawn else "publisher"
    found: list[Line] = [(Span(text, style),) for text in wrap(look.text(item.title) or NO_HEADLINE, width)]
    spans, separator = [Span(_published(item, look), "time")], Span(look.glyphs.bullet, "role")
    for text, note_style in notes(item, look):
        spans += [separator, Span(text, note_style)]
    return found + [without_bullets(line, separator) for line in flow(spans, width)]


def body(text: str, width: int, look: Look) -> list[Line]:
    """Running text: paragraphs parted by an empty line, quotes with a bar beside them, lists indented."""
    found: list[Line] = []
    for paragraph in text.split("\n\n"):
        if found:
            found.append(())
        for line in paragraph.split("\n"):
            found += _text_line(look.text(line), width, look)
    return found


def roles(item: Item, look: Look, source: str) -> list[tuple[str, str, str, str]]:
    """Every role of the credit in full, as (role, words, style, link)."""
    credit, rights = item.credit, item.credit.rights
    how = [_HOW.get(credit.how, "")] if credit.publisher else []
    if credit.unverified:
        how.append("not in the publishers table")
    doubt = ", ".join(word for word in how if word)
    name = look.text(credit.publisher) or NOBODY
    found = [("Publisher", f"{name} ({doubt})" if doubt else name, "publisher" if credit.publisher else "how", "")]
    also = ", ".join(
        f"{look.text(each.publisher)} ({'confirmed' if each.relation == 'confirms' else 'cited'})"
        for each in credit.also
    )
    spoken = [
        ("Byline", look.text(credit.byline)),
        ("Via", ", then ".join(map(look.text, credit.via))),
    ]
    spoken += [("Also", also), ("Copyright", look.text(rights.notice)), ("Licence", look.text(rights.licence))]
    spoken.append(("Permission", look.text(rights.permission)))
    if item.source == BUNDLED:
        spoken.append(("Source", f"the bundled edition of {look.of(item).whole_day(item.at)}"))
    else:
        spoken.append(("Source", look.text(source or item.source)))
    if item.first_seen:
        spoken.append(("Seen here", _moment(item.first_seen, look)))
    if item.marks.flag:
        spoken.append(("Flagged", look.text(item.marks.flag)))
    found += [(role, words, "text", "") for role, words in spoken if words]
    if item.url:
        found.append(("Link", look.text(item.url), "link", http_link(item.url)))
        host = host_of(item.url)
        if host and host not in item.url:
            found.append(("", f"({host})", "how", ""))
    return found


def changes(item: Item, revisions: Sequence[Revision], width: int, look: Look) -> list[Line]:
    """What changed from each wording to the next, newest change first, with the words that changed marked."""
    from briefing.draw.changes import paragraphs_changed, words_changed

    found = flow([Span("What changed", "heading")], width)
    if not revisions:
        return found + flow([Span("No earlier wording is stored.", "muted")], width)
    newer = [*((each.title, each.text) for each in revisions[1:]), (item.title, item.text)]
    for number, (old, (title, text)) in reversed(list(enumerate(zip(revisions, newer, strict=True), start=1))):
        found += flow([Span(f"Change {number}, {_moment(old.replaced, look)}", "updated")], width)
        marked = [words_changed(look.text(old.title), look.text(title), "headline")] if old.title != title else []
        marked += paragraphs_changed(old.text, text)
        if not marked:
            marked = [[Span("the wording is the same; something else about the item changed", "muted")]]
        for spans in marked:
            found += flow([span._replace(text=look.text(span.text)) for span in spans], width)
            found.append(())
    return found


def _text_line(text: str, width: int, look: Look) -> list[Line]:
    """One line of the text as it was written, wrapped."""
    mark, style = "", "body"
    if text.startswith("> "):
        mark, text, style = look.glyphs.quote + " ", text[2:], "quote"
    elif text.startswith(("• ", "* ", "- ")):
        mark, text = look.text(text[:2]), text[2:]
    room = max(width - cells(mark), 1)
    lines = flow(_with_links(text, style) if "://" in text else [Span(text, style)], room)
    if not mark:
        return lines
    below = mark if style == "quote" else " " * cells(mark)
    return [(Span(mark if number == 0 else below, "accent"), *line) for number, line in enumerate(lines)]


def _with_links(text: str, style: str) -> list[Span]:
    """A text whose http(s) addresses are links."""
    found: list[Span] = []
    for number, word in enumerate(text.split(" ")):
        if number:
            found.append(Span(" ", style))
        bare = word.strip("()[]<>\"'“”‘’,.;:!?…")
        link = http_link(bare) if "://" in bare else ""
        if not link:
            found.append(Span(word, style))
            continue
        before, _, after = word.partition(bare)
        found += [Span(before, style), Span(bare, "link", link), Span(after, style)]
    return [span for span in found if span.text]


def _role(role: str, words: str, style: str, link: str, width: int) -> list[Line]:
    """A role and its words; beside one another where there is room, else one below the other."""
    if role == "Link" or width < 3 * _ROLE_CELLS:
        return flow([Span(role, "role")], width) + flow([Span(words, style, link)], width)
    lines = wrap(words, width - _ROLE_CELLS)
    return [
        (Span((role if number == 0 else "").ljust(_ROLE_CELLS), "role"), Span(text, style, link))
        for number, text in enumerate(lines)
    ]


def _published(item: Item, look: Look) -> str:
    """When the item was published, and how that is known when it does not say so itself."""
    if item.published is None:
        return f"no date given, first seen {_moment(item.first_seen, look)}"
    if day_only(item):
        return f"{look.of(item).day(item.published)}, the hour is not known"
    words = f"{_moment(item.published, look)}, {look.age(item.published)} ago".replace("now ago", "just now")
    return words if item.published_how == "stated" else f"{words} (time {item.published_how})"


def _moment(at: Instant, look: Look) -> str:
    """A day and a time of day with its zone, "Fri 16 Aug 14:10 UTC"."""
    return f"{look.day(at)} {look.clock(at)} {zone(at, look.moment)}".rstrip()
