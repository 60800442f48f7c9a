"""A crawl in a process of its own: ``crawl`` starts it, running this module is it.

*names* are the answers of the name server: for each host a list of addresses per question, the
last one repeated; *ttl* is how long the gate keeps them.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from backlinkspider.web import egress
from backlinkspider.web.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from scrapy.http import Response
    from twisted.python.failure import Failure

ROOT = Path(__file__).parents[2]
SETTINGS: dict[str, Any] = {
    "TWISTED_DNS_RESOLVER": "backlinkspider.web.resolver.EgressResolver",
    "DOWNLOADER_MIDDLEWARES": {"backlinkspider.web.egress_middleware.EgressMiddleware": 50},
    "HTTPPROXY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_TIMEOUT": 20,
    "LOG_LEVEL": "WARNING",
}


def crawl(urls: Sequence[str], settings: dict[str, Any], **job: Any) -> dict[str, Any]:
    """Fetch each of *urls* once; return {pages: {url: what came of it}, finished, log}."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.egress_crawl"],
        input=json.dumps({"urls": urls, "settings": SETTINGS | settings, **job}),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        cwd=ROOT,
        # A proxy in the environment must not lead round the gate.
        env=os.environ | {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"},
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result | {"log": done.stderr}


class Crawl(scrapy.Spider):
    name = "crawl"
    urls: Sequence[str] = ()

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.pages: dict[str, dict[str, Any]] = {}
        self.finished = ""

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for url in self.urls:
            asked = {"asked": url}
            yield scrapy.Request(url, dont_filter=True, errback=self.failed, cb_kwargs=asked)

    def parse(self, response: Response, asked: str) -> None:
        ip = str(response.ip_address)
        self.pages[asked] = {"url": response.url, "ip": ip, "text": response.text}

    def failed(self, failure: Failure) -> None:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
        self.pages[request.cb_kwargs["asked"]] = {
            "error": type(failure.value).__name__,
            "message": str(failure.value),
            "reason": getattr(failure.value, "reason", ""),
        }

    def closed(self, reason: str) -> None:
        self.finished = reason


def install_names(names: dict[str, list[list[str]]]) -> None:
    """Let *names* answer the gate, and nobody anything else."""
    system_getaddrinfo = socket.getaddrinfo

    def getaddrinfo(host: bytes | str, *args: Any, **options: Any) -> list[tuple[Any, ...]]:
        if isinstance(host, str):  # Twisted, with the numeric IPv6 address it connects to
            return [*system_getaddrinfo(host, *args, **options)]
        answers = names.get(host.decode())
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 0)) for ip in addresses]

    vars(socket)["getaddrinfo"] = getaddrinfo


def main() -> None:
    job = json.load(sys.stdin)
    install_names(job.get("names", {}))
    vars(egress)["Lookup"] = partial(Lookup, ttl=job.get("ttl", 60))
    process = AsyncCrawlerProcess(job["settings"])
    crawler = process.create_crawler(Crawl)
    process.crawl(crawler, urls=job["urls"])
    process.start()
    spider = crawler.spider
    assert isinstance(spider, Crawl)
    json.dump({"pages": spider.pages, "finished": spider.finished}, sys.stdout)


if __name__ == "__main__":
    main()
