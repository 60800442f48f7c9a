"""A second opinion: whether the pixels of a page change when its link is blanked."""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from playwright.async_api import async_playwright

from backlinkspider.page.visibility import Visibility, judge
from backlinkspider.web.browser import allow_images, context_options, find_chromium, should_abort
from backlinkspider.web.probe import measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import BrowserContext, CDPSession, Page, Route

    from backlinkspider.page.measured import Measured
    from tests.web.visibility.cases import Case

TABS: Final = 3
"""At once: each waits most of its time, for what may move and for pictures."""

HUNG: Final = 90
"""Seconds after which a page hangs that takes one or two."""

HIGHEST: Final = 10_000
# Anti-aliasing and near colours are below the step; a line of 1 px letters is below the height.
DIFFERENCE: Final = """async ([one, two]) => {
  const read = async (data) => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    pen.drawImage(image, 0, 0);
    return [image.width, image.height, pen.getImageData(0, 0, image.width, image.height).data];
  };
  const [width, height, before] = await read(one);
  const [wide, high, after] = await read(two);
  if (width !== wide || height !== high) return [Math.max(width, wide), Math.max(height, high)];
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let i = 0; i < before.length; i += 4) {
    const step = Math.max(...[0, 1, 2].map((c) => Math.abs(before[i + c] - after[i + c])));
    if (step <= 30) continue;
    const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return [right - left + 1, bottom - top + 1];
}"""
SIZE: Final = "[innerWidth, Math.max(innerHeight, document.documentElement.scrollHeight)]"
FRAMES: Final = "new Promise((n) => requestAnimationFrame(() => requestAnimationFrame(n)))"
BLANK: Final = """() => {
  const scopes = (root) => [root, ...[...root.querySelectorAll("*")].flatMap((el) => [
    ...(el.shadowRoot ? scopes(el.shadowRoot) : []),
    ...(el.contentDocument ? scopes(el.contentDocument) : [])])];
  for (const root of scopes(document)) {
    for (const el of root.querySelectorAll('a[href*="shop.example"], a[*|href*="shop.example"]')) {
      for (const one of [el, ...el.querySelectorAll("*")]) {
        one.style.setProperty("visibility", "hidden", "important");
        one.style.setProperty("transition", "none", "important");
      }
    }
  }
}"""
IMAGE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">'
    '<rect width="100%" height="100%" fill="{}"/></svg>'
)
COLOURS: Final = {"white": "white", "navy": "navy", "nothing": "none"}
"""Of images by the name of their file; others are teal, and one there is not."""

MISSING: Final = "missing"


class Opinion(NamedTuple):
    """What the probe and the pixels say of one case."""

    visibility: Visibility | None
    changed: bool
    measured: Measured | None
    picture: bytes | None
    error: str


async def judge_all(cases: Mapping[str, Case]) -> dict[str, Opinion]:
    """Open every case in a real browser, in a few tabs that take them one after the other."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(None),
            args=["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        options: Any = context_options("backlinkspider/0")
        context = await browser.new_context(**options)
        easel = await context.new_page()
        numbered = enumerate(cases.items())
        found: dict[str, Opinion] = {}

        async def work() -> None:
            tab = await Tab.opened(context, easel)
            for number, (name, case) in numbered:
                try:
                    async with asyncio.timeout(HUNG):
                        found[name] = await tab.judge(case, number)
                except TimeoutError:
                    found[name] = Opinion(None, False, None, None, f"no answer in {HUNG} s")
                    tab = await Tab.opened(context, easel)

        await asyncio.gather(*(work() for _ in range(TABS)))
        await browser.close()
    return found


class Tab:
    """A tab that shows one case after the other; *easel* is a tab to compare pictures in."""

    def __init__(self, page: Page, cdp: CDPSession, easel: Page) -> None:
        self._page = page
        self._cdp = cdp
        self._easel = easel
        self._html = ""
        self._refused = False

    @classmethod
    async def opened(cls, context: BrowserContext, easel: Page) -> Tab:
        page = await context.new_page()
        tab = cls(page, await context.new_cdp_session(page), easel)
        await page.route("**/*", tab._answer)
        return tab

    async def judge(self, case: Case, number: int) -> Opinion:
        """Return what is seen of *case*, at an address of its own: no image is known before."""
        self._html, self._refused = case.html, False
        await self._page.goto(f"http://plot-{number}.allotment.example/", wait_until="load")
        found, pictures = await measure(self._page, self._cdp, ("shop.example",))
        with allow_images(self._page, None):
            if self._refused:  # a browser keeps to a refusal
                await self._page.reload(wait_until="load")
            changed = await self._pixels_change(case.does)
        if len(found) != 1:
            return Opinion(None, changed, None, None, f"{len(found)} links measured")
        picture = pictures.get((found[0].url, found[0].ordinal))
        return Opinion(judge(found[0]), changed, found[0], picture, "")

    async def _answer(self, route: Route) -> None:
        name = PurePosixPath(route.request.url).stem
        if should_abort(route.request):
            self._refused = True
            await route.abort()
        elif name == MISSING:
            await route.abort()
        elif route.request.resource_type == "image":
            body = IMAGE.format(COLOURS.get(name, "teal"))
            await route.fulfill(content_type="image/svg+xml", body=body)
        else:
            await route.fulfill(content_type="text/html; charset=utf-8", body=self._html)

    async def _pixels_change(self, does: str) -> bool:
        """Tell whether blanking the link changes what the page looks like, from top to bottom."""
        if does:
            await self._page.evaluate(does)
        size = await self._page.evaluate(SIZE)
        clip: Any = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], HIGHEST)}
        before = await self._settled_picture(clip)
        await self._page.evaluate(BLANK)
        after = await self._settled_picture(clip)
        if before == after:
            return False
        given = [b64encode(png).decode() for png in (before, after)]
        width, height = await self._easel.evaluate(DIFFERENCE, given)
        return bool(width >= 4 and height >= 4)

    async def _settled_picture(self, clip: Any) -> bytes:
        """Return a picture that is the same twice: the first may be from before a change of size."""
        last = b""
        for _ in range(20):
            await self._page.evaluate(FRAMES)
            picture = await self._page.screenshot(full_page=True, clip=clip)
            if picture == last:
                break
            last = picture
        return last
