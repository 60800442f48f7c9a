"""The robots middleware on the real engine: one crawl over a web of scripted hosts."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Spider
from scrapy.utils.test import get_crawler

from backlinkspider.web.robots import READ_LIMIT
from backlinkspider.web.robots_middleware import robots_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
# Too long for a label, so it does not resolve and no name server is asked.
NOWHERE = f"{'n' * 64}.test"
DENY = b"User-agent: *\nDisallow: /\n"
GOOGLE_DENIED = b"User-agent: googlebot\nDisallow: /\nUser-agent: *\nDisallow: /private\n"
LATE_WAITERS = 8

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "allow.test": (200, {}, GOOGLE_DENIED),
    "slow.test": (200, {}, DENY),
    "401.test": (401, {}, DENY),
    "404.test": (404, {}, DENY),
    "429.test": (429, {}, b""),
    "503.test": (503, {}, b""),
    "hops.test": (302, {"Location": "/1"}, b""),
    "endless-hops.test": (301, {"Location": "/robots.txt"}, b""),
    "elsewhere.test": (301, {"Location": "//deny.test/robots.txt"}, b""),
    "to-nowhere.test": (301, {"Location": f"http://{NOWHERE}/robots.txt"}, b""),
    "to-file.test": (301, {"Location": "file:///etc/passwd"}, b""),
    "deny.test": (200, {}, DENY),
    "big.test": (200, {}, DENY + b"#" * READ_LIMIT * 4),
    "zipped.test": (200, {"Content-Encoding": "gzip"}, gzip.compress(DENY)),
    "bomb.test": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(30_000_000))),
}

CRAWL = """
import asyncio, json, sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from backlinkspider.web.robots_middleware import robots_of

class Probe(Spider):
    name = "probe"
    seen = {}
    async def start(self):
        for url in json.loads(sys.argv[2]):
            meta = {"playwright": True} if "rendered" in url else {}
            yield Request(url, meta=meta, callback=self.got, errback=self.lost, dont_filter=True)
    def got(self, response):
        self.seen[response.request.url] = ["fetched", ""]
    def lost(self, failure):
        self.seen[failure.request.url] = [type(failure.value).__name__, str(failure.value)]

class Browser:
    '''Stands for a browser that ended somewhere else.'''
    def process_response(self, request, response):
        if "rendered" in request.url:
            return response.replace(url="http://deny.test/end")
        return response

class Asked:
    @classmethod
    def from_crawler(cls, crawler):
        from scrapy import signals
        self = cls()
        self.crawler = crawler
        crawler.signals.connect(self.idle, signals.spider_idle)
        self.done = False
        return self
    def idle(self):
        if not self.done:
            self.done = True
            self.task = asyncio.ensure_future(self.ask())
            from scrapy.exceptions import DontCloseSpider
            raise DontCloseSpider
    async def ask(self):
        robots = robots_of(self.crawler)
        for agent in ("Googlebot", "bingbot"):
            verdict = await robots.verdict_for("http://allow.test/x", agent)
            Probe.seen[agent] = [str(verdict.allowed), verdict.reason]
        Probe.seen["nobody"] = [str(await robots.verdict_for("http://dead.test/", "bingbot")), ""]

