"""The publishers table in use: whose name is this, whose address is this."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import urlsplit

from briefing.model import Publisher

REPORTING = ("agency", "broadcaster", "paper", "magazine", "site", "state-run")
"""The kinds whose word in a text is a report of theirs; what the other kinds say is a claim that somebody reports."""

_ARTICLE = re.compile(r"^(?:the|a)\s+")
_NOT_A_WORD = re.compile(r"[^\w&+/]+")
_HANDLE_NOISE = re.compile(r"(?:official|news|live|english|en|int|tv|channel|ua|ru)$")


def folded(name: str) -> str:
    """A name as it is compared: without case, article, punctuation and accents; "The A.P. News" is "ap news"."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace(".", "").replace("’", "'").replace("'", "")
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _ARTICLE.sub("", _NOT_A_WORD.sub(" ", plain).strip())


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

    @cached_property
    def in_prose(self) -> re.Pattern[str]:
        """A pattern of every reporting publisher's names as they stand in running text, case kept, longest first."""
        names = {
            name
            for record in self.records
            if record.kind in REPORTING and not record.carrier
            for name in (record.credit, record.name, *record.aliases)
            if any(char.isupper() for char in name)
        }
        ordered = sorted(names, key=lambda name: (-len(name), name))
        return re.compile("|".join(map(_prose_pattern, ordered)) or r"(?!)")


def _prose_pattern(name: str) -> str:
    """How a name may stand in prose: "The Wall Street Journal" also without its article, "The Times" never."""
    rest = name.removeprefix("The ")
    article = "" if rest == name else "[Tt]he " if " " not in rest else "(?:[Tt]he )?"
    return rf"(?<![\w-]){article}{re.escape(rest)}(?!\w|-\w)"
