"""Which URLs belong to a target: parsed hosts compared label by label, never text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.urls import (
    CandidateError,
    host_of,
    is_http,
    is_public_suffix,
    parse_candidate,
    registrable_domain,
    without_fragment,
)
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MatcherKind = Literal["domain", "host", "prefix"]

_KEYWORD = re.compile(r"([A-Za-z]+):(?!//|[0-9])(.*)", re.DOTALL)
_AUTHORITY = re.compile(r"https?://(?:[^/@]*@)?(?:\[[^]]*\]|[^/:]*)(:[0-9]+)?")

_LONGEST: Final = 180
"""Characters of a target in a file's name: with all that stands around it under 255 bytes."""


class TargetError(ValueError):
    """A target can't be used; the message says where, why and what would be right."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """One part of a target.

    ``domain``: *host* and every host below it, any port. ``host``: *host* alone, any port.
    ``prefix``: URLs on *host* (and the port, if one is written) that begin with *start*.
    """

    kind: MatcherKind
    host: str
    start: str = ""
    """Of a prefix: port, path and query, as ``_after_host`` cuts them."""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        if self.kind == "prefix":
            return f"prefix:https://{host}{self.start}"
        return host if self.kind == "domain" else f"host:{host}"

    def begins(self, url: str) -> bool:
        """Tell whether *url*, on this host, begins with the prefix.

        http and https are one. The comparison is of plain text in serialised URLs and ends at
        a boundary: ``/blog`` takes ``/blog``, ``/blog/x`` and ``/blog?x``, never ``/blogger``.
        """
        rest = _after_host(url)
        if not rest.startswith(self.start):
            return False
        boundary = "&" if "?" in self.start else "/?"
        following = rest[len(self.start) :]
        return self.start.endswith("/") or not following or following[0] in boundary


def _after_host(url: str) -> str:
    """Return port (unless it is the scheme's own), path and query of a serialised http URL."""
    url = without_fragment(url)
    match = _AUTHORITY.match(url)
    return f"{match[1] or ''}{url[match.end() :]}" if match else url


def parse_matcher(spec: str) -> Matcher:
    """Read ``example.com``, ``host:NAME`` or ``prefix:URL``. Raises ``TargetError``."""
    spec = spec.strip()
    try:
        return _parse(spec)
    except CandidateError as error:
        raise TargetError(f"target {spec[:200]!r}: {error}") from None


def _parse(spec: str) -> Matcher:
    keyword = _KEYWORD.match(spec)
    if keyword is None:
        return _domain(spec)
    kind, rest = keyword[1].lower(), keyword[2].strip()
    if kind == "host":
        return Matcher("host", _bare_host(rest, f"http://{rest}"))
    if kind == "prefix":
        url = parse_candidate(rest).url
        return Matcher("prefix", host_of(url), _after_host(url))
    hint = did_you_mean(kind, ("host", "prefix"))
    raise CandidateError(f"unknown kind {kind!r}{hint}: write DOMAIN, host:NAME or prefix:URL")


def _domain(text: str) -> Matcher:
    if "://" in text:
        raise CandidateError(f"a URL: write the domain alone, or prefix:{text[:200]}")
    host = _bare_host(text, text)
    if is_public_suffix(host, private=False):
        raise CandidateError("a public suffix: different owners hold the names below it")
    return Matcher("domain", host)


def _bare_host(typed: str, text: str) -> str:
    url = parse_candidate(text).url
    if _after_host(url) != "/" or re.search(r"[@/\\#]", typed):
        raise CandidateError("a port, path or user name: write the host name alone")
    return host_of(url)


def file_name(matcher: Matcher) -> str:
    """Return the name of the file that describes a target: ``example.com.yaml``.

    One that would be longer than a file's name may be ends in a digest.
    """
    words = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{matcher.host}{matcher.start}").strip("-")
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST]}-{sha256(str(matcher).encode()).hexdigest()[:16]}"
    return f"{words}.yaml" if matcher.kind == "domain" else f"{matcher.kind}-{words}.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target and what its file says about it; an empty tuple or text is *not given*."""

    name: str
    """The spelling that stands in every document: ``example.com``, ``host:...``, ``prefix:...``."""
    matchers: tuple[Matcher, ...]
    """The target itself first, then its aliases: what a backlink may point to."""
    label: str = ""
    """What people call it (``name`` in the file)."""
    description: str = ""
    aliases: tuple[str, ...] = ()
    own_sites: tuple[str, ...] = ()
    brand_terms: tuple[str, ...] = ()
    product_names: tuple[str, ...] = ()
    money_terms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    path: Path | None = None
    """The file read, if there is one."""
    _pointed: _Sites = field(init=False, repr=False, compare=False)
    _own: _Sites = field(init=False, repr=False, compare=False)
    _own_domains: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = tuple(parse_matcher(site) for site in self.own_sites)
        object.__setattr__(self, "_pointed", _Sites.of(self.matchers))
        object.__setattr__(self, "_own", _Sites.of((*self.matchers, *own)))
        domains = frozenset(registrable_domain(one.host) for one in (*self.matchers, *own))
        object.__setattr__(self, "_own_domains", domains)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The ASCII host names of which one stands in every URL that points to the target."""
        return tuple(matcher.host for matcher in self.matchers)

    def matches(self, url: str) -> bool:
        """Tell whether *url*, serialised as ``resolve`` returns it, points to the target."""
        return self._pointed.have(url)

    def is_own(self, url: str) -> bool:
        """Tell whether a page lies on the target, an alias or an own site.

        Links from there are no backlinks. A bare host is read as its home page.
        """
        if "://" not in url:
            url = f"https://[{url}]/" if ":" in url else f"https://{url}/"
        return self._own.have(url)

    def own_domains(self) -> frozenset[str]:
        """Return the registrable domains of the target, its aliases and own sites.

        Other pages on them may be somebody else's, but a link to or from there is no exchange.
        """
        return self._own_domains


@dataclass(frozen=True, slots=True)
class _Sites:
    """Matchers arranged for a few dict look-ups a URL."""

    domains: frozenset[str]
    hosts: frozenset[str]
    prefixes: Mapping[str, tuple[Matcher, ...]]

    @classmethod
    def of(cls, matchers: tuple[Matcher, ...]) -> _Sites:
        by_kind: dict[MatcherKind, list[Matcher]] = {"domain": [], "host": [], "prefix": []}
        for matcher in matchers:
            by_kind[matcher.kind].append(matcher)
        prefixes: dict[str, tuple[Matcher, ...]] = {}
        for matcher in by_kind["prefix"]:
            prefixes[matcher.host] = (*prefixes.get(matcher.host, ()), matcher)
        domains, hosts = (frozenset(m.host for m in by_kind[kind]) for kind in ("domain", "host"))
        return cls(domains, hosts, prefixes)

    def have(self, url: str) -> bool:
        if not is_http(url):
            return False
        host = host_of(url)
        if host in self.hosts or self._below_a_domain(host):
            return True
        return any(matcher.begins(url) for matcher in self.prefixes.get(host, ()))

    def _below_a_domain(self, host: str) -> bool:
        name = host
        while name and name not in self.domains:
            name = name.partition(".")[2]
        return name != ""
