"""The egress gate: the one function that decides where the crawler may connect to.

Plain fetches, robots.txt, redirects and everything the browser asks for pass ``Gate.resolve``,
and connect to the addresses it returns, never to the result of another look-up: a name that
answers differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self
from weakref import WeakKeyDictionary

from backlinkspider.web.addresses import (
    BLOCKED_PORTS,
    canonical_host,
    connectable,
    judged,
    literal_addresses,
    objection,
    parse_networks,
)
from backlinkspider.web.connect_to import Routes, parse_connect_to
from backlinkspider.web.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.web.addresses import IPAddress, IPNetwork


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect to: an IPv4 or IPv6 address in text form, and a TCP port."""

    ip: str
    port: int


class EgressError(Exception):
    """The gate gives no address for *host*; *reason* says why in words for a person."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"{host}: {reason}")
        self.host = host
        self.reason = reason


class Refused(EgressError):
    """Policy: the host is, or resolves to, something that is not public and not allowed."""


class Unresolvable(EgressError):
    """The host has no address, or is no host."""


class ContactMissing(EgressError):
    """The host is beyond loopback and CONTACT_URL is empty: the crawl must stop."""

    def __init__(self, host: str) -> None:
        super().__init__(
            host,
            "is not on this machine, and CONTACT_URL is empty: set CONTACT_URL to a page that"
            " tells site owners who crawls them, such as https://example.com/crawler",
        )


class Gate:
    """The egress policy with its look-ups, for one crawl.

    Permitted are public addresses and the *allow* networks. A name with permitted and other
    addresses is reached at the permitted ones: the result is pinned, so refusing the whole name
    would only lose sites with a stray private or loopback record.
    """

    def __init__(
        self,
        *,
        allow: Sequence[IPNetwork] = (),
        routes: Routes | None = None,
        contact_url: str = "",
        lookup: Lookup | None = None,
    ) -> None:
        self._allow = tuple(allow)
        self._routes = routes or Routes()
        self._contact_url = contact_url
        self._lookup = lookup or Lookup()

    @classmethod
    def from_settings(cls, settings: BaseSettings, *, contact_url: str = "") -> Self:
        """Read EGRESS_ALLOW, CONNECT_TO and CONTACT_URL, unless *contact_url* is given.

        Raises ``ValueError`` on a bad entry.
        """
        try:
            allow = parse_networks(settings.get("EGRESS_ALLOW") or "")
        except ValueError as error:
            raise ValueError(f"EGRESS_ALLOW: {error}") from None
        routes = parse_connect_to(settings.get("CONNECT_TO") or "")
        contact = contact_url or settings.get("CONTACT_URL") or ""
        return cls(allow=allow, routes=routes, contact_url=contact)

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        """Return where to connect to for *host* in any spelling and *port*, best first.

        A host that is itself an address must be permitted before CONNECT_TO applies, so that a
        catch-all entry in tests doesn't hide what production would refuse; where CONNECT_TO
        leads must be permitted as well.

        Raises:
            Refused: policy forbids it.
            Unresolvable: there is no address.
            ContactMissing: it is allowed, but not on loopback, and no contact is set.
        """
        name = _canonical(host)
        if port in BLOCKED_PORTS:
            raise Refused(name, f"port {port} is not for the web (Fetch standard, port blocking)")
        if stated := literal_addresses(name):
            self._permitted(name, stated)
        to_host, to_port = self._routes.connect_to(name, port)
        addresses = literal_addresses(to_host) or await self._look_up(to_host)
        permitted = self._permitted(name, addresses)
        if not self._contact_url and not all(judged(ip).is_loopback for ip in permitted):
            raise ContactMissing(name)
        return tuple(Address(str(connectable(ip)), to_port) for ip in permitted)

    def close(self) -> None:
        """Release the look-up threads; safe to call twice."""
        self._lookup.close()

    async def _look_up(self, host: str) -> tuple[IPAddress, ...]:
        answer = await self._lookup.answer(host)
        if not answer.addresses:
            raise Unresolvable(host, answer.error or "no address")
        return answer.addresses

    def _permitted(self, host: str, addresses: Sequence[IPAddress]) -> list[IPAddress]:
        permitted = [ip for ip in addresses if self._is_permitted(ip)]
        if not permitted:
            raise Refused(host, "; ".join(map(objection, addresses)))
        return permitted

    def _is_permitted(self, address: IPAddress) -> bool:
        end = judged(address)
        return not objection(address) or any(end in network for network in self._allow)


def _canonical(host: str) -> str:
    try:
        return canonical_host(host)
    except ValueError:
        raise Unresolvable(host, "not a host name or address") from None


class HasSettings(Protocol):
    """A Scrapy crawler, or the crawler process."""

    @property
    def settings(self) -> BaseSettings:
        """Its settings."""


_gates: WeakKeyDictionary[HasSettings, Gate] = WeakKeyDictionary()


def gate_of(crawler: HasSettings) -> Gate:
    """Return the gate of *crawler*, the same one each time. Raises as ``Gate.from_settings``."""
    gate = _gates.get(crawler)
    if gate is None:
        gate = _gates[crawler] = Gate.from_settings(crawler.settings)
    return gate
