"""What the page of an archive adds to its plain answer: times, redirects, the rendered DOM."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backlinkspider.crawl.visit import rendered_reading
from backlinkspider.page.fetch import Hop
from backlinkspider.page.measured import read_measured
from backlinkspider.page.seen import Seen
from backlinkspider.web.look import Look

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy.http import Response

    from backlinkspider.crawl.item import Visit
    from backlinkspider.links.record import Reading
    from backlinkspider.page.fetch import Fetch
    from backlinkspider.proof.page import ArchivedPage


def archived_page(response: Response) -> ArchivedPage | None:
    """Return the page of an archive that *response* was made of; ``None`` for the network's."""
    page: ArchivedPage | None = response.meta.get("archived")
    return page


def archived_fetch(fetch: Fetch, page: ArchivedPage) -> Fetch:
    """Return *fetch* as it was when *page* was recorded."""
    fetch = replace(fetch, ip=page.ip, fetched_at=page.at or fetch.fetched_at)
    if page.facts is None:
        return fetch
    hops = tuple(Hop(url=url, status=status) for url, status in page.facts.redirects)
    robots_txt = page.facts.robots_txt
    return replace(fetch, redirects=hops or fetch.redirects, robots_txt=robots_txt)


def archived_reading(reading: Reading, page: ArchivedPage, *, rendered: bool) -> Reading:
    """Return *reading* with what a browser saw when *page* was recorded, if one looked.

    Without *rendered* the plain page stays what is read.
    """
    if facts := page.facts:
        reasons = facts.render_reasons
        reading = replace(reading, left_to=facts.left_to, render_reasons=reasons)
        reading = replace(reading, paths=facts.paths, cloaking=facts.cloaking)
    if page.rendered is None or not rendered:
        return reading
    shown = page.rendered
    look = Look(
        url=shown.url,
        status=shown.status,
        content_type="text/html",
        charset=shown.charset,
        headers=(),
        redirects=tuple(Hop(url=url, status=status) for url, status in shown.redirects),
        settled=True,
        whole=True,
        truncated=shown.truncated,
        seen=Seen(
            measured=tuple(map(read_measured, facts.measured)) if facts else (),
            origins={(url, n): script for url, n, script in facts.origins} if facts else {},
            screenshots=page.screenshots,
            frames=tuple(page.frames),
        ),
    )
    return rendered_reading(reading, shown.body, look)


def newer_look(visit: Visit, page: ArchivedPage) -> datetime | None:
    """Return when the store last saw the page if that is after *page* was recorded."""
    if page.at is None:
        return None
    looks = [document.get("page", {}).get("fetched_at") for document in visit.pages]
    return max((at for at in looks if at and at > page.at), default=None)
