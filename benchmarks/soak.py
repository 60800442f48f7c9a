"""A long crawl with failures mixed in: memory stays flat and the outcomes add up.

``python -m benchmarks.soak [PAGES] [HOSTS]``: 20,000 pages over 500 hosts by default. Exits 1 when
a page ends otherwise than it should, or memory grows in the second half. Loopback only.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

import psutil

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, ending, html, redirect, stored

MOST_GROWTH = 1.15
"""Memory of the last quarter against the second: caches are full by then."""

PAGE = html(anchor(), *(f"<p>Paragraph {n} of a page like many. " * 6 for n in range(40)))
KINDS: tuple[tuple[Response, str], ...] = (
    *[(PAGE, "linked")] * 6,
    (html("nothing of interest"), "no_link"),
    (html("gone", status=404), "http_error"),
    (html("no", status=403), "blocked"),
    (Response(b"", behaviour="reset"), "connection_error"),
    (Response(PAGE.body, headers=PAGE.headers, behaviour="cut"), "linked"),
    (Response(b"x", headers=(("Content-Type", "image/png"),)), "not_html"),
    (redirect("/loop"), "redirect_loop"),
    (html("<title>Just a moment...</title>", status=503), "http_error"),
)


def kind_of(host: int, page: int) -> tuple[Response, str]:
    """Return what a page answers and how it must end; never five failures in a row."""
    return KINDS[(host * 3 + page) % len(KINDS)]


def web_of(hosts: int, pages: int) -> dict[str, Site]:
    """Return *hosts* with *pages* each."""
    loop = {"/loop": redirect("/loop")}
    return {
        f"h{host}.test": Site({f"/{page}": kind_of(host, page)[0] for page in range(pages)} | loop)
        for host in range(hosts)
    }


def main(pages: int, hosts: int) -> int:
    """Crawl and measure; return the exit status."""
    each = max(1, pages // hosts)
    wanted = {
        f"http://h{host}.test/{page}": kind_of(host, page)[1]
        for host in range(hosts)
        for page in range(each)
    }
    settings = {"FRONTIER_WINDOW": "100", "DOWNLOAD_TIMEOUT": "60"}
    arguments = {"render": "never", "max_per_domain": str(each)}
    with tempfile.TemporaryDirectory() as name, DemoWeb(web_of(hosts, each)) as web:
        uri = f"sqlite:///{Path(name) / 'store.db'}"
        crawl = Crawl.of(web, uri, Path(name), wanted, settings=settings, arguments=arguments)
        begin = time.monotonic()
        with crawl.running() as process:
            sizes = measured(psutil.Process(process.pid))
            ended = ending(process)
        found = {page["url"]: page["outcome"] for page in stored(uri, "pages")}
    return told(wanted, found, sizes, ended.status, time.monotonic() - begin)


def measured(process: psutil.Process) -> list[int]:
    """Return the memory of *process* in MiB, every half second until it ends."""
    sizes = []
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        sizes.append(process.memory_info().rss >> 20)
        time.sleep(0.5)
    return sizes


def told(
    wanted: dict[str, str], found: dict[str, str], sizes: list[int], status: int, seconds: float
) -> int:
    """Print what came of it; return the exit status."""
    wrong = Counter((w, found.get(url)) for url, w in wanted.items() if found.get(url) != w)
    quarter = max(1, len(sizes) // 4)
    second, last = median(sizes[quarter : 2 * quarter] or sizes), median(sizes[-quarter:])
    print(f"{len(wanted)} pages in {seconds:.0f} s, exit status {status}")
    print(f"memory: {second:.0f} MiB in the second quarter, {last:.0f} in the last")
    print(f"outcomes: {dict(Counter(found.values()))}; otherwise than expected: {dict(wrong)}")
    return 1 if wrong or status or last > MOST_GROWTH * second else 0


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    sys.exit(main(*(given + [20_000, 500][len(given) :])))
