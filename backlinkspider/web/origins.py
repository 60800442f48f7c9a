"""Which script created an anchor, as far as the browser knows.

Chromium keeps the stack of a node's creation when it is asked to (CDP,
``DOM.setNodeStackTracesEnabled``). Chromium 156 knew it for createElement, innerHTML,
insertAdjacentHTML, document.write, setHTMLUnsafe, templates, ranges, DOMParser and cloneNode,
also below shadow roots and in frames; not for an anchor of the markup whose href a script sets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.async_api import CDPSession

    from backlinkspider.web.world import World

MAX_ANCHORS: Final = 100
"""Anchors of a page that are asked about, two messages each."""


async def keep_stacks(cdp: CDPSession) -> None:
    """Let the browser keep stacks of creations, before the page's scripts run."""
    await cdp.send("DOM.enable")
    await cdp.send("DOM.setNodeStackTracesEnabled", {"enable": True})


async def read_origins(world: World, hosts: Sequence[str]) -> dict[tuple[str, int], str]:
    """Return the URL of the script that created each anchor whose URL names one of *hosts*.

    Keys are the anchor's URL and ordinal (anchors.js). Raises Playwright's ``Error``.
    """
    cdp = world.cdp
    found = await world.handle("anchors.js", list(hosts), MAX_ANCHORS)
    listed = await cdp.send(
        "Runtime.callFunctionOn",
        {
            "objectId": found,
            "functionDeclaration": "function () { return this.map((a) => [a.url, a.ordinal]); }",
            "returnByValue": True,
        },
    )
    if not listed["result"]["value"]:
        return {}
    await cdp.send("DOM.getDocument", {"depth": 0})  # nodes have no ids before
    origins = {}
    for position, (url, ordinal) in enumerate(listed["result"]["value"]):
        if script := origin_of(await _stack(cdp, found, position)):
            origins[url, ordinal] = script
    return origins


async def _stack(cdp: CDPSession, found: str, position: int) -> list[dict[str, Any]]:
    node = await cdp.send(
        "Runtime.callFunctionOn",
        {
            "objectId": found,
            "functionDeclaration": "function (position) { return this[position].node; }",
            "arguments": [{"value": position}],
        },
    )
    try:
        known = await cdp.send("DOM.requestNode", {"objectId": node["result"]["objectId"]})
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
