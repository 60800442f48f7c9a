"""Asks redirectors where they lead: politely, within bounds, each once a run."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scrapy import Request, signals
from scrapy.exceptions import StopDownload
from scrapy.http.request import NO_CALLBACK

from backlinkspider.crawl.outcome import outcome_of
from backlinkspider.crawl.pace import keep_pace
from backlinkspider.links.path import Led, LinkPath, read_answer, walk
from backlinkspider.links.redirectors import redirectors
from backlinkspider.urls import host_of, politeness_key
from backlinkspider.web.robots_middleware import robots_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

    from backlinkspider.documents import Outcome
    from backlinkspider.links.path import Answer, Unresolved
    from backlinkspider.links.record import Reading
    from backlinkspider.links.redirectors import Redirector
    from backlinkspider.target import Target

READ_LIMIT: Final = 65_536
"""Bytes read of an answer that is no redirect: enough for the head of a page that leads on."""

KEPT: Final = 20_000
"""Paths kept in memory; what is known of more is forgotten, oldest first."""

_LEAVE_ALONE: Final = frozenset({429, 503})
_MARK: Final = "link_path"
_BOTS: Final = ("googlebot", "bingbot")
_REASONS: Final[Mapping[Outcome, Unresolved]] = {
    "robots_denied": "robots",
    "refused": "refused",
    "timeout": "timeout",
}


class OutOfTime(Exception):
    """The deadline of a path has passed before its next request."""


class OutOfBudget(Exception):
    """The page or the run may send no more requests for link paths."""


class Refusing(Exception):
    """The owner has answered that there were too many requests."""


@dataclass(slots=True)
class _Budget:
    """Requests that are left."""

    left: int


class PathFinder:
    """Resolves the redirectors of pages for one crawl.

    A redirector's owner is asked through the same slot as its pages, so once a second; only one
    request of ours waits there at a time, and what has waited too long is not sent any more.
    """

    def __init__(
        self, crawler: Crawler, targets: Sequence[Target], shorteners: Collection[str]
    ) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._targets = targets
        self._shorteners = shorteners
        self._page_limit = settings.getint("LINK_PATH_MAX")
        self._run = _Budget(settings.getint("LINK_PATH_TOTAL"))
        self._seconds = settings.getfloat("LINK_PATH_TIMEOUT")
        self._paths: dict[str, asyncio.Task[LinkPath]] = {}
        self._obeys = settings.getbool("ROBOTSTXT_OBEY")
        self._refusing: set[str] = set()
        self._turns: dict[str, asyncio.Lock] = {}
        self.counts: Counter[str] = Counter()
        crawler.signals.connect(self._stop_at_redirect, signals.headers_received)
        crawler.signals.connect(self._stop_long_answer, signals.bytes_received)

    async def with_paths(self, reading: Reading) -> Reading:
        """Return *reading* with the paths of the redirectors on its page, plain and rendered."""
        url = reading.fetch.final_url
        targets = [target for target in self._targets if not target.is_own(url)]
        if not targets or not self._page_limit:
            return reading
        anchors = reading.raw.anchors()
        if reading.rendered is not None:
            anchors += reading.rendered.anchors()
        asked = redirectors(url, anchors, targets, self._shorteners)
        if not asked:
            return reading
        page = _Budget(self._page_limit)
        paths = await asyncio.gather(*(self._path(one.url, page) for one in asked))
        led = {one.url: Led(one.via, path) for one, path in zip(asked, paths, strict=True)}
        self._count(asked, paths)
        return replace(reading, paths=led)

    def _count(self, asked: Sequence[Redirector], paths: Sequence[LinkPath]) -> None:
        for path in paths:
            if path.unresolved is not None:
                self.counts[f"unresolved ({path.unresolved})"] += 1
            else:
                self.counts["to the target" if self._arrived(path.final_url) else "elsewhere"] += 1
        self.counts["asked"] += len(asked)

    async def _path(self, url: str, page: _Budget) -> LinkPath:
        """Return the path from *url*: the one task for all who ask; what failed is asked again."""
        task = self._paths.get(url)
        if task is None:
            task = self._paths[url] = asyncio.create_task(self._resolve(url, page))
            while len(self._paths) > KEPT:
                del self._paths[next(iter(self._paths))]
        path = await asyncio.shield(task)
        if path.unresolved in {"budget", "timeout"} and self._paths.get(url) is task:
            del self._paths[url]
        return path

    async def _resolve(self, url: str, page: _Budget) -> LinkPath:
        deadline = time.monotonic() + self._seconds
        steps, asking = walk(url, self._arrived), url
        answers: list[str] = []
        try:
            next(steps)
            while True:
                answers.append(asking)
                answer = await self._ask(asking, page, deadline)
                asking = steps.send(answer)
        except StopIteration as end:
            path: LinkPath = end.value
            return await self._with_blockers(path)
        except Exception as error:  # noqa: BLE001 (whatever a download raises)
            return LinkPath(final_url=answers[-1], hops=(), unresolved=_why(error))

    def _arrived(self, url: str) -> bool:
        return any(target.matches(url) for target in self._targets)

    async def _ask(self, url: str, page: _Budget, deadline: float) -> Answer:
        key = politeness_key(host_of(url))
        turn = self._turns.setdefault(key, asyncio.Lock())
        async with turn:
            if time.monotonic() > deadline:
                raise OutOfTime
            for budget in (page, self._run):
                if budget.left <= 0:
                    raise OutOfBudget
            if key in self._refusing:
                raise Refusing
            page.left -= 1
            self._run.left -= 1
            self.counts["requests"] += 1
            response = await self._crawler.engine.download_async(self._request(url, key))
            await self._heed(response, key)
        headers = {
            name: (response.headers.get(name) or b"").decode("utf-8", "replace")
            for name in ("location", "refresh", "content-type")
        }
        return read_answer(url, response.status, headers, response.body, headers["content-type"])

    async def _heed(self, response: Response, key: str) -> None:
        """Ask an owner no more who asks to be left alone, others at the pace they want."""
        if response.status in _LEAVE_ALONE:
            self._refusing.add(key)
        if self._obeys:
            keep_pace(self._crawler, key, await robots_of(self._crawler).robots(response.url))

    def _request(self, url: str, key: str) -> Request:
        return Request(
            url,
            dont_filter=True,
            callback=NO_CALLBACK,
            meta={
                _MARK: True,
                "download_slot": key,
                "download_timeout": self._seconds,
                "handle_httpstatus_all": True,
                "verbatim_url": True,
            },
        )

    async def _with_blockers(self, path: LinkPath) -> LinkPath:
        """Name the search engine's crawler that robots.txt keeps from a hop: it sees no link.

        Redirects themselves, 302 too, pass credit. Source: Google, "Redirects and Google Search",
        and "Qualify your outbound links": robots.txt keeps Google from following a link.
        """
        if not self._arrived(path.final_url):
            return path
        if not self._obeys:
            return path
        robots = robots_of(self._crawler)
        for bot in _BOTS:
            for hop in path.hops:
                verdict = await robots.verdict_for(hop.url, bot)
                if verdict is not None and not verdict.allowed:
                    return replace(path, blockers=(f"redirect_robots_txt:{bot}",))
        return path

    def _stop_at_redirect(self, headers: Headers, request: Request) -> None:
        if request.meta.get(_MARK) and headers.get("Location"):
            raise StopDownload(fail=False)

    def _stop_long_answer(self, data: bytes, request: Request) -> None:
        if request.meta.get(_MARK):
            received = request.meta.get("link_path_received", 0) + len(data)
            request.meta["link_path_received"] = received
            if received > READ_LIMIT:
                raise StopDownload(fail=False)


def _why(error: Exception) -> Unresolved:
    if isinstance(error, OutOfBudget):
        return "budget"
    if isinstance(error, OutOfTime):
        return "timeout"
    if isinstance(error, Refusing):
        return "blocked"
    return _REASONS.get(outcome_of(error)[0], "failed")
