"""What a report over many distinct links weighs: its file, making it, opening and using it.

    CORPUS_DIR=... python -m benchmarks.report [LINKS ...]

Texts, surroundings and flags are those of the external links of real pages, each time with other
words, addresses and domains, so that nothing compresses that would not in a real profile. Memory
is the peak of the command, and what Chromium's page process and its script heap hold after opening.
Times are those of the processor, of the command and of Chromium's page process: on a machine that
does nothing else they are what a clock shows.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

import psutil
from playwright.sync_api import sync_playwright

from backlinkspider.documents import link_id, page_id
from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.open import open_store
from backlinkspider.web.browser import find_chromium
from benchmarks.made.corpus_links import corpus, corpus_links
from benchmarks.made.target import NOW, TARGET, Maker
from benchmarks.rolled_up import roll_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Page

    from backlinkspider.documents import Collection, Document

_BATCH: Final = 500
_PER_DOMAIN: Final = 4
_HEAD: Final = (
    f"{'links':>7} {'MB':>6} {'s to make':>9} {'MB to make':>10} {'s to open':>9}"
    f" {'MB heap':>8} {'MB page':>8} {'ms search':>9} {'ms sort':>8} {'ms page':>8}"
)


@dataclass(frozen=True, slots=True)
class Used:
    """A report opened and used; times are the page process's."""

    open_s: float
    heap_mb: float
    page_mb: float
    search_ms: float
    sort_ms: float
    turn_ms: float


def links_like(templates: Sequence[Document], count: int) -> Iterator[Document]:
    """Yield *count* distinct links that say what real ones say, in other words."""
    chance, maker = Random(1), Maker(1, count)
    words = sorted({word for one in templates for word in one["page"]["title"].split()})
    run = {"_id": "run", "started_at": NOW}
    for number in range(count):
        template = templates[chance.randrange(len(templates))]
        made = maker.link(number, [run])
        domain = f"{_word(chance)}-{number // _PER_DOMAIN}.example"
        url = f"https://{domain}/{'-'.join(chance.choices(words, k=5))}"[:180]
        page = {**template["page"], "url": url, "domain": domain, "title": _mixed(chance, words, 8)}
        link = {**template["link"], "url": f"https://{TARGET}/{_word(chance)}"}
        link["text"] = link["text"] and _mixed(chance, words, len(link["text"].split()))
        for side in ("before", "after"):
            link[side] = _mixed(chance, words, len(link[side].split()))
        yield {
            **made,
            "_id": link_id(TARGET, url, link["url"], number),
            "page_id": page_id(TARGET, url),
            "page": page,
            "link": link,
            "signals": template["signals"],
            "flags": [_other(flag, chance, words) for flag in template["flags"]],
            "audit": template["audit"],
        }


def _other(flag: Document, chance: Random, words: Sequence[str]) -> Document:
    """Return *flag* with other words in its message and evidence, as many as it has."""
    evidence = [
        {**one, "value": _mixed(chance, words, len(one["value"].split()))}
        if isinstance(one["value"], str) and " " in one["value"] and "span" not in one
        else one
        for one in flag["evidence"]
    ]
    return {
        **flag,
        "message": f"{flag['message']}: {_mixed(chance, words, 3)}",
        "evidence": evidence,
    }


def _word(chance: Random) -> str:
    return "".join(chance.choices("abcdefghijklmnoprstuvw", k=chance.randint(4, 9)))


def _mixed(chance: Random, words: Sequence[str], count: int) -> str:
    return " ".join(chance.choices(words, k=max(1, count)))


def templates() -> list[Document]:
    """Return the external links of real pages with the flags that the rules give them."""
    rules = load_rules(SHIPPED, today=NOW.date())
    found = []
    for link in corpus_links(corpus()):
        verdict = rules.evaluate(link)
        flags = [flag.document() for flag in verdict.flags]
        found.append({**link, "flags": flags, "audit": verdict.audit()})
    return found


