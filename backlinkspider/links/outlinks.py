"""Where a page's other links lead: domains, anchor texts, how many pass credit, how many earn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

import yaml

from backlinkspider.links.credit import is_followed
from backlinkspider.page.anchor import anchor_text, rel_tokens
from backlinkspider.urls import domain_of, host_of, is_http

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlinkspider.page.document import FoundAnchor
    from backlinkspider.target import Target

_FILE: Final = Path(__file__).with_name("affiliate.yaml")
_MOST_DOMAINS: Final = 100
_TEXTS_LENGTH: Final = 2000
_TEXT_LENGTH: Final = 200
_QUERY_LENGTH: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalLinks:
    """The links of a page to other registrable domains than its own.

    *domains* are the first hundred, *texts* the anchor texts of those not leading to the target.
    """

    domains: tuple[str, ...]
    texts: str
    followed: int
    affiliate: int


@dataclass(frozen=True, slots=True)
class _Affiliate:
    networks: frozenset[str]
    parameters: frozenset[str]
    on_hosts: Mapping[str, tuple[str, ...]]


@cache
def _affiliate() -> _Affiliate:
    lists = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    on_hosts = {begin: tuple(names) for begin, names in lists["on_hosts"].items()}
    return _Affiliate(frozenset(lists["networks"]), frozenset(lists["parameters"]), on_hosts)


def external_links(
    url: str, anchors: Iterable[FoundAnchor], target: Target | None
) -> ExternalLinks:
    """Return what the external links of the page at *url* are like."""
    own = domain_of(url)
    domains: dict[str, None] = {}
    texts: list[str] = []
    followed = affiliate = 0
    left = _TEXTS_LENGTH
    hosts = target.hosts if target else ()
    for found in anchors:
        domain = external_domain(found, own)
        if not domain or found.url is None:
            continue
        if len(domains) < _MOST_DOMAINS:
            domains[domain] = None
        followed += is_followed(rel_tokens(found.node))
        affiliate += is_affiliate(found.url)
        is_named = any(host in found.url for host in hosts)
        if left > 0 and not (target and is_named and target.matches(found.url)):
            text = anchor_text(found.node)[0][:_TEXT_LENGTH]
            texts += [text] if text else []
            left -= len(text) + 3
    joined = " | ".join(texts)[:_TEXTS_LENGTH].rstrip(" |")
    return ExternalLinks(
        domains=tuple(domains), texts=joined, followed=followed, affiliate=affiliate
    )


def external_domain(found: FoundAnchor, own: str) -> str:
    """Return the registrable domain *found* leads to, if it is not *own*; else an empty text."""
    if found.url is None or not is_http(found.url):
        return ""
    domain = domain_of(found.url)
    return "" if domain == own else domain


def is_affiliate(url: str) -> bool:
    """Tell whether *url* leads through an affiliate network or names a partner.

    ``affiliate.yaml`` lists what is known.

    >>> is_affiliate("https://www.amazon.de/dp/B01?tag=blog-21")
    True
    """
    if in_network(host_of(url)):
        return True
    if "?" not in url:
        return False
    return any(is_partner(name, url) for name in parameters(url))


def is_partner(name: str, url: str) -> bool:
    """Tell whether the parameter *name* (in lower case) of *url* names a partner who is paid."""
    known = _affiliate()
    if name in known.parameters:
        return True
    domain = domain_of(url)
    return any(
        domain.startswith(begin) and name in wanted for begin, wanted in known.on_hosts.items()
    )


@lru_cache(maxsize=4096)
def in_network(host: str) -> bool:
    """Tell whether *host* is one of an affiliate network."""
    name = host
    while name and name not in _affiliate().networks:
        name = name.partition(".")[2]
    return name != ""


def parameters(url: str) -> set[str]:
    """Return the names of the query parameters of *url*, in lower case."""
    try:
        pairs = parse_qsl(urlsplit(url).query[:_QUERY_LENGTH], max_num_fields=100)
    except ValueError:
        return set()
    return {name.lower() for name, _ in pairs}
