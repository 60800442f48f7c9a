"""How far the probe agrees with what Chromium read from real pages with scripts off.

    CORPUS_DIR=... python -m benchmarks.visibility

CORPUS_DIR names a folder of saved pages (see ``corpus_links``) with ``links.jsonl.gz``: for each
page its links in document order, each with the ways in which it is ``hidden``, read with inline
styles only and without images. The probe reads the same pages in the same way; its second look
(scrolling, the mouse, paper, other windows) is left out, as are exemptions: both compare what is
not seen as it stands.

Left out of the comparison are links that the reference calls ``zero-box`` and nothing else: mostly
images that were not loaded. What differs otherwise is printed by kind. The reference asks what the
anchor's own box is like, the probe what the texts and images in it are, and what covers them.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import async_playwright

from backlinkspider.page.measured import read_measured
from backlinkspider.page.visibility import judge
from backlinkspider.web.browser import find_chromium
from backlinkspider.web.probe import Probe
from benchmarks.made.corpus_links import corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.async_api import BrowserContext, Route

NOISE: Final = frozenset({"zero-box"})
MANY: Final = 100_000
AT_ONCE: Final = 100


def reference(folder: Path) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield each page's entry in the index and the links Chromium read."""
    index = [json.loads(line) for line in (folder / "index.jsonl").open(encoding="utf-8")]
    with gzip.open(folder / "links.jsonl.gz", "rt", encoding="utf-8") as lines:
        links = {page["id"]: page["links"] for page in map(json.loads, lines)}
    for entry in index:
        yield entry, links[entry["id"]]


async def read(context: BrowserContext, folder: Path, entry: dict[str, Any]) -> list[Any]:
    """Return the probe's measurements of every link of a saved page."""
    body = (folder / "pages" / f"{entry['id']}.html").read_bytes()
    page = await context.new_page()

    async def answer(route: Route) -> None:
        request = route.request
        if request.is_navigation_request() and request.frame == page.main_frame:
            await route.fulfill(content_type=entry["content_type"], body=body)
        else:
            await route.abort()

    try:
        await page.route("**", answer)
        await page.goto(entry["url"], wait_until="domcontentloaded")
        probe = Probe(page, await context.new_cdp_session(page))
        count = await probe.find([""], MANY)
        await probe.ask("begin")
        found = []
        for start in range(0, count, AT_ONCE):
            indices = list(range(start, min(start + AT_ONCE, count)))
            found += [read_measured(raw) for raw in await probe.ask("measure", indices)]
        return found
    finally:
        await page.close()


async def compare(folder: Path) -> Counter[tuple[str, str]]:
    """Return how often which pair of the reference's ways and the probe's reasons came up."""
    pairs: Counter[tuple[str, str]] = Counter()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(None),
            args=["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        context = await browser.new_context(java_script_enabled=False)
        for entry, links in reference(folder):
            found = await read(context, folder, entry)
            if [link["url"] for link in links] != [one.url for one in found]:
                pairs["other links", entry["id"]] += 1
                continue
            for link, measured in zip(links, found, strict=True):
                seen = judge(measured)
                said = "seen" if seen.state == "visible" else " ".join(seen.reasons) or seen.state
                pairs[" ".join(link["hidden"]) or "seen", said] += 1
        await browser.close()
    return pairs


def main() -> None:
    """Print the agreement."""
    pairs = asyncio.run(compare(corpus()))
    other = {page: n for (was, page), n in pairs.items() if was == "other links"}
    told = {
        pair: n
        for pair, n in pairs.items()
        if pair[0] != "other links" and not set(pair[0].split()) <= NOISE
    }
    agreed = sum(n for (was, said), n in told.items() if (was == "seen") == (said == "seen"))
    print(f"{agreed} of {sum(told.values())} links alike; pages with other links: {list(other)}")
    for (was, said), n in sorted(told.items(), key=lambda item: -item[1]):
        if (was == "seen") != (said == "seen"):
            print(f"{n:6} reference: {was:40} probe: {said}")


if __name__ == "__main__":
    main()
