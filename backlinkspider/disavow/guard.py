"""What no disavow file should hold: own and allied sites, suffixes, whole hosting platforms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.disavow.cover import host_entry
from backlinkspider.disavow.remark import Remark, shown
from backlinkspider.target import parse_matcher
from backlinkspider.urls import (
    is_ip,
    is_public_suffix,
    public_suffix,
    registrable_domain,
    suffix_below,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from backlinkspider.disavow.entry import Entry
    from backlinkspider.target import Target

_NOBODYS: Final = frozenset(
    {"blog", "blogs", "m", "members", "mobile", "pages", "perso", "sites", "users", "web", "www"}
)
"""Names below a free host that are its own: its users are told apart by path there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What is to be left alone. Hosts in the lists stand for those below them too."""

    target: Target | None = None
    free_hosts: frozenset[str] = frozenset()
    """Hosts below which each name is somebody else's, beyond the public suffix list."""
    user_sites: frozenset[str] = frozenset()
    """Sites whose pages are written by their users."""
    popular: frozenset[str] = frozenset()
    """Very widely linked sites."""
    allied: Mapping[str, str] = field(default_factory=dict)
    """Domains that the rules' ``allow`` entries name, each with who says so, where and why."""
    allied_urls: Mapping[str, str] = field(default_factory=dict)
    """Likewise beginnings of URLs."""
    _own_hosts: tuple[str, ...] = field(init=False, repr=False)
    _above: Mapping[str, str] = field(init=False, repr=False)
    """Names above platforms, each with one below it."""

    def __post_init__(self) -> None:
        own: tuple[str, ...] = ()
        if self.target is not None:
            sites = (*self.target.matchers, *map(parse_matcher, self.target.own_sites))
            own = tuple(site.host for site in sites)
        object.__setattr__(self, "_own_hosts", own)
        object.__setattr__(self, "_above", _above(self.free_hosts | self.user_sites))

    def owner(self, host: str) -> str:
        """Return the name that stands for all of whoever links from *host*, "" where none does.

        That is the registrable domain, and on a free host the name below it; none on a platform
        whose users are told apart by path, and where the name would cover others' names too.

        >>> guard = Guard(free_hosts=frozenset({"freehost.test"}))
        >>> guard.owner("www.spam.test"), guard.owner("a.b.freehost.test")
        ('spam.test', 'b.freehost.test')
        """
        for name in _upwards(host):
            if name in self.free_hosts:
                label = host.removesuffix(name).rstrip(".").rpartition(".")[2]
                return f"{label}.{name}" if label and label not in _NOBODYS else ""
        domain = registrable_domain(host)
        inside = any(name in self.user_sites for name in _upwards(host, domain))
        return "" if inside or self._platform(domain) or suffix_below(domain) else domain

    def widely_linked(self, host: str) -> bool:
        """Tell whether *host* is part of a very widely linked site, and not of one it hosts."""
        names = (host, *_upwards(host, self.owner(host)))
        return any(name in self.popular for name in names)

    def ally(self, url: str, host: str) -> str:
        """Return who allowed the page at *url* and why, "" where nobody did."""
        for start, why in self.allied_urls.items():
            if url.startswith(start):
                return why
        return next((self.allied[name] for name in _upwards(host) if name in self.allied), "")

    def objections(self, entry: Entry) -> Iterator[Remark]:
        """Yield why *entry* should not stand in a disavow file."""
        if own := self._own(entry):
            say = f"covers {shown(own)}, which is the target's own: take the line out"
            yield Remark(0, "error", say)
        if ally := self._ally(entry):
            yield Remark(0, "warning", f"covers an ally, {shown(ally)}: take out one or the other")
        if entry.is_domain:
            yield from self._too_wide(entry.host)

    def _own(self, entry: Entry) -> str:
        """Return the own host that *entry* covers."""
        if self.target is None:
            return ""
        if not entry.is_domain:
            return entry.spelling if self.target.is_own(entry.spelling) else ""
        if self.target.is_own(entry.host):
            return entry.host
        return next((host for host in self._own_hosts if _is_below(host, entry.host)), "")

    def _ally(self, entry: Entry) -> str:
        if why := self.ally("" if entry.is_domain else entry.spelling, entry.host):
            return why
        below = (name for name in self.allied if entry.is_domain and _is_below(name, entry.host))
        return next((self.allied[name] for name in below), "")

    def _too_wide(self, host: str) -> Iterator[Remark]:
        if is_public_suffix(host, private=False):
            say = f"{host} is a public suffix: name one site below it, {host_entry('NAME.' + host)}"
            yield Remark(0, "error", say)
        elif kind := self._platform(host):
            yield Remark(0, "error", kind)
        elif below := suffix_below(host) or self._above.get(host):
            say = f"covers {below} too, which gives names or pages to others: name what is meant"
            yield Remark(0, "warning", say)
        elif self.widely_linked(host):
            say = f"{host} is a very widely linked site: name its bad pages by their URLs"
            yield Remark(0, "warning", say)

    def _platform(self, host: str) -> str:
        """Return why *host* as a whole is no one's, "" where it is a site like others."""
        name = host.removeprefix("www.")
        if is_public_suffix(name) or name in self.free_hosts:
            one = host_entry(f"NAME.{name}")
            return f"{name} gives the names below it to others: name one of them, {one}"
        if name in self.user_sites:
            return f"the pages of {name} are written by its users: name pages by their URLs"
        return ""


def _upwards(host: str, top: str = "") -> Iterator[str]:
    """Yield *host* and the names above it, up to *top* or to below the public suffix."""
    name, last = host, "" if is_ip(host) else public_suffix(host)
    while name and name != last:
        yield name
        if name == top or is_ip(name):
            return
        name = name.partition(".")[2]


def _is_below(host: str, above: str) -> bool:
    """Tell whether *host* is *above* or lies below it."""
    return host == above or host.endswith(f".{above}")


def _above(names: Collection[str]) -> dict[str, str]:
    """Return the registrable names above *names*, each with the first of these below it."""
    found: dict[str, str] = {}
    for name in sorted(names):
        for above in _upwards(name.partition(".")[2]):
            found.setdefault(above, name)
    return found
