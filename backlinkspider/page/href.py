"""What a browser makes of an ``href``: the URL Standard, and where Chromium departs from it."""

from __future__ import annotations

import re
from typing import Final

from backlinkspider.page.query import encode_query
from backlinkspider.urls import is_http, resolve

_PARTS: Final = re.compile(r"(https?://[^/?#]*)([^?#]*)(.*)", re.DOTALL)
_OPAQUE_QUERY: Final = re.compile(r"\?[^#]*")
_REMOVED: Final = str.maketrans("", "", "\t\n\r")
_TRIMMED: Final = "".join(map(chr, range(0x21)))
_AUTHORITY: Final = re.compile(
    r"(?:(https?:)[/\\]*|[/\\]{2,})([^/\\?#]+)(.*)", re.DOTALL | re.IGNORECASE
)
_SPACE: Final = re.compile("[ \u00a0\u3000]|%20")
_STAND_IN: Final = "0space0"
"""Stands for a space while the rest of a host is parsed."""


# What the URL Standard leaves as it is: no dot segment, nothing to encode, no default port, and a
# host that is neither an address nor in punycode. Everything else takes the parser. These signs of
# it are found faster as text than by the patterns.
_SIGNS: Final = ("/.", "/%2", "xn--")
_CHARACTERS: Final = "-A-Za-z0-9._~!$&()+,;=@%"
_PATH: Final = rf"/[{_CHARACTERS}:/]*+"
_TAIL: Final = rf"(?:\?[{_CHARACTERS}:/?]*+)?(?:#[{_CHARACTERS}:/?]*+)?"
_HOST: Final = r"//(?:[a-z0-9_-]+\.)*[a-z][a-z0-9-]*"
_is_url: Final = re.compile(rf"https?:{_HOST}{_PATH}{_TAIL}").fullmatch
_is_origin: Final = re.compile(rf"https?:{_HOST}").fullmatch
_is_host_with_path: Final = re.compile(rf"{_HOST}{_PATH}{_TAIL}").fullmatch
_is_path: Final = re.compile(rf"(?!//){_PATH}{_TAIL}").fullmatch
_is_below: Final = re.compile(rf"(?!\.|%2)[{_CHARACTERS}]++(?:{_PATH})?{_TAIL}").fullmatch
_is_fragment: Final = re.compile(rf"#[{_CHARACTERS}:/?]*+").fullmatch


class LinkBase(dict[str, "str | None"]):
    """The URLs of one document's links by their spellings: what ``resolve_href`` makes of each.

    *base* is the document's base URL, *encoding* its encoding. Most links need no parser.
    """

    def __init__(self, base: str, encoding: str) -> None:
        super().__init__()
        self._base = base
        self._encoding = encoding
        found = _PARTS.fullmatch(base)
        self._origin = found[1] if found else ""
        self._scheme = base.partition("//")[0]
        is_plain = _is_url(base) and not any(sign in base for sign in _SIGNS)
        self._page = base.partition("#")[0] if is_plain else ""
        self._folder = f"{self._page.partition('?')[0].rpartition('/')[0]}/" if self._page else ""

    def __missing__(self, href: str) -> str | None:
        url = self._plain(href) or resolve_href(href, self._base, self._encoding)
        self[href] = url
        return url

    def _plain(self, href: str) -> str | None:
        """Return the URL of *href* where it takes no parser."""
        for sign in _SIGNS:
            if sign in href:
                return None
        if href.startswith("/"):
            if self._origin and _is_path(href):
                return self._origin + href
            if self._origin and _is_host_with_path(href):
                return self._scheme + href
        elif _is_url(href):
            return href
        elif _is_origin(href):
            return f"{href}/"
        elif self._page and _is_below(href):
            return self._folder + href
        elif self._page and _is_fragment(href):
            return self._page + href
        return None


def resolve_href(href: str, base: str, encoding: str) -> str | None:
    """Return the absolute URL of *href*; ``None`` where it does not parse.

    *encoding* is the page's: the query of an http(s) URL is written in it.
    """
    url = resolve(href, base)
    if url is None:
        return _with_space_in_host(href, base)
    if not is_http(url):
        return _not_http(url, href)
    if not href.isascii():
        url = resolve(encode_query(href, encoding), base) or url
    return _http(url) if "|" in url or "*" in url else url


def _http(url: str) -> str:
    """Percent-encode ``*`` in the host and ``|`` in the path, which the standard leaves."""
    found = _PARTS.fullmatch(url)
    if found is None:
        return url
    user, at, host = found[1].rpartition("@")
    return f"{user}{at}{host.replace('*', '%2A')}{found[2].replace('|', '%7C')}{found[3]}"


def _with_space_in_host(href: str, base: str) -> str | None:
    """Resolve ``http:// www.example.com/``, a common slip: the standard refuses it."""
    found = _AUTHORITY.fullmatch(href.translate(_REMOVED).strip(_TRIMMED))
    if found is None or not _SPACE.search(found[2]):
        return None
    host = _SPACE.sub(_STAND_IN, found[2])
    url = resolve(f"{found[1] or ''}//{host}{found[3]}", base) if host.isascii() else None
    return _http(url).replace(_STAND_IN, "%20") if url else None


def _not_http(url: str, href: str) -> str:
    """Mend the query and the space before it of URLs such as ``javascript:x ? 'y' : 'z'``.

    Chromium percent-encodes apostrophes in the query of any scheme; it leaves a space at the
    end of an opaque path, which the standard writes as ``%20``.
    """
    path = re.split(r"[?#]", href.translate(_REMOVED), maxsplit=1)[0]
    if path.endswith(" ") and path != href:
        url = re.sub(r"%20(?=[?#])", " ", url, count=1)
    return _OPAQUE_QUERY.sub(lambda query: query[0].replace("'", "%27"), url, count=1)
