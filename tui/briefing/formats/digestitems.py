"""What belongs together in a digest, and who is behind it: the second step of `digest`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.editorial.attribution import attributed
from briefing.editorial.credits import without_dateline
from briefing.editorial.names import Names
from briefing.editorial.publishers import Publishers
from briefing.editorial.sentences import headline
from briefing.formats.digestlines import Paragraph
from briefing.formats.digestroles import Role, roles
from briefing.formats.digestties import ENOUGH, Tie, Words, tie
from briefing.formats.reading import Reading, Understood
from briefing.model import Also, Credit, Item, Rights
from briefing.text import BLOCK_LIMIT, clean

if TYPE_CHECKING:
    from briefing.formats.digestclocks import Clock
    from briefing.model import How, Instant

_SAMPLE = 5


@dataclass
class _Draft:
    """An item in the making: its paragraphs and what is known of its credit so far."""

    parts: list[Role]
    section: str = ""
    title: str = ""
    names: Names | None = None
    url: str = ""
    block: int = 0
    listed: bool = False
    byline: str = ""
    day: Instant | None = None
    clock: Clock | None = None
    post: int = 0  # which entry under a time it belongs to, 0 is none
    dissolved: bool = False
    whys: dict[int, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts)

    @property
    def apart(self) -> bool:
        """Whether it is an item of its own because it has a bullet or a time before it."""
        return self.listed or self.clock is not None

    @property
    def line(self) -> int:
        return self.parts[0].paragraph.lines[0]

    @property
    def sample(self) -> tuple[str, ...]:
        """The texts of its first and its latest paragraphs, which is where names are introduced and taken up."""
        parts = self.parts if len(self.parts) < _SAMPLE else [self.parts[0], *self.parts[1 - _SAMPLE :]]
        return tuple(part.text for part in parts)

    def take(self, other: _Draft) -> None:
        """Goes on with the paragraphs of `other`, which is no item of its own then."""
        self.parts = sorted([*self.parts, *other.parts], key=lambda part: part.paragraph.lines)
        self.whys |= other.whys
        self.url = self.url or other.url
        self.title = self.title or other.title
        other.dissolved = True


def understood(paragraphs: Sequence[Paragraph], publishers: Publishers, at: Instant) -> Reading:
    """The items of these paragraphs, what is said of all of them, and the trace. Items have no keys yet."""
    found = roles(paragraphs, publishers)
    drafts, trace = _drafts(found)
    _join_posts(drafts)
    _join_blocks(drafts)
    _join_ties(drafts, publishers)
    drafts = [draft for draft in drafts if not draft.dissolved]
    rights = _rights(found)
    carriers = tuple(dict.fromkeys(role.carrier for role in found if role.carrier))
    # What the digest's own title says comes before what the mail's headers say; the innermost mail is its own.
    days = [role.day for role in found if role.day is not None and role.kind != "dropped"]
    days += [role.day for role in reversed(found) if role.day is not None]
    items = []
    for draft in drafts:
        credit, why = _credit(draft, carriers, rights, publishers)
        published, how = _when(draft, days[0] if days else None, at)
        items.append(_item(draft, credit)._replace(published=published, published_how=how))
        trace.update(_traced(draft, f"{why}; its time is {draft.clock.said!r}" if draft.clock else why))
    notes = [
        role.why for role in found if role.kind == "byline" and role.text not in {item.credit.byline for item in items}
    ]
    if not days and at:
        notes.append("it states no day of its own: the day it was given is assumed")
    # Not `Reading.title`: a feed's title may be its publisher's name, a digest's never is.
    notes += [f"its title is {role.text!r}" for role in found if role.kind == "title"]
    ordered = tuple(Understood(line, *trace[line]) for line in sorted(trace))
    return Reading("", tuple(items), rights=rights, notes=tuple(notes), trace=ordered)


def _when(draft: _Draft, day: Instant | None, at: Instant) -> tuple[Instant | None, How]:
    """When an item was told and how that is known: the `day` is the digest's own, `at` the one that it was given.

    A day without a time is midnight, which nobody stated: as in feeds (`formats.dates`) it is inferred.
    """
    stated = day if draft.day is None else draft.day
    clock = draft.clock
    if not clock:
        return (at or None) if stated is None else stated, "inferred"
    if stated is None and clock.day is None:
        return clock.before(at) if at else None, "inferred"
    return clock.on(stated or 0), "inferred" if clock.east is None else "stated"


def _drafts(found: Sequence[Role]) -> tuple[list[_Draft], dict[int, tuple[str, str]]]:
    """A draft for each paragraph of news, with the headings and lone credits applied; the trace of all other lines."""
    drafts: list[_Draft] = []
    trace: dict[int, tuple[str, str]] = {}
    section, title, byline, credited = "", "", "", None
    headline: Role | None = None
    opened = 0  # where the drafts begin that a lone credit may close
    times = _times(found)
    for role in found:
        line = role.paragraph.lines[0]
        if role.kind == "news":
            draft = _draft(role, section, title, headline if headline and headline.names else credited)
            draft.byline, (draft.day, draft.clock, draft.post) = byline, times[line]
            drafts.append(draft)
            title, byline, headline = "", "", None
            opened = len(drafts) if role.names else opened
            continue
        why = role.why
        if role.kind == "heading":
            section, credited, opened = role.text or section, role if role.names else None, len(drafts)
        elif role.kind == "headline":
            title, headline = role.text, role
        elif role.kind == "byline" and title:
            byline = role.text
        elif role.kind == "credit":
            why, leads = _apply(role, drafts, opened)
            opened = len(drafts)
            credited = role if leads else credited
        verdict = "heading" if role.kind in ("title", "clock") else role.kind
        trace |= dict.fromkeys(role.paragraph.lines, (verdict, why))
    return drafts, trace


def _draft(role: Role, section: str, title: str, over: Role | None) -> _Draft:
    """The draft of one paragraph of news; `over` is the credit above it, which is its own unless it states one."""
    paragraph = role.paragraph
    section = clean(paragraph.section) or section
    draft = _Draft([role], section, title, role.names, role.url, paragraph.block, paragraph.listed)
    if role.names is None and over:
        draft.names, draft.whys[paragraph.lines[0]] = over.names, f"{over.evidence!r} stands over it"
    return draft


def _times(found: Sequence[Role]) -> dict[int, tuple[Instant | None, Clock | None, int]]:
    """For each paragraph of news, by its line: the day over it, its time, and the number of the entry it is in, or 0.

    An entry begins with a time. On a line of its own that is the time of all that follows, before a headline of what
    that is over; what follows a paragraph with a time is of its entry up to the next empty line.
    """
    times = {}
    day: Instant | None = None
    begun: Role | None = None
    number = 0
    for role in found:
        paragraph, clock = role.paragraph, role.paragraph.clock
        if role.kind in ("title", "heading"):
            day, begun = role.day or day, None
        if clock and role.kind in ("clock", "headline", "news"):
            begun, number = role, number + 1
        if role.kind != "news":
            continue
        if begun and begun.kind != "news":
            clock = begun.paragraph.clock
            begun = role if begun.kind == "headline" else begun
        within = begun is not None and (begun.kind == "clock" or begun.paragraph.block == paragraph.block)
        times[paragraph.lines[0]] = (day, clock, number if within else 0)
    return times


def _apply(role: Role, drafts: list[_Draft], opened: int) -> tuple[str, bool]:
    """A credit on a line of its own closes the paragraphs above that have none, or leads what follows.

    Says what it did, and whether it leads.
    """
    above = [draft for draft in drafts[opened:] if draft.names is None]
    if not drafts or (not above and role.evidence[:1].isalnum() and ":" not in role.evidence):
        return f"{role.evidence!r} stands over what follows", True
    if not above:
        last = drafts[-1]
        known = last.names or Names()
        more = role.names.publishers if role.names else ()
        last.names = known._replace(publishers=tuple(dict.fromkeys((*known.publishers, *more))))
        return f"a further credit of the item of line {last.line}: {role.evidence!r}", False
    for draft in above:
        draft.names, draft.url = role.names, draft.url or role.url
        draft.whys[draft.line] = f"{role.evidence!r} stands below it on a line of its own"
    if not any(draft.apart for draft in above):
        for draft in above[1:]:
            draft.whys[draft.line] = f"goes on with line {above[0].line}, up to the credit {role.evidence!r}"
            above[0].take(draft)
    return f"the credit of {'the item' if len(above) == 1 else 'what stands'} above: {role.evidence!r}", False


def _join_posts(drafts: list[_Draft]) -> None:
    """What stands under one time is one item, unless it has bullets, headlines, or several credits."""
    posts: dict[int, list[_Draft]] = {}
    for draft in drafts:
        if draft.post and not draft.dissolved:
            posts.setdefault(draft.post, []).append(draft)
    for first, *others in posts.values():
        last = (first, *others)[-1]
        credited = any(draft.names not in (None, last.names) for draft in (first, *others))
        if credited or any(draft.listed or draft.title for draft in others):
            continue
        for draft in others:
            draft.whys[draft.line] = f"goes on with line {first.line}, up to the next time"
            first.take(draft)
        first.names = last.names


def _join_blocks(drafts: list[_Draft]) -> None:
    """Where empty lines part the items, a run of paragraphs of which only the last has a credit is one item."""
    blocks: dict[int, list[_Draft]] = {}
    for draft in drafts:
        if not draft.dissolved:
            blocks.setdefault(draft.block, []).append(draft)
    if len(blocks) < 2:
        return
    for block in blocks.values():
        *others, last = block
        if others and last.names and not any(draft.names or draft.apart for draft in others):
            for draft in block[1:]:
                draft.whys[draft.line] = (
                    f"goes on with line {block[0].line}: one run of lines, with a credit at its end"
                )
                block[0].take(draft)
            block[0].names = last.names


def _join_ties(drafts: list[_Draft], publishers: Publishers) -> None:
    """A paragraph without a credit goes on with the neighbour it leans on, unless its own words name a publisher."""
    alive = [draft for draft in drafts if not draft.dissolved]
    words = Words(part.text for draft in alive for part in draft.parts)
    before: _Draft | None = None
    for draft, after in zip(alive, [*alive[1:], None], strict=True) if alive else ():
        if draft.dissolved:
            continue
        if draft.names or draft.apart or draft.title or not _joined(draft, before, after, words, publishers):
            before = draft


def _joined(draft: _Draft, before: _Draft | None, after: _Draft | None, words: Words, publishers: Publishers) -> bool:
    """Join a draft to the one before it (True) or take the one after it into it, when it leans on it or is leant on."""
    own = attributed(draft.text, publishers).publisher
    back = tie(draft.sample, before.sample, words) if before and before.section == draft.section else Tie()
    ahead = tie(after.sample, draft.sample, words) if after and after.section == draft.section else Tie()
    if before and back.strength >= max(ENOUGH, ahead.strength):
        credited = _main(before, publishers)
        if not own or own == credited:
            source = f"its credit ({credited}) is inherited, so inferred" if credited else "neither names a publisher"
            draft.whys[draft.line] = f"goes on with line {before.line}: {back.why}; {source}"
            before.take(draft)
            return True
    elif after and not own and ahead.strength > ENOUGH and not after.apart:
        after.whys[after.line] = f"goes on with line {draft.line}: {ahead.why}"
        draft.names = after.names
        draft.take(after)
    return False


def _main(draft: _Draft, publishers: Publishers) -> str:
    if draft.names and draft.names.publishers:
        return draft.names.publishers[0]
    return attributed("\n".join(draft.sample), publishers).publisher


def _rights(found: Sequence[Role]) -> Rights:
    """What the notices of the digest say together, the first of each kind."""
    rights = [role.notice.rights for role in found if role.notice]
    return Rights(
        *(next((value for value in values if value), "") for values in zip(*rights, strict=True)) if rights else ()
    )


def _credit(draft: _Draft, carriers: tuple[str, ...], rights: Rights, publishers: Publishers) -> tuple[Credit, str]:
    """The credit of a draft and, in words, how it is known."""
    said = attributed(draft.text, publishers)
    stated = draft.names or Names()
    main, *others = stated.publishers or (said.publisher,)
    also = {name: Also(name) for name in others}
    also |= {entry.publisher: entry for entry in said.named if entry.publisher != main}
    credit = Credit(
        publisher=main,
        how="" if not main else "stated" if stated.publishers else "inferred",
        byline=stated.byline or draft.byline,
        via=tuple(dict.fromkeys(name for name in (*stated.via, *carriers) if name != main)),
        also=tuple(also.values()),
        rights=rights,
        unverified=stated.unverified,
    )
    words = dict(said.evidence)
    why = _why(credit, words.get(main, ""))
    for entry in credit.also:
        why += f"; also {entry.publisher} ({entry.relation}): {words.get(entry.publisher, 'credited with it')!r}"
    return credit, why


def _why(credit: Credit, words: str) -> str:
    if not credit.publisher:
        return "a new item; nothing in it says who reported it"
    known = " (not in the publishers table: unverified)" if credit.unverified else ""
    if credit.how == "stated":
        return f"a new item; credited to {credit.publisher}, stated{known}"
    return f"a new item; no credit of its own, but {words!r}: {credit.publisher}, inferred"


def _item(draft: _Draft, credit: Credit) -> Item:
    text = draft.text[:BLOCK_LIMIT].rstrip()
    return Item(
        key="",
        title=draft.title or headline(without_dateline(text)),
        text=text,
        url=draft.url,
        credit=credit,
        fronts=(draft.section,) if draft.section else (),
    )


def _traced(draft: _Draft, why: str) -> Iterator[tuple[int, tuple[str, str]]]:
    """The trace of an item's lines: its first says the credit, the others why they belong to it."""
    for number, part in enumerate(draft.parts):
        line, *more = part.paragraph.lines
        reason = draft.whys.get(line, "")
        evidence = f" ({part.evidence!r})" if part.evidence else ""
        if number == 0:
            yield line, ("item", why + evidence + (f"; {reason}" if reason else ""))
        else:
            yield line, ("continuation", (reason or f"goes on with line {draft.line}") + evidence)
        for rest in more:
            yield rest, ("continuation", f"the same paragraph as line {line}")
