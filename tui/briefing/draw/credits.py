"""Who says so: the short credit of a line in a list, and the whole one under the screen. Pure.

A word in brackets says when the publisher was not stated by the item itself: "inferred" from its text, link or feed,
"configured" on the desk, "unverified" when no table of ours knows the name.
"""

from __future__ import annotations

from briefing.draw.cells import cut
from briefing.draw.flow import flow, line_width
from briefing.draw.spans import Span
from briefing.text import host_in_ascii

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from briefing.draw.look import Look
    from briefing.draw.spans import Line
    from briefing.model import Credit, Item

NOBODY = "publisher not stated"
UNCREDITED = "uncredited"


def short(credit: Credit, look: Look, *, brief: bool = False) -> list[Span]:
    """The credit in a list: "BBC +2", "CNN (inferred)"; what the desk configured is told in the whole credit.

    `brief` tells only the gravest doubt.
    """
    if credit.publisher:
        found = [Span(look.text(credit.publisher), "credit")]
        doubts = [word for word in _doubts(credit) if word != "configured"]
        if doubts:
            found.append(Span(f" ({', '.join(doubts[-1:] if brief else doubts)})", "how"))
    elif credit.via:
        found = [Span("via " + look.text(credit.via[-1]), "credit")]
    elif credit.byline:
        found = [Span("by " + look.text(credit.byline), "credit")]
    else:
        found = [Span(UNCREDITED, "how")]
    if credit.also:
        found.append(Span(f" +{len(credit.also)}", "credit"))
    return found


