"""Who a sentence says it has a fact from: "Gen Syrsky said", "according to Gaza health authorities". Pure.

A claimant is never the publisher: "told CNN" makes the officials who told it claimants, and "Reuters reports" nobody.
"""

from __future__ import annotations

import re

from briefing.editorial.publishers import REPORTING, Publishers
from briefing.editorial.words import split

_VERBS = """
said says say told tells reported reports report claimed claims claim added adds announced announces stated states
estimated estimates estimate warned warns wrote confirmed confirms believes believe put puts noted notes declared
acknowledged counted counts
"""
_SAYING = frozenset(_VERBS.encode().split())
_SAID = rf"(?:(?:has|have|had|also|then|later)\s+)*(?:{'|'.join(_VERBS.split())})\b"
_WHO = r"(?P<who>[^\W\d_][^,.;:!?“”\"()]{1,80}?)"
_ACCORDING = re.compile(rf"(?i:\baccording\s+to)\s+{_WHO}(?=\s*(?:[,.;:!?“”\"()]|\band\b\s+\w+\s+\w+ed\b|$))")
_AFTER_COMMA = re.compile(rf"[,”\"]\s*(?:but\s+|and\s+|as\s+)?{_WHO}\s+{_SAID}")
_INVERTED = re.compile(rf"[,”\"]\s*(?:said|says)\s+{_WHO}(?=\s*(?:[,.;:]|$))")
_OPENING = re.compile(rf"^[“\"]?{_WHO}\s+{_SAID}")
_WITHIN = re.compile(rf"\b(?:but|and|as|while)\s+{_WHO}\s+{_SAID}")
_LEADING = re.compile(r"^(?:(?:the|its|his|her|their|but|and|as|that|while|however|meanwhile)\s+)+", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?i)(?:he|she|it|they|we|i|you|who|which|that|this|there|what|the report|a report|reports?|no one|both)"
)
_NO_NAME = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|to|which|who|that|after|because|if|when|than|it|he|she|they)\b|\d"
)
_MOST_WORDS = 10


def _may_name(sentence: str) -> bool:
    """Whether one of the words is there that every pattern asks for: most sentences with a figure name nobody."""
    return not _SAYING.isdisjoint(split(sentence)) or "according" in sentence.lower()


def claimant(sentence: str, publishers: Publishers) -> str:
    """Whoever a sentence says its facts come from, as the text has it without the article; "" for nobody."""
    if not _may_name(sentence):
        return ""
    for pattern in (_ACCORDING, _AFTER_COMMA, _INVERTED, _OPENING, _WITHIN):
        for match in pattern.finditer(sentence):
            name = _LEADING.sub("", match["who"]).strip(" '’-–—")
            record = publishers.named(name)
            reported = record is not None and record.kind in REPORTING
            nobody = not name or _NOBODY.fullmatch(name) or _NO_NAME.search(name) or len(name.split()) > _MOST_WORDS
            if not reported and not nobody:
                return name
    return ""
