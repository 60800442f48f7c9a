"""Keeps what proves a link: the page as received and as rendered, and a picture of the link."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from backlinkspider.crawl import clock
from backlinkspider.crawl.patience import patiently
from backlinkspider.crawl.proof_facts import note_proof
from backlinkspider.crawl.session import session_of
from backlinkspider.links.origin import number_live
from backlinkspider.page.seen import Seen
from backlinkspider.proof.folder import proof_folder
from backlinkspider.proof.model import Kept, PageProof, RenderedPage
from backlinkspider.proof.writer import ProofWriter
from backlinkspider.store.base import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

    from backlinkspider.crawl.item import Finding, PageItem
    from backlinkspider.crawl.session import Session
    from backlinkspider.documents import Document
    from backlinkspider.links.record import Reading
    from backlinkspider.page.seen import AnchorKey

logger = logging.getLogger(__name__)


class EvidencePipeline:
    """Adds ``proof`` to every link document: where its page is kept, and the digest of the page.

    What was read from an archive has its proof there and is not written again.
    """

    def __init__(self, session: Session, folder: Path, limit: int) -> None:
        self._session = session
        self._folder = folder
        self._limit = limit
        self._writer: ProofWriter | None = None
        self._said = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read PROOF_FOLDER and PROOF_MAX_BYTES."""
        settings = crawler.settings
        folder = proof_folder(settings["PROOF_FOLDER"], settings["STORE_URI"])
        return cls(session_of(crawler), folder, settings.getint("PROOF_MAX_BYTES"))

    async def process_item(self, item: PageItem) -> PageItem:
        """Keep the page where it holds links, and say so on each of them."""
        if item.reading is None or not any(finding.links for finding in item.findings):
            return item
        body = item.reading.body
        digest = f"sha256:{(await asyncio.to_thread(sha256, body)).hexdigest()}"
        kept = await self._kept(item, item.reading)
        return replace(
            item, findings=tuple(_proven(finding, digest, kept) for finding in item.findings)
        )

    async def close_spider(self) -> None:
        """Close the files, and write on the run what was kept."""
        if self._session.run is None or self._limit <= 0:
            return
        writer = self._writer or self._new_writer()
        await asyncio.to_thread(writer.close)
        if self._writer is None and not writer.folder.is_dir():
            return  # neither this process nor another kept anything
        try:
            note = partial(note_proof, self._session.store, self._session.run_id, writer)
            await patiently(note, "noting what was kept as proof")
        except StoreError as error:
            logger.warning("what was kept as proof could not be written on the run: %s", error)

    async def _kept(self, item: PageItem, reading: Reading) -> Kept | None:
        if page := item.archived:
            return Kept(page.place, page.rendered_place, page.screenshot_places)
        if self._limit <= 0:
            return None
        writer = self._writer = self._writer or self._new_writer()
        kept = await asyncio.to_thread(writer.keep, page_proof(item, reading))
        if kept is None and not self._said:
            self._said = True
            logger.warning("%s", no_proof(writer))
        return kept

    def _new_writer(self) -> ProofWriter:
        targets = ", ".join(target.name for target in self._session.plan.targets)
        agent = self._session.settings["USER_AGENT"]
        info = {"description": f"pages that link to {targets}", "http-header-user-agent": agent}
        return ProofWriter(
            self._folder, self._session.run_id, limit=self._limit, info=info, now=clock.now
        )


def no_proof(writer: ProofWriter) -> str:
    """Return why pages are no longer kept."""
    if writer.problem:
        return f"no more proof is kept, the crawl goes on: {writer.problem}"
    return (
        f"a page was not kept as proof: the run's {writer.limit:,} bytes (PROOF_MAX_BYTES) are"
        " spent; the crawl goes on"
    )


def page_proof(item: PageItem, reading: Reading) -> PageProof:
    """Return what is to be kept of a page: pictures only of links with flags."""
    look, rendition = reading.look or Seen(), reading.rendition
    answer = rendition.before if rendition else reading.fetch
    flagged = {key for finding in item.findings for key in _flagged(finding)}
    assert answer.fetched_at is not None
    return PageProof(
        url=reading.url,
        at=answer.fetched_at,
        answer=answer,
        body=reading.body,
        left_to=reading.left_to,
        render_reasons=reading.render_reasons,
        rendered=_rendered(reading),
        frames=look.frames,
        measured=[asdict(one) for one in look.measured],
        origins=look.origins,
        paths=reading.paths,
        cloaking=reading.cloaking,
        screenshots={key: png for key, png in look.screenshots.items() if key in flagged},
    )


def _rendered(reading: Reading) -> RenderedPage | None:
    if reading.rendition is None:
        return None
    before, now = reading.rendition.before, reading.fetch
    return RenderedPage(
        url=now.final_url,
        status=now.status,
        charset=reading.rendition.charset,
        truncated=reading.rendition.truncated,
        body=reading.rendition.body,
        redirects=[(hop.url, hop.status) for hop in now.redirects[len(before.redirects) :]],
    )


def _flagged(finding: Finding) -> list[AnchorKey]:
    return [
        key
        for link, key in zip(finding.links, _keys(finding), strict=True)
        if key and any(flag["suppressed"] is None for flag in link["flags"])
    ]


def _keys(finding: Finding) -> list[AnchorKey | None]:
    """Return by which key the browser names each link; None for one it did not have."""
    links = [link["link"] for link in finding.links]
    return number_live(
        (link["url"], None if link["seen_in"] == "raw" else link["place"]) for link in links
    )


def _proven(finding: Finding, digest: str, kept: Kept | None) -> Finding:
    links = zip(finding.links, _keys(finding), strict=True)
    return replace(
        finding,
        links=tuple({**link, "proof": _proof(key, digest, kept)} for link, key in links),
    )


def _proof(key: AnchorKey | None, digest: str, kept: Kept | None) -> Document:
    if kept is None:
        return {"digest": digest, "warc": None, "rendered": None, "screenshot": None}
    shot = kept.screenshots.get(key) if key else None
    return {
        "digest": digest,
        "warc": kept.warc.document(),
        "rendered": kept.rendered.document() if kept.rendered else None,
        "screenshot": shot.document() if shot else None,
    }
