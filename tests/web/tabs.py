"""A real Chromium for tests that look at pages through a tab."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from playwright.async_api import async_playwright

from backlinkspider.web.browser import context_options, find_chromium
from backlinkspider.web.tab import Tab

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from playwright.async_api import BrowserContext

    from backlinkspider.web.look import Look

MAX_CHARS = 1 << 20


@asynccontextmanager
async def browsing() -> AsyncIterator[BrowserContext]:
    """Start a browser; what it opens has the crawl's options."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(None),
            args=["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        options: Any = context_options("backlinkspider/0")
        yield await browser.new_context(**options)
        await browser.close()


async def look_at(
    context: BrowserContext, url: str, *, max_chars: int = MAX_CHARS, hosts: Sequence[str] = ()
) -> tuple[Look, str]:
    """Look at one page in a tab of its own."""
    page = await context.new_page()
    try:
        async with asyncio.timeout(30):
            return await Tab(page).look(url, max_chars=max_chars, hosts=hosts)
    finally:
        # A page that leads on without end does not always close; its browser does.
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await page.close()


async def look_at_all(
    urls: Iterable[str], *, hosts: Sequence[str] = ()
) -> dict[str, tuple[Look, str]]:
    """Look at pages in four tabs at once."""
    tabs = asyncio.Semaphore(4)
    async with browsing() as context:

        async def look(url: str) -> tuple[Look, str]:
            async with tabs:
                return await look_at(context, url, hosts=hosts)

        listed = list(urls)
        looks = await asyncio.gather(*(look(url) for url in listed))
        return dict(zip(listed, looks, strict=True))
