"""The home page of a target, fetched once for ``scrapy target init``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scrapy import Request, Spider

from backlinkspider.crawl.agent import name_contact
from backlinkspider.crawl.outcome import outcome_of
from backlinkspider.page.document import HtmlDocument
from backlinkspider.target import HomePage
from backlinkspider.urls import host_of, is_http, resolve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

_MAX_HOPS: Final = 5


class HomeSpider(Spider):
    """Fetches https://HOST/ (then http) and keeps what describes the site in ``page``.

    ``problem`` says why there is no page. The request goes through the same egress gate and
    robots.txt as a crawl's.
    """

    name = "home"

    def __init__(self, host: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.host = host
        self.page: HomePage | None = None
        self.problem = f"{host}: nothing came back"

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the contact URL into the User-Agent; leave out what wants a session."""
        super().update_settings(settings)
        settings.set("ITEM_PIPELINES", {}, priority="spider")
        name_contact(settings)

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first request."""
        yield self._request(f"https://{self.host}/", 0)

    def _request(self, url: str, hops: int) -> Request:
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
            meta={"handle_httpstatus_all": True, "verbatim_url": True},
            cb_kwargs={"hops": hops},
        )

    async def parse(self, response: Response, hops: int) -> AsyncIterator[Request]:
        """Follow a redirect, or read the page."""
        location = _header(response, "Location") if 300 <= response.status < 400 else ""
        url = resolve(location, response.url) if location else None
        if url and is_http(url) and hops < _MAX_HOPS:
            yield self._request(url, hops + 1)
        elif response.status == 200:
            self.page = _home_page(response)
        else:
            self.problem = f"{response.url} answered {response.status}"

    async def failed(self, failure: Failure) -> AsyncIterator[Request]:
        """Try plain http where https failed, else keep the reason."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        assert failure.value is not None
        outcome, detail = outcome_of(failure.value)
        self.problem = f"{request.url}: {outcome} ({detail})"
        if request.url == f"https://{self.host}/" and outcome not in ("refused", "robots_denied"):
            yield self._request(f"http://{self.host}/", 0)


def _home_page(response: Response) -> HomePage:
    content_type = _header(response, "Content-Type")
    document = HtmlDocument(response.body, url=response.url, content_type=content_type)
    anchors = document.anchors()
    metas = {
        (node.attrs.get("property") or node.attrs.get("name") or "").lower(): node.attrs.get(
            "content"
        )
        or ""
        for node in document.tree.css("meta[content]")
    }
    return HomePage(
        title=document.title(),
        site_name=metas.get("og:site_name", ""),
        lang=document.facts(anchors).lang,
        description=metas.get("description", "") or metas.get("og:description", ""),
        hosts=tuple(dict.fromkeys(host_of(a.url) for a in anchors if a.url and is_http(a.url))),
    )


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("utf-8", "replace")
