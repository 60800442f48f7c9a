"""Answers a crawl's requests from WARC files: with ``candidates=warc:...`` nothing goes out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Headers, Response

from backlinkspider.crawl.session import Session
from backlinkspider.proof.model import ProofError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from backlinkspider.proof.archive import Archive
    from backlinkspider.proof.page import ArchivedPage


class NotInArchive(IgnoreRequest):
    """The archive has no such page, or it can't be read; nobody has looked at it."""


class ArchiveMiddleware:
    """Downloader middleware, before all others: a request ends here, answered or not.

    Then neither the egress gate nor robots.txt nor a delay has a part in it. Unpacking the body is
    Scrapy's, as for a page from the network.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware. Raises ``NotConfigured`` where the crawl reads no archive."""
        session = getattr(crawler.spider, "session", None)
        if not isinstance(session, Session) or session.plan.archive is None:
            raise NotConfigured
        return cls(session.plan.archive)

    async def process_request(self, request: Request) -> Response:
        """Return the recorded answer; ``meta["archived"]`` is its page. Raises ``NotInArchive``."""
        try:
            page = await asyncio.to_thread(self._archive.page, request.url)
        except ProofError as error:
            raise NotInArchive(str(error)) from error
        if page is None:
            raise NotInArchive(f"{request.url} is not in the archive")
        request.meta["archived"] = page
        return recorded_response(page)


def recorded_response(page: ArchivedPage) -> Response:
    """Return *page* as the response Scrapy would have made of it."""
    headers: dict[bytes, list[bytes]] = {}
    for name, value in page.answer.headers:
        headers.setdefault(name.title(), []).append(value)
    return Response(
        page.uri,
        status=page.answer.status,
        headers=Headers(headers),
        body=page.answer.body,
        flags=["dataloss"] if page.truncated else [],
        protocol=page.answer.protocol,
    )
