"""The cloaking probe: the same page asked for as several visitors (``-a probe=cloaking``)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from backlinkspider.crawl.looks import HEADERS
from backlinkspider.crawl.outcome import outcome_of
from backlinkspider.links.cloaking import (
    VISITORS,
    SeenAs,
    is_settled,
    is_stranger,
    judge,
    only_for_search_bot,
)
from backlinkspider.links.looking import no_look, on_bots_page, read_look, taken_away
from backlinkspider.links.path import leads_to
from backlinkspider.urls import host_of, is_http, politeness_key, resolve, without_fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from backlinkspider.links.cloaking import Round, Visitor
    from backlinkspider.links.record import Reading
    from backlinkspider.target import Target

REPEATS: Final = 2
"""Further rounds after a difference: with one, a page that answers at random would pass as steady
once in 32 times, with two once in a thousand."""

_MAX_HOPS: Final = 5
_ASKED_TO_STOP: Final = frozenset({429, 503})


class CloakingProbe:
    """Probes pages for one crawl, at most CLOAK_MAX_PAGES of them."""

    def __init__(self, crawler: Crawler, targets: Sequence[Target]) -> None:
        self._crawler = crawler
        self._targets = targets
        self._left = crawler.settings.getint("CLOAK_MAX_PAGES")
        self.counts: Counter[str] = Counter()

    async def probe(self, reading: Reading) -> Reading:
        """Return *reading* with what the looks come to, where it can be told and may be asked.

        Our own first look is the page as it was read. Where the links are for Google's crawler
        alone, the page is the one it got: that is where they stand.
        """
        if problem := self._obstacle(reading):
            self.counts[problem] += 1
            return reading
        self._left -= 1
        look = _Looking(self._crawler, reading, self._plain(reading), self.counts)
        first = await look.round(VISITORS, {"ours": look.read()})
        rounds = [first]
        if not is_settled(first):
            for repeat in range(REPEATS):
                order = VISITORS if repeat % 2 else tuple(reversed(VISITORS))
                rounds.append(await look.round(order, {}))
        cloaking = judge(rounds)
        self.counts[cloaking.state] += 1
        reading = replace(reading, cloaking=cloaking)
        if not only_for_search_bot(cloaking) or self.holds_links(reading):
            return reading
        return on_bots_page(reading, look.bot_body, look.bot_type)

    def _obstacle(self, reading: Reading) -> str:
        if reading.render_reasons and reading.rendered is None:
            return "not probed: scripts write the page, and it was not rendered"
        if reading.fetch.truncated:
            return "not probed: the page was cut"
        return "" if self._left > 0 else "not probed: CLOAK_MAX_PAGES are spent"

    def _plain(self, reading: Reading) -> Callable[[str], bool]:
        """Tell which links are compared: those to a target that no script of the page adds.

        A page that is rendered beforehand for crawlers only ("dynamic rendering") hides nothing.
        """
        wanted = self._wanted(reading)
        if reading.rendered is None:
            return wanted
        plain, rendered = (
            {found.url for found in document.anchors()}
            for document in (reading.raw, reading.rendered)
        )
        return lambda url: wanted(url) and url not in rendered - plain

    def _wanted(self, reading: Reading) -> Callable[[str], bool]:
        def wanted(url: str) -> bool:
            led = reading.led(url)
            return any(
                target.matches(url) or (led is not None and leads_to(target, led.path))
                for target in self._targets
            )

        return wanted

    def holds_links(self, reading: Reading) -> bool:
        """Tell whether a link to a target is on the page, plain or rendered."""
        wanted = self._wanted(reading)
        documents = (reading.raw, reading.rendered)
        return any(
            found.url is not None and wanted(found.url)
            for document in documents
            if document is not None
            for found in document.anchors()
        )


class _Looking:
    """The looks at one page."""

    def __init__(
        self,
        crawler: Crawler,
        reading: Reading,
        wanted: Callable[[str], bool],
        counts: Counter[str],
    ) -> None:
        self._crawler = crawler
        self._reading = reading
        self._wanted = wanted
        self._counts = counts
        self._stopped = ""
        self.bot_body = b""
        self.bot_type = ""

    def read(self) -> SeenAs:
        """Return our own look: the page as the visit read it."""
        reading = self._reading
        return read_look(
            "ours",
            reading.raw.url,
            200,
            reading.fetch.content_type or "text/html",
            reading.body,
            wanted=self._wanted,
        )

    async def round(self, order: Sequence[Visitor], known: dict[Visitor, SeenAs]) -> Round:
        """Look as everybody in *order* who is not *known*; the page's owner may end it."""
        seen = dict(known)
        for visitor in order:
            if visitor not in seen:
                seen[visitor] = await self._look(visitor)
        return tuple(seen[visitor] for visitor in VISITORS)

    async def _look(self, visitor: Visitor) -> SeenAs:
        url = self._reading.raw.url
        for _ in range(_MAX_HOPS + 1):
            if self._stopped:
                return no_look(visitor, self._stopped)
            try:
                response = await self._download(url, visitor)
            except Exception as error:  # noqa: BLE001 (whatever a download raises)
                outcome, detail = outcome_of(error)
                return no_look(visitor, f"{outcome}: {detail}")
            if response.status in _ASKED_TO_STOP:
                self._stopped = f"not asked again after status {response.status}"
            to = _redirect(response)
            if to is None:
                return self._read(visitor, url, response)
            if is_stranger(to, url):
                return taken_away(visitor, response.status, to)
            url = to
        return no_look(visitor, f"more than {_MAX_HOPS} redirects")

    def _read(self, visitor: Visitor, url: str, response: Response) -> SeenAs:
        if "download_stopped" in response.flags or "dataloss" in response.flags:
            return no_look(visitor, "the answer was cut")
        content_type = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
        if visitor == "googlebot" and not self.bot_body:
            self.bot_body, self.bot_type = response.body, content_type
        return read_look(
            visitor, url, response.status, content_type, response.body, wanted=self._wanted
        )

    async def _download(self, url: str, visitor: Visitor) -> Response:
        self._counts["requests"] += 1
        request = Request(
            url,
            headers=dict(HEADERS[visitor]),
            dont_filter=True,
            callback=NO_CALLBACK,
            meta={
                "download_slot": politeness_key(host_of(url)),
                "handle_httpstatus_all": True,
                "verbatim_url": True,
            },
        )
        return await self._crawler.engine.download_async(request)


def _redirect(response: Response) -> str | None:
    location = response.headers.get("Location")
    if not 300 <= response.status < 400 or not location:
        return None
    url = resolve(location.decode("utf-8", "replace"), response.url)
    return without_fragment(url) if url and is_http(url) else None
