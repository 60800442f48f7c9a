"""What travels through the crawl: a visit, and the item it ends in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document, Outcome
    from backlinkspider.links.record import Reading
    from backlinkspider.page.fetch import Fetch
    from backlinkspider.proof.page import ArchivedPage
    from backlinkspider.site.discover import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page to fetch: the pending ``pages`` documents (one per target) of one candidate.

    *fetch_url* is where its redirects have led so far, *hops* the URLs and statuses before.
    """

    key: str
    url: str
    fetch_url: str
    hops: tuple[tuple[str, int], ...]
    kind: str
    pages: tuple[Document, ...]

    @classmethod
    def to(cls, pages: Sequence[Document]) -> Visit:
        """Return the visit to the candidate of *pages*."""
        first = pages[0]
        return cls(
            key=first["key"],
            url=first["url"],
            fetch_url=first["fetch_url"],
            hops=tuple((hop["url"], hop["status"]) for hop in first["hops"]),
            kind=first["kind"],
            pages=tuple(pages),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the visit found for one target. *page* is the pending ``pages`` document."""

    page: Document
    outcome: Outcome
    detail: str = ""
    links: tuple[Document, ...] = ()
    mentions: tuple[Document, ...] | None = None
    facts: Document | None = None
    """What the page's document shall say, where that is not the usual ``page`` part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageItem:
    """The end of one visit: exactly one per candidate.

    *outcome* is the page's own (``no_link`` until the filter has looked for links); *reading* is
    there when a page was read, *fetch* when there was an answer. *found* are pages of the *site* to
    visit next. *archived* is the recorded page that was read instead of the network.
    """

    visit: Visit
    outcome: Outcome
    detail: str = ""
    fetch: Fetch | None = None
    reading: Reading | None = None
    findings: tuple[Finding, ...] = ()
    site: str | None = None
    found: tuple[Found, ...] = ()
    archived: ArchivedPage | None = None
