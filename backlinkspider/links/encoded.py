"""What a URL holds of another URL: as text, percent-encoded, or in base64."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

_LAYERS: Final = 3
"""How often a URL in a URL is looked for below another percent-encoding."""

_SHORTEST_NEEDLE: Final = 6
_URL_INSIDE: Final = re.compile(r"https?:/{1,2}[^/\s]|aHR0c[DH]", re.IGNORECASE)
"""A URL, or one in base64: both ``http:`` and ``https:`` begin so."""

_NOT_ASCII: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])++")
_SAME_LETTERS: Final = re.compile(r"%(?:c4%b[01]|c5%bf|e2%84%aa)", re.IGNORECASE)
_ODD_LETTERS: Final = "\u0130\u0131\u017f\u212a"
"""They are i, i, s and k where case is ignored; above percent-encoded."""


def carries(rest: str, hosts: Iterable[str]) -> bool:
    """Tell whether *rest*, what follows a URL's host, names one of *hosts*.

    As text, percent-encoded up to three times over, or in base64 in either alphabet.

    >>> carries("/l.php?u=https%253A%252F%252Fshop.example%252F", ["shop.example"])
    True
    """
    hosts = tuple(hosts)
    search, parts = _needle(hosts).search, coded(hosts)
    return any(
        _may_name(layer, hosts, parts) and search(layer) is not None
        for layer in _layers(_in_ascii(rest))
    )


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


def holds_url(rest: str) -> bool:
    """Tell whether *rest* holds a URL, of any host, in some encoding."""
    return any(_URL_INSIDE.search(layer) for layer in _layers(rest))


def _may_name(layer: str, hosts: Iterable[str], parts: Iterable[str]) -> bool:
    """Tell whether a look at *layer* leaves it possible that it names one of *hosts*."""
    if any(letter in layer for letter in _ODD_LETTERS):
        return True
    lowered = layer.lower()
    return any(host in lowered for host in hosts) or any(part in layer for part in parts)


def _in_ascii(rest: str) -> str:
    """Return *rest* with one other character for those that are percent-encoded and not ASCII.

    No host is among them, and addresses in other scripts have nothing else. Four are letters of
    ASCII in another case: where one of them may be, *rest* stays as it is.
    """
    return rest if "%" not in rest or _SAME_LETTERS.search(rest) else _NOT_ASCII.sub("\ufffd", rest)


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
    return re.compile("|".join([name, *map(re.escape, coded(hosts))]))


@lru_cache(maxsize=100)
def coded(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what base64 makes of each host at any offset."""
    parts = (_base64_of(host, offset) for host in hosts for offset in range(3))
    return tuple(part for part in parts if len(part) >= _SHORTEST_NEEDLE)


def _base64_of(text: str, offset: int) -> str:
    """Return the characters of base64 that *text* alone decides when *offset* bytes come before."""
    raw = text.encode("utf-8", "replace")
    coded = base64.b64encode(b"\0" * offset + raw).decode()
    bits = 8 * (offset + len(raw))
    return coded[-(-8 * offset // 6) : bits // 6]


def after_host(url: str) -> str:
    """Return path, query and fragment of a serialised http URL, with the leading slash."""
    slash = url.find("/", url.find("://") + 3)
    return url[slash:] if slash >= 0 else "/"
