"""Which anchors of a page may lead to a target over a redirector, before anybody is asked.

Nothing here says that a link does: only what the redirector answers can (``links.path``).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import parse_qsl, unquote

import yaml

from backlinkspider.page.anchor import anchor_text
from backlinkspider.urls import domain_of, host_of, is_http, registrable_domain, without_fragment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from backlinkspider.page.document import FoundAnchor
    from backlinkspider.target import Target

Via = Literal["parameter", "shortener", "redirect"]
"""By what a link is led on: a URL that names its destination, a shortener, any other redirector."""

MAX_UNNAMED: Final = 5
"""Redirectors of the page's own site asked a page though nothing says where they lead."""

_FILE: Final = Path(__file__).with_name("redirectors.yaml")
_MAX_LENGTH: Final = 4000
_LAYERS: Final = 3
"""How often a URL in a URL is looked for below another percent-encoding."""

_SHORTEST_NEEDLE: Final = 6
_URL_INSIDE: Final = re.compile(r"https?:/{1,2}[^/\s]|aHR0c[DH]", re.IGNORECASE)
"""A URL, or one in base64: both ``http:`` and ``https:`` begin so."""


@dataclass(frozen=True, slots=True)
class Redirector:
    """A URL to ask (without its fragment), and how it would lead on."""

    url: str
    via: Via


@dataclass(frozen=True, slots=True)
class _Known:
    segments: frozenset[str]
    parameters: frozenset[str]
    elsewhere: frozenset[tuple[str, str]]
    """Hosts, with the first segment of the path or an empty text for all of them."""


@cache
def _known() -> _Known:
    lists = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return _Known(
        segments=frozenset(lists["segments"]),
        parameters=frozenset(lists["parameters"]),
        elsewhere=frozenset(
            (host, first) for host, _, first in (one.partition("/") for one in lists["elsewhere"])
        ),
    )


def redirectors(
    page_url: str,
    anchors: Iterable[FoundAnchor],
    targets: Collection[Target],
    shorteners: Collection[str],
) -> tuple[Redirector, ...]:
    """Return what to ask for the page at *page_url*, likeliest first, each URL once.

    Those that name a target come first, then *shorteners* (hosts, with all below), then at most
    ``MAX_UNNAMED`` redirectors of the page's own site, first those whose text names a target.
    """
    hosts = tuple(sorted({host for target in targets for host in target.hosts}))
    own = domain_of(page_url)
    page = _Page(own, hosts, shorteners, carries(after_host(page_url), hosts))
    found: dict[Via, dict[str, bool]] = {"parameter": {}, "shortener": {}, "redirect": {}}
    anchors = [anchor for anchor in anchors if anchor.url is not None and is_http(anchor.url)]
    ways: dict[str, Via] = {}
    for url in page.suspects(dict.fromkeys(anchor.url for anchor in anchors if anchor.url)):
        if (via := page.via(url)) and not any(target.matches(url) for target in targets):
            ways[url] = via
    for anchor in anchors if ways else ():
        if anchor.url is not None and (way := ways.get(anchor.url)):
            hinted = way == "redirect" and _names(anchor, targets, hosts)
            asked = without_fragment(anchor.url)
            found[way][asked] = found[way].get(asked, False) or hinted
    unnamed = sorted(found["redirect"], key=lambda url: not found["redirect"][url])
    found["redirect"] = dict.fromkeys(unnamed[:MAX_UNNAMED], True)
    taken: dict[str, Via] = {}
    for via, urls in found.items():
        for url in urls:
            taken.setdefault(url, via)
    return tuple(Redirector(url, via) for url, via in taken.items())


@dataclass(frozen=True, slots=True)
class _Page:
    """What decides over the URLs of one page."""

    own: str
    hosts: tuple[str, ...]
    shorteners: Collection[str]
    about_target: bool
    """Whether the page's URL names a target: then so do many that lead nowhere else."""

    def suspects(self, urls: Collection[str]) -> Iterator[str]:
        """Yield all of *urls* that ``via`` may say something of, and few others.

        Most pages have none. What would show one is looked for in all of them at once, before
        any is taken apart.
        """
        text = "\n".join(urls)
        lowered = text.lower()
        signs = [host for host in self.hosts if host in lowered]
        coded = [part for part in _coded(self.hosts) if part in text]
        leading = _leading().search(lowered) is not None
        short = self._short_authorities(urls)
        if not (signs or coded or leading or short or "%" in text):
            return
        for url in urls:
            if (
                ("%" in url and carries(after_host(url), self.hosts))
                or (short and url.split("/", 3)[2] in short)
                or (coded and any(part in url for part in coded))
                or (signs and any(sign in url.lower() for sign in signs))
                or (leading and _leading().search(url.lower()) is not None)
            ):
                yield url

    def _short_authorities(self, urls: Iterable[str]) -> set[str]:
        """Return the hosts with user and port, as they stand in *urls*, that are shorteners."""
        authorities = {url.split("/", 3)[2] for url in urls}
        known = self.shorteners
        return {one for one in authorities if any(name in known for name in _names_of(one))}

    def _is_short(self, host: str) -> bool:
        return any(name in self.shorteners for name in _names_above(host))

    def via(self, url: str) -> Via | None:
        host, rest = host_of(url), after_host(url)
        if len(rest) <= 1 or len(rest) > _MAX_LENGTH:
            return None
        if self._is_short(host):
            return "shortener"
        if carries(rest, self.hosts) and (_holds_url(rest) or not self.about_target):
            return None if _leads_elsewhere(host, rest) else "parameter"
        if registrable_domain(host) == self.own and _looks_redirecting(rest):
            return "redirect"
        return None


