"""Credits that a text states at its end or its opening, and those that hang on a title. Nothing here raises.

    … in the region - BBC            … fire." — RFE/RL          … it said (AP, Reuters)
    … Source: AP                     … reported. Via AFP        KYIV, Aug 16 (Reuters) – …
    Reuters: Two ships …             Bridge shut - Reuters  (a title)

What only looks like one is left alone: "- she said", a hyphenated ending, the speaker of a quotation.
"""

from __future__ import annotations

import re
from functools import lru_cache

from briefing.editorial import names
from briefing.editorial.names import Names
from briefing.editorial.publishers import REPORTING, Publishers, folded
from briefing.records import NamedTuple


class Stated(NamedTuple):
    """A credit found: the text without it, whom it names, and the words that say so."""

    text: str
    names: Names
    evidence: str


_DASH = "-‐‑‒–—―"
_ENDS = ".!?…\"”“’'»)]:;,"
# The last dash of the text: after a space, or (unless a hyphen may be meant) after the end of a sentence.
_AFTER_DASH = re.compile(rf"^(.*\S)(?:\s+[{_DASH}]{{1,3}}\s*|(?<=[.!?…\"”»])\s*[{_DASH}]{{1,3}}\s*)(\S.*)$", re.DOTALL)
_IN_BRACKETS = re.compile(r"^(.*\S)\s*([(\[])([^()\[\]]{2,120})[)\]]\s*\.?$", re.DOTALL)
_LABEL = r"(?i:sources?|credits?|via|by|reported by|reporting by|(?:originally |first )?published (?:by|in|on))"
_LABELLED = re.compile(
    rf"^(.*)(?:^|(?<=[.!?…\"”»)])\s*|\s+[-–—|/]+\s*|[(\[])({_LABEL}\s*:?\s+)(\S.*?)[)\]]?\.?$", re.DOTALL
)
_CUES = ("source", "credit", "via", "report", "published", *(f"{end} by " for end in '.!?"”'))
_LONGEST_LABELLED = 4 * names.LONGEST + 60
_LINKED = re.compile(r"^(.*\S)\s+(\[[^\[\]]{2,60}\]\(<?https?://\S+\))\.?$", re.DOTALL)
_FAR_ENOUGH = 1_000
"""A credit is sought in the last so many characters of a paragraph."""

_BARRED = re.compile(r"^(.*\S)(?:\s+[|/~·•]\s+|(?<=[.!?…\"”»])\s+)([^\s.][^.!?]{1,60})$", re.DOTALL)
_BARS, _LONGEST_BARRED = '|/~·•.!?…"”»)', 62
_AFTERTHOUGHT = re.compile(r"(?:\s*\[\d{1,3}\]|\s*\((?i:updated|corrected|file|live|video)\))+$")
_WITH_COLON = re.compile(r"(?i)(?:sources?|credits?)\s*:")
_DATELINE = re.compile(
    rf"^(?P<place>[^\W\d_][^()\n]{{1,70}}?)\s*\((?P<names>[^()]{{2,60}})\)\s*(?:[{_DASH}]{{1,3}}|:)\s*(?P<rest>\S.*)$",
    re.DOTALL,
)
# "KYIV, Aug 16 /Ukrinform/. Two …", as the agencies of Eastern Europe write it.
_SLASHED = re.compile(
    rf"^(?P<place>[^\W\d_][^()/\n]{{1,70}}?)\s*/(?P<names>[^()/\n]{{2,60}})/\.?\s*[{_DASH}]{{0,3}}\s*(?P<rest>\S.*)$",
    re.DOTALL,
)
_OPENING = re.compile(
    rf"^[(\[](?P<names>[^()\[\]]{{2,60}})[)\]]\s*(?:[{_DASH}]{{1,3}}|:)?\s*(?P<rest>\S.*)$", re.DOTALL
)
_LEADING = re.compile(r"^(?P<names>[^:.|\n]{2,60}?)(?::|\s+[-–—|])\s+(?P<rest>\S.{19,})$", re.DOTALL)
_LED = re.compile(r"[:|–—-]")
_SUFFIX = re.compile(rf"^(.*\S)\s+[{_DASH}|·•]{{1,2}}\s+(\S.*)$", re.DOTALL)


def trailing(text: str, publishers: Publishers) -> Stated | None:
    """The credit at the end of a paragraph, if it ends in one and says something before it."""
    text = text.rstrip()
    if text[-1:] in (")", "]"):
        text = _AFTERTHOUGHT.sub("", text)
    head, end = text[:-_FAR_ENOUGH], text[-_FAR_ENOUGH:]
    if "](" in end and end.endswith("))") and (linked := _links_in_brackets(end, publishers)):
        return linked._replace(text=head + linked.text)
    for shape in (_dashed, _labelled, _bracketed, _linked, _barred):
        found = shape(end, publishers)
        if found and any(char.isalnum() for char in found.text):
            return found._replace(text=head + found.text)
    found = _links_in_brackets(end, publishers) if "](" in end else None
    return found._replace(text=head + found.text) if found else None


