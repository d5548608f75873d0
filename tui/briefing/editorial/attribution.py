"""Publishers that a running text names: "told CNN", "Reuters reports", "confirms what the Wall Street Journal wrote".

Only reporting publishers count. What an institution or a party says ("the WHO said") is a claim that
somebody else reports, and a person or a post on a carrier ("wrote on Telegram") is a source within the report.
"""

from __future__ import annotations

import re

from briefing.editorial.names import spells_out
from briefing.editorial.publishers import Publishers
from briefing.model import Also
from briefing.records import NamedTuple


class Attribution(NamedTuple):
    """Who a text says reported it ("" when it does not), all it names in their order, and the words for each."""

    publisher: str = ""
    named: tuple[Also, ...] = ()
    evidence: tuple[tuple[str, str], ...] = ()


_REPORT = r"(?:reports?|reporting|account|story|stories|information|investigation|findings)"
_CONFIRM = r"(?:confirm(?:s|ed|ing)?|corroborat(?:es?|ed|ing)|match(?:es|ed|ing)?|echo(?:es|ed|ing)?|bears? out)"
_SINCE = r"(?:(?:has|have|had|also|later|first|previously|since|earlier|independently|separately)\s+)*"


class _Wording(NamedTuple):
    """What stands before a name and after it, and how much it says that the name is the reporter's."""

    kind: str
    weight: int
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


def _wording(kind: str, weight: int, before: str = "", after: str = "") -> _Wording:
    return _Wording(
        kind,
        weight,
        re.compile(rf"\b(?:{before})\s*\(?(?:the\s+)?$", re.IGNORECASE) if before else None,
        re.compile(after, re.IGNORECASE) if after else None,
    )


# The order matters: what confirms is not told, and what is told is not said.
_WORDINGS = (
    _wording("confirms", 0, rf"{_CONFIRM}\s+(?:what|as|(?:[\w-]+\s){{0,3}}?{_REPORT}\s+(?:by|in|from|of))\s"),
    _wording("confirms", 0, rf"{_CONFIRM}\s+(?:(?:an?|earlier|recent|previous)\s)*", rf"(?:['’]s)?\s+{_REPORT}\b"),
    _wording("confirms", 0, r"(?:verified|confirmed|corroborated)\s(?:independently\s|separately\s)?by\s"),
    _wording("confirms", 0, after=rf"\s+{_SINCE}(?:verified|confirmed|corroborated)\b"),
    _wording(
        "told", 3, r"(?:told|tells|telling|(?:spoke|speaking|talked)\s(?:to|with)|(?:confirmed|said|disclosed)\sto)\s"
    ),
    _wording("told", 3, r"(?:interviews?|comments?|remarks?|statements?|emails?)\s(?:with|to|for|by)\s"),
    _wording("told", 3, r"(?:seen|obtained|reviewed|quoted|cited|reported|published|carried|interviewed)\sby\s"),
    _wording(
        "says",
        2,
        after=rf"(?:['’]s(?:\s+[\w-]+){{1,4}}?)?\s*,?\s+{_SINCE}(?:says|said|reports|reported|writes|wrote|learned|learnt|"
        r"understands|reveals|revealed|quotes|quoted|cites|cited)\b",
    ),
    _wording("says", 2, r"(?:reports?|reported|says|said|writes|wrote)\s", r"(?=[.,;:!?\"”’)]|\s*$)"),
    _wording("according", 1, rf"(?:according\sto|citing|cites|quoting|{_REPORT}\s(?:by|from|in))\s"),
    _wording("according", 1, r"\w+[.,:;!?\"”’]?\s*\((?:via\s)?", r"\)"),
)
_BEFORE = 90
"""How many characters before a name can say what it does there."""


def _kind_of_mention(text: str, start: int, end: int) -> tuple[str, int, str] | None:
    """What a name at this place does: the kind, its weight, the words that say so."""
    before = text[max(start - _BEFORE, 0) : start]
    for kind, weight, lead, follow in _WORDINGS:
        led = lead.search(before) if lead else None
        followed = follow.match(text, end) if follow else None
        if (led or not lead) and (followed or not follow):
            if before.endswith("(") and spells_out(before, text[start:end]):
                return None
            words = (led[0] if led else "") + text[start:end] + (followed[0] if followed else "")
            return kind, weight, words.strip()
    return None


def attributed(text: str, publishers: Publishers) -> Attribution:
    """Who a text says reported it: the publisher it leans on most, first named first."""
    scores: dict[str, int] = {}
    words: dict[str, str] = {}
    confirmed: set[str] = set()
    for start, end, record in publishers.mentions(text):
        mention = _kind_of_mention(text, start, end)
        if mention:
            kind, weight, said = mention
            scores[record.credit] = scores.get(record.credit, 0) + weight
            words.setdefault(record.credit, said)
            if kind == "confirms":
                confirmed.add(record.credit)
    reporters = [name for name in scores if name not in confirmed]
    publisher = max(reporters, key=scores.__getitem__, default="")
    named = tuple(Also(name, "confirms" if name in confirmed else "cites") for name in scores)
    return Attribution(publisher, named, tuple(words.items()))
