"""Which addresses of the Internet Protocol are public, and what the others are called. Pure.

Ranges: the IANA special-purpose registries (RFC 6890 and its successors), and the translators that carry an
IPv4 address inside (RFC 4291 mapped, RFC 6052 and 8215 NAT64, RFC 3056 6to4, RFC 4380 Teredo).
"""

from __future__ import annotations

import ipaddress

_CARRIER = ipaddress.ip_network("100.64.0.0/10")
_TRANSLATED = (
    (ipaddress.ip_network("64:ff9b::/96"), "a NAT64 address"),
    (ipaddress.ip_network("64:ff9b:1::/48"), "a NAT64 address"),
    (ipaddress.ip_network("2002::/16"), "a 6to4 address"),
    (ipaddress.ip_network("2001::/32"), "a Teredo address"),
    (ipaddress.ip_network("::/96"), "a reserved address"),
)
_DOCUMENTS = ipaddress.ip_network("3fff::/20")  # RFC 9637, which the standard library learnt of late
_RELAY = ipaddress.ip_network("192.88.99.0/24")


def objection(address: str) -> str:
    """What speaks against connecting to `address` (numeric): "a loopback address" and so on; "" if it is public."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "not an address"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return _general(parsed.ipv4_mapped)
        if not parsed.is_loopback and not parsed.is_unspecified:
            for network, name in _TRANSLATED:
                if parsed in network:
                    return name
        if parsed.is_site_local or parsed in _DOCUMENTS:
            return "a private address"
    elif parsed in _RELAY:
        return "a 6to4 address"
    return _general(parsed)


def _general(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    if address.is_unspecified:
        return "the unspecified address"
    if address.is_loopback:
        return "a loopback address"
    if address.is_link_local:
        return "a link-local address"
    if address.is_multicast:
        return "a multicast address"
    if isinstance(address, ipaddress.IPv4Address) and address in _CARRIER:
        return "a shared address of a carrier"
    if address.is_reserved:
        return "a reserved address"
    if address.is_private or not address.is_global:
        return "a private address"
    return ""


def numeric(host: str) -> bool:
    """Whether `host` is written as an address, in the usual notation, rather than as a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def spelt_oddly(host: str) -> bool:
    """Whether `host` ends as an IPv4 address does and is none in the usual notation: "127.1", "2130706433", "0x7f.1".

    Resolvers take it for one (`inet_aton`, WHATWG URL 3.5), each in its own way.
    """
    last = host.rstrip(".").rpartition(".")[2].lower()
    number = last.isdigit() or (last.startswith("0x") and set(last[2:]) <= set("0123456789abcdef"))
    return number and not numeric(host)
