"""What each paragraph of a digest is by itself: news, a credit on its own line, a heading, a notice, or none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from briefing.editorial import names
from briefing.editorial.credits import Stated, alone, opening, trailing
from briefing.editorial.names import Names
from briefing.editorial.publishers import Publishers
from briefing.formats import dates, digestlines, digestmail
from briefing.formats.digestlines import Notice, Paragraph
from briefing.records import NamedTuple
from briefing.text import clean

if TYPE_CHECKING:
    from briefing.model import Instant

Kind = Literal["dropped", "notice", "title", "heading", "headline", "byline", "credit", "clock", "news"]


class Role(NamedTuple):
    """What a paragraph is and why. `text` is freed of its credit and links; `names` is the credit it states."""

    paragraph: Paragraph
    kind: Kind
    why: str = ""
    text: str = ""
    names: Names | None = None
    evidence: str = ""
    notice: Notice | None = None
    carrier: str = ""
    url: str = ""
    day: Instant | None = None


_DAY = re.compile(
    r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d_]{3,10}\.?,?\s+\d{4}"
    r"|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})\b"
)
_BYLINE = re.compile(
    r"^(?:(?i:by)\s+((?:[^\W\d_a-z][\w.'’-]*\s*|and\s+){1,6})|(?i:compiled|edited|prepared)\s+by\s+([^.!?]{2,60}))$"
)
_BARE_END = re.compile(r"^(.*\S)\s+[<(]?(https?://\S+?)[>)]?$", re.DOTALL)
_ENDED = re.compile(r"[.!?…;,\"”’»)]$")
_SENTENCE = re.compile(r"[.!?…。！？।؟]")
_LONGEST_HEADING, _LONGEST_HEADLINE = 60, 140
_FEW_WORDS = 4


def roles(paragraphs: Sequence[Paragraph], publishers: Publishers) -> list[Role]:
    """The role of each paragraph, in order; a heading is told from news partly by what follows it."""
    following: list[Paragraph | None] = []
    after = None
    for paragraph in reversed(paragraphs):
        following.append(after)
        after = after if paragraph.aside or _BYLINE.match(paragraph.text) else paragraph
    found: list[Role] = []
    first, marked, timed = True, False, False
    for paragraph, after in zip(paragraphs, reversed(following), strict=True):
        role = (
            _beside_the_news(paragraph, publishers)
            or _credit_alone(paragraph, publishers)
            or _clock_alone(paragraph)
            or _heading(paragraph, after, publishers, first=first, marked=marked or timed)
            or _news(paragraph, publishers)
        )
        found.append(role)
        first = first and role.kind not in ("news", "heading", "title")
        marked = marked or (role.kind == "heading" and bool(role.paragraph.mark))
        timed = role.kind == "clock"  # the line below a time is a headline, however short
    return found


def _beside_the_news(paragraph: Paragraph, publishers: Publishers) -> Role | None:
    if paragraph.aside:
        stated_day = _DAY.search(paragraph.text) if paragraph.aside in (digestmail.HEADER, digestmail.WROTE) else None
        return Role(paragraph, "dropped", paragraph.aside, day=dates.instant(stated_day[0]) if stated_day else None)
    notice = digestlines.notice(paragraph.text, publishers)
    if notice:
        return Role(paragraph, "notice", notice.why, notice=notice, carrier=notice.carrier)
    why = digestlines.boilerplate(paragraph.text)
    if not why or trailing(paragraph.text, publishers):
        return None
    carrier, words = digestlines.host(paragraph.text, publishers)
    if carrier:
        why += f"; {words!r} gives away whose page this was: {carrier}, inferred, never a credit"
    return Role(paragraph, "dropped", why, carrier=carrier)


def _credit_alone(paragraph: Paragraph, publishers: Publishers) -> Role | None:
    stated = alone(paragraph.raw, publishers)
    if stated:
        return Role(paragraph, "credit", "", names=stated.names, evidence=stated.evidence, url=stated.names.url)
    byline = _BYLINE.match(paragraph.text)
    who = clean(byline[1] or byline[2]) if byline else ""
    if who and not publishers.named(who):
        return Role(paragraph, "byline", f"a byline: {who}", text=who)
    return None


def _clock_alone(paragraph: Paragraph) -> Role | None:
    if not paragraph.clock or any(map(str.isalnum, paragraph.text)):
        return None
    return Role(paragraph, "clock", f"the time of what follows it: {paragraph.clock.said!r}")


def _heading(
    paragraph: Paragraph, after: Paragraph | None, publishers: Publishers, *, first: bool, marked: bool
) -> Role | None:
    """A paragraph that only leads to others: the digest's title, a section's heading, or one item's headline.

    Where sections have `marked` headings, a short line without a mark is a headline.
    """
    text, _ = names.without_link(paragraph.text)
    bare = text.strip(" :*_#=")
    if after is None or not bare or not (_leads(paragraph, after, text) or (first and _titles(paragraph))):
        return None
    stated_day = _DAY.search(bare)
    words, colon = len(bare.split()), text.endswith(":")
    record = publishers.named(bare)
    if record and (paragraph.mark or colon):
        why = f"a heading that credits what follows it to {record.credit}"
        return Role(paragraph, "heading", why, names=Names((record.credit,)), evidence=text)
    day = dates.instant(stated_day[0]) if stated_day else None
    if day is not None and not paragraph.clock and (first or words <= _FEW_WORDS + 2):
        return Role(
            paragraph, "title", f"the digest's title and its day, {stated_day and stated_day[0]}", bare, day=day
        )
    if trailing(text, publishers) or (not paragraph.mark and _told_apart(paragraph, after, publishers)):
        return None
    few = 2 * _FEW_WORDS if colon or paragraph.mark else 0 if marked or paragraph.clock else _FEW_WORDS - 1
    if len(bare) <= _LONGEST_HEADING and words <= few:
        return Role(paragraph, "heading", f"a heading: {bare!r} is over what follows it", bare)
    if first and paragraph.mark == "#":
        return Role(paragraph, "title", "the digest's title", bare)
    if not paragraph.mark and not _SENTENCE.search(after.text):
        return None  # another headline, not what is under this one
    why = "the headline of the paragraph that follows it"
    stated = opening(text, publishers)
    if stated:
        return Role(paragraph, "headline", why, stated.text, stated.names, stated.evidence)
    return Role(paragraph, "headline", why, bare)


def _leads(paragraph: Paragraph, after: Paragraph, text: str) -> bool:
    """Whether a paragraph, `text` without its links, may be over the one `after` it: short, and no sentence.

    One with a bullet or a number may be so only in capitals, and over what has not the same: "1) KURSK".
    """
    listed = paragraph.listed and (not text.isupper() or _bullet(after) == _bullet(paragraph))
    if listed or len(text) > _LONGEST_HEADLINE or (paragraph.clock and after.clock):
        return False
    return bool(paragraph.mark) or (not _ENDED.search(text) and len(after.text) > len(text))


def _bullet(paragraph: Paragraph) -> str:
    """What a paragraph is listed by, "1" for any number; "" for none."""
    mark = paragraph.raw.lstrip("(")[:1] if paragraph.listed else ""
    return "1" if mark.isdigit() else mark


def _titles(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a short line with a day, and no sentence: a title however short what follows it is."""
    if paragraph.listed or len(paragraph.text) > _LONGEST_HEADING or _ENDED.search(paragraph.text):
        return False
    return bool(_DAY.search(paragraph.text))


