"""The lines of a digest: paragraphs, headings, notices of rights, and the boilerplate of the page it was copied from.

This is the first of the two steps of `digest`: what each line is by itself. What belongs together is the second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from briefing.editorial.publishers import Publishers
from briefing.formats import digestclocks, digestmail, digesttables
from briefing.formats.digestclocks import Clock
from briefing.formats.digestmail import Line
from briefing.formats.digesttables import Row
from briefing.model import Rights
from briefing.records import NamedTuple
from briefing.text import clean

if TYPE_CHECKING:
    from briefing.model import Instant


class Paragraph(NamedTuple):
    """A paragraph, cleaned and freed of its bullet: the lines it stands on, and the run of lines it is in."""

    lines: tuple[int, ...]
    text: str
    block: int
    listed: bool = False  # it had a bullet or a number
    mark: str = ""  # what marked it as a heading: "#", "=", "*" or ""
    raw: str = ""  # the text with its bullet
    aside: str = ""  # why it is none of the news: it belongs to the mail around it, or is the head of a table
    clock: Clock | None = None  # the time of day that stood before it
    section: str = ""  # the heading that its row of a table is under


_LINE_END = re.compile(r"\r\n|\n|\r|\u2028|\u2029|\x85")
_BULLET = re.compile(r"^(?:[*+•·‣◦▪▫●○■□►▶→]|[-–—])\s+|^\(?\d{1,3}[.)]\s+(?=\D|\d\d?[:.h]\d\d|\d{4} ?(?:Z|GMT|UTC)\b)")
_NUMBER = re.compile(r"^\(?\d{1,3}[.)]$")
_RULE = re.compile(r"^[\W_]{3,}$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")
_LONGEST_UNDERLINED = 60
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")
_MARKS = (
    (re.compile(r"^#{1,6}\s+(.*?)\s*#*$"), "#"),
    (re.compile(r"^={1,6}\s*(.+?)\s*={1,6}$"), "="),
    (re.compile(r"^(\*\*|__)(.+?)\1:?$"), "*"),
)
_NARROWEST, _WIDEST = 36, 100
"""The least and the most cells of lines that were broken to a width."""
_USUAL = 2
"""Paragraphs that surely open with a time; where there are so many, others may do so less surely."""
_SENTENCE_END = re.compile(r"[.!?…:;\"”’»)\]]$")
_CREDIT_END = re.compile(r"[-–—]\s*[\w /]{2,30}$")


def paragraphs(text: str, at: Instant = 0) -> tuple[Paragraph, ...]:
    """The paragraphs of a digest: one a line, or, where lines were broken to a width, one a run of lines.

    `at` is the day that the digest was given, which tells "16.08" the day from "16.08" the hour.
    """
    lines = digestmail.lines(_LINE_END.split(text))
    asides = digestmail.asides(lines)
    rows, heads = digesttables.rows(lines, asides)
    asides |= heads
    blocks = _blocks(lines, asides, rows)
    wrapped = _wrapped(blocks)
    found = [
        paragraph
        for number, block in enumerate(blocks)
        for run in (_runs(block) if wrapped else [[line] for line in block])
        if any(map(str.isalnum, (paragraph := _paragraph(run, number, asides, rows, at)).raw)) or paragraph.clock
    ]
    usual = sum(paragraph.clock is not None for paragraph in found) >= _USUAL
    return tuple(_timed(paragraph, at) for paragraph in found) if usual else tuple(found)


def _timed(paragraph: Paragraph, at: Instant) -> Paragraph:
    """A paragraph with the time it opens with, among others that open with one too."""
    if paragraph.clock or paragraph.aside:
        return paragraph
    clock, told = digestclocks.opening(paragraph.text, at, usual=True)
    return paragraph._replace(text=told, raw=told, clock=clock) if clock else paragraph


def _blocks(lines: Sequence[Line], asides: Mapping[int, str], rows: Mapping[int, Row]) -> list[list[tuple[int, str]]]:
    """The numbered lines in runs, parted by empty lines, rules, headings, quotations; asides and rows stand alone."""
    blocks: list[list[tuple[int, str]]] = [[]]
    depth = 0
    later = {number for row in rows.values() for number in row.lines[1:]}
    for number, line, deep, _ in lines:
        if number in later:
            continue
        if number in asides or number in rows:
            blocks += [[(number, rows[number].text if number in rows else line)], []]
        elif _UNDERLINE.match(line) and len(blocks[-1]) == 1 and len(blocks[-1][0][1]) <= _LONGEST_UNDERLINED:
            above, title = blocks[-1][0]
            blocks[-1] = [(above, f"# {title}")]
            blocks.append([])
        elif not line or _RULE.match(line) or not clean(line):
            blocks.append([])
        elif deep != depth and line:
            blocks.append([(number, line)])
        else:
            blocks[-1].append((number, line))
        depth = deep
    return [block for block in blocks if block]


def _wrapped(blocks: Sequence[Sequence[tuple[int, str]]]) -> bool:
    """Whether lines were broken to a width: they end within sentences, where the next word had no room."""
    pairs = [
        (line, after)
        for block in blocks
        for (_, line), (_, after) in pairwise(block)
        if not _heading_mark(line)[1] and not _begins(after, line)
    ]
    longest = max((len(line) for line, _ in pairs), default=0)
    if len(blocks) < 2 or len(pairs) < 2 or not _NARROWEST <= longest <= _WIDEST:
        return False
    within = [line for line, _ in pairs if not _SENTENCE_END.search(line) and not _CREDIT_END.search(line)]
    full = [line for line, after in pairs if len(line) + 1 + len(after.partition(" ")[0]) > longest]
    return len(within) * 2 >= len(pairs) and len(full) * 3 >= len(pairs) * 2


def _runs(block: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """The paragraphs of a block of wrapped lines: a bullet or a heading begins a new one."""
    run: list[tuple[int, str]] = []
    for number, line in block:
        if run and (_begins(line, run[-1][1]) or _heading_mark(run[-1][1])[1]):
            yield run
            run = []
        run.append((number, line))
    if run:
        yield run


def _begins(line: str, before: str) -> bool:
    """Whether a line begins a paragraph: with a bullet, a heading's mark, or a time after a sentence or a credit."""
    if _BULLET.match(line) or _heading_mark(line)[1]:
        return True
    return bool(digestclocks.opening(line, 0)[0] and (_SENTENCE_END.search(before) or _CREDIT_END.search(before)))


