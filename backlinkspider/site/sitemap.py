"""Sitemaps as they are found: the XML protocol, its index, plain text, RSS and Atom.

Formats as sitemaps.org's protocol and Google's "Build and submit a sitemap" name them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from backlinkspider.site.scope import page_url
from backlinkspider.site.sitemap_xml import SitemapXml
from backlinkspider.site.unpack import CutShortError, read_text
from backlinkspider.urls import MAX_URL_LENGTH, host_of, registrable_domain, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backlinkspider.site.sitemap_xml import SitemapKind

MAX_LOCATIONS: Final = 50_000
"""Entries of one sitemap that are read: the protocol's own limit."""

MAX_SITEMAPS: Final = 10
"""Sitemaps named by a robots.txt that are fetched."""

_MAX_SILENCE: Final = 2 * 1024 * 1024
"""Characters without any URL in them after which the rest is not read: no sitemap goes on so."""

_MAX_IGNORED: Final = 1_000_000

_HTML: Final = re.compile(
    r"(?:<\?[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+)?html\b", re.IGNORECASE | re.DOTALL
)
_HEAD: Final = 1024

_GUESSES: Final = ("/sitemap.xml", "/sitemap_index.xml")
_STARTS: Final = ("http://", "https://", "/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap says.

    *locations* are absolute, serialised http(s) URLs of the sitemap's registrable domain, in
    order, each once; of an ``index`` they are sitemaps. *ignored* counts the entries that are not:
    other domains, no URL. *truncated*: there was more, or the data broke off. *problem* is a
    sentence for people, ``""`` where all is well; what was read before it is kept.
    """

    kind: SitemapKind
    locations: tuple[str, ...]
    ignored: int = 0
    truncated: bool = False
    problem: str = ""


def read_sitemap(body: bytes, url: str, *, limit: int = MAX_LOCATIONS) -> Sitemap:
    """Read at most *limit* locations of the sitemap *body* found at *url*; never raises.

    Work and memory are bounded for any bytes: 50 MB unpacked are read, no tree is built.
    """
    reader = _Reader(url, limit)
    cut = ""
    try:
        reader.read(read_text(body))
    except CutShortError as error:
        cut = str(error)
    return Sitemap(
        kind=reader.kind,
        locations=tuple(reader.locations),
        ignored=reader.ignored,
        truncated=reader.is_full or reader.broke_off or bool(cut),
        problem=cut or reader.problem,
    )


def sitemap_urls(robots_sitemaps: Sequence[str], home_url: str) -> tuple[str, ...]:
    """Return where the sitemaps of the site at *home_url* are: at most ten URLs.

    *robots_sitemaps* are the values of robots.txt's ``Sitemap`` lines. Those of other domains are
    left out (another owner's host). Without any left, the usual places are guessed.
    """
    named = dict.fromkeys(
        url
        for line in robots_sitemaps
        if (url := page_url(resolve(line.strip(), home_url))) and _domain(url) == _domain(home_url)
    )
    guesses = (resolve(path, home_url) for path in _GUESSES)
    return tuple(named)[:MAX_SITEMAPS] or tuple(url for url in guesses if url)


class _Reader:
    """Collects the locations of one sitemap, whatever its format."""

    def __init__(self, url: str, limit: int) -> None:
        self.kind: SitemapKind = "unknown"
        self.locations: dict[str, None] = {}
        self.ignored = 0
        self.is_full = False
        self.broke_off = False
        self.problem = ""
        self._url = url
        self._domain = _domain(url)
        self._limit = limit
        self._silence = 0

    def read(self, pieces: Iterable[str]) -> None:
        """Read *pieces*. Raises ``CutShortError`` where the rest is missing or not worth it."""
        rest = self._while_heard(pieces)
        head = next((text for piece in rest if (text := piece.lstrip("\ufeff \t\r\n"))), "")
        if not head:
            self.problem = "empty"
        elif _HTML.match(head[:_HEAD]):
            self.problem = "no sitemap: an HTML page"
        elif head.startswith("<"):
            self._read_xml(chain([head], rest))
        else:
            self._read_lines(chain([head], rest))

    def _while_heard(self, pieces: Iterable[str]) -> Iterator[str]:
        for piece in pieces:
            self._silence += len(piece)
            if self._silence > _MAX_SILENCE:
                raise CutShortError(f"no URL in {_MAX_SILENCE:,} characters: the rest is not read")
            if self.ignored > _MAX_IGNORED:
                raise CutShortError(f"{self.ignored:,} entries are no URLs of the site")
            yield piece

    def _read_xml(self, pieces: Iterable[str]) -> None:
        xml = SitemapXml()
        try:
            for piece in pieces:
                self._take(xml.feed(piece))
                if self.is_full or xml.is_done:
                    break
        finally:
            self._take(xml.close())
            self.kind = xml.kind
            self.problem = "" if self.is_full else xml.problem
            self.broke_off = xml.is_open and not xml.is_done

    def _read_lines(self, pieces: Iterable[str]) -> None:
        tail = ""
        for piece in pieces:
            *lines, tail = (tail + piece).split("\n")
            # A line longer than any URL stays too long when it is cut.
            tail = tail[: MAX_URL_LENGTH + 1]
            self._take(lines)
        self._take([tail])
        if self.locations:
            self.kind = "text"
        else:
            self.problem = "no sitemap: neither XML nor one URL a line"

    def _take(self, locations: Iterable[str]) -> None:
        for location in locations:
            text = location.strip()
            if not text or self.is_full:
                continue
            self._silence = 0 if text[:8].lower().startswith(_STARTS) else self._silence
            url = self._location(text)
            if url is None:
                self.ignored += 1
            elif url not in self.locations:
                self.is_full = len(self.locations) >= self._limit
                if not self.is_full:
                    self.locations[url] = None

    def _location(self, text: str) -> str | None:
        """Return the URL *text* stands for; paths are tolerated although the protocol has none."""
        if len(text) > MAX_URL_LENGTH or not text.lower().startswith(_STARTS):
            return None
        url = page_url(resolve(text, self._url))
        return url if url and _domain(url) == self._domain else None


def _domain(url: str) -> str:
    return registrable_domain(host_of(url))
