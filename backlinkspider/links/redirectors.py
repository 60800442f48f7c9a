"""Which anchors of a page may lead to a target over a redirector, before anybody is asked.

Nothing here says that a link does: only what the redirector answers can (``links.path``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import parse_qsl

import re2
import yaml

from backlinkspider.links.encoded import after_host, carries, coded, holds_url
from backlinkspider.page.anchor import anchor_text
from backlinkspider.urls import domain_of, host_of, is_http, registrable_domain, without_fragment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from backlinkspider.page.document import FoundAnchor
    from backlinkspider.target import Target

Via = Literal["parameter", "shortener", "redirect"]
"""By what a link is led on: a URL that names its destination, a shortener, any other redirector."""

MAX_UNNAMED: Final = 5
"""Redirectors of the page's own site asked a page though nothing says where they lead."""

_FILE: Final = Path(__file__).with_name("redirectors.yaml")
_MAX_LENGTH: Final = 4000


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
    anchors = list(anchors)
    named = dict.fromkeys([anchor.url for anchor in anchors])
    ways: dict[str, Via] = {}
    for url in page.suspects([one for one in named if one is not None and is_http(one)]):
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
        in_base64 = [part for part in coded(self.hosts) if part in text]
        carrying = self._carrying([url for url in urls if "%" in url]) if "%" in text else set()
        leading = _lines(_leading(), lowered)
        short = self._short_authorities(urls)
        if not (signs or in_base64 or carrying or leading or short):
            return
        for url in urls:
            small = url.lower()
            if (
                url in carrying
                or small in leading
                or (short and url.split("/", 3)[2] in short)
                or any(part in url for part in in_base64)
                or any(sign in small for sign in signs)
            ):
                yield url

    def _carrying(self, urls: Sequence[str]) -> set[str]:
        """Return those of *urls* that name a host, looked at one by one only if any does.

        Decoding them together is decoding each: what stands between them is ASCII.
        """
        if not carries("\n".join(map(after_host, urls)), self.hosts):
            return set()
        return {url for url in urls if carries(after_host(url), self.hosts)}

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
        if carries(rest, self.hosts) and (holds_url(rest) or not self.about_target):
            return None if _leads_elsewhere(host, rest) else "parameter"
        if registrable_domain(host) == self.own and _looks_redirecting(rest):
            return "redirect"
        return None


def _lines(pattern: Any, text: str) -> set[str]:
    """Return the lines of *text* in which *pattern* matches; a match may end with their end."""
    found, end = set(), -1
    for match in pattern.finditer(text):
        if match.start() > end:
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.start())
            end = len(text) if end < 0 else end
            found.add(text[start:end])
    return found


@cache
def _leading() -> Any:
    """Return a pattern for what a redirector of the own site has in its URL, in lower case.

    Names of parameters may be percent-encoded, so a query with both marks will do. RE2 looks for
    all the names at once.
    """
    segments = "|".join(map(re.escape, sorted(_known().segments)))
    parameters = "|".join(map(re.escape, sorted(_known().parameters)))
    return re2.compile(rf"/(?:{segments})[./?#\n]|[?&](?:{parameters})=|\?[^#\n]*%[^#\n]*=")


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
    return bool(marked) and not holds_url(rest)


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