def _paragraph(
    run: Sequence[tuple[int, str]], block: int, asides: Mapping[int, str], rows: Mapping[int, Row], at: Instant
) -> Paragraph:
    text, mark = _heading_mark(clean(" ".join(line for _, line in run), 100_000))
    text = _EMPHASIS.sub(lambda match: match[2] or match[3], text)
    bare = _BULLET.sub("", text)
    row = rows.get(run[0][0])
    numbers = row.lines if row else tuple(number for number, _ in run)
    if aside := asides.get(numbers[0], ""):
        return Paragraph(numbers, text, block, raw=text, aside=aside)
    clock, told = digestclocks.opening(bare.lstrip(), at)
    if _NUMBER.match(text) or (bare != text and not any(map(str.isalnum, bare))):
        return Paragraph(numbers, text, block, raw=text, aside="a number and nothing behind it")
    raw, section = told if clock else text, row.section if row else ""
    return Paragraph(numbers, told.strip(), block, bare != text, mark, raw, clock=clock, section=section)


def _heading_mark(line: str) -> tuple[str, str]:
    """A line without the marks that make it a heading, and which marks these were."""
    for pattern, mark in _MARKS:
        match = pattern.match(line)
        if match and len(match[match.lastindex or 0]) <= 120:
            return match[match.lastindex or 0], mark
    return line, ""


# --- boilerplate ------------------------------------------------------------------------------------------------

_CALLS = re.compile(
    r"(?i)^\W*(?:(?:please |you can (?:also )?|click (?:here )?to |don['’]t forget to )?"
    r"(?:join us|follow (?:us|our|@|the (?:latest|live))|subscribe|sign up|support (?:us|our)|donate|like us|buy us|"
    r"share (?:this|on|via)|download (?:our|the) app|read (?:more|also|next|the full)|see also|watch (?:more|also|our)|"
    r"listen to our|click here|highlight the text|report an error|press ctrl|contact us|send us|turn on notifications|"
    r"get (?:our|the (?:latest|app|news))|stay (?:tuned|up to date|informed|connected)|become a (?:member|patron)|"
    r"skip (?:to|past)|back to top|load more|show more|accept (?:all )?cookies|we use cookies)\b"
    r"|(?:advertisement|sponsored|newsletter|most read|most popular|related (?:articles|stories|news)|trending|"
    r"recommended|tags|comments?|share|print|menu|search|home|loading|key event|breaking|"
    r"good (?:morning|afternoon|evening)(?: (?:all|everyone|colleagues))?|dear (?:all|colleagues|friends|readers)|"
    r"this (?:story|page) (?:is being|will be) updated|\d{1,3} ?(?:h|hrs?|hours?|m|mins?|minutes?|d|days?) ago)"
    r"\b\W*[\d.…]*$|(?:please )?(?:find|see) (?:below|attached)\b[^\d.!?:]{0,60}\bdigest\b[^\d.!?:]{0,40}[.!:]?$"
    r"|(?:last |first )?(?:updated|modified|published)(?: (?:at|on)\b|:) ?[^.!?]{0,12}\d[\w:.,/ ]{0,24}$)"
)
_SHOUTED_CALL = re.compile(r"\b(?:JOIN|FOLLOW|SUBSCRIBE|SIGN UP|DONATE|CLICK|TELEGRAM|WHATSAPP|NEWSLETTER)\b")
_KEYS = re.compile(r"(?i)\bpress(?:ing)? ctrl\b|\bctrl\s*\+\s*enter\b")
_HANDLE = re.compile(r"(?<![\w.])@([A-Za-z0-9_]{3,40})")
_HOST = re.compile(r"(?i)(?<![@\w.])(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/\S*)?")
_LONGEST_CALL = 200


