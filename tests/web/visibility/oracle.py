"""A second opinion: whether the pixels of a page change when its link is blanked."""

from __future__ import annotations

import asyncio
import base64
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from playwright.async_api import async_playwright

from backlinkspider.page.visibility import Visibility, judge
from backlinkspider.web.browser import allow_images, context_options, find_chromium, should_abort
from backlinkspider.web.probe import measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import BrowserContext, Page, Route

    from backlinkspider.page.measured import Measured
    from tests.web.visibility.cases import Case

TABS: Final = 2
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
    """Open every case in a real browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(None),
            args=["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        options: Any = context_options("backlinkspider/0")
        context = await browser.new_context(**options)
        tabs = asyncio.Semaphore(TABS)

        async def look(case: Case) -> Opinion:
            async with tabs:
                return await judge_case(context, case)

        found = await asyncio.gather(*map(look, cases.values()))
        await browser.close()
    return dict(zip(cases, found, strict=True))


async def judge_case(context: BrowserContext, case: Case) -> Opinion:
    page = await context.new_page()
    refused: list[str] = []

    async def answer(route: Route) -> None:
        name = PurePosixPath(route.request.url).stem
        if should_abort(route.request):
            refused.append(name)
            await route.abort()
        elif name == MISSING:
            await route.abort()
        elif route.request.resource_type == "image":
            body = IMAGE.format(COLOURS.get(name, "teal"))
            await route.fulfill(content_type="image/svg+xml", body=body)
        else:
            await route.fulfill(content_type="text/html; charset=utf-8", body=case.html)

    try:
        await page.route("**/*", answer)
        await page.goto("http://allotment.example/", wait_until="load")
        cdp = await context.new_cdp_session(page)
        found, pictures = await measure(page, cdp, ("shop.example",))
        with allow_images(page, None):
            if refused:  # a browser keeps to a refusal
                await page.reload(wait_until="load")
            changed = await pixels_change(context, page, case.does)
    finally:
        await page.close()
    if len(found) != 1:
        return Opinion(None, changed, None, None, f"{len(found)} links measured")
    picture = pictures.get((found[0].url, found[0].ordinal))
    return Opinion(judge(found[0]), changed, found[0], picture, "")


async def settled_picture(page: Page, clip: Any) -> bytes:
    """Return a picture that is the same twice: the first may be from before a change of size."""
    last = b""
    for _ in range(20):
        await page.evaluate(FRAMES)
        picture = await page.screenshot(full_page=True, clip=clip)
        if picture == last:
            break
        last = picture
    return last


async def pixels_change(context: BrowserContext, page: Page, does: str) -> bool:
    """Tell whether blanking the link changes what the page looks like, from top to bottom."""
    if does:
        await page.evaluate(does)
    size = await page.evaluate(
        "[innerWidth, Math.max(innerHeight, document.documentElement.scrollHeight)]"
    )
    clip: Any = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], HIGHEST)}
    before = await settled_picture(page, clip)
    await page.evaluate(BLANK)
    after = await settled_picture(page, clip)
    if before == after:
        return False
    judge_page = await context.new_page()
    try:
        given = [base64.b64encode(png).decode() for png in (before, after)]
        width, height = await judge_page.evaluate(DIFFERENCE, given)
    finally:
        await judge_page.close()
    return bool(width >= 4 and height >= 4)
