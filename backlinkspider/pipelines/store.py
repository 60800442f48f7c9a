"""Hands a finished visit to the writer and waits until it stands in the store."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self

from backlinkspider.crawl import clock
from backlinkspider.crawl.backoff import retry_after
from backlinkspider.crawl.session import session_of
from backlinkspider.documents import utc
from backlinkspider.links.page_part import fetch_part
from backlinkspider.links.path import redirector_counts
from backlinkspider.links.standing import Standing
from backlinkspider.pipelines.classify import judgement
from backlinkspider.store.look import Look

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.crawler import Crawler

    from backlinkspider.crawl.item import Finding, PageItem
    from backlinkspider.crawl.session import Session
    from backlinkspider.documents import Document


class StorePipeline:
    """The last pipeline: what it returns is in the store."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Write through the spider's session."""
        return cls(session_of(crawler))

    async def process_item(self, item: PageItem) -> PageItem:
        """Return *item* when its findings are written. Raises ``StoreLost``."""
        if item.site is not None and item.found:
            await self._session.add_found(item.visit, item.site, item.found)
        looks = [self._look(item, finding) for finding in item.findings]
        await self._session.write(item.visit, looks, asked_to_wait=_asked_to_wait(item))
        return item

    def _look(self, item: PageItem, finding: Finding) -> Look:
        rules = self._session.plan.rules[finding.page["target"]]
        return Look(
            page=finding.page,
            run=self._session.run_id,
            at=_at(item),
            outcome=finding.outcome,
            detail=finding.detail or item.detail,
            facts=_facts(item, finding),
            links=finding.links,
            mentions=finding.mentions,
            risk=rules.risk,
            judge=partial(judgement, rules),
            leads=Standing(item.reading.final).leads if item.reading is not None else None,
            unresolved=_unresolved(item),
        )


def _at(item: PageItem) -> datetime:
    """Return when the page was looked at: one of an archive when it was recorded."""
    recorded = item.archived.at if item.archived else None
    return utc(recorded) if recorded else clock.now()


def _asked_to_wait(item: PageItem) -> float | None:
    if item.fetch is None or item.fetch.fetched_at is None:
        return None
    return retry_after(item.fetch.header("retry-after"), item.fetch.fetched_at)


def _unresolved(item: PageItem) -> frozenset[str]:
    paths = item.reading.paths if item.reading is not None else {}
    return frozenset(url for url, led in paths.items() if led.path.unresolved is not None)


def _facts(item: PageItem, finding: Finding) -> Document:
    """Return the ``page`` part for the ``pages`` document."""
    if finding.facts is not None:
        return finding.facts
    facts = dict(finding.links[0]["page"]) if finding.links else _plain_facts(item)
    if item.reading is not None and item.reading.paths:
        facts["redirectors"] = redirector_counts(item.reading.paths.items())
    return facts


def _plain_facts(item: PageItem) -> Document:
    facts: Document = {"url": item.visit.url}
    if item.fetch is not None:
        facts = fetch_part(item.visit.url, item.fetch)
    if item.reading is not None:
        facts["title"] = item.reading.final.title()[:500]
        facts["rendered"] = item.reading.rendered is not None
        facts["left_to"] = item.reading.left_to
        facts["render_reason"] = ", ".join(item.reading.render_reasons) or None
    return facts
