"""Which script created an anchor, as far as the browser knows.

Chromium keeps the stack of a node's creation when it is asked to (CDP,
``DOM.setNodeStackTracesEnabled``). Chromium 156 knew it for createElement, innerHTML,
insertAdjacentHTML, document.write, setHTMLUnsafe, templates, ranges, DOMParser and cloneNode,
also below shadow roots and in frames; not for an anchor of the markup whose href a script sets.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import CDPSession

    from backlinkspider.page.seen import AnchorKey
    from backlinkspider.web.world import World

MAX_ANCHORS: Final = 100
"""Anchors of a page that are asked about, two messages each."""

TIME_LIMIT: Final = 5.0
"""Seconds a page has to tell: what shows links counts for more than who made them."""


async def keep_stacks(cdp: CDPSession) -> None:
    """Let the browser keep stacks of creations, before the page's scripts run."""
    await cdp.send("DOM.enable")
    await cdp.send("DOM.setNodeStackTracesEnabled", {"enable": True})


async def read_origins(
    world: World, hosts: Sequence[str], *, seconds: float = TIME_LIMIT
) -> dict[AnchorKey, str]:
    """Return the URL of the script that created each anchor whose URL names one of *hosts*.

    A page too busy to tell within *seconds* tells nothing. Raises Playwright's ``Error``.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _origins(world, await world.handle("anchors.js", list(hosts), MAX_ANCHORS))
    except TimeoutError:
        return {}


async def _origins(world: World, found: str) -> dict[AnchorKey, str]:
    keys = await _of(world.cdp, found, "[anchor.url, anchor.ordinal]", by_value=True)
    if not keys["value"]:
        return {}
    await world.cdp.send("DOM.getDocument", {"depth": 0})  # nodes have no ids before
    nodes = await _of(world.cdp, found, "anchor.node", by_value=False)
    listed = await world.cdp.send(
        "Runtime.getProperties", {"objectId": nodes["objectId"], "ownProperties": True}
    )
    ids = [one["value"]["objectId"] for one in listed["result"] if one["name"].isdecimal()]
    # Asked all at once: a busy page answers what waits between two of its tasks together.
    stacks = await asyncio.gather(*(_stack(world.cdp, node) for node in ids))
    origins = zip(map(tuple, keys["value"]), map(origin_of, stacks), strict=True)
    return {key: script for key, script in origins if script}


async def _of(cdp: CDPSession, found: str, what: str, *, by_value: bool) -> dict[str, Any]:
    """Return CDP's object of an array: *what* is taken of each *anchor* of *found*."""
    answer = await cdp.send(
        "Runtime.callFunctionOn",
        {
            "objectId": found,
            "functionDeclaration": f"function () {{ return this.map((anchor) => {what}); }}",
            "returnByValue": by_value,
        },
    )
    result: dict[str, Any] = answer["result"]
    return result


async def _stack(cdp: CDPSession, node: str) -> list[dict[str, Any]]:
    try:
        known = await cdp.send("DOM.requestNode", {"objectId": node})
        traces = await cdp.send("DOM.getNodeStackTraces", {"nodeId": known["nodeId"]})
    except PlaywrightError:
        return []  # the node was taken away meanwhile
    frames: list[dict[str, Any]] = traces.get("creation", {}).get("callFrames", [])
    return frames


def origin_of(stack: Sequence[dict[str, Any]]) -> str:
    """Return the URL of the script that stands behind a call *stack*, innermost first; "" if none.

    That is the outermost script which is not the one that made the node: a library makes it, or
    calls back when data has come, for another one.
    """
    urls: list[str] = [frame["url"] for frame in stack if frame["url"]]
    if not urls:
        return ""
    made_by = urls[0]
    return next((url for url in reversed(urls) if url != made_by), made_by)
