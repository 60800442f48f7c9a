"""Which real pages ``render=auto`` opens in a browser, and how long a tab waits for one.

``python -m benchmarks.rendering [PAGES]``: pages looked at (60), of those CORPUS_DIR names. They
are served from loopback, and no other name resolves, so scripts of other hosts fail at once. Each
is opened as it is, and without its scripts. The wait is what the tab adds before it reads a page:
from the load event, and from the end of the markup, which may come seconds before. The browser's
own clock tells both.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median
from typing import TYPE_CHECKING, Any, ClassVar, Final

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright
from selectolax.lexbor import LexborHTMLParser

from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.hidden import keeps_from_readers
from backlinkspider.urls import host_of, is_http, registrable_domain
from backlinkspider.web.browser import context_options, find_chromium
from backlinkspider.web.rendering import page_facts, render_reasons
from backlinkspider.web.tab import Tab
from benchmarks.made.corpus_links import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.async_api import BrowserContext

_OFFLINE: Final = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
# An event that has not come yet counts as coming now.
_WAITS: Final = """() => {
  const [opened] = performance.getEntriesByType("navigation");
  const now = performance.now();
  return [opened.loadEventStart, opened.domContentLoadedEventStart].map((at) => now - (at || now));
}"""


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page; *targets* are the hosts of other domains that it links to."""

    document: HtmlDocument
    body: bytes
    content_type: str
    targets: tuple[str, ...]


def pages(folder: Path) -> Iterator[Page]:
    """Yield the pages of *folder*."""
    with (folder / "index.jsonl").open(encoding="utf-8") as index:
        for line in index:
            entry = json.loads(line)
            body = (folder / "pages" / f"{entry['id']}.html").read_bytes()
            kind = entry["content_type"]
            document = HtmlDocument(body, url=entry["url"], content_type=kind)
            own = registrable_domain(host_of(document.url))
            hosts = [host_of(a.url) for a in document.anchors() if a.url and is_http(a.url)]
            others = (registrable_domain(host) for host in hosts)
            targets = tuple(dict.fromkeys(d for d in others if d and d != own))
            yield Page(document, body, kind, targets)


def reasons(page: Page, target: str) -> tuple[str, ...]:
    """Return why the page would be rendered for *target*, as a crawl decides."""
    document = page.document
    links = [
        a
        for a in document.anchors()
        if target and a.url and registrable_domain(host_of(a.url)) == target
    ]
    hidden = any(keeps_from_readers(set(document.describe(link).hidden)) for link in links)
    facts = page_facts(document, [target] if target else [])
    return render_reasons(replace(facts, target_hidden=hidden))


def print_shares(all_pages: Sequence[Page]) -> None:
    """Print which share of pages is rendered, with a target they link to and with none."""
    linked = [reasons(page, target) for page in all_pages for target in page.targets]
    bare = [reasons(page, "") for page in all_pages]
    for name, looks in (("a target the page links to", linked), ("a target it lacks", bare)):
        rendered = sum(bool(given) for given in looks)
        named = Counter(reason for given in looks for reason in given)
        told = ", ".join(f"{reason} {count}" for reason, count in named.most_common()) or "-"
        print(f"{name}: {rendered} of {len(looks)} rendered ({told})")


def without_scripts(page: Page) -> bytes:
    """Return the page in UTF-8 without what runs or is loaded into frames."""
    tree = LexborHTMLParser(page.document.tree.html or "")
    tree.strip_tags(["script", "iframe", "noscript"])
    return (tree.html or "").encode()


class _Saved(BaseHTTPRequestHandler):
    served: ClassVar[dict[str, tuple[str, bytes]]] = {}

    def do_GET(self) -> None:
        kind, body = self.served.get(self.path, ("text/html", b""))
        self.send_response(200 if self.path in self.served else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep quiet."""


async def _waits(context: BrowserContext, url: str) -> tuple[float, float] | None:
    """Return the seconds that the tab went on waiting after load, and after the markup's end."""
    page = await context.new_page()
    try:
        with suppress(PlaywrightError):  # it led to another host, and none has a name here
            tab = Tab(page)
            await tab.open(url)
            await tab.settle()
            waits: list[float] = await page.evaluate(_WAITS)
            return waits[0] / 1000, waits[1] / 1000
        return None
    finally:
        await page.close()


async def print_waits(count: int, port: int) -> None:
    """Open the *count* pages that are served, one after the other; print how long they waited."""
    arguments = [_OFFLINE, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(None), args=arguments
        )
        options: Any = context_options("backlinkspider/0")
        context = await browser.new_context(**options)
        for name, kind in (("without scripts", "still"), ("as they are", "page")):
            urls = [f"http://127.0.0.1:{port}/{kind}/{number}" for number in range(count)]
            waits = [wait for url in urls if (wait := await _waits(context, url))]
            for which, begin in enumerate(("load", "the markup's end")):
                seconds = [wait[which] for wait in waits]
                ninth = sorted(seconds)[len(seconds) * 9 // 10]
                print(
                    f"{name}, {len(seconds)} pages: wait after {begin}: median"
                    f" {median(seconds):.3f} s, nine of ten below {ninth:.3f} s"
                )
        await browser.close()


def main(count: int) -> None:
    """Print shares and waits."""
    all_pages = list(pages(corpus()))
    print_shares(all_pages)
    chosen = all_pages[:: max(1, len(all_pages) // count)]
    for number, page in enumerate(chosen):
        _Saved.served[f"/page/{number}"] = (page.content_type or "text/html", page.body)
        _Saved.served[f"/still/{number}"] = ("text/html; charset=utf-8", without_scripts(page))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Saved)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        asyncio.run(print_waits(len(chosen), server.server_address[1]))
    finally:
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
