"""Kill a crawl at random moments and compare what it leaves with one that nobody disturbed.

``python -m benchmarks.crash [KILLS] [STORE_URI]``: 50 kills by default, over SQLite in a temporary
folder, or over new databases whose names begin as that of STORE_URI. Exits 1 when anything differs.
"""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING, Any

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, final_pages, html, redirect, stored

if TYPE_CHECKING:
    from backlinkspider.documents import Document

HOSTS = range(80)
PAGES = range(4)
SEED = 20261128
MOST_A_ROUND = 10
"""Times one crawl is killed; then it is let through, compared, and a new one begins."""


def web_of() -> dict[str, Site]:
    """Return hosts with pages of all kinds, the same each time."""
    return {
        f"h{host}.test": Site({f"/{page}": _page(host, page) for page in PAGES}) for host in HOSTS
    }


def _page(host: int, page: int) -> Response:
    kind = (host * len(PAGES) + page) % 5
    answers = (
        html(anchor(f"/{host}"), anchor(f"/{host}", "again"), anchor("/both")),
        html(anchor("/one")),
        html("nothing of interest"),
        html("gone", status=404),
        redirect(f"http://h{(host + 7) % len(HOSTS)}.test/0?from={host}.{page}"),
    )
    return answers[kind]


def standing(uri: str) -> dict[str, list[Any]]:
    """Return all of a store that does not depend on when and how often it was written."""
    return {
        "pages": sorted((p["url"], p["outcome"], p["links"]) for p in stored(uri, "pages")),
        "links": sorted(map(_link, stored(uri, "links"))),
        "events": sorted((e["link_id"], e["kind"]) for e in stored(uri, "events")),
        # Killed between its last page and its exit a crawl was finished: the next is another run.
        "runs": sorted({(r["state"], str(r["outcomes"])) for r in stored(uri, "runs")}),
    }


def _beyond(some: list[Any], others: list[Any]) -> list[Any]:
    """Return the first of *some* that are not among *others*."""
    return [one for one in some if one not in others][:5]


def _link(link: Document) -> tuple[str, str, str, int]:
    return link["page"]["url"], link["link"]["url"], link["state"], link["link"]["ordinal"]


def kill_at(crawl: Crawl, moment: int, pause: float) -> bool:
    """Kill the crawl *pause* seconds after *moment* pages are final; tell whether that was done."""
    with crawl.running() as process:
        while process.poll() is None and len(final_pages(crawl.uri)) < moment:
            time.sleep(0.02)
        with suppress(TimeoutExpired):
            process.communicate(timeout=pause)
        if process.returncode is not None:
            return False
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return True


def one_round(crawl: Crawl, total: int, kills: int, moments: random.Random) -> int:
    """Kill a new crawl at most *kills* times, then let it end; return how often it was killed.

    Once all its pages are final there is nothing left to disturb.
    """
    hit = done = 0
    while hit < min(kills, MOST_A_ROUND) and done < total:
        moment = moments.randint(done, min(done + total // 6, total - 1))
        hit += kill_at(crawl, moment, moments.uniform(0, 0.2))
        done = len(final_pages(crawl.uri))
        print(f"  killed with {done} of {total} pages", flush=True)
    ended = crawl.run(seconds=600)
    if ended.status:
        raise SystemExit(f"the last run ended {ended.status}: {ended.err}")
    return hit


def main(kills: int, uri: str) -> int:
    """Run the harness; return the exit status."""
    moments, urls = random.Random(SEED), [f"http://h{h}.test/{p}" for h in HOSTS for p in PAGES]
    settings = {"FRONTIER_WINDOW": "20", "DOWNLOAD_DELAY": "0.2"}
    hit = rounds = differ = 0
    with tempfile.TemporaryDirectory() as name, DemoWeb(web_of()) as web:
        folder = Path(name)
        plain = Crawl.of(web, f"sqlite:///{folder / 'plain.db'}", folder, urls, settings=settings)
        plain.run(seconds=600)
        wanted = standing(plain.uri)
        while hit < kills:
            rounds += 1
            place = f"{uri}{rounds}" if uri else f"sqlite:///{folder / f'killed{rounds}.db'}"
            killed = Crawl.of(web, place, folder, urls, settings=settings)
            hit += one_round(killed, len(urls), kills - hit, moments)
            found = standing(killed.uri)
            parts = [part for part in wanted if wanted[part] != found[part]]
            differ += bool(parts)
            print(f"round {rounds}: " + ("the same" if not parts else f"differs in {parts}:"))
            for part in parts:
                print(f"  lacks {_beyond(wanted[part], found[part])}")
                print(f"  has besides {_beyond(found[part], wanted[part])}", flush=True)
    print(f"{hit} kills in {rounds} crawls of {len(urls)} pages: {differ} ended differently")
    return 1 if differ else 0


if __name__ == "__main__":
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    sys.exit(main(number, sys.argv[2] if len(sys.argv) > 2 else ""))
