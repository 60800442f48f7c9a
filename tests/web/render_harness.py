"""The web that the rendering tests render, and a crawl of it in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from backlinkspider.demo.certificate import server_context

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
HANDLER = "backlinkspider.web.handler.WebDownloadHandler"
SITE = "http://host.test"
LINK = '<a href="https://target.test/">link</a>'
WRITE = f"document.body.insertAdjacentHTML('beforeend', `{LINK}`)"
HTML = "text/html; charset=utf-8"


def scripts(bodies: Mapping[str, str]) -> dict[str, tuple[str, bytes]]:
    """Return pages by path; *bodies* are what stands in them."""
    page = "<!doctype html><title>t</title><body><div id=root></div>{}"
    return {path: (HTML, page.format(body).encode()) for path, body in bodies.items()}


PAGES: dict[str, tuple[str, bytes]] = scripts(
    {
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
    }
)
PAGES["/latin"] = ("text/html", f"<meta charset=latin1><p>caf\xe9</p>{LINK}".encode("latin-1"))
PAGES["/pdf"] = ("application/pdf", b"%PDF-1.4\n%%EOF\n")
PAGES["/text"] = ("text/plain", LINK.encode())
PAGES["/attachment"] = ("application/zip", b"PK")
SERVED = dict(PAGES)


def has_link(markup: str) -> bool:
    """Tell whether the link is part of the document, not only of a script that writes it."""
    return bool(LexborHTMLParser(markup).css('a[href="https://target.test/"]'))


class Site(BaseHTTPRequestHandler):
    """Serves SERVED for every host and counts what it was asked for."""

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
            kind, body = SERVED.get(path, (HTML, b""))
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


@contextmanager
def serving(*, tls: bool = False) -> Iterator[int]:
    """Serve the site on a port of its own; over TLS its certificate is nobody's."""
    server = Server(("127.0.0.1", 0), Site)
    if tls:
        context = server_context(["*.test"])
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def run_crawl(port: int, steps: list[list[dict[str, Any]]], **changes: Any) -> dict[str, Any]:
    """Run render_crawl.py with *steps* and settings; return what it wrote and its log."""
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
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result | {"log": done.stderr}
