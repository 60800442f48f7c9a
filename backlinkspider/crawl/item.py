"""The item of the crawl: one visited candidate with all that the pipelines add to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlinkspider.crawl.frontier import Visit
    from backlinkspider.documents import Document, Outcome
    from backlinkspider.links.record import Reading
    from backlinkspider.page.fetch import Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the visit found for one target. *page* is the pending ``pages`` document."""

    page: Document
    outcome: Outcome
    detail: str = ""
    links: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageItem:
    """The end of one visit: exactly one per candidate.

    *outcome* is the page's own (``no_link`` until the filter has looked for links); *reading* is
    there when a page was read, *fetch* when there was an answer.
    """

    visit: Visit
    outcome: Outcome
    detail: str = ""
    fetch: Fetch | None = None
    reading: Reading | None = None
    findings: tuple[Finding, ...] = ()
