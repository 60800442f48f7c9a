"""The download handler and the renderer on the real engine and a real Chromium."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.web.browser import find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium(None) is None, reason="no Chromium on PATH or in CHROMIUM"),
]

ROOT = Path(__file__).parents[2]
HANDLER = "backlinkspider.web.handler.WebDownloadHandler"
SITE = "http://host.test"
LINK = '<a href="https://target.test/">link</a>'
WRITE = f"document.body.insertAdjacentHTML('beforeend', `{LINK}`)"
HTML = "text/html; charset=utf-8"

PAGES: dict[str, tuple[str, bytes]] = {
    path: (HTML, f"<!doctype html><title>t</title><body>{body}".encode())
    for path, body in {
        "/static": LINK,
        "/timer-400": f"<script>setTimeout(() => {{{WRITE}}}, 400)</script>",
        "/fetch-400": f"<script>fetch('/data?0.4').then(() => {{{WRITE}}})</script>",
        "/fetch-900": f"<script>fetch('/data?0.9').then(() => {{{WRITE}}})</script>",
        "/fetch-twice": "<script>fetch('/data?0.6').then(() => fetch('/data?0.7'))"
        f".then(() => {{{WRITE}}})</script>",
        "/dialogs": f"<script>alert(1); confirm(2); prompt(3); {WRITE}</script>",
        "/popup": f"<script>window.open('/popped'); {WRITE}</script>",
        "/offers-download": f"<script>location = '/attachment?late'; {WRITE}</script>",
        "/surrogate": f"<script>document.body.append('\\ud800'); {WRITE}</script>",
        "/hanging-script": f"{LINK}<script async src=/data?20></script>",
        "/ticker": f"{LINK}<p id=t></p><script>setInterval(() => t.textContent = "
        "Date.now(), 50)</script>",
        "/endless": f"<script>setInterval(() => {{{WRITE}}}, 100)</script>",
        "/script-redirect": "<script>location.replace('/static')</script>",
        "/refresh": "<meta http-equiv=refresh content='0;url=/static'>",
        "/loads": f"{LINK}<img src=/image.png><video src=/media.mp4></video>",
        "/meddles": f"{LINK}<script>for (const n of ['outerHTML', 'innerHTML'])"
        " Object.defineProperty(Element.prototype, n, {get: () => ''});"
        " MutationObserver = Promise = XMLSerializer = setTimeout = undefined;"
        "</script>",
        "/huge": "<script>document.body.append('x'.repeat(11 << 20))</script>",
        "/busy-loop": "<script>while (true) {}</script>",
        "/asks-inside": f"<script>fetch('http://10.0.0.1/').catch(() => {{{WRITE}}})</script>",
        "/fragment": f"<script>location.hash = 'there'; {WRITE}</script>",
    }.items()
}
PAGES["/latin"] = ("text/html", f"<meta charset=latin1><p>caf\xe9</p>{LINK}".encode("latin-1"))
PAGES["/pdf"] = ("application/pdf", b"%PDF-1.4\n%%EOF\n")
PAGES["/text"] = ("text/plain", LINK.encode())
PAGES["/attachment"] = ("application/zip", b"PK")


class Site(BaseHTTPRequestHandler):
    """Serves PAGES for every host and counts what it was asked for."""

    hits: Counter[str] = Counter()
    agents: Counter[str] = Counter()

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.hits[path] += 1
        self.agents[self.headers["User-Agent"]] += 1
        if path == "/redirect":
            self.answer(302, {"Location": "/static"})
        elif path == "/away":
            self.answer(301, {"Location": "http://other.test/static"})
        elif path == "/missing":
            self.answer(404, {"Content-Type": HTML}, LINK.encode())
        elif path == "/data":
            time.sleep(float(query))
            self.answer(200, {"Content-Type": "text/javascript"}, b"1")
        else:
            kind, body = PAGES.get(path, (HTML, b""))
            robots = {"X-Robots-Tag": "nofollow"} if path == "/static" else {}
            self.answer(200, {"Content-Type": kind, **robots}, body)

    def answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = Server(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def run_crawl(port: int, steps: list[list[dict[str, Any]]], **changes: Any) -> dict[str, Any]:
    settings = {
        "CONNECT_TO": f"dead.test:80=127.0.0.1:1,*.test:80=127.0.0.1:{port}",
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), HANDLER),
        "EGRESS_ALLOW": "127.0.0.0/8",
        "LOG_LEVEL": "WARNING",
        "REDIRECT_ENABLED": False,
        "RENDER_TIMEOUT": 25,
        "RETRY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "backlinkspider.web.resolver.EgressResolver",
        "USER_AGENT": "backlinkspider/0 (+https://example.com/bot)",
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("render_crawl.py"))],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=json.dumps({"settings": settings | changes, "steps": steps}),
        text=True,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result | {"log": done.stderr}


@pytest.fixture(scope="module")
def crawl(port: int) -> dict[str, Any]:
    paths = [*PAGES, "/redirect", "/away", "/missing"]
    urls = [f"{SITE}{path}" for path in paths if path != "/busy-loop"]
    urls += ["http://dead.test/", "http://10.0.0.1/", "https://dead.test/"]
    Site.hits.clear()
    Site.agents.clear()
    plain = {"url": f"{SITE}/static?plain", "rendered": False}
    return run_crawl(port, [[plain], [{"url": url} for url in urls]])


@pytest.mark.parametrize(
    "path",
    [
        "/static",
        "/timer-400",
        "/fetch-400",
        "/fetch-900",
        "/fetch-twice",
        "/dialogs",
        "/popup",
        "/offers-download",
        "/surrogate",
        "/hanging-script",
        "/ticker",
        "/endless",
        "/script-redirect",
        "/refresh",
        "/loads",
        "/meddles",
        "/asks-inside",
        "/fragment",
        "/latin",
        "/redirect",
        "/away",
        "/missing",
    ],
)
def test_the_link_is_seen(crawl: dict[str, Any], path: str) -> None:
    page = crawl["pages"][f"{SITE}{path}"]
    assert LINK in page.get("text", ""), page


@pytest.mark.parametrize(
    ("url", "problem", "text"),
    [
        (f"{SITE}/pdf", "not_html", "no HTML"),
        (f"{SITE}/text", "not_html", "text/plain"),
        (f"{SITE}/attachment", "not_html", "download"),
        ("http://10.0.0.1/", "refused", "10.0.0.1: "),
        ("http://dead.test/", "navigation", "dead.test: Connect call failed"),
        ("https://dead.test/", "navigation", "ERR_TUNNEL_CONNECTION_FAILED"),
    ],
)
def test_failures(crawl: dict[str, Any], url: str, problem: str, text: str) -> None:
    page = crawl["pages"][url]
    assert (page["error"], page["problem"]) == ("RenderFailed", problem)
    assert text in page["text"]
    assert "\n" not in page["text"]


@pytest.mark.parametrize(
    ("path", "redirects", "left_host"),
    [
        ("/static", [], False),
        ("/redirect", [{"url": f"{SITE}/redirect", "status": 302}], False),
        ("/script-redirect", [{"url": f"{SITE}/script-redirect", "status": 200}], False),
        ("/refresh", [{"url": f"{SITE}/refresh", "status": 200}], False),
        ("/offers-download", [], False),
        ("/away", [{"url": f"{SITE}/away", "status": 301}], True),
    ],
)
def test_redirects(
    crawl: dict[str, Any], path: str, redirects: list[dict[str, Any]], left_host: bool
) -> None:
    look = crawl["pages"][f"{SITE}{path}"]["look"]
    assert (look["redirects"], look["left_host"]) == (redirects, left_host)
    stays = path if path == "/offers-download" else "/static"
    assert look["url"] == ("http://other.test/static" if left_host else f"{SITE}{stays}")
    assert ["Content-Type", HTML] in look["headers"]


def test_what_is_told_of_a_page(crawl: dict[str, Any]) -> None:
    pages = crawl["pages"]
    assert pages[f"{SITE}/missing"]["status"] == 404
    assert pages[f"{SITE}/latin"]["look"]["charset"] == "windows-1252"
    assert "café" in pages[f"{SITE}/latin"]["text"]
    assert pages[f"{SITE}/fragment"]["url"] == f"{SITE}/fragment#there"
    headers = pages[f"{SITE}/static"]["headers"]
    assert headers["X-Robots-Tag"] == "nofollow"
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_quiet_is_about_links(crawl: dict[str, Any]) -> None:
    settled = {
        path: crawl["pages"][f"{SITE}{path}"]["look"]["settled"]
        for path in PAGES
        if path in {"/static", "/ticker", "/endless", "/hanging-script"}
    }
    assert settled == {
        "/static": True,
        "/ticker": True,
        "/endless": False,
        "/hanging-script": False,
    }


def test_a_huge_page_is_cut(crawl: dict[str, Any]) -> None:
    page = crawl["pages"][f"{SITE}/huge"]
    assert page["look"]["truncated"]
    assert page["size"] == 10 * 1024 * 1024


def test_a_lone_surrogate_is_replaced(crawl: dict[str, Any]) -> None:
    assert "\ufffd" in crawl["pages"][f"{SITE}/surrogate"]["text"]


@pytest.mark.parametrize("path", ["/image.png", "/media.mp4", "/popped"])
def test_not_asked_for(crawl: dict[str, Any], path: str) -> None:
    assert crawl["pages"]
    assert Site.hits[path] == 0


def test_the_browser_says_who_it_is(crawl: dict[str, Any]) -> None:
    assert crawl["pages"]
    assert set(Site.agents) == {"backlinkspider/0 (+https://example.com/bot)"}


def test_plain_requests_are_scrapys(crawl: dict[str, Any]) -> None:
    page = crawl["pages"][f"{SITE}/static?plain"]
    assert page["look"] is None
    assert LINK in page["text"]


def test_one_browser_and_nothing_left_of_it(crawl: dict[str, Any]) -> None:
    assert crawl["stats"]["render/browsers"] == 1
    assert crawl["stats"]["playwright/page_count/max_concurrent"] <= 4 + 1
    assert crawl["left"] == []
    assert crawl["log"] == ""


def test_a_plain_crawl_never_starts_playwright(port: int) -> None:
    result = run_crawl(port, [[{"url": f"{SITE}/static", "rendered": False}]])
    assert LINK in result["pages"][f"{SITE}/static"]["text"]
    assert not result["playwright"]


def test_a_lost_browser_is_replaced(port: int) -> None:
    busy, killed, hung = (f"{SITE}/{path}" for path in ("busy-loop", "endless?1", "endless?2"))
    fine = [f"{SITE}/static?{number}" for number in range(3)]
    steps: list[list[dict[str, Any]]] = [
        [{"url": busy}, {"url": fine[0]}],
        [{"url": killed, "strike": int(signal.SIGKILL)}],
        [{"url": fine[1]}],
        [{"url": hung, "strike": int(signal.SIGSTOP)}],
        [{"url": fine[2]}],
    ]
    result = run_crawl(port, steps, RENDER_TIMEOUT=5)
    pages = result["pages"]
    assert (pages[killed]["problem"], pages[killed]["text"]) == (
        "browser_gone",
        "the browser ended",
    )
    assert pages[hung]["problem"] == "browser_gone"
    assert pages[hung]["text"] == "the browser no longer answers"
    assert [LINK in pages[url]["text"] for url in fine] == [True] * 3
    assert result["stats"]["render/browsers"] == 3
    assert result["left"] == []


def test_no_browser_is_said_in_full(port: int) -> None:
    steps = [[{"url": f"{SITE}/static"}], [{"url": f"{SITE}/static?again"}]]
    pages = run_crawl(port, steps, CHROMIUM="/nowhere/chromium")["pages"]
    for page in pages.values():
        assert (page["error"], page["problem"]) == ("RenderFailed", "no_browser")
        assert "CHROMIUM: '/nowhere/chromium' is no executable file" in page["text"]
        assert "apt-get install chromium" in page["text"]