def _told_apart(paragraph: Paragraph, after: Paragraph, publishers: Publishers) -> bool:
    """Whether a line is news by itself: it ends in a link, or opens with its credit, and the next has one too."""
    if _BARE_END.match(paragraph.text):
        return True
    return bool(opening(paragraph.text, publishers)) and bool(
        opening(after.text, publishers) or trailing(after.text, publishers)
    )


def _news(paragraph: Paragraph, publishers: Publishers) -> Role:
    """A paragraph of news, with the credit it states at its end or its opening, if any."""
    text = paragraph.text
    stated = trailing(text, publishers)
    opened = opening(stated.text if stated else text, publishers)
    if stated and opened:
        also = [name for name in opened.names.publishers if name not in stated.names.publishers]
        merged = stated.names._replace(publishers=(*stated.names.publishers, *also))
        stated = Stated(opened.text, merged, stated.evidence)
    found = stated or opened
    body, link = (
        names.without_link(found.text) if found and found.names.url else _unlinked(found.text if found else text)
    )
    url = found.names.url if found and found.names.url else link
    evidence, whom = (found.evidence, found.names) if found else ("", None)
    return Role(paragraph, "news", "", clean(body, 100_000), whom, evidence, url=url)


def _unlinked(text: str) -> tuple[str, str]:
    """A text with the labels of its Markdown links in their place and without an address at its end; the first link."""
    bare, url = names.markdown(text)
    ending = _BARE_END.match(bare)
    if ending:
        return ending[1].rstrip(" :"), url or ending[2]
    return bare, url
