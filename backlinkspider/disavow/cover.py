"""Which pages the entries of a disavow file cover.

An entry is spelt ``domain:HOST`` (the host and every host below it, any scheme and port) or as a
URL: that page alone. http and https, with and without ``www.``, are different URLs; whole paths
can't be disavowed. https://support.google.com/webmasters/answer/2648487
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.urls import host_of, is_ip, normalize, registrable_domain, without_fragment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DOMAIN: Final = "domain:"


def page_key(url: str) -> str:
    """Return what makes two page URLs the same to a disavow file; ``""`` for what is no URL."""
    return without_fragment(normalize(url) or "")


def host_entry(host: str) -> str:
    """Return the entry for *host* as it is written: ``domain:[2001:db8::1]``."""
    return f"{DOMAIN}[{host}]" if ":" in host else f"{DOMAIN}{host}"


def host_of_entry(entry: str) -> str:
    """Return the host that a ``domain:`` entry covers."""
    return entry.removeprefix(DOMAIN).removeprefix("[").removesuffix("]")


def known_as(page: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the URLs under which engines may know the ``page`` of a link.

    Where it answered, and what it calls its own address, if that is of the same domain: a page
    is disavowed under the URL it is indexed by.
    """
    answered: str = page.get("final_url") or page["url"]
    canonical = page_key(page.get("canonical") or "")
    domain = registrable_domain(host_of(answered))
    if not canonical or registrable_domain(host_of(canonical)) != domain:
        return (answered,)
    return tuple(dict.fromkeys((answered, canonical)))


def addresses(page: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every URL of the ``page`` of a link: those it is known as, and the one asked."""
    return tuple(dict.fromkeys((*known_as(page), page["url"])))


def covering_entries(page: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every entry that would cover the ``page`` of a link, as ``Cover.find_link`` looks."""
    return tuple(
        dict.fromkeys(
            entry
            for url in addresses(page)
            for entry in (page_key(url), *map(host_entry, hosts_above(host_of(url))))
        )
    )


def hosts_above(host: str) -> Iterator[str]:
    """Yield *host* and every name above it; an address has none above."""
    name = host
    while name:
        yield name
        name = "" if is_ip(name) else name.partition(".")[2]


class Cover:
    """What a list of entries covers, arranged for a few look-ups a page."""

    __slots__ = ("_hosts", "_urls")

    def __init__(self, entries: Iterable[str] = ()) -> None:
        """*entries*: each ``domain:HOST`` or a URL, spelt as the store keeps them."""
        self._hosts: dict[str, str] = {}
        self._urls: dict[str, str] = {}
        for entry in entries:
            if entry.startswith(DOMAIN):
                self._hosts.setdefault(host_of_entry(entry), entry)
            else:
                self._urls.setdefault(page_key(entry), entry)
        self._urls.pop("", None)

    def __len__(self) -> int:
        return len(self._hosts) + len(self._urls)

    def __iter__(self) -> Iterator[str]:
        yield from self._hosts.values()
        yield from self._urls.values()

    def find(self, url: str) -> str | None:
        """Return the entry that covers the page at *url*: its own URL's, else its host's."""
        own = self._urls.get(page_key(url)) if self._urls else None
        return own or self.find_host(host_of(url))

    def find_host(self, host: str) -> str | None:
        """Return the ``domain:`` entry that covers every page of *host*; the nearest one."""
        names = (name for name in hosts_above(host) if name in self._hosts)
        name = next(names, None)
        return None if name is None else self._hosts[name]

    def covers(self, entry: str) -> str | None:
        """Return the entry that covers all that *entry* covers: itself, or a wider one."""
        if not entry.startswith(DOMAIN):
            return self.find(entry)
        return self.find_host(host_of_entry(entry))

    def wider(self, entry: str) -> str | None:
        """Return the entry besides *entry* itself that covers all that it covers."""
        if not entry.startswith(DOMAIN):
            return self.find_host(host_of(entry))
        host = host_of_entry(entry)
        return None if is_ip(host) else self.find_host(host.partition(".")[2])

    def differs(self, other: Cover, domains: Iterable[str]) -> set[str]:
        """Return those of the referring *domains* with pages that only one of the two may cover."""
        entries = set(self) ^ set(other)
        hosts = {host_of_entry(e) if e.startswith(DOMAIN) else host_of(e) for e in entries}
        below = {registrable_domain(host) for host in hosts}
        return {d for d in domains if d in below or self.find_host(d) != other.find_host(d)}

    def find_link(self, link: Mapping[str, Any]) -> str | None:
        """Return the entry that covers the page of a ``links`` document, under any address."""
        urls = addresses(link["page"])
        return next((entry for url in urls if (entry := self.find(url))), None)
