"""Whether a URL is somebody's profile on a network (``profiles.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from backlinkspider.page.words import data
from backlinkspider.urls import host_of, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class _Network:
    name: str
    path: re.Pattern[str]
    no_profiles: frozenset[str]


@cache
def _networks() -> Mapping[str, _Network]:
    """Return the networks by their registrable domains."""
    return {
        host: _Network(
            name, re.compile(entry["path"], re.IGNORECASE), frozenset(entry.get("not", ()))
        )
        for name, entry in data("profiles").items()
        for host in entry["hosts"]
    }


def network_of(url: str) -> str | None:
    """Return the network that *url* is a profile on; ``None`` where it is none."""
    network = _networks().get(registrable_domain(host_of(url)))
    if network is None or len(url) > _LONGEST:
        return None
    path = unquote(urlsplit(url).path).strip("/")
    if path.partition("/")[0].lower() in network.no_profiles:
        return None
    return network.name if network.path.fullmatch(path) else None
