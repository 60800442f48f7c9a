"""Pictures of links in their surroundings, and what they tell that style does not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError

from backlinkspider.page.visibility import SAME_STEPS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from playwright.async_api import CDPSession, FloatRect, Page

    Ask = Callable[..., Awaitable[Any]]
    """Talks to probe.js: a command and its arguments."""

MOST: Final = 3
"""Pictures a page."""

MAX_BYTES: Final = 300_000
"""Of one picture; a larger one is taken again of half the width and height, then left out."""

MARGIN: Final = 40
"""CSS pixels kept free beside a box that is larger than the picture, whose beginning is shown."""

TIME_LIMIT: Final = 5.0
"""Seconds in which the page must have been painted for a picture."""

WIDTH: Final = 800
HEIGHT: Final = 600
"""CSS pixels of a picture."""

_PAINTINGS: Final = 5
"""Pictures taken until one shows that the page was painted anew."""

_MOST_LOOKS: Final = 3
_LATER: Final = 0.3


async def take_pictures(page: Page, ask: Ask, indices: Sequence[int]) -> dict[int, bytes]:
    """Return PNG by the number of the link, of the first few of *indices*, in a box.

    A hidden link is shown where it would be, or by the nearest thing round
    it that is there, in a dashed box. Raises Playwright's ``Error``.
    """
    found = {}
    for index in indices[:MOST]:
        place = await ask("show", index)
        try:
            picture = await _picture(page, place)
        except PlaywrightError:
            if page.is_closed():
                raise
            picture = None  # a page too busy to be painted in time: what was measured counts
        await ask("unshow")
        if picture:
            found[index] = picture
    return found


async def trace_of(cdp: CDPSession, ask: Ask, index: int) -> float | None:
    """Return by how many steps of 256 the page's picture changes where a link is blanked.

    ``None`` where pictures don't tell. The link, or what is behind it, may come late, so two looks
    in a row must be of one mind. Raises Playwright's ``Error``.
    """
    last = await _trace(cdp, ask, index)
    for _ in range(_MOST_LOOKS - 1):
        if last is None:
            break
        await asyncio.sleep(_LATER)
        steps = await _trace(cdp, ask, index)
        if steps is not None and (steps > SAME_STEPS) == (last > SAME_STEPS):
            return max(steps, last)
        last = steps
    return None


async def _trace(cdp: CDPSession, ask: Ask, index: int) -> float | None:
    clip = await ask("stage", index)
    if clip is None:
        return None
    try:
        if not await _until_painted(cdp, ask, "keep", clip) or not await ask("blank"):
            return None
        return await _until_painted(cdp, ask, "compare", clip)
    finally:
        await ask("unstage")


async def _until_painted(
    cdp: CDPSession, ask: Ask, command: str, clip: dict[str, float]
) -> float | None:
    """Return what *command* says of a picture that shows the page as it is by now, if one does."""
    for _ in range(_PAINTINGS):
        told: float | None = await ask(command, await _part(cdp, clip))
        if told is not None:
            return told
    return None


async def _part(cdp: CDPSession, clip: dict[str, float]) -> str:
    taken = await cdp.send(
        "Page.captureScreenshot",
        {"format": "png", "clip": {**clip, "scale": 1}, "optimizeForSpeed": True},
    )
    png: str = taken["data"]
    return png


async def _picture(page: Page, place: dict[str, Any]) -> bytes | None:
    for part in (1.0, 0.5):
        png = await page.screenshot(
            clip=around(place, part), animations="allow", caret="initial", timeout=TIME_LIMIT * 1000
        )
        if len(png) <= MAX_BYTES:
            return png
    return None


def around(place: dict[str, Any], part: float = 1.0) -> FloatRect:
    """Return what is pictured of the window: at most 800 by 600, with the link in the middle."""
    wide, high = place["view"]
    width, height = min(WIDTH * part, wide), min(HEIGHT * part, high)
    x = place["left"] + min(place["width"], width - MARGIN) / 2 - width / 2
    y = place["top"] + min(place["height"], height - MARGIN) / 2 - height / 2
    return {
        "x": min(max(x, 0), wide - width),
        "y": min(max(y, 0), high - height),
        "width": width,
        "height": height,
    }