def _links_in_brackets(text: str, publishers: Publishers) -> Stated | None:
    """A credit in brackets whose names are Markdown links; that of the first name leads to it, else the last."""
    plain, url = names.unlinked(text)
    found = _bracketed(plain, publishers) if url else None
    if not found:
        return None
    for label, address in names.links(text).items():
        record = publishers.named(label)
        if found.names.publishers[:1] == (record.credit if record else label,):
            url = address
    return found._replace(names=found.names._replace(url=url))


def _dashed(text: str, publishers: Publishers) -> Stated | None:
    match = _AFTER_DASH.match(text) if _near_end(text, _DASH, 4 * names.LONGEST) else None
    if not match or len(match[2]) > 4 * names.LONGEST:
        return None
    body, tail = match[1].rstrip(), match[2].rstrip()
    found = names.parse(tail, publishers)
    if not found or not (found.publishers or found.via):
        return None
    if found.unverified and not _credible(body, found.publishers[0]):
        return None
    if tail.islower() and body[-1] not in _ENDS and "." not in tail.rstrip(".") and not _spelt_small(tail, publishers):
        return None
    return Stated(_tidy(body), found, text[match.end(1) :].strip())


def _spelt_small(name: str, publishers: Publishers) -> bool:
    """Whether this is a publisher who writes itself in small letters ("dpa"), not a word that ends a sentence."""
    record = publishers.named(name)
    return record is not None and name in (record.credit, record.name, *record.aliases)


@lru_cache(maxsize=8)
def _ascii(marks: str) -> str:
    return "".join(filter(str.isascii, marks))


def _near_end(text: str, marks: str, most: int) -> bool:
    """Whether one of `marks` stands before the last `most` characters at the earliest, spaces behind it not counted."""
    last = max(map(text.rfind, _ascii(marks) if text.isascii() else marks))
    return last >= 0 and len(text[last + 1 :].lstrip()) <= most


def _credible(body: str, name: str) -> bool:
    """Whether an unknown name after a dash is a credit and not the end of the sentence, or whoever was quoted."""
    if names.reads_as_publisher(name):
        return True
    if body[-1] not in ".!?…\"”»’'":
        return False
    said = folded(body)
    if folded(name.split()[-1]) in said.split():
        return False
    wholly_quoted = body[0] in "\"“„«'‘" and body[-1] in "\"”“»'’"
    return not (wholly_quoted and names.reads_as_person(name))


def _bracketed(text: str, publishers: Publishers) -> Stated | None:
    """ "(Reuters)" at the end; an institution's or an unknown short form in brackets only explains what precedes."""
    match = _IN_BRACKETS.match(text) if text.rstrip().removesuffix(".").rstrip()[-1:] in (")", "]") else None
    if not match or text[match.start(2) - 1 : match.start(2)] == "]":
        return None
    body, tail = match[1], match[3]
    # After the end of a sentence also a name that only reads as a publisher's: two words at least.
    sure = bool(_WITH_COLON.match(tail)) or (body[-1] in ".!?…" and " " in tail and names.reads_as_publisher(tail))
    found = names.parse(tail, publishers, known_only=not sure)
    if not found or not (found.publishers or found.via):
        return None
    record = publishers.named(found.publishers[0]) if found.publishers else None
    if record and not _WITH_COLON.match(tail):
        spelt = folded(body)
        explained = names.spells_out(body, tail) or any(
            spelt.endswith(folded(name)) for name in (record.name, *record.aliases)
        )
        if record.kind not in REPORTING or explained:
            return None
    return Stated(_tidy(body), found, text[match.end(1) :].strip())


def _labelled(text: str, publishers: Publishers) -> Stated | None:
    """ "Source: AP", "via AFP", "originally published in the Kyiv Post" at the end, after the end of a sentence."""
    end = text[-_LONGEST_LABELLED:].casefold()
    match = _LABELLED.match(text) if any(map(end.__contains__, _CUES)) else None
    if not match or len(match[3]) > 4 * names.LONGEST:
        return None
    body = match[1].rstrip()
    found = names.parse(match[3], publishers, known_only=not _WITH_COLON.match(match[2]))
    if not found or not (found.publishers or found.via):
        return None
    if "published" in match[2].lower():
        found = found._replace(publishers=(), via=(*found.via, *found.publishers), unverified=False)
    return Stated(_tidy(body), found, text[match.end(1) :].strip(" ()[]"))


