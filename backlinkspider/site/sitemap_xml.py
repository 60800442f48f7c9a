"""XML sitemaps and feeds as a stream of events: no tree, no network, no entities of their own."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal

from lxml import etree  # type: ignore[import-untyped]

from backlinkspider.site.unpack import CutShortError
from backlinkspider.urls import MAX_URL_LENGTH

if TYPE_CHECKING:
    from collections.abc import Mapping

SitemapKind = Literal["urlset", "index", "text", "feed", "unknown"]

_ROOTS: Final[dict[str, tuple[SitemapKind, str, str]]] = {
    "urlset": ("urlset", "url", "loc"),
    "sitemapindex": ("index", "sitemap", "loc"),
    "rss": ("feed", "item", "link"),
    "rdf": ("feed", "item", "link"),
    "feed": ("feed", "entry", "link"),
}
"""By root element: what it is, the element of an entry and the one in it that holds the URL."""

_ENTITY: Final = re.compile(r"&(?!#?\w{1,31};)")
"""An ampersand that should have been written ``&amp;``: the commonest fault of sitemaps."""

_MAX_WORK: Final = 4_000_000
"""Twice what 50 MB of URLs with their alternates in other languages come to."""

_MAX_DEPTH: Final = 256

_NO_CHARACTER: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY_LENGTH: Final = 34


class SitemapXml:
    """Reads XML fed in pieces.

    Faults are read over where the rest can be read (libxml2's recovery). Entities a document
    declares itself stay within libxml2's amplification limit; external ones are never loaded.
    """

    def __init__(self) -> None:
        self._events = _Events()
        self._tail = ""
        self._parser: Any = etree.XMLParser(
            target=self._events,
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )

    @property
    def kind(self) -> SitemapKind:
        """What the root element says."""
        return self._events.kind

    @property
    def is_done(self) -> bool:
        """Whether the rest can't matter: the root is no sitemap's."""
        return self._events.root != "" and self.kind == "unknown"

    @property
    def problem(self) -> str:
        """Say what is wrong, or ``""``."""
        root = self._events.root
        if root and self.kind == "unknown":
            return f"no sitemap: its root element is {root[:40]!a}"
        fatal = self._fatal()
        if fatal is None:
            return "" if root else "no sitemap: no XML element"
        return f"broken XML in line {fatal.line:,}: {' '.join(fatal.message.split())[:160]}"

    @property
    def is_open(self) -> bool:
        """Whether elements wait for their end."""
        return self._events.open_elements > 0

    def feed(self, text: str) -> list[str]:
        """Read *text* and return the locations that ended in it, as written.

        Raises ``CutShortError`` for what no sitemap looks like and would take too long to read.
        """
        if self._events.work > _MAX_WORK:
            raise CutShortError(f"more than {_MAX_WORK:,} elements, attributes and texts")
        if self._events.open_elements > _MAX_DEPTH:
            raise CutShortError(f"more than {_MAX_DEPTH} elements in each other")
        text = self._tail + text
        cut = text.rfind("&", max(len(text) - _ENTITY_LENGTH, 0))
        cut = len(text) if cut < 0 else cut
        self._tail = text[cut:]
        return self._feed(text[:cut])

    def close(self) -> list[str]:
        """End the document and return the locations that were not yet given."""
        locations = self._feed(self._tail)
        with suppress(etree.LxmlError):
            self._parser.close()
        return locations + self._events.drain()

    def _feed(self, text: str) -> list[str]:
        mended = _ENTITY.sub("&amp;", _NO_CHARACTER.sub("", text))
        if mended:
            # The parser keeps a fault in its log, from where ``problem`` reads it.
            with suppress(etree.LxmlError):
                self._parser.feed(mended)
        return self._events.drain()

    def _fatal(self) -> Any:
        errors = (*self._parser.feed_error_log, *self._parser.error_log)
        return next((e for e in errors if e.level == etree.ErrorLevels.FATAL), None)


class _Events:
    """What libxml2 calls while it reads; keeps the open elements and finished locations only."""

    def __init__(self) -> None:
        self.root = ""
        self.kind: SitemapKind = "unknown"
        self._entry = self._holder = ""
        self._open: list[str] = []
        self._text: list[str] | None = None
        self._length = 0
        self._is_taken = False
        self.work = 0
        self._locations: list[str] = []

    @property
    def open_elements(self) -> int:
        return len(self._open)

    def drain(self) -> list[str]:
        locations, self._locations = self._locations, []
        return locations

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.work += 1 + len(attributes)
        name = tag.rpartition("}")[2].lower()
        if not self._open and not self.root:
            self.root = name
            self.kind, self._entry, self._holder = _ROOTS.get(name, ("unknown", "", ""))
        if name == self._entry:
            self._is_taken = False
        elif name == self._holder and self._open and self._open[-1] == self._entry:
            self._start_location(attributes)
        self._open.append(name)

    def _start_location(self, attributes: Mapping[str, str]) -> None:
        if self._entry == "entry":
            if attributes.get("rel", "alternate") == "alternate":
                self._take(attributes.get("href", ""))
        elif not self._is_taken:
            self._text, self._length = [], 0

    def data(self, text: str) -> None:
        self.work += 1
        if self._text is not None and self._length <= MAX_URL_LENGTH:
            self._text.append(text[: MAX_URL_LENGTH + 1])
            self._length += len(text)

    def end(self, _tag: str) -> None:
        if self._open:
            self._open.pop()
        if self._text is not None and self._open and self._open[-1] == self._entry:
            self._take("".join(self._text))
            self._text = None

    def _take(self, text: str) -> None:
        # Escaped twice, or escaped inside CDATA: no URL means "&amp;".
        location = text.strip().replace("&amp;", "&")
        if location and not self._is_taken:
            self._is_taken = True
            self._locations.append(location)

    def close(self) -> None:
        """End of the document; lxml asks for the method."""