def stored(folder: Path, count: int, real: Sequence[Document]) -> str:
    """Fill a store with a target of *count* links; return its URI."""
    uri = f"sqlite:///{folder / 'links.db'}"

    async def write() -> None:
        store = open_store(uri)
        await store.open()
        links = list(links_like(real, count))
        domains = roll_up(links, Random(2))
        pages = list({link["page_id"]: _candidate(link) for link in links}.values())
        events = [event for link in links for event in Maker(3).events(link)]
        written: dict[Collection, list[Document]] = {
            "links": links,
            "pages": pages,
            "domains": domains,
            "events": events,
        }
        for name, documents in written.items():
            for start in range(0, len(documents), _BATCH):
                await store.replace(name, documents[start : start + _BATCH])
        await store.close()

    asyncio.run(write())
    return uri


def _candidate(link: Document) -> Document:
    return {
        "_id": link["page_id"],
        "target": TARGET,
        "url": link["page"]["url"],
        "domain": link["page"]["domain"],
        "outcome": "linked",
        "run": "run",
    }


def make(uri: str, output: Path) -> tuple[float, float]:
    """Write the report as a user would; return seconds and peak megabytes of the command."""
    command = [sys.executable, "-m", "scrapy", "report", "-s", f"STORE_URI={uri}"]
    command += ["--target", TARGET, "--output", str(output)]
    peak = used = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss / 1e6)
                used = _busy(watched)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"scrapy report failed with status {process.returncode}")
    return used, peak


def use(report: Path) -> Used:
    """Open *report* from disk without a network, search, sort and turn pages in it."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=find_chromium(None), args=arguments)
        page = browser.new_context(offline=True).new_page()
        page.goto(report.as_uri(), timeout=120_000)
        page.wait_for_selector("html[data-ready]", state="attached", timeout=120_000)
        opened = _busy(_renderer())
        heap, whole = _memory(page)
        used = Used(
            opened,
            heap,
            whole,
            _timed(page, "tables.links.search('furniture')"),
            _timed(page, "tables.links.sort('link')"),
            _timed(page, "tables.links.turn('next')"),
        )
        browser.close()
        return used


def _timed(page: Page, action: str) -> float:
    """Return the milliseconds *action* takes until the page has its new layout."""
    renderer = _renderer()
    before = _busy(renderer)
    page.evaluate(f"(() => {{ {action}; return document.body.offsetHeight; }})()")
    return 1000 * (_busy(renderer) - before)


def _busy(process: psutil.Process) -> float:
    """Return the seconds of processor that *process* took so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _renderer() -> psutil.Process:
    """Return the process of the page: of Chromium's the one that was busiest."""
    children = psutil.Process().children(recursive=True)
    renderers = [one for one in children if "--type=renderer" in " ".join(one.cmdline())]
    return max(renderers, key=_busy)


def _memory(page: Page) -> tuple[float, float]:
    """Return megabytes of the script heap after a collection, and of the page's process."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    metrics: dict[str, Any] = session.send("Runtime.getHeapUsage")
    return metrics["usedSize"] / 1e6, _renderer().memory_full_info().uss / 1e6


def main() -> int:
    """Print a line for each number of links."""
    counts = [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 50_000]
    real = templates()
    print(f"texts and flags of {len(real):,} links of real pages\n{_HEAD}")
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            output = Path(name, "report.html")
            uri = stored(Path(name), count, real)
            seconds, megabytes = make(uri, output)
            used = use(output)
            size = output.stat().st_size / 1e6
        print(
            f"{count:>7} {size:>6.1f} {seconds:>9.1f} {megabytes:>10.0f} {used.open_s:>9.2f}"
            f" {used.heap_mb:>8.0f} {used.page_mb:>8.0f} {used.search_ms:>9.0f}"
            f" {used.sort_ms:>8.0f} {used.turn_ms:>8.0f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