def boilerplate(text: str) -> str:
    """Why a line is none of the news, "" when it is: a call to the reader of the page it was copied from."""
    if len(text) > _LONGEST_CALL:
        return ""
    if _CALLS.match(text):
        return "a call to the page's readers"
    if _KEYS.search(text) and "highlight" in text.lower():
        return "an instruction for the page's readers"
    if text.isupper() and len(text) <= 60 and _SHOUTED_CALL.search(text):
        return "a call to the page's readers, in capitals"
    return ""


def host(text: str, publishers: Publishers) -> tuple[str, str]:
    """The publisher whose page boilerplate gives away by a handle or an address, and the words that do; or "", ""."""
    for handle in _HANDLE.finditer(text):
        record = publishers.handle(handle[1])
        if record and not record.carrier:
            return record.credit, handle[0]
    for place in _HOST.finditer(text):
        record = publishers.at(f"https://{place[1].lower()}/")
        if record and not record.carrier:
            return record.credit, place[1]
    return "", ""


# --- notices ----------------------------------------------------------------------------------------------------

_PERMISSION = re.compile(
    r"(?i)\b((?:re-?printed|re-?published|reproduced|re-?used|used|shared)\b[^.;]*?\bpermission\b[^.;(]*)"
)
_ABOUT_ITSELF = re.compile(
    r"(?i)^\W*(?:(?:this|the|these|all)\s+(?:articles?|texts?|pieces?|stor(?:y|ies)|digests?|materials?|posts?|content|"
    r"translations?)\s+(?:is|are|was|were|(?:has|have) been|may be|can be|first|originally|appears?)\b|"
    r"re-?printed|re-?published|reproduced|(?:originally|first) (?:published|appeared))"
)
_COPYRIGHT = re.compile(
    r"(?i)^\W*(?:©|\(c\)\s*\d{4}|copyright\s*(?:©|\(c\)|\d{4}|by\b))|©\s*\d{4}|\ball rights reserved\b"
)
_LICENCE = re.compile(
    r"(?i)\b(CC0(?:\s*1\.0)?|CC[ -]BY(?:-(?:NC|ND|SA))*(?:\s*\d\.\d)?(?:\s+(?:IGO|International))?|"
    r"Creative Commons[\w ,.-]*?\d\.\d(?:\s+\w+)?|Open Government Licen[cs]e(?:\s*v?\d(?:\.\d)?)?|public domain)"
)
_FROM = re.compile(
    r"(?i)\b(?:re-?printed|re-?published|published|appeared)\s+(?:first\s+)?(?:from|by|in|on|at)\s+(?:the\s+)?"
    r"([^.,;()]{2,60}?)(?:\s+(?:with|by|under|on)\b|[.,;()]|$)"
)


class Notice(NamedTuple):
    """What a line says about using the digest, the carrier it names, and why it was taken for a notice."""

    rights: Rights
    carrier: str
    why: str


def notice(text: str, publishers: Publishers) -> Notice | None:
    """A line about the rights to the digest itself, or None. One about somebody else's permission is news."""
    if len(text) > 2 * _LONGEST_CALL:
        return None
    about = _ABOUT_ITSELF.match(text)
    permission = _PERMISSION.search(text) if about else None
    licence = _LICENCE.search(text) if about or re.match(r"(?i)\W*(?:licen[cs]e|licen[cs]ed)\b", text) else None
    copyright_line = text if _COPYRIGHT.search(text) and len(text) <= _LONGEST_CALL else ""
    origin = _FROM.search(text) if about else None
    record = publishers.named(origin[1]) if origin else None
    carrier = record.credit if record else ""
    if not (permission or licence or copyright_line or carrier):
        return None
    said = permission[1].strip() if permission else ""
    rights = Rights(notice=copyright_line, licence=licence[1].strip() if licence else "", permission=_lowered(said))
    parts = [("permission", said), ("licence", rights.licence), ("copyright", copyright_line), ("carrier", carrier)]
    found = ", ".join(f"{part} {words!r}" for part, words in parts if words)
    return Notice(rights, carrier, f"a notice about the whole digest: {found}")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
