"""Hosts and addresses as the egress gate judges them (pure).

What is public is written down here as data, from the IANA special-purpose address registries
(RFC 6890), and not taken from ``ipaddress.is_global``: that one calls 6to4, documentation and
unassigned IPv6 ranges global in Python 3.11, and its answers differ between releases.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from backlinkspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

SPECIAL: Final[tuple[tuple[IPNetwork, str], ...]] = tuple(
    (ip_network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network, RFC 791"),
        ("10.0.0.0/8", "private, RFC 1918"),
        ("100.64.0.0/10", "shared by carriers and clouds, RFC 6598"),
        ("127.0.0.0/8", "loopback, RFC 1122"),
        ("168.63.129.16/32", "Azure platform services"),
        ("169.254.0.0/16", "link-local and cloud metadata, RFC 3927"),
        ("172.16.0.0/12", "private, RFC 1918"),
        ("192.0.0.0/24", "protocol assignments, RFC 6890"),
        ("192.0.2.0/24", "documentation, RFC 5737"),
        ("192.88.99.0/24", "6to4 relays, RFC 7526"),
        ("192.168.0.0/16", "private, RFC 1918"),
        ("198.18.0.0/15", "benchmarking, RFC 2544"),
        ("198.51.100.0/24", "documentation, RFC 5737"),
        ("203.0.113.0/24", "documentation, RFC 5737"),
        ("224.0.0.0/4", "multicast, RFC 5771"),
        ("240.0.0.0/4", "reserved, RFC 1112"),
        ("::/128", "unspecified, RFC 4291"),
        ("::1/128", "loopback, RFC 4291"),
        ("2001::/23", "protocol assignments such as Teredo, RFC 2928"),
        ("2001:db8::/32", "documentation, RFC 3849"),
        ("2002::/16", "6to4 wraps an IPv4 address, RFC 3056"),
        ("3fff::/20", "documentation, RFC 9637"),
        ("fc00::/7", "unique local, RFC 4193"),
        ("fe80::/10", "link-local, RFC 4291"),
        ("ff00::/8", "multicast, RFC 4291"),
    )
)
"""Ranges where no public web server can be, with what each is."""

# fmt: off
BLOCKED_PORTS: Final = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
))
# fmt: on
"""Ports of other protocols that no browser opens (Fetch standard, "port blocking")."""

_UNICAST: Final = IPv6Network("2000::/3")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_NO_HOST: Final = re.compile(r"[\x00-\x20\x7f/?#@\\]")
_LOCALHOST: Final[tuple[IPAddress, ...]] = (ip_address("127.0.0.1"), ip_address("::1"))


def canonical_host(text: str) -> str:
    """Return the one spelling of a host: lower case, punycode, no trailing dot, no brackets.

    Every spelling a browser reads as an IPv4 address (decimal, octal, hexadecimal, short,
    full-width, percent-encoded) comes out dotted. Source: URL standard, "host parsing".

    Raises:
        ValueError: *text* is not a host.
    """
    bracketed = text if text.startswith("[") or ":" not in text else f"[{text}]"
    is_one_host = not _NO_HOST.search(text) and (":" not in bracketed or bracketed.endswith("]"))
    host = host_of(f"http://{bracketed}/") if is_one_host else ""
    if not host:
        raise ValueError(f"{text!r} is not a host name or address")
    return host


def literal_addresses(host: str) -> tuple[IPAddress, ...]:
    """Return the addresses a canonical *host* states itself, none if it must be looked up.

    ``localhost`` and the names below it are loopback without a look-up (RFC 6761, 6.3).
    """
    if host == "localhost" or host.endswith(".localhost"):
        return _LOCALHOST
    try:
        return (connectable(ip_address(host)),)
    except ValueError:
        return ()


def connectable(address: IPAddress) -> IPAddress:
    """Return the IPv4 address that a mapped IPv6 address (``::ffff:a.b.c.d``) connects to."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def judged(address: IPAddress) -> IPAddress:
    """Return the address that traffic to *address* ends at: mapped and NAT64 are unwrapped.

    NAT64 (``64:ff9b::/96``, RFC 6052) is how an IPv6-only network reaches the IPv4 web, so it
    is as public as the IPv4 address inside.
    """
    if isinstance(address, IPv6Address) and address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return connectable(address)


def objection(address: IPAddress) -> str:
    """Return why *address* is not on the public internet, empty if it is."""
    end = judged(address)
    for network, name in SPECIAL:
        if end in network:
            return f"{address} is not public ({name})"
    if isinstance(end, IPv6Address) and end not in _UNICAST:
        return f"{address} is not public (outside global unicast 2000::/3, RFC 4291)"
    return ""


def parse_networks(value: str | Iterable[str]) -> tuple[IPNetwork, ...]:
    """Return the networks of a comma or space separated text, or of a list of texts.

    Raises:
        ValueError: an entry is no address and no network; the message names it and what would
            be right.
    """
    entries = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    return tuple(_network(entry.strip()) for entry in entries if entry.strip())


def _network(entry: str) -> IPNetwork:
    try:
        return ip_network(entry)
    except ValueError as error:
        raise ValueError(f"{entry!r} is not a network: {_hint(entry) or error}") from None


def _hint(entry: str) -> str:
    try:
        return f"did you mean {ip_network(entry, strict=False)}?"
    except ValueError:
        return "write an address or CIDR such as 127.0.0.1, 10.0.0.0/8 or fd00::/8"