def full(item: Item, width: int, look: Look, lines: int = 2, *, free: bool = False) -> list[Line]:
    """Every role in at most `lines` lines of at most `width`, then without one role after the other until it fits.

    The host goes first; then a long notice of rights is cut, before anybody's name is lost to it. Then go the byline,
    the others named, the carriers; the rights go last, the publisher never.
    `free` says that the other lines would be empty else, so that the host is worth one.
    """
    separator = Span(look.glyphs.bullet, "credit")
    for dropped, most, whole in _sacrifices(lines, free):
        joined = _joined(_kept(item, look, dropped, 0 if whole else max(lines * width // 2, 1)), separator)
        if line_width(joined) <= width:
            return [tuple(joined)]
        if most > 1:
            found = flow(joined, max(width, 1), 0, look.glyphs.ellipsis)
            if len(found) <= most:
                return [without_bullets(line, separator) for line in found]
    return flow(joined, max(width, 1), lines, look.glyphs.ellipsis)


def _kept(item: Item, look: Look, dropped: Sequence[str], room: int) -> list[list[Span]]:
    """The roles that are told when some are dropped, the rights cut to `room` cells unless that is 0."""
    kept = []
    for name, spans in roles_of(item, look, brief="also" in dropped):
        if name == "rights" and room:
            spans = [span._replace(text=cut(span.text, room, look.glyphs.ellipsis)) for span in spans]
        if name not in dropped:
            kept.append(spans)
    return kept


def without_bullets(line: Line, separator: Span) -> Line:
    """A line of `flow` without the separator that a line break left at either end of it."""
    bullet = separator.text.strip()
    first, last = line[0], line[-1]
    if first.style == separator.style and first.text.startswith(f"{bullet} "):
        line = (first._replace(text=first.text[len(bullet) + 1 :]), *line[1:])
    if last.style == separator.style and last.text.endswith(f" {bullet}"):
        line = (*line[:-1], last._replace(text=last.text[: -len(bullet) - 1]))
    return line


def _sacrifices(lines: int, free: bool) -> Iterator[tuple[tuple[str, ...], int, bool]]:
    """What to leave out, how many lines to try and whether the rights stay whole; host and edition are not worth a
    second line.

    "also" shortens the list of others, "others" leaves it out.
    """
    order = ("host", "edition", "also", "byline", "others", "via", "rights")
    for count in range(1 if free else 3):
        yield order[:count], 1, True
    for count in range(3):
        yield order[:count], lines, True
    for count in range(2, len(order) + 1):
        yield order[:count], lines, False


def roles_of(item: Item, look: Look, *, brief: bool = False) -> list[tuple[str, list[Span]]]:
    """The roles of an item's credit by name, in the order in which they are told; `brief` counts the others named."""
    credit = item.credit
    rights = credit.rights
    found = [("publisher", publisher(credit, look))]
    if credit.byline:
        found.append(("byline", [Span("by ", "credit"), Span(look.text(credit.byline), "credit")]))
    if credit.via:
        carriers = ", then ".join(look.text(each) for each in credit.via)
        permission = f", {look.text(rights.permission)}" if rights.permission else ""
        found.append(("via", [Span("via ", "credit"), Span(carriers + permission, "credit")]))
    found.extend(("others", spans) for spans in _others(credit, look, brief))
    spoken = (rights.notice, rights.licence, "" if credit.via else rights.permission)
    words = ", ".join(look.text(each) for each in spoken if each)
    if words:
        found.append(("rights", [Span(words, "credit")]))
    if item.source == "bundled":
        found.append(("edition", [Span(f"bundled edition of {look.of(item).whole_day(item.at)}", "how")]))
    host = host_of(item.url)
    if host:
        found.append(("host", [Span(host, "credit")]))
    return found


def publisher(credit: Credit, look: Look) -> list[Span]:
    """The publisher, and in brackets how it is known when the item does not state it."""
    if not credit.publisher:
        return [Span(NOBODY, "how")]
    found = [Span(look.text(credit.publisher), "publisher")]
    doubts = _doubts(credit)
    return [*found, Span(f" ({', '.join(doubts)})", "how")] if doubts else found


def host_of(url: str) -> str:
    """The host of an http(s) URL in ASCII, without "www."; "" for anything else."""
    scheme, mark, rest = url.partition("://")
    if not mark or scheme.lower() not in ("http", "https"):
        return ""
    host = rest.replace("\\", "/").partition("/")[0].partition("?")[0].partition("#")[0]
    host = host.rpartition("@")[2].lower()
    if not host.isascii():
        try:
            host = host_in_ascii(host)
        except UnicodeError:
            return ""
    return host.removeprefix("www.") if host.isprintable() else ""


def on_screen(items: Sequence[Item], width: int, look: Look, lines: int = 2) -> list[Line]:
    """The credit of everything on the screen, for when no item is selected: each publisher once."""
    names = dict.fromkeys(look.text(item.credit.publisher) for item in items if item.credit.publisher)
    if not names:
        return [(Span("nothing to credit yet", "how"),)]
    return flow(
        [Span("on this screen: ", "credit"), Span(", ".join(names), "publisher")],
        max(width, 1),
        lines,
        look.glyphs.ellipsis,
    )


def in_words(item: Item, look: Look) -> str:
    """The whole credit as one line of plain text, for printing and copying."""
    joined = _joined([spans for _, spans in roles_of(item, look)], Span(look.glyphs.bullet))
    return "".join(span.text for span in joined)


def _doubts(credit: Credit) -> list[str]:
    """The words that say how far the publisher's name is to be trusted; none when it was stated and is known."""
    found = [str(credit.how)] if credit.how in ("inferred", "configured") else []
    return [*found, "unverified"] if credit.unverified else found


def _others(credit: Credit, look: Look, brief: bool) -> list[list[Span]]:
    """The others whom the text names, those that it says it confirms apart from those it cites."""
    found = []
    for relation, word in (("cites", "also "), ("confirms", "confirms ")):
        names = [look.text(each.publisher) for each in credit.also if each.relation == relation]
        if brief and len(names) > 1:
            names = [f"{names[0]} +{len(names) - 1}"]
        if names:
            found.append([Span(word, "credit"), Span(", ".join(names), "credit")])
    return found


def _joined(roles: Sequence[list[Span]], separator: Span) -> list[Span]:
    """The roles in one run, with something between each two."""
    found: list[Span] = []
    for spans in roles:
        if found:
            found.append(separator)
        found.extend(spans)
    return found