settings = json.loads(sys.argv[1])
settings["DOWNLOADER_MIDDLEWARES"][Browser] = 900
settings["EXTENSIONS"] = {Asked: 1}
process = AsyncCrawlerProcess(settings)
crawler = process.create_crawler(Probe)
process.crawl(crawler)
process.start()
print(json.dumps({"seen": Probe.seen, "stats": crawler.stats.get_stats()}, default=str))
"""


class Site(BaseHTTPRequestHandler):
    """Answers by host; counts what it was asked for."""

    hits: Counter[str]

    def do_GET(self) -> None:
        host = self.headers["Host"]
        self.hits[f"{host}{self.path}"] += 1
        if self.path != "/robots.txt" and host == "hops.test":
            self.hop()
        elif self.path != "/robots.txt":
            self.answer(200, {"Content-Type": "text/html"}, b"<p>page")
        elif host == "mute.test":
            time.sleep(3)
        else:
            time.sleep(0.3 if host == "slow.test" else 0)
            self.answer(*ANSWERS.get(host, (200, {}, b"")))

    def hop(self) -> None:
        number = int(self.path.strip("/") or 9)
        if number < 5:
            self.answer(302, {"Location": f"/{number + 1}"}, b"")
        else:
            self.answer(200, {}, DENY)

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


class Crawl:
    """What a crawl saw and what the server was asked for."""

    def __init__(self, output: str, hits: Counter[str]) -> None:
        result = json.loads(output)
        self.seen: dict[str, list[str]] = result["seen"]
        self.stats: dict[str, Any] = result["stats"]
        self.hits = hits


@pytest.fixture(scope="module")
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def run_crawl(site: ThreadingHTTPServer, urls: list[str], **changes: Any) -> Crawl:
    """Crawl *urls* in a process of its own, shipped settings changed by *changes*."""
    Site.hits = Counter()
    port = site.server_address[1]
    settings = {
        "CONNECT_TO": f"dead.test:80=127.0.0.1:1,{NOWHERE}:80=:80,*:80=127.0.0.1:{port}",
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": 2,
        "DOWNLOAD_MAXSIZE": 10 * 1024 * 1024,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "backlinkspider.web.robots_middleware.RobotsMiddleware": 100,
        },
        "EGRESS_ALLOW": "127.0.0.0/8",
        "HTTPERROR_ALLOW_ALL": True,
        "LOG_LEVEL": "WARNING",
        "REDIRECT_ENABLED": False,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "backlinkspider.web.resolver.EgressResolver",
        "USER_AGENT": "backlinkspider/0 (+https://example.com/bot)",
    }
    done = subprocess.run(
        [sys.executable, "-c", CRAWL, json.dumps(settings | changes), json.dumps(urls)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Crawl(done.stdout, Site.hits)


@pytest.fixture(scope="module")
def crawl(site: ThreadingHTTPServer) -> Crawl:
    urls = [f"http://{host}/page" for host in ANSWERS if host != "slow.test"]
    urls += [f"http://slow.test/{number}" for number in range(LATE_WAITERS)]
    urls += [f"http://{host}/page" for host in ("dead.test", "mute.test", NOWHERE)]
    urls += ["http://allow.test/private", "http://allow.test/rendered"]
    return run_crawl(site, urls)


def test_no_late_waiter_is_let_through(crawl: Crawl) -> None:
    urls = [f"http://slow.test/{number}" for number in range(LATE_WAITERS)]
    assert {crawl.seen[url][0] for url in urls} == {"RobotsDenied"}
    assert [path for path in crawl.hits if path.startswith("slow.test")] == ["slow.test/robots.txt"]
    assert crawl.hits["slow.test/robots.txt"] == 1


@pytest.mark.parametrize(
    "host", ["allow.test", "401.test", "404.test", "endless-hops.test", "to-file.test"]
)
def test_allowed(crawl: Crawl, host: str) -> None:
    assert crawl.seen[f"http://{host}/page"] == ["fetched", ""]


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("429.test", "robots.txt unreachable: HTTP 429"),
        ("503.test", "robots.txt unreachable: HTTP 503"),
        ("hops.test", "robots.txt: Disallow: / (User-agent: *)"),
        ("elsewhere.test", "robots.txt: Disallow: / (User-agent: *)"),
        ("big.test", "robots.txt: Disallow: / (User-agent: *)"),
        ("zipped.test", "robots.txt: Disallow: / (User-agent: *)"),
        ("to-nowhere.test", f"robots.txt unreachable: http://{NOWHERE}/robots.txt: "),
        ("bomb.test", "robots.txt unreachable: http://bomb.test/robots.txt: "),
    ],
)
def test_denied(crawl: Crawl, host: str, reason: str) -> None:
    kind, text = crawl.seen[f"http://{host}/page"]
    assert kind == "RobotsDenied"
    assert text.startswith(reason)
    assert f"{host}/page" not in crawl.hits


def test_one_rule_denies_one_page(crawl: Crawl) -> None:
    reason = "robots.txt: Disallow: /private (User-agent: *)"
    assert crawl.seen["http://allow.test/private"] == ["RobotsDenied", reason]


@pytest.mark.parametrize(
    ("host", "error"),
    [
        ("dead.test", "DownloadConnectionRefusedError"),
        ("mute.test", "DownloadTimeoutError"),
        (NOWHERE, "CannotResolveHostError"),
    ],
)
def test_a_network_error_is_the_page_s_own(crawl: Crawl, host: str, error: str) -> None:
    assert crawl.seen[f"http://{host}/page"][0] == error


def test_redirects_are_followed_five_times(crawl: Crawl) -> None:
    assert crawl.hits["endless-hops.test/robots.txt"] == 6
    assert crawl.hits["hops.test/5"] == 1


def test_a_rendered_response_is_checked_where_it_ended(crawl: Crawl) -> None:
    kind, _ = crawl.seen["http://allow.test/rendered"]
    assert kind == "RobotsDenied"


def test_other_crawlers_are_answered_from_the_same_file(crawl: Crawl) -> None:
    assert crawl.seen["Googlebot"] == ["False", "robots.txt: Disallow: / (User-agent: googlebot)"]
    assert crawl.seen["bingbot"] == ["True", ""]
    assert crawl.seen["nobody"] == ["None", ""]
    assert crawl.hits["allow.test/robots.txt"] == 1


def test_counts(crawl: Crawl) -> None:
    denied = sum(kind == "RobotsDenied" for kind, _ in crawl.seen.values())
    assert crawl.stats["robots/denied"] == denied
    asked = sum(count for path, count in crawl.hits.items() if path.endswith("/robots.txt"))
    assert crawl.stats["robots/requests"] >= asked


def test_robots_can_be_switched_off(site: ThreadingHTTPServer) -> None:
    crawl = run_crawl(site, ["http://deny.test/page"], ROBOTSTXT_OBEY=False)
    assert crawl.seen["http://deny.test/page"] == ["fetched", ""]
    assert "deny.test/robots.txt" not in crawl.hits


def test_a_crawler_without_the_middleware_is_told_so() -> None:
    crawler = get_crawler(Spider)
    crawler.engine = crawler._create_engine()
    with pytest.raises(LookupError, match="DOWNLOADER_MIDDLEWARES"):
        robots_of(crawler)
