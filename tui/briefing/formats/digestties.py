"""Whether a paragraph without a credit goes on with its neighbour: short forms, pronouns, shared names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from briefing.records import NamedTuple

ENOUGH = 2
"""The least strength that ties a paragraph to another; less is chance."""


class Tie(NamedTuple):
    """How strongly a paragraph leans on another, and on what."""

    strength: int = 0
    why: str = ""


_WORD = r"[^\W\d_a-zа-яёіїєґ][\w'’-]*"
_NAME = re.compile(rf"{_WORD}(?:\s+(?:al-|de |van |von |bin )?{_WORD}){{1,3}}")
_SINGLE = re.compile(rf"(?<![.!?…:]\s)(?<![\"“‘(]){_WORD}")
_TITLE = (
    r"(?:Gen(?:eral)?|President|Minister|Mrs?|Ms|Dr|Prof|"
    r"Col|Cmdr|Brig|Sgt|Lt|Maj|Capt|Adm|Sen|Gov|Secretary|Commander|Chancellor)\.?"
)
_SPEAKS = (
    r"(?:['’]s|\s+(?:said|says|added|adds|told|tells|wrote|claimed|claims|warned|noted|announced|called|has said))\b"
)
_PRONOUN = re.compile(r"^[\"“‘]?(?:He|She|They|His|Her|Their)\b")
_GOING_ON = re.compile(r"^(?:But|However|Also|Both|Earlier|Later|In addition|It|This|That|These|Those)\b")


def tie(text: str, other: str, elsewhere: Sequence[str]) -> Tie:
    """How `text` leans on `other`, which stands before it, judged against the other paragraphs."""
    strength, reasons = 0, []
    short = _short_form(text, other, elsewhere)
    if short:
        strength, reasons = 3, [short]
    if match := _PRONOUN.match(text):
        strength, reasons = strength + 3, [*reasons, f"it opens with {match[0].strip('“‘')!r}"]
    elif match := _GOING_ON.match(text):
        strength, reasons = strength + 1, [*reasons, f"it opens with {match[0]!r}"]
    shared = _shared(text, other, elsewhere)
    if shared:
        strength += min(len(shared), 2)
        reasons.append(f"only these two name {', '.join(shared[:3])}")
    return Tie(strength, "; ".join(reasons))


def _short_form(text: str, other: str, elsewhere: Iterable[str]) -> str:
    """A person whom `other` introduces in full and `text` only by the last name, in words; "" without one."""
    for match in _NAME.finditer(other):
        full = match[0]
        first, last = full.rsplit(maxsplit=2)[-2:]
        last = re.sub(r"['’]s$", "", last)
        if len(last) < 3 or re.search(rf"\b{re.escape(first)}\s+{re.escape(last)}\b", text):
            continue
        spoken = re.search(
            rf"\b(?:{_TITLE}\s+{re.escape(last)}\b|{re.escape(last)}{_SPEAKS}|said\s+{re.escape(last)}\b)", text
        )
        if spoken and not any(re.search(rf"\b{re.escape(last)}\b", paragraph) for paragraph in elsewhere):
            return f"{spoken[0]!r} is short for {full!r} there, and no other paragraph names them"
    return ""


def _shared(text: str, other: str, elsewhere: Iterable[str]) -> list[str]:
    """Names that the two have in common and no other paragraph holds."""
    common = {word for word in _SINGLE.findall(text) if len(word) > 2} & set(_SINGLE.findall(other))
    rest = set().union(*(re.findall(r"[\w'’-]+", paragraph) for paragraph in elsewhere))
    return sorted(common - rest)