def _linked(text: str, publishers: Publishers) -> Stated | None:
    """A Markdown link at the end whose label is a publisher's name."""
    match = _LINKED.match(text) if "](" in text else None
    found = names.parse(match[2], publishers, known_only=True) if match else None
    return Stated(_tidy(match[1]), found, match[2]) if match and found and _reports(found, publishers) else None


def _barred(text: str, publishers: Publishers) -> Stated | None:
    """A reporting publisher's name from the table behind a bar, or by itself after the end of a sentence."""
    possible = text[-1:] not in (".", "!", "?") and _near_end(text, _BARS, _LONGEST_BARRED)
    head, end = text[: -2 * _LONGEST_BARRED], text[-2 * _LONGEST_BARRED :]
    match = _BARRED.match(end) if possible and publishers.may_name(text[-_LONGEST_BARRED:]) else None
    found = names.parse(match[2], publishers, known_only=True) if match else None
    if not match or not found or found.byline or not _reports(found, publishers):
        return None
    return Stated(_tidy(head + match[1]), found, match[2])


def opening(text: str, publishers: Publishers) -> Stated | None:
    """The credit in a paragraph's opening: a dateline, "(Reuters) –", or "Reuters:". Place and day stay in the text."""
    match = (_DATELINE.match(text) if "(" in text else None) or (_SLASHED.match(text) if "/" in text[:130] else None)
    if match:
        shouted = re.split("[,.]", match["place"])[0].split()[0].isupper() and len(match["place"]) > 2
        found = names.parse(match["names"], publishers, known_only=not shouted or match.re is _SLASHED)
        if found and found.publishers and (shouted or _reports(found, publishers)):
            return Stated(f"{match['place'].rstrip(' ,')} – {match['rest']}", found, _head(text, match))
    for pattern in (_OPENING, _LEADING) if text[:1] in ("(", "[") or _LED.search(text) else ():
        match = pattern.match(text)
        found = names.parse(match["names"], publishers, known_only=True) if match else None
        if match and found and found.publishers and _reports(found, publishers):
            return Stated(match["rest"], found, _head(text, match))
    return None


def without_dateline(text: str) -> str:
    """A paragraph without the place and day that open it: "KYIV, Aug 16 – Two …" is "Two …"."""
    match = re.match(r"^[^\W\d_]{2,}(?:[^()\n.:;]|\.(?=,? (?:[A-Z][a-z]{2}|\d))){0,60}?\.? – (?=\S)", text)
    return text[match.end() :] if match and re.split("[,.]", text)[0].split()[0].isupper() else text


def _head(text: str, match: re.Match[str]) -> str:
    return text[: match.start("rest")].strip()


def _reports(found: Names, publishers: Publishers) -> bool:
    record = publishers.named(found.publishers[0]) if found.publishers else None
    return record is not None and record.kind in REPORTING


def suffix(title: str, publishers: Publishers, *, expected: str = "", always: bool = False) -> Stated | None:
    """The credit that hangs on a title, "… - Reuters" or "… | BBC News".

    It must be in the table, or be `expected` (what the item says otherwise), or anything that could be a
    publisher's name where a carrier `always` adds one.
    """
    marked = "-" in title or "|" in title or not title.isascii()
    match = _SUFFIX.match(title) if marked else None
    if not match:
        return None
    tail = match[2].strip()
    same = bool(expected) and folded(tail) == folded(expected)
    found = names.parse(tail, publishers, known_only=not always and not same)
    if found is None and (same or (always and len(tail) <= names.LONGEST)):
        found = Names(publishers=(tail,), unverified=True)
    if found is None or not found.publishers or len(found.publishers) > 1:
        return None
    return Stated(match[1].rstrip(), found, title[match.end(1) :].strip())


def alone(text: str, publishers: Publishers) -> Stated | None:
    """A line that is nothing but a credit: "— BBC News", "(Reuters)", "Source: AP", "- AP, Reuters", "BBC News"."""
    bare = text.strip()
    record = publishers.named(bare)
    if record and record.kind in REPORTING and not bare[:1].islower():
        return Stated("", Names((record.credit,)), bare)
    marked = bare[:1] in f"{_DASH}([" or bool(_WITH_COLON.match(bare)) or bare.lower().startswith(("via ", "by "))
    if not marked or len(bare) > 2 * names.LONGEST:
        return None
    tail = bare.lstrip(_DASH + " ")
    sure = bool(_WITH_COLON.match(tail)) or bare[:1] in "—–―"
    found = names.parse(tail, publishers, known_only=not sure)
    if not found or not (found.publishers or found.via) or (found.unverified and len(tail) > names.LONGEST):
        return None
    if found.unverified and not _WITH_COLON.match(tail) and not names.reads_as_publisher(found.publishers[0]):
        return None
    return Stated("", found, bare)


def _tidy(body: str) -> str:
    """The text before a credit, without the space or bracket that led to it."""
    return body.rstrip(" \t([")
