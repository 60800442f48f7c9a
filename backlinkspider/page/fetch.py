"""What a fetch of a page brought, as frozen data: the crawl fills it, the pure rooms read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A redirect on the way to the page: from *url* with *status* (or ``meta``, ``script``)."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """The final answer for a candidate. Header names are lower case, in the order received."""

    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    redirects: tuple[Hop, ...]
    ip: str | None
    fetched_at: datetime | None
    truncated: bool = False
    broke_off: bool = False
    """The connection ended before the body did: a link that is not in it may have been to come."""
    robots_txt: str | None = None
    """The bot that robots.txt keeps from this page, where a search engine's is."""
    protocol: str = "HTTP/1.1"
    received: tuple[tuple[bytes, bytes], ...] = ()
    """The headers as they came, for proof; ``headers`` are their text."""

    def header(self, name: str) -> str:
        """Return the values of header *name* joined by commas; empty where there is none."""
        return ", ".join(value for key, value in self.headers if key == name)

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent."""
        return self.header("content-type")
