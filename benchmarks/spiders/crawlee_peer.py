"""A peer: ``python crawlee_peer.py FILE FOLDER`` crawls the URLs of FILE with Parsel."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

os.environ["CRAWLEE_STORAGE_DIR"] = sys.argv[2]

from crawlee.crawlers import ParselCrawler  # type: ignore[import-not-found]


async def main(urls: list[str]) -> None:
    """Crawl *urls*; the handler finds the links of each page and throws them away."""
    pages = 0
    crawler = ParselCrawler(configure_logging=False)

    async def read(context: Any) -> None:
        nonlocal pages
        pages += 1
        context.selector.css("a::attr(href)").getall()

    crawler.router.default_handler(read)
    await crawler.run(urls)
    print(pages)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).read_text(encoding="ascii").split()))
