"""Keeps the anchors that point to a target; a page without any is still an outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from backlinkspider.crawl.item import Finding, PageItem
from backlinkspider.crawl.session import session_of
from backlinkspider.crawl.step import without_links
from backlinkspider.links.claimed import with_claims
from backlinkspider.links.mentions import mentions_of
from backlinkspider.links.path import unresolved_detail
from backlinkspider.links.record import links_to

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from backlinkspider.documents import Document
    from backlinkspider.links.record import Reading
    from backlinkspider.target import Target


class FilterPipeline:
    """Turns a page into one finding per target, with a link document per anchor."""

    def __init__(self, targets: dict[str, Target]) -> None:
        self._targets = targets

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the targets from the spider's session."""
        return cls({target.name: target for target in session_of(crawler).plan.targets})

    async def process_item(self, item: PageItem) -> PageItem:
        """Add the findings."""
        return replace(item, findings=tuple(self._finding(item, p) for p in item.visit.pages))

    def _finding(self, item: PageItem, page: Document) -> Finding:
        if item.reading is None:
            return Finding(page=page, outcome=item.outcome)
        links = links_to(self._targets[page["target"]], item.reading)
        links = with_claims(links, page.get("claims", ()))
        if links:
            return Finding(page=page, outcome="linked", links=links)
        if item.outcome != "no_link":
            return Finding(page=page, outcome=item.outcome)
        end = without_links(item.reading.final, item.reading.fetch.status)
        unresolved = unresolved_detail(item.reading.paths.values())
        mentions = None
        if end.outcome == "no_link" and not unresolved:
            mentions = self._mentions(page["target"], item.reading)
        detail = end.detail or unresolved
        return Finding(page=page, outcome=end.outcome, detail=detail, mentions=mentions)

    def _mentions(self, name: str, reading: Reading) -> tuple[Document, ...] | None:
        """Return where a page without links names the target; pages of its own do not count."""
        target = self._targets[name]
        return () if target.is_own(reading.fetch.final_url) else mentions_of(target, reading.final)
