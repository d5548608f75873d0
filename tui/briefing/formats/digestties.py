"""Whether a paragraph without a credit goes on with its neighbour: short forms, pronouns, shared names. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from briefing.records import NamedTuple

ENOUGH = 2
"""The least strength that ties a paragraph to another; less is chance."""


class Tie(NamedTuple):
    """How strongly a paragraph leans on another, and on what."""

    strength: int = 0
    why: str = ""


_WORD = r"[^\W\d_a-zа-яёіїєґ][\w'’-]*"
_NAME = re.compile(rf"(?<!\w){_WORD}(?:[ \t]+(?:al-|de |van |von |bin )?{_WORD}){{1,3}}")
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


class Words:
    """How many paragraphs of a digest hold each word, to tell a name that only two of them know."""

    def __init__(self, paragraphs: Iterable[str]) -> None:
        self._counts = Counter(word for paragraph in paragraphs for word in _words(paragraph))

    def only_in(self, word: str, paragraphs: Iterable[str]) -> bool:
        """Whether no paragraph but these holds `word`."""
        return self._counts[word] == sum(word in _words(paragraph) for paragraph in paragraphs)


@lru_cache(maxsize=500)
def _words(paragraph: str) -> frozenset[str]:
    return frozenset(re.sub(r"['’]s$", "", word) for word in re.findall(r"[\w'’-]+", paragraph))


def tie(text: Sequence[str], other: Sequence[str], words: Words) -> Tie:
    """How the paragraphs of `text` lean on those of `other`, which stand before them, judged by all the `words`."""
    strength, reasons = 0, []
    short = _short_form(text, other, words)
    if short:
        strength, reasons = 3, [short]
    if match := _PRONOUN.match(text[0]):
        strength, reasons = strength + 3, [*reasons, f"it opens with {match[0].strip('“‘')!r}"]
    elif match := _GOING_ON.match(text[0]):
        strength, reasons = strength + 1, [*reasons, f"it opens with {match[0]!r}"]
    shared = _shared(text, other, words)
    if shared:
        strength += min(len(shared), 2)
        reasons.append(f"only these two name {', '.join(shared[:3])}")
    return Tie(strength, "; ".join(reasons))


def _short_form(text: Sequence[str], other: Sequence[str], words: Words) -> str:
    """A person whom `other` introduces in full and `text` only by the last name, in words; "" without one."""
    said = "\n".join(text)
    for match in _NAME.finditer("\n".join(other)):
        full = match[0]
        first, last = full.rsplit(maxsplit=2)[-2:]
        last = re.sub(r"['’]s$", "", last)
        if len(last) < 3 or last not in said or f"{first} {last}" in said:
            continue
        name = re.escape(last)
        spoken = re.search(rf"\b(?:{_TITLE}\s+{name}\b|{name}{_SPEAKS}|said\s+{name}\b)", said)
        if spoken and words.only_in(last, (*text, *other)):
            return f"{spoken[0]!r} is short for {full!r} there, and no other paragraph names them"
    return ""


def _shared(text: Sequence[str], other: Sequence[str], words: Words) -> list[str]:
    """Names that the two have in common and no other paragraph holds."""
    names = {word for paragraph in text for word in _SINGLE.findall(paragraph) if len(word) > 2}
    common = names & {word for paragraph in other for word in _SINGLE.findall(paragraph)}
    return sorted(word for word in common if words.only_in(re.sub(r"['’]s$", "", word), (*text, *other)))
