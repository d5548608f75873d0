"""What makes an item the same item tomorrow: its guid, else its link, else what it says. Pure.

A publisher's guid is believed unless the document itself gives it away: BBC's "#2" at the end is a
revision, Al Jazeera's "/?t=…" names no page, and a guid that stands for two stories names neither.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from briefing.model import Item

# Parameters that say how the reader came to a page, never which page.
_TRACKING = re.compile(
    r"(?:utm_\w*|at_(?:medium|campaign|link\w*|format|ptr\w*|bbc\w*)|traffic_source|maca|icid|fbclid|gclid|dclid|yclid|msclkid|mc_[ce]id"
    r"|_hs\w+|mkt_tok|gaa_\w+|ns_(?:campaign|mchannel|source|linkname|fee)|cmpid|cmp|ftag|xtor|smid|ref_src|guccounter|guce_\w+|wt\.\w+"
    r"|s_cid|ito|ncid|tag_?id|spm|share_?id|amp_?js_?v|usqp|oc|sr_share|_r|\#publisher)$",
    re.IGNORECASE,
)
_ONLY_TRACKING_WITH = {
    "ref": ("rss", "feed", "rss_feed", "homepage"),
    "source": ("rss", "feed"),
    "partner": ("rss",),
    "emc": ("rss",),
}
_REVISION = re.compile(r"^(https?://[^#]+)#(\d{1,4})$")
_ONLY_A_TIME = re.compile(r"^https?://[^/?#]+/?\?t=\d+$")
_LONGEST_PAIR = 100
_PAIRS = re.compile("[&;]")
_TRACKING_FRAGMENTS = ("publisher=", "xtor=", "ref=rss", "utm_")
_ALREADY = re.compile(r"(https?://[a-z0-9.-]+(?:/[^?#]*)?)(?:\?([^#]*))?$")


def canonical(address: str) -> str:
    """An http(s) address without tracking parameters and default port, its host in lower case; others as they are."""
    usual = _ALREADY.match(address)
    if usual:
        page, query = usual.groups()
        return f"{page}?{kept}" if query and (kept := _kept(query)) else page
    scheme, separator, rest = address.partition("://")
    if not separator or scheme.lower() not in ("http", "https"):
        return address
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    host, slash, path = rest.partition("/")
    host = host.lower().removesuffix(":443" if scheme.lower() == "https" else ":80")
    query = _kept(query)
    if fragment.startswith(_TRACKING_FRAGMENTS):
        fragment = ""
    return f"{scheme.lower()}://{host}{slash}{path}{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"


def _kept(query: str) -> str:
    """A query without the parameters that only track."""
    return "&".join([pair for pair in _PAIRS.split(query) if pair and not _tracks(pair[:_LONGEST_PAIR])])


@lru_cache(maxsize=256)
def _tracks(pair: str) -> bool:
    """Whether a query parameter only says where the reader came from."""
    name, _, value = pair.partition("=")
    return bool(_TRACKING.match(name)) or value.lower() in _ONLY_TRACKING_WITH.get(name.lower(), ())


def identify(guid: str, link: str, *words: str) -> tuple[str, int]:
    """An item's key within its source, and the revision number that its guid states (0 when none).

    `link` is canonical. `words` (headline, text, time as written) identify an item that has neither guid nor link.
    """
    if guid and not (link and _ONLY_A_TIME.match(guid)):
        revision = _REVISION.match(guid) if "#" in guid else None
        if revision:
            return revision[1], int(revision[2])
        return canonical(guid) if guid != link and guid.startswith("http") else guid, 0
    if link:
        return link.partition("://")[2] or link, 0
    return "text:" + digest(*words), 0


def digest(*words: str) -> str:
    """Twenty hex digits that stand for these words."""
    return hashlib.blake2b("\x1f".join(words).encode("utf-8", "replace"), digest_size=10).hexdigest()


def settle(items: Sequence[Item]) -> tuple[Item, ...]:
    """The items of one document with each key used once.

    The same item repeated is kept once, in its highest revision. Different items under one key all get a
    key that their link or, where that is the same too, their headline tells apart: none swallows another.
    """
    if len({item.key for item in items}) == len(items):
        return tuple(items)
    by_key: dict[str, list[tuple[int, Item]]] = {}
    for index, item in enumerate(items):
        by_key.setdefault(item.key, []).append((index, item))
    settled = [placed for same in by_key.values() for placed in _told_apart(same)]
    return tuple(item for _, item in sorted(settled, key=lambda placed: placed[0]))


def _told_apart(same: list[tuple[int, Item]]) -> Iterable[tuple[int, Item]]:
    """Items that share a key, each with its place: one if they are the same item, else each under a key of its own."""
    if len(same) == 1:
        return same
    links = {item.url for _, item in same}
    one_link = len(links) == 1 and links != {""}
    if len({(item.url, item.title, item.text) for _, item in same}) == 1 or (
        one_link and any(i.revision for _, i in same)
    ):
        latest = max((item for _, item in same), key=lambda item: (item.revision, item.updated or item.published or 0))
        return [(same[0][0], latest)]
    apart: dict[str, tuple[int, Item]] = {}
    for index, item in same:
        tail = item.url if len(links) == len(same) else digest(item.url, item.title or item.text)
        apart.setdefault(tail, (index, item._replace(key=f"{item.key} {tail}")))
    return apart.values()
