"""URLs taken apart and followed, as strictly as a client needs (RFC 3986, RFC 9110). Pure.

Errors are `ValueError`s whose text is a sentence that never repeats the URL: it may hold a password.
"""

from __future__ import annotations

import hashlib
import string
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from briefing.text import host_in_ascii

PORTS = {"http": 80, "https": 443}
LONGEST = 8_000
_NAME, _LABEL = 253, 63  # RFC 1035, 2.3.4
_KEPT = "!#$%&'()*+,/:;=?@[]~"
_ZONE = frozenset(string.ascii_letters + string.digits + "_-")


Origin = tuple[str, str, int]


class Address(NamedTuple):
    """An http(s) URL: `host` in ASCII and lower case without brackets, `target` the path and query to ask for."""

    scheme: str
    host: str
    port: int
    target: str
    user: str = ""
    password: str = ""

    @property
    def origin(self) -> Origin:
        """Scheme, host and port (RFC 6454): who is spoken to."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """The `Host` header: brackets around IPv6, the port unless it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole URL in ASCII, without user and password."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def mark(self) -> str:
        """What tells this URL from another without giving it away: a redirect may have put a key into it."""
        return hashlib.blake2b(self.url.encode("ascii"), digest_size=8).hexdigest()


def parse(url: str) -> Address:
    """`url` taken apart. Raises ValueError with a sentence."""
    if len(url) > LONGEST:
        raise ValueError("the address is too long")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError:
        raise ValueError("the address cannot be understood") from None
    if scheme not in PORTS:
        raise ValueError("the address is neither http nor https")
    if not host or port == 0:
        raise ValueError("the address names no host")
    path = quote(parts.path, safe=_KEPT) or "/"
    query = "?" + quote(parts.query, safe=_KEPT) if parts.query else ""
    return Address(
        scheme,
        _ascii(host),
        port or PORTS[scheme],
        (path if path.startswith("/") else "/" + path) + query,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def _ascii(host: str) -> str:
    if not host.isascii():
        try:
            host = host_in_ascii(host)
        except UnicodeError:
            raise ValueError("the host's name cannot be understood") from None
    host = host.lower().rstrip(".")
    name, _, zone = host.partition("%")
    labels = map(len, name.split("."))
    if len(name) > _NAME or not (":" in name or all(1 <= label <= _LABEL for label in labels)):
        raise ValueError("the host's name cannot be understood")
    if any(character <= " " or character in "/\\?#@<>\"'`{}|^%\x7f" for character in name):
        raise ValueError("the host's name cannot be understood")
    if name != host and not (":" in name and _ZONE.issuperset(zone)):  # "8.8.8.8%x.example" is a name to some resolvers
        raise ValueError("the host's name cannot be understood")
    return host


def follow(base: Address, location: bytes) -> Address:
    """Where a `Location` header leads from `base`. Raises ValueError with a sentence."""
    try:
        text = location.decode("utf-8")
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    if not text.strip():
        raise ValueError("it redirects nowhere")
    try:
        joined = urljoin(base.url, text.strip())
    except ValueError:
        raise ValueError("it redirects to an address that cannot be understood") from None
    try:
        return parse(joined.partition("#")[0])
    except ValueError as error:
        raise ValueError(f"it redirects elsewhere, but {error}") from None
