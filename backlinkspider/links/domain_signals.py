"""Signals of the referring domain's name, host and address."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

from backlinkspider.urls import display_host, is_ip, is_public_suffix, public_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VOWELS: Final = frozenset("aeiouy")
_CLASSES: Final = {
    "edu": ("edu",),
    "gov": ("gov", "gob", "gouv", "govt", "gub", "admin", "gc", "go"),
    "mil": ("mil",),
    "ac": ("ac",),
}
_SECOND_LEVEL: Final = frozenset({"ac", "admin", "gc", "go", "gob", "gub", "gouv", "govt"})
"""Labels that mean a class only below a country's: ``ac.uk``, not the top-level domain ``ac``."""

_SHORTEST_BRAND: Final = 4
"""Letters of a brand term that may be part of a longer name; shorter ones must be a word of it."""


def domain_signals(page: Mapping[str, Any], brand_terms: Iterable[str]) -> dict[str, Any]:
    """Return the signals that *page*'s host, domain and address give."""
    return dict(_signals(page["domain"], page["host"], page.get("ip"), tuple(brand_terms)))


@lru_cache(maxsize=4096)
def _signals(domain: str, host: str, ip: str | None, terms: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the signals; they are the same for all pages of a host."""
    suffix = public_suffix(host)
    label = display_host(domain.removesuffix(f".{suffix}")) if suffix else domain
    signals: dict[str, Any] = {
        "tld": host.rpartition(".")[2],
        "domain_hyphens": domain.count("-"),
        "domain_digits": sum(map(str.isdigit, domain)),
        "domain_length": len(label),
        "free_host": suffix not in {"", domain} and not is_public_suffix(suffix, private=False),
        "host_class": host_class(suffix),
    }
    letters = [c for c in normalize("NFKD", label.lower()) if "a" <= c <= "z"]
    if letters and not is_ip(host):
        signals["domain_vowel_share"] = round(sum(c in _VOWELS for c in letters) / len(letters), 4)
    if terms:
        signals["domain_has_brand"] = _has_brand(label, terms)
    if network := network_of(ip):
        signals["ip_24"] = network
    return signals


def host_class(suffix: str) -> str | None:
    """Return edu, gov, mil or ac if the public *suffix* is kept for such; else ``None``.

    >>> host_class("ac.uk"), host_class("gouv.fr"), host_class("ac"), host_class("com")
    ('ac', 'gov', None, None)
    """
    labels = suffix.split(".")
    for name, words in _CLASSES.items():
        for word in words:
            if word in labels and (len(labels) > 1 or word not in _SECOND_LEVEL):
                return name
    return None


@lru_cache(maxsize=4096)
def network_of(ip: str | None) -> str | None:
    """Return the /24 of an IPv4 address, the /48 of an IPv6 one; ``None`` without an address."""
    try:
        address = ip_address(ip or "")
    except ValueError:
        return None
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))


def _has_brand(label: str, terms: Iterable[str]) -> bool:
    words = {_letters(word) for word in label.split("-")}
    joined = _letters(label)
    brands = filter(None, (_letters(term.partition(".")[0]) for term in terms))
    return any(b in words or (len(b) >= _SHORTEST_BRAND and b in joined) for b in brands)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFKC", text).casefold()))
