"""The CONNECT_TO setting (pure): connect elsewhere than the URL says, as ``curl --connect-to``.

An entry is ``host:port=address:port``, or curl's ``HOST1:PORT1:HOST2:PORT2``. On the left
``*.test`` stands for every name below ``test``, ``*`` or nothing for any host or port; on the
right nothing keeps the requested one. IPv6 addresses stand in brackets. Host header, TLS server
name and all that is stored stay those of the URL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.web.addresses import canonical_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HOST: Final = r"(\[[^\]]*\]|[^:=\[\]]*)"
_ENTRY: Final = re.compile(rf"{_HOST}:(\d{{0,5}}|\*)[:=]{_HOST}:(\d{{0,5}})")
_SEPARATORS: Final = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class Route:
    """One entry: requests to *host* and *port* connect to *to_host* and *to_port*.

    *host* is canonical, ``*.`` and a suffix, or empty for any; *port* ``None`` is any port.
    An empty *to_host* and a *to_port* ``None`` keep what was requested.
    """

    host: str
    port: int | None
    to_host: str
    to_port: int | None

    @property
    def is_exact(self) -> bool:
        """Tell whether it names one host."""
        return bool(self.host) and not self.host.startswith("*")


@dataclass(frozen=True, slots=True)
class Routes:
    """All entries: *exact* by host and port, *patterns* with the most specific first."""

    exact: Mapping[tuple[str, int | None], Route] = field(default_factory=dict)
    patterns: tuple[Route, ...] = ()

    def connect_to(self, host: str, port: int) -> tuple[str, int]:
        """Return where a request to the canonical *host* and *port* connects to."""
        route = self.exact.get((host, port)) or self.exact.get((host, None))
        route = route or next((r for r in self.patterns if _matches(r, host, port)), None)
        if route is None:
            return host, port
        return route.to_host or host, port if route.to_port is None else route.to_port


def parse_connect_to(value: str | Iterable[str]) -> Routes:
    """Read a comma or space separated text, or a list of entries.

    An exact host wins over a suffix, a longer suffix over a shorter one, then a named port over
    any; among equals the first written.

    Raises:
        ValueError: an entry is malformed; the message names it and what would be right.
    """
    entries = _SEPARATORS.split(value) if isinstance(value, str) else value
    routes = [_route(entry.strip()) for entry in entries if entry.strip()]
    exact = {(route.host, route.port): route for route in reversed(routes) if route.is_exact}
    patterns = [route for route in routes if not route.is_exact]
    patterns.sort(key=lambda route: (len(route.host), route.port is not None), reverse=True)
    return Routes(exact, tuple(patterns))


def _matches(pattern: Route, host: str, port: int) -> bool:
    return pattern.port in (None, port) and host.endswith(pattern.host[1:])


def _route(entry: str) -> Route:
    match = _ENTRY.fullmatch(entry)
    if match is None:
        raise _error(entry, "write host:port=address:port, such as *:443=127.0.0.1:18443")
    host, port, to_host, to_port = match.groups()
    try:
        return Route(_pattern(host), _port(port), to_host and _exact(to_host), _port(to_port))
    except ValueError as error:
        raise _error(entry, str(error)) from None


def _pattern(host: str) -> str:
    if host in ("", "*"):
        return ""
    if host.startswith("*."):
        return "*." + _exact(host[2:])
    return _exact(host)


def _exact(host: str) -> str:
    if "*" in host:
        raise ValueError("* stands on the left only, alone or as *. before a name")
    return canonical_host(host)


def _port(port: str) -> int | None:
    if port in ("", "*"):
        return None
    if not 1 <= int(port) <= 65535:
        raise ValueError(f"port {port} is not between 1 and 65535")
    return int(port)


def _error(entry: str, remedy: str) -> ValueError:
    return ValueError(f"CONNECT_TO: bad entry {entry!r}: {remedy}")
