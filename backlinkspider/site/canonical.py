"""One key for the spellings of one page's URL: for telling duplicates, never for visiting."""

from __future__ import annotations

import re
from typing import Final

from backlinkspider.site.address import read_address
from backlinkspider.site.parameters import names_visit

_SESSION_IN_PATH: Final = re.compile(
    r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;]*"
    r"|/\((?:[A-Z]\([^()/]*\))+\)(?=/)",  # ASP.NET's cookieless sessions: /(S(x))/
    re.IGNORECASE,
)
_ESCAPE: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_INDEX: Final = re.compile(
    r"/(?:index|default)\.(?:x?html?|shtml|php[3-7]?|aspx?|jsp|cfm)$", re.IGNORECASE
)
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_key(url: str) -> str:
    """Return what the spellings of the page at the serialised *url* have in common.

    Left out: the scheme, ``www.``, the fragment, session ids, tracking parameters, an index file
    without a query, a last slash; parameters are sorted by name. Each is a difference that servers
    make without serving another page. Case, other parameters and their values all count.

    >>> canonical_key("https://www.example.com/a/index.html?utm_source=x")
    'example.com/a'
    """
    address = read_address(url)
    kept = [parameter for parameter in address.parameters if not names_visit(parameter)]
    path = _SESSION_IN_PATH.sub("", address.path) if _has_session(address.path) else address.path
    path = _index_left_out(path) if not kept else path
    path = path.removesuffix("/")
    query = "&".join(each.written for each in sorted(kept, key=lambda each: each.name))
    key = f"{_host(address.host)}{path}?{query}" if query else f"{_host(address.host)}{path}"
    return _ESCAPE.sub(_escaped, key) if "%" in key else key


def _has_session(path: str) -> bool:
    return ";" in path or "(" in path


def _index_left_out(path: str) -> str:
    return _INDEX.sub("/", path) if "." in path else path


def _host(host: str) -> str:
    rest = host.removeprefix("www.")
    return rest if "." in rest else host


def _escaped(match: re.Match[str]) -> str:
    """Return an escape in upper case, decoded where it need not be one (RFC 3986, 6.2.2)."""
    character = chr(int(match[0][1:], 16))
    return character if character in _UNRESERVED else match[0].upper()
