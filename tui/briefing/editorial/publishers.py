"""The publishers table in use: whose name is this, whose address is this."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from briefing.editorial.words import Wanted, in_word, split
from briefing.model import Publisher

REPORTING = ("agency", "broadcaster", "paper", "magazine", "site", "state-run")
"""The kinds whose word in a text is a report of theirs; what the other kinds say is a claim that somebody reports."""

_ARTICLE = re.compile(r"^(?:the|a)\s+")
_NOT_A_WORD = re.compile(r"[^\w&+/]+")
_SECOND_LEVEL = frozenset(("ac", "co", "com", "edu", "gov", "mil", "net", "or", "org"))
_CAPITALISED = re.compile(r"(?<![\w-])[^\W\d_a-z]\w*")
_PLAIN_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+)(?:(/[!-\"$->@-~]*)(?:[?#][!-~]*)?)?")
_GOES_ON = re.compile(r"\w|-\w")
_MOST_REMEMBERED, _LONGEST_REMEMBERED = 4_000, 300
_HANDLE_NOISE = re.compile(r"(?:official|news|live|english|en|int|tv|channel|ua|ru)$")


def folded(name: str) -> str:
    """A name as it is compared: without case, article, punctuation and accents; "The A.P. News" is "ap news"."""
    plain = name.casefold().replace(".", "").replace("'", "")
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.replace("’", ""))
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _ARTICLE.sub("", _NOT_A_WORD.sub(" ", plain).strip())


@lru_cache(maxsize=1_000)
def host_and_path(url: str) -> tuple[str, str]:
    """The host of an address in lower case, without "www.", and its path; ("", "") for what is no web address."""
    plain = _PLAIN_ADDRESS.fullmatch(url)
    if plain:
        return plain[1].lower().rstrip(".").removeprefix("www."), plain[2] or ""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    if parts.scheme not in ("http", "https"):
        return "", ""
    return host.rstrip(".").removeprefix("www."), parts.path


def site(url: str) -> str:
    """The registered part of an address's host, near enough: "bbc.co.uk" of "feeds.bbc.co.uk", or ""."""
    labels = host_and_path(url)[0].split(".")
    if len(labels) < 2 or labels[-1].isdigit():
        return ".".join(labels)
    second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if second else -2 :])


def _joins(char: str) -> bool:
    """Whether a word goes on after `char`, so that what follows it begins none."""
    return char == "-" or in_word(char)


