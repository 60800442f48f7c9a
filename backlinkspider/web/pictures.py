"""Pictures of links in their surroundings, each with a box drawn round the link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from playwright.async_api import FloatRect, Page

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


async def take_pictures(
    page: Page, ask: Callable[..., Awaitable[Any]], indices: Sequence[int]
) -> dict[int, bytes]:
    """Return PNG by the number of the link, of the first few of *indices*.

    *ask* talks to probe.js. A hidden link is shown where it would be, or by the nearest thing round
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
