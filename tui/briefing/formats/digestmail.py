"""What a mail puts around a digest: headers, who wrote when, sign-off and signature, the footers of lists. Pure.

    From: A. Writer <a@w.example>          Kind regards,            Sent from my phone
    On Fri, 16 Aug 2024, A. Writer wrote:  A. Writer                You received this message because …

Each is told by more than its first word, and what only looks like one stays: a signature lost is nothing, news is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from briefing.records import NamedTuple


class Line(NamedTuple):
    """A line of a digest without the marks of a quotation, and how many there were; 0 is said here, not quoted.

    `delimiter` says that it is "-- " to the letter, which mailers put over a signature (RFC 3676, 4.3).
    """

    number: int
    text: str
    depth: int = 0
    delimiter: bool = False


HEADER, WROTE = "a header of the mail that it came in", "says whose mail is quoted"
_QUOTED = re.compile(r"^(?:>[ \t]?)+")

_NAMES = (
    ("From", "Von", "De", "Da", "Van", "От", "Від"),
    ("To", "An", "À", "Para", "A", "Aan", "Кому"),
    ("Date", "Sent", "Datum", "Gesendet", "Envoyé", "Enviado", "Fecha", "Data", "Verzonden", "Дата", "Отправлено"),
    ("Subject", "Betreff", "Objet", "Asunto", "Oggetto", "Onderwerp", "Тема"),
    ("Cc", "Bcc", "Reply-To", "Kopie", "Копия", "Копія", "Importance", "Attachments", "List-Id", "Message-ID"),
)
_KIND = {name.lower(): kind for kind, names in enumerate(_NAMES) for name in names}
_HEADER = re.compile(
    rf"^[*_]{{0,2}}({'|'.join(sorted(_KIND, key=len, reverse=True))})\s?:[*_]{{0,2}}(?:\s|$)", re.IGNORECASE
)
_FORWARDED = re.compile(
    r"(?i)^(?:-{2,}\s*(?:forwarded|original|weitergeleitete|ursprüngliche|message|mensaje|пересланное|переслане)\b[^-]{0,40}-{2,}"
    r"|begin forwarded message:|(?:start|end) of forwarded message)$"
)
_WROTE = re.compile(r"^(?:On|Am|Le|El|Il|Op)\b.*\d.*\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)\b.{0,60}:$")
_LONGEST_WROTE = 250

_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_CONTACT = re.compile(
    rf"(?i)<?(?:mailto:)?{_MAIL}>?|<?(?:https?://|www\.)\S+|\+?\(?\d[\d ()./-]{{6,}}\d|(?<![\w@])@\w{{3,}}"
    r"|\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b|\b(?:tel|mob|cell|phone|mobile|fax|e-?mail|web|website|skype|signal|telegram|"
    r"whatsapp|twitter|direct|office)\b[.:]*"
)
_REACHED = re.compile(rf"{_MAIL}|\+?\(?\d[\d ()./-]{{6,}}\d")
_NAME = re.compile(r"^[^\W\d_a-zа-яёіїєґ][^\s\d]*$")
_PARTICLES = frozenset((
    "de", "del", "della", "da", "di", "van", "von", "der", "den", "bin", "ibn", "al", "el", "la", "le", "of", "for",
    "the", "and", "at", "in", "&", "und", "y", "et", "|",
))  # fmt: skip
_TEAM = re.compile(r"(?i)\b(?:desk|team|editors?|newsroom|staff|office|press service)$")
_SENTENCE = re.compile(r"(?:\S+\s+){5,}\S*[.!?…][\"”’»)]*$")
_NEWSY = re.compile(
    r"^(?:[*+•·‣▪–—#>-]\s|\(?\d{1,3}[.)]\s|\[?\d{1,2}[:.h]\d\d\b)|\s[-–—]{1,3}\s*[\w /.]{2,30}$|\([\w /.]{2,30}\)\.?$"
)
_DASHES = ("-", "–", "—")
_LONGEST_SIGNATURE_LINE, _LONGEST_SIGNATURE, _STRICT_SIGNATURE, _SHORT_NAME = 80, 7, 4, 3
_MOST_BELOW, _MOST_HEADERS, _LONGEST_CONTACT = 30, 30, 200

_CERTAIN = (
    r"(?:(?:(?:with )?(?:kind|kindest|best|warm|warmest|many) )?(?:regards|wishes)|(?:yours )?sincerely(?: yours)?|"
    r"yours(?: (?:faithfully|truly|ever))|all the best|"
    r"(?:mit )?(?:freundlichen?|besten?|viele|liebe) gr(?:ü|ue)(?:ß|ss)en?|(?:bien )?cordialement|bien à vous|"
    r"(?:un )?saludos?(?: cordiale?s?)?|atentamente|(?:cordiali|distinti) saluti|с уважением|з повагою|rgds)"
)
_PERHAPS = (
    r"(?:best|yours|cheers|"
    r"(?:many |with )?thanks(?: (?:again|in advance|a lot|and (?:kind |best )?regards|all|everyone))?|"
    r"thank you(?: all)?|take care|stay safe|br|kr)"
)
_SIGN_OFF = re.compile(
    rf"(?i)^(?:(?P<certain>{_CERTAIN})|(?P<perhaps>{_PERHAPS}))(?P<mark>\s*[,.!]+|\s+[-–—](?=\s))?\s*(?P<name>\S.*)?$"
)

_LIST = r"(?:e-?mails?|mailings?|newsletters?|lists?|groups?|digests?|messages?|updates|alerts|discussion|thread)"
_FOOTERS = (
    r"sent from my \S+(?: \S+){0,4}$",
    r"sent (?:from|with|via|using) (?:the )?(?:outlook|yahoo|mail|proton ?mail|gmail|thunderbird|aol|spark|iphone|ipad|"
    r"android|mobile)\b.{0,60}$",
    r"get outlook for \w+.{0,60}$",
    r"(?:von meinem|envoyé de(?:puis)? mon|enviado desde mi|inviato da(?:l mio)?|verzonden vanaf mijn|отправлено с|"
    r"надіслано з) \S+(?: \S+){0,3}$",
    r"(?:(?:click here )?to |you (?:can|may) )?unsubscribe(?: (?:here|now|instantly|at any time))?"
    r"(?:\W+<?https?://\S+|\W*[|·•].{0,100})?\W*$",
    r"(?:(?:click here )?to |you (?:can|may) )?unsubscribe from (?:this|our|these|all|the|future) "
    rf"(?:\w+ ){{0,3}}{_LIST}\b",
    r"(?:manage|update|change|edit) (?:your |my )?(?:e-?mail |subscription )?(?:preferences|subscriptions?|settings)\b"
    r".{0,100}$",
    rf"(?:view|read|open|see) (?:this |it )?(?:{_LIST} |web version )?(?:in|on) (?:your|the|a) (?:web )?browser\b"
    r".{0,100}$",
    rf"if you .{{4,150}}\b(?:unsubscribe|receiv\w+ (?:these|this|our|further) {_LIST})\b",
    r"you(?:['’]re| are| have|['’]ve)? (?:receiving|received|getting|been sent|subscribed)(?: to)? (?:this|these|the)\b"
    rf".{{0,150}}\b(?:because|subscri\w+|signed up|{_LIST})\b",
    r"to (?:subscribe or )?(?:unsubscribe|stop receiving|opt out|post to|view this)\b"
    rf".{{0,150}}\b(?:{_LIST}|unsubscribe|web)\b",
    rf"this (?:e-?mail|message|newsletter) (?:was|has been) sent to <?{_MAIL}",
    r"this (?:e-?mail|message)(?:,? (?:and|including|together with) (?:any|all) (?:attachments?|files?)[^.]{0,60})? "
    r"(?:is|are|may|contains?) .{0,150}\b(?:confidential|privileged|intended (?:only|solely)|addressee)\b",
    r"for more options,? visit <?https?://\S+$",
    rf"(?:was this (?:e-?mail )?|forwarded this )(?:{_LIST} ?)?(?:forwarded to you)?\?.{{0,80}}$",
    r"please consider the environment before printing.{0,60}$",
    r"(?:caution|warning|external)\b[^.]{0,20}(?:e-?mail|message) (?:originated|came|is) (?:from )?outside\b",
    r"you don['’]t often get e-?mails? from\b",
    r"(?:message clipped|quoted text hidden)\b.{0,60}$",
    rf"\S+(?: \S+){{0,3}} mailing list(?:\W+{_MAIL})?$",
    r"<?https?://\S*(?:mailman/|unsubscribe|list-manage|/listinfo|optout|opt-out)\S*$",
)
_CUES = (
    "mail", "unsubscri", "browser", "sent ", "http", "preferences", "subscri", "settings", "outlook", "newsletter",
    "message", "list", "group", "von meinem", "envoyé", "enviado", "inviato", "verzonden", "отправлено", "надіслано",
    "forwarded", "quoted", "caution", "warning", "external", "printing", "receiv", "getting", "signed up", "opt out",
    "post to", "view this", "read this", "open this",
)  # fmt: skip
_LONGEST_FOOTER = 1_500
_SALUTATION = re.compile(
    r"(?i)^(?:dear|hi|hello|hey|good (?:morning|afternoon|evening))(?:[ ,]+[\w.'’-]+){0,4}[,!:–—-]+$"
)
_LONGEST_SALUTATION = 50
_LONG_ENOUGH = 20


@lru_cache(maxsize=1)
def _footer_pattern() -> re.Pattern[str]:
    """All footers in one; compiled when a digest first has a word of one, since that takes longer than most digests."""
    return re.compile(rf"(?i)^\W{{0,5}}(?:{'|'.join(_FOOTERS)})")


def lines(text: Sequence[str]) -> list[Line]:
    """The lines, numbered from 1, freed of the marks of a quotation in a mail ("> "), and with single spaces only."""
    found = []
    for number, line in enumerate(text, 1):
        bare = " ".join(line.split())  # patterns go over a long run of spaces once for each of them
        marks = _QUOTED.match(bare) if bare[:1] == ">" else None
        quoted = bare[marks.end() :] if marks else bare
        found.append(Line(number, quoted, marks[0].count(">") if marks else 0, line.endswith("-- ") and quoted == "--"))
    return found


def asides(found: Sequence[Line]) -> dict[int, str]:
    """The numbers of the lines that are none of the news, each with why."""
    why: dict[int, str] = {}
    said: dict[str, int] = {}
    for at, line in enumerate(found):
        if not line.text or line.number in why:
            continue
        if line.depth and line.text in said:
            why[line.number] = f"quoted from line {said[line.text]}"
            continue
        why |= _headers(found, at) or _single(found, at)
        if not line.depth and len(line.text) >= _LONG_ENOUGH:
            said.setdefault(line.text, line.number)
    below: list[int] = []  # where the lines are that may be news, the last one first
    for at in range(len(found) - 1, -1, -1):
        line = found[at]
        if line.text and line.number not in why:
            why |= _signed_off(found, at, below) or _delimited(found, at, below) or _address(found, at, below)
            if line.number not in why:
                below.append(at)
            while below and found[below[-1]].number in why:
                below.pop()
    return why


def _headers(found: Sequence[Line], at: int) -> dict[int, str]:
    """The headers of a mail that begin here: who sent it and one more at least, one below the other."""
    if not _HEADER.match(found[at].text) or (at and _HEADER.match(found[at - 1].text)):
        return {}
    kinds: set[int] = set()
    why = {}
    for line in found[at : at + _MOST_HEADERS]:
        match = _HEADER.match(line.text)
        if line.depth != found[at].depth or not (match or _bare(line.text)):
            break
        if match:
            kinds.add(_KIND[match[1].lower()])
        why[line.number] = HEADER
    return why if 0 in kinds and len(kinds) > 1 else {}


def _single(found: Sequence[Line], at: int) -> dict[int, str]:
    """A line that needs no other to be told, with those that it was broken into."""
    line = found[at]
    text = line.text
    if len(text) <= _LONGEST_SALUTATION and _SALUTATION.match(text):
        return {line.number: "a greeting"}
    if len(text) <= _LONGEST_FOOTER and _FORWARDED.match(text):
        return {line.number: "says that a mail was forwarded"}
    return _wrote(found, at) or _footer(found, at)


def _wrote(found: Sequence[Line], at: int) -> dict[int, str]:
    """ "On Fri, 16 Aug 2024 at 07:02, A. Writer <a@w.example> wrote:" over a quotation, or with an address in it."""
    for size in (1, 2):
        part = found[at : at + size]
        text = " ".join(line.text for line in part)
        if len(text) <= _LONGEST_WROTE and text[-1:] == ":" and _WROTE.match(text):
            after = next((line for line in found[at + size : at + size + 3] if line.text), None)
            if (after and after.depth > part[-1].depth) or re.search(_MAIL, text):
                return {line.number: WROTE for line in part}
    return {}


def _footer(found: Sequence[Line], at: int) -> dict[int, str]:
    """A footer of a mailer or of a list, and what it was broken into: lines that go on within its sentence."""
    line = found[at]
    if len(line.text) > _LONGEST_FOOTER:
        return {}
    small = line.text.lower()
    if not any(map(small.__contains__, _CUES)) or not _footer_pattern().match(line.text):
        return {}
    why = {line.number: "a footer of the mail that it came in"}
    before = line
    for after in found[at + 1 : at + _MOST_BELOW]:
        broken = len(before.text) >= _LONG_ENOUGH and before.text[-1:] not in ".!?" and after.text[:1].islower()
        if not after.text or after.depth != line.depth or not (broken or _bare(after.text)):
            break
        why[after.number] = f"the footer of line {line.number} goes on"
        before = after
    return why


def _signed_off(found: Sequence[Line], at: int, below: Sequence[int]) -> dict[int, str]:
    """A sign-off and the signature behind it. `below` are the lines after it that may be news, the last one first."""
    line = found[at]
    match = _SIGN_OFF.match(line.text) if len(line.text) <= _LONGEST_SIGNATURE_LINE else None
    if not match or (match["name"] and not (match["mark"] and _named(match["name"]))):
        return {}
    if (match["mark"] or "").strip() in _DASHES and not match["certain"]:
        return {}
    signature = _signature(found, at, below)
    over = _over(found, at, [other for other in below[-_MOST_BELOW:] if found[other].number not in signature])
    if match["name"] and not over:
        return {}
    if match["certain"] or match["mark"] or over or signature:
        return {line.number: "a sign-off", **signature}
    return {}


def _signature(found: Sequence[Line], at: int, below: Sequence[int]) -> dict[int, str]:
    """The lines of a signature after the sign-off: a name first, then whatever stands below it.

    Lines parted from the sign-off must be a signature as a whole; a further run of lines must be contacts, or end the
    mail and say how to reach somebody.
    """
    why: dict[int, str] = {}
    for run in _runs(found, at, below):
        texts = [found[one].text for one in run]
        over = _over(found, at, below[-_MOST_BELOW : -len(why) - len(run)])
        if why:
            good = any(map(_bare, texts)) and all(map(_contact_or_name, texts))
            good = good or (over and all(map(_signs, texts)) and any(map(_REACHED.search, texts)))
        else:
            alone = run[0] == at + 1 or over or len(texts[0].split()) <= _SHORT_NAME or any(map(_bare, texts))
            good = alone and _named(texts[0]) and all(map(_signs, texts))
        if not good or len(why) + len(run) > _LONGEST_SIGNATURE:
            break
        why |= {found[one].number: "a signature" for one in run}
    return why


def _runs(found: Sequence[Line], at: int, below: Sequence[int]) -> Iterator[list[int]]:
    """Where the lines after `at` are that may be news, of the same mail, in runs that nothing parts."""
    run: list[int] = []
    for other in reversed(below[-_MOST_BELOW:]):
        if found[other].depth != found[at].depth or other - at > _MOST_BELOW:
            break
        if run and other != run[-1] + 1:
            yield run
            run = []
        run.append(other)
    if run:
        yield run


def _delimited(found: Sequence[Line], at: int, below: Sequence[int]) -> dict[int, str]:
    """The line of two hyphens that mailers put over a signature, where one is below it and nothing else is."""
    if found[at].text != "--":
        return {}
    signature: list[Line] = []
    for other in reversed(below[-_LONGEST_SIGNATURE - 1 :]):
        if found[other].depth != found[at].depth:
            break
        signature.append(found[other])
    texts = [line.text for line in signature]
    if not 0 < len(texts) <= _LONGEST_SIGNATURE or not all(map(_signs, texts)):
        return {}
    if not (_contact_or_name(texts[0]) or (found[at].delimiter and len(texts) <= _STRICT_SIGNATURE)):
        return {}
    return {found[at].number: "parts the signature from the text"} | {line.number: "a signature" for line in signature}


def _address(found: Sequence[Line], at: int, below: Sequence[int]) -> dict[int, str]:
    """A line at the end of a mail that only says how to reach somebody, and whose name stands right above it."""
    if not (_over(found, at, below) and _bare(found[at].text) and _REACHED.search(found[at].text)):
        return {}
    first = at
    while first and found[first - 1].text and found[first - 1].depth == found[at].depth:
        if at - first >= _STRICT_SIGNATURE or not _contact_or_name(found[first - 1].text):
            return {}
        first -= 1
    return {line.number: "a signature" for line in found[first : at + 1]}


def _over(found: Sequence[Line], at: int, below: Sequence[int]) -> bool:
    """Whether nothing that may be news is `below` a line in its mail."""
    return not below or found[below[-1]].depth != found[at].depth


def _signs(text: str) -> bool:
    """Whether a line may stand in a signature: short, no sentence, no item of a list, no credit at its end."""
    return len(text) <= _LONGEST_SIGNATURE_LINE and not _SENTENCE.search(text) and not _NEWSY.search(text)


def _named(text: str) -> bool:
    """Whether a line is nothing but somebody's name, or a desk's, and where to reach them."""
    if len(text) > _LONGEST_CONTACT:
        return False
    words = _CONTACT.sub(" ", text).strip(" ,.;|").split()
    if not 0 < len(words) <= 5:
        return False
    return (len(words) <= 4 and bool(_TEAM.search(text.rstrip(" ,.")))) or all(
        _NAME.match(word) or word.lower() in _PARTICLES for word in words
    )


def _bare(text: str) -> bool:
    """Whether a line is nothing but addresses and numbers of somebody, with their labels."""
    if len(text) > _LONGEST_CONTACT:
        return False
    rest, count = _CONTACT.subn(" ", text)
    return count > 0 and len(re.findall(r"\w+", rest)) <= 3


def _contact_or_name(text: str) -> bool:
    return _bare(text) or _named(text)