def _places(text: str, firsts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where one of `firsts` is a word of the text, and which."""
    for first in firsts:
        at = text.find(first)
        while at >= 0:
            end = at + len(first)
            if not (at and _joins(text[at - 1])) and not (end < len(text) and in_word(text[end])):
                yield at, first
            at = text.find(first, end)


def _remembered(known: dict[str, Publisher | None], key: str, found: Publisher | None) -> Publisher | None:
    """`found`, which is kept for the next time that `key` is asked for; a few thousand are."""
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    if len(key) <= _LONGEST_REMEMBERED:
        known[key] = found
    return found


class Publishers:
    """The publishers table, looked up by name and by address. The first of two that share a name wins."""

    def __init__(self, records: Iterable[Publisher] = ()) -> None:
        self.records = tuple(records)
        self._names: dict[str, Publisher] = {}
        self._domains: dict[str, list[tuple[str, Publisher]]] = {}
        for record in self.records:
            for name in (record.credit, record.name, *record.aliases):
                self._names.setdefault(folded(name), record)
            for domain in record.domains:
                host, slash, path = domain.partition("/")
                self._domains.setdefault(host, []).append((slash + path.rstrip("/"), record))
        for places in self._domains.values():
            places.sort(key=lambda place: -len(place[0]))
        self._asked: dict[str, Publisher | None] = {}
        self._located: dict[str, Publisher | None] = {}

    def __iter__(self) -> Iterator[Publisher]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def named(self, text: str) -> Publisher | None:
        """The publisher that `text` names, by its name, short form, an alias or a bare domain."""
        if text in self._asked:
            return self._asked[text]
        known = self._names.get(folded(text))
        if known is None and "." in text and " " not in text.strip():
            known = self.at(text if "://" in text else f"https://{text.strip()}")
        return _remembered(self._asked, text, known)

    def at(self, url: str) -> Publisher | None:
        """The publisher whose place on the web holds `url`: the longest domain and path that fit."""
        if url in self._located:
            return self._located[url]
        host, path = host_and_path(url)
        while host:
            for prefix, record in self._domains.get(host, ()):
                if not prefix or path.lower() == prefix or path.lower().startswith(prefix + "/"):
                    return _remembered(self._located, url, record)
            host = host.partition(".")[2]
        return _remembered(self._located, url, None)

    def may_name(self, text: str) -> bool:
        """Whether a name of the table may stand in `text`, whatever its case: a quick look at the words."""
        if not text.isascii():
            return True
        small = text.lower().replace("'", "")
        if not self._name_words.isdisjoint(split(small)):
            return True
        return "." in small and any(name in small for name in self._stopped)

    @cached_property
    def _name_words(self) -> frozenset[bytes]:
        return frozenset(word for name in self._names for word in split(name))

    @cached_property
    def _stopped(self) -> tuple[str, ...]:
        """The names with a full stop, which parts the words of a text but not those of a folded name: "F.A.Z."."""
        names = (name for each in self.records for name in (each.credit, each.name, *each.aliases))
        return tuple(name.lower().replace("'", "") for name in names if "." in name)

    def handle(self, handle: str) -> Publisher | None:
        """The publisher behind a social account such as "@Kyivpost_official"; a guess from its letters."""
        letters = re.sub(r"[^a-z0-9]", "", handle.lower())
        while letters:
            if len(letters) > 2 and letters in self._handles:
                return self._handles[letters]
            shorter = _HANDLE_NOISE.sub("", letters)
            if shorter == letters:
                return None
            letters = shorter
        return None

    @cached_property
    def _handles(self) -> dict[str, Publisher]:
        handles: dict[str, Publisher] = {}
        for record in self.records:
            names = [record.credit, record.name, *record.aliases]
            names += [domain.split(".")[0] for domain in record.domains if "/" not in domain]
            for name in names:
                handles.setdefault(re.sub(r"[^a-z0-9]", "", folded(name)), record)
        return handles

    def mentions(self, text: str) -> Iterator[tuple[int, int, Publisher]]:
        """Where running text names reporting publishers, as (start, end, publisher): whole names, case kept."""
        for at, first in sorted(self._first_words(text)):
            for name, record, article in self._by_first_word[first]:
                end = at + len(name)
                if text.startswith(name, at) and not _GOES_ON.match(text, end):
                    if not article or text[max(at - 4, 0) : at].lower() == "the ":
                        yield at, end, record
                    break

    def _first_words(self, text: str) -> Iterator[tuple[int, str]]:
        """Where a text has a word that a publisher's name in prose begins with, and the word."""
        plain = text.isascii()
        for sought in self._small.among(text.lower()) if plain else self._sought.among(text):
            yield from _places(text, self._by_small[sought] if plain else (sought,))

    @cached_property
    def _sought(self) -> Wanted:
        return Wanted(self._by_first_word)

    @cached_property
    def _small(self) -> Wanted:
        return Wanted(self._by_small)

    @cached_property
    def _by_small(self) -> dict[str, list[str]]:
        """The first words in small letters: a text in ASCII has its words found together with those of the fronts."""
        small: dict[str, list[str]] = {}
        for first in self._by_first_word:
            small.setdefault(first.lower(), []).append(first)
        return small

    @cached_property
    def _by_first_word(self) -> dict[str, list[tuple[str, Publisher, bool]]]:
        """The names to seek in prose by their first word, longest first; one like "The Times" needs its article."""
        by_word: dict[str, list[tuple[str, Publisher, bool]]] = {}
        for record in self.records:
            if record.kind in REPORTING and not record.carrier:
                for name in dict.fromkeys((record.credit, record.name, *record.aliases)):
                    rest = name.removeprefix("The ")
                    first = _CAPITALISED.match(rest)
                    if first:
                        by_word.setdefault(first[0], []).append((rest, record, rest != name and " " not in rest))
        for names in by_word.values():
            names.sort(key=lambda entry: -len(entry[0]))
        return by_word
