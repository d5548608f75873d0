"""Tables in a digest, as Markdown writes them (GitHub Flavored Markdown 0.29, 4.10): each row as a line of news.

    | Time  | Front | What          | Source |
    |-------|-------|---------------|--------|        • 14:10 – Bridge shut (source: BBC)        under "Kerch"
    | 14:10 | Kerch | Bridge shut   | BBC    |

A table that has no news in its columns, only figures, is one paragraph as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import pairwise

from briefing.formats import digestclocks
from briefing.formats.digestmail import Line
from briefing.records import NamedTuple

HEAD = "the head of a table"


class Row(NamedTuple):
    """What a row of a table says as a line of a digest, the heading it is under, and the lines that it stands on."""

    text: str
    section: str
    lines: tuple[int, ...]


_DELIMITER = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
_PARTING = re.compile(r"(?<!\\)\|")
_BRACKETS = re.compile(r"\s*[(\[,]\s*([^()\[\]]*?)\s*[)\]]?$")
_ENDED = (".", "!", "?", "…")
_KINDS = {
    "time": ("time", "when", "hour", "clock", "utc", "gmt", "uhrzeit", "zeit", "heure", "hora", "время", "час"),
    "date": ("date", "day", "datum", "дата"),
    "section": ("front", "topic", "section", "category", "theme", "thema", "thème", "tema", "тема"),
    "text": (
        "event", "events", "headline", "news", "item", "title", "summary", "text", "story", "report", "description",
        "details", "development", "developments", "update", "what", "what happened",
    ),
    "source": (
        "source", "sources", "publisher", "credit", "credits", "outlet", "agency", "reported by", "media", "quelle",
        "fuente", "fonte", "источник", "джерело",
    ),
    "link": ("link", "links", "url", "address"),
}  # fmt: skip
_KIND = {name: kind for kind, names in _KINDS.items() for name in names}


class _Column(NamedTuple):
    """The head of a column as written, what it holds ("other" when it says none of the above), and the times' zone."""

    name: str
    kind: str
    zone: str = ""


def rows(lines: Sequence[Line], skipped: Container[int]) -> tuple[dict[int, Row], dict[int, str]]:
    """The rows of all tables by their first line, and the lines of their heads with why these are no news."""
    found: dict[int, Row] = {}
    heads: dict[int, str] = {}
    end = 0
    for at, (above, line) in enumerate(pairwise(lines)):
        if at < end or "|" not in line.text or above.number in skipped or not _DELIMITER.match(line.text):
            continue
        names = _cells(above.text)
        if len(names) != len(_cells(line.text)) or not any(names):
            continue
        body = []
        for below in range(at + 2, len(lines)):
            row = lines[below]
            if "|" not in row.text or row.depth != line.depth or row.number in skipped:
                break
            body.append((row.number, _cells(row.text)))
        if body:
            end = at + 2 + len(body)
            heads |= {above.number: HEAD, line.number: HEAD}
            found |= {row.lines[0]: row for row in _table(names, body)}
    return found, heads


def _cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    cells = [cell.strip().replace("\\|", "|") for cell in _PARTING.split(inner)]
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells


def _table(names: Sequence[str], body: Sequence[tuple[int, list[str]]]) -> list[Row]:
    """The rows of one table, or all of it as one."""
    columns = [_column(name) for name in names]
    size = len(columns)
    body = [(number, [*cells[: size - 1], " | ".join(cells[size - 1 :])]) for number, cells in body]
    body = [(number, cells + [""] * (size - len(cells))) for number, cells in body]
    kinds = {column.kind for column in columns}
    if "text" not in kinds and kinds & {"time", "source", "link"} and "other" in kinds:
        said = {at: sum(len(cells[at]) for _, cells in body) for at in range(size) if columns[at].kind == "other"}
        most = max(said, key=said.__getitem__)
        columns[most] = columns[most]._replace(kind="text")
        kinds.add("text")
    if "text" in kinds:
        return [row for number, cells in body if (row := _row(columns, number, cells)).text]
    told = "; ".join(", ".join(filter(None, cells)) for _, cells in body)
    return [Row(f"{', '.join(filter(None, names))}: {told}.", "", tuple(number for number, _ in body))]


def _column(name: str) -> _Column:
    bare = name.strip("*_ ")
    beside = _BRACKETS.search(bare)
    plain = (bare[: beside.start()] if beside else bare).casefold()
    zone = beside[1] if beside else plain.upper() if plain in ("utc", "gmt") else ""
    return _Column(bare, _KIND.get(plain, "other"), zone)


def _when(date: str, time: str, zone: str) -> str:
    """The time of a row as it stands before a line, in the zone that it states itself or else its column does; or "".

    What a column's head says beside "time" may be no zone that is known ("Kyiv"): then it is no time.
    """
    for own, given in (("", zone), (zone, "")):
        when = " ".join(filter(None, [date, time, given]))
        clock, rest = digestclocks.opening(f"{when} – x", 0)
        if clock and rest == "x" and (clock.east is not None or not own):
            return f"{when} – "
    return ""


def _row(columns: Sequence[_Column], number: int, cells: Sequence[str]) -> Row:
    """One row: its time, what happened, what else it says, its link and its credit, as a line has them."""
    by_kind: dict[str, str] = {}
    others: list[str] = []
    heads: dict[str, _Column] = {}
    for column, cell in zip(columns, cells, strict=True):
        if not cell:
            continue
        if column.kind == "other" or (column.kind in by_kind and column.kind != "text"):
            others.append(f"{column.name}: {cell}" if column.name else cell)
        elif column.kind in by_kind:
            before = by_kind["text"]
            by_kind["text"] = f"{before}{'' if before.endswith(_ENDED) else '.'} {cell}"
        else:
            by_kind[column.kind] = cell
            heads[column.kind] = column
    when = _when(by_kind.get("date", ""), by_kind.get("time", ""), heads["time"].zone if "time" in heads else "")
    if not when:
        others += [f"{heads[kind].name}: {by_kind[kind]}" for kind in ("date", "time") if kind in by_kind]
    text = by_kind.get("text", "") + (f" ({'; '.join(others)})" if others else "")
    source = by_kind.get("source", "")
    credit = f" - {source}" if "](" in source else f" (source: {source})" if source else ""
    line = f"• {when}{text}{' ' if 'link' in by_kind else ''}{by_kind.get('link', '')}{credit}"
    return Row(line if text.strip() else "", by_kind.get("section", "").strip("*_ "), (number,))
