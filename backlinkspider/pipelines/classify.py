"""Applies the rules to each link and writes down what they say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from backlinkspider.crawl.session import session_of
from backlinkspider.links.reciprocal import reciprocal_signals

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from backlinkspider.crawl.item import Finding, PageItem
    from backlinkspider.crawl.session import Session
    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet


class ClassifyPipeline:
    """Adds ``flags`` and ``audit`` to every link document, by the rules of its target.

    Before that, whether the target links back: that is known of a target, not of a page.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rules = session.plan.rules

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the rules from the spider's session, and what the store knows when it is open."""
        return cls(session_of(crawler))

    async def process_item(self, item: PageItem) -> PageItem:
        """Classify the links of all findings."""
        return replace(item, findings=tuple(self._classified(f) for f in item.findings))

    def _classified(self, finding: Finding) -> Finding:
        return replace(finding, links=tuple(self._flagged(link) for link in finding.links))

    def _flagged(self, link: Document) -> Document:
        back = reciprocal_signals(link["page"], self._session.outlinks.get(link["target"]))
        link = {**link, "signals": {**link["signals"], **back}}
        return {**link, **judgement(self._rules[link["target"]], link)}


def judgement(rules: RuleSet, link: Document) -> Document:
    """Return the ``flags`` and ``audit`` that *rules* give *link*."""
    verdict = rules.evaluate(link)
    return {"flags": [flag.document() for flag in verdict.flags], "audit": verdict.audit()}
