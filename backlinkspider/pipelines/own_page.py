"""Turns a visited page of the target's own site into what its document says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from backlinkspider.crawl.item import Finding, PageItem
from backlinkspider.crawl.session import session_of
from backlinkspider.crawl.step import without_links
from backlinkspider.ownsite.reading import own_facts

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from backlinkspider.documents import Document, Outcome
    from backlinkspider.target import Target


class OwnPagePipeline:
    """Adds a finding per target: the outcome, and the facts of the page."""

    def __init__(self, targets: dict[str, Target]) -> None:
        self._targets = targets

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the targets from the spider's session."""
        return cls({target.name: target for target in session_of(crawler).plan.targets})

    async def process_item(self, item: PageItem) -> PageItem:
        """Add the findings."""
        outcome, detail = _outcome(item)
        findings = (self._finding(item, outcome, detail, page) for page in item.visit.pages)
        return replace(item, findings=tuple(findings))

    def _finding(self, item: PageItem, outcome: Outcome, detail: str, page: Document) -> Finding:
        target = self._targets[page["target"]]
        facts = own_facts(target, outcome, item.fetch, item.reading)
        return Finding(page=page, outcome=outcome, detail=detail, facts=facts)


def _outcome(item: PageItem) -> tuple[Outcome, str]:
    """Return what became of the visit: a page without links to anybody is simply read."""
    if item.reading is None or item.outcome != "no_link":
        return item.outcome, item.detail
    end = without_links(item.reading.final, item.reading.fetch.status)
    return ("read" if end.outcome == "no_link" else end.outcome), end.detail or item.detail