def carries(rest: str, hosts: Iterable[str]) -> bool:
    """Tell whether *rest*, what follows a URL's host, names one of *hosts*.

    As text, percent-encoded up to three times over, or in base64 in either alphabet.

    >>> carries("/l.php?u=https%253A%252F%252Fshop.example%252F", ["shop.example"])
    True
    """
    search = _needle(tuple(hosts)).search
    return any(search(layer) is not None for layer in _layers(rest))


def names(rest: str, url: str) -> bool:
    """Tell whether *rest*, what follows a redirector's host, holds *url* itself in some encoding.

    http and https are one, and a slash at the end is none.
    """
    bare = re.sub(r"^https?://", "", url).rstrip("/")
    if any(bare in layer for layer in _layers(rest)):
        return True
    encoded = [_base64_of(bare, offset) for offset in range(3)]
    layers = [layer.replace("-", "+").replace("_", "/") for layer in _layers(rest)]
    return any(part in layer for part in encoded for layer in layers)


def _holds_url(rest: str) -> bool:
    return any(_URL_INSIDE.search(layer) for layer in _layers(rest))


def _layers(rest: str) -> tuple[str, ...]:
    """Return *rest* as it is, and below each percent-encoding."""
    layers = [rest]
    while "%" in layers[-1] and len(layers) <= _LAYERS:
        below = unquote(layers[-1])
        if below == layers[-1]:
            break
        layers.append(below)
    return tuple(layers)


@lru_cache(maxsize=100)
def _needle(hosts: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for *hosts* as whole names, or what base64 makes of them at any offset.

    Base64 keeps case, so upper-case host names in it are not found.
    """
    plain = "|".join(map(re.escape, hosts))
    name = rf"(?<![a-z0-9-])(?i:{plain})(?![a-z0-9-]|\.[a-z0-9])"
    return re.compile("|".join([name, *map(re.escape, _coded(hosts))]))


@lru_cache(maxsize=100)
def _coded(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what base64 makes of each host at any offset."""
    parts = (_base64_of(host, offset) for host in hosts for offset in range(3))
    return tuple(part for part in parts if len(part) >= _SHORTEST_NEEDLE)


@cache
def _leading() -> re.Pattern[str]:
    """Return a pattern for what a redirector of the own site has in its URL, in lower case.

    Names of parameters may be percent-encoded, so a query with both marks will do.
    """
    segments = "|".join(map(re.escape, sorted(_known().segments)))
    parameters = "|".join(map(re.escape, sorted(_known().parameters)))
    return re.compile(rf"/(?:{segments})[./?#\n]|[?&](?:{parameters})=|\?[^#\n]*%[^#\n]*=")


def _base64_of(text: str, offset: int) -> str:
    """Return the characters of base64 that *text* alone decides when *offset* bytes come before."""
    raw = text.encode("utf-8", "replace")
    coded = base64.b64encode(b"\0" * offset + raw).decode()
    bits = 8 * (offset + len(raw))
    return coded[-(-8 * offset // 6) : bits // 6]


def _leads_elsewhere(host: str, rest: str) -> bool:
    """Tell whether the host is known to name other sites without leading to them."""
    first = re.split(r"[/?#]", rest[1:], maxsplit=1)[0]
    known = _known().elsewhere
    return any((name, part) in known for name in _names_above(host) for part in ("", first))


def _looks_redirecting(rest: str) -> bool:
    """Tell whether a URL of the own site redirects by its looks, to where it does not say."""
    path, _, query = rest.partition("#")[0].partition("?")
    segments = [part.partition(".")[0].lower() for part in path.split("/") if part]
    leading = segments if query else segments[:-1]
    marked = not _known().segments.isdisjoint(leading) or (query and _names_redirection(query))
    return bool(marked) and not _holds_url(rest)


def _names_redirection(query: str) -> bool:
    try:
        pairs = parse_qsl(query, max_num_fields=50)
    except ValueError:
        return False
    names = _known().parameters
    return any(name.lower() in names and not value.startswith("/") for name, value in pairs)


def _names(anchor: FoundAnchor, targets: Iterable[Target], hosts: Iterable[str]) -> bool:
    text = anchor_text(anchor.node)[0].casefold()
    labels = [host.partition(".")[0] for host in hosts]
    terms = [term.casefold() for target in targets for term in target.brand_terms]
    return any(name and name in text for name in (*labels, *terms))


def _names_above(host: str) -> Iterator[str]:
    """Yield *host* and every name it is below."""
    name = host
    while name:
        yield name
        name = name.partition(".")[2]


@lru_cache(maxsize=4096)
def _names_of(authority: str) -> tuple[str, ...]:
    """Return the host of *authority* (with user and port), and the names it is below."""
    return tuple(_names_above(host_of(f"http://{authority}/")))


def after_host(url: str) -> str:
    """Return path, query and fragment of a serialised http URL, with the leading slash."""
    slash = url.find("/", url.find("://") + 3)
    return url[slash:] if slash >= 0 else "/"
