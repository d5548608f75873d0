"""The publishers table in use: whose name is this, whose address is this."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from briefing.model import Publisher

REPORTING = ("agency", "broadcaster", "paper", "magazine", "site", "state-run")
"""The kinds whose word in a text is a report of theirs; what the other kinds say is a claim that somebody reports."""

_ARTICLE = re.compile(r"^(?:the|a)\s+")
_NOT_A_WORD = re.compile(r"[^\w&+/]+")
_SECOND_LEVEL = frozenset(("ac", "co", "com", "edu", "gov", "mil", "net", "or", "org"))
_CAPITALISED = re.compile(r"(?<![\w-])[^\W\d_a-z]\w*")
_GOES_ON = re.compile(r"\w|-\w")
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

    def __iter__(self) -> Iterator[Publisher]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def named(self, text: str) -> Publisher | None:
        """The publisher that `text` names, by its name, short form, an alias or a bare domain."""
        known = self._names.get(folded(text))
        if known is None and "." in text and " " not in text.strip():
            known = self.at(text if "://" in text else f"https://{text.strip()}")
        return known

    def at(self, url: str) -> Publisher | None:
        """The publisher whose place on the web holds `url`: the longest domain and path that fit."""
        host, path = host_and_path(url)
        while host:
            for prefix, record in self._domains.get(host, ()):
                if not prefix or path.lower() == prefix or path.lower().startswith(prefix + "/"):
                    return record
            host = host.partition(".")[2]
        return None

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
        for word in _CAPITALISED.finditer(text):
            for name, record, article in self._by_first_word.get(word[0], ()):
                start, end = word.start(), word.start() + len(name)
                if text.startswith(name, start) and not _GOES_ON.match(text, end):
                    if not article or text[max(start - 4, 0) : start].lower() == "the ":
                        yield start, end, record
                    break

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
