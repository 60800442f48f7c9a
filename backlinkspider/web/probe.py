"""Measures in an open tab what a visitor sees of the links to the targets, and takes pictures.

Scripts run in an isolated world (probe.js and its parts); what their numbers mean is said by
page/visibility.py. Nothing is clicked. A link that is not seen at once gets a second look: images
its size depends on are loaded, it is scrolled to and what that sets in motion is waited for; then
with the keyboard or the mouse on it (forced, no events), on paper, in a narrow and a wide window.
Where style does not tell whether it is painted, pictures with and without it do.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from playwright.async_api import Error as PlaywrightError

from backlinkspider.page.measured import Measured, read_measured
from backlinkspider.page.visibility import is_painted_for_sure, is_seen_by_picture, judge
from backlinkspider.web.browser import allow_images
from backlinkspider.web.pictures import take_pictures, trace_of
from backlinkspider.web.world import ScriptFailed, World, source, with_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from playwright.async_api import CDPSession, Page, ViewportSize

    from backlinkspider.page.measured import Circumstance
    from backlinkspider.page.seen import AnchorKey
    from backlinkspider.page.visibility import State

MAX_LINKS: Final = 200
"""Links of one page that are measured."""

PROBE_LIMIT: Final = 10.0
"""Seconds for the first look, whose links are unknown beyond it, and as many for the second."""

REVEAL_LIMIT: Final = 3.0
"""Seconds that animations and transitions may take to end, for one link."""

_MOST_REVEALED: Final = 20
_MOST_ROUSED: Final = 8
_MOST_TRACED: Final = 10
_MOST_ELEMENTS: Final = 8
_BATCH: Final = 20
_IMAGE_LIMIT: Final = 2.0
_AGAIN: Final = 4
_AGAIN_AFTER: Final = 0.2
_PARTS: Final = tuple(
    f"probe{name}.js"
    for name in ("_tree", "_paint", "_bounds", "_place", "_open", "_images", "_picture", "")
)
_ASK: Final = "(command, ...given) => globalThis.probe.commands[command](...given)"
_PSEUDO: Final[dict[Circumstance, dict[str, list[str]]]] = {
    "focus": {"focus": ["focus", "focus-visible", "focus-within"], "within": ["focus-within"]},
    "hover": {"hover": ["hover"]},
}
"""Pseudo-classes forced on which elements (probe.js, ``rousers``)."""

_WINDOWS: Final[dict[Circumstance, tuple[int, int]]] = {"narrow": (390, 844), "wide": (1920, 1080)}
"""A telephone and a desktop: what is laid out for one is often hidden on the other."""

logger = logging.getLogger(__name__)


async def measure(
    page: Page, cdp: CDPSession, hosts: Sequence[str], *, seconds: float | None = None
) -> tuple[tuple[Measured, ...], dict[AnchorKey, bytes]]:
    """Return what was measured of each link that names one of *hosts*, and pictures of some.

    *hosts* are in lower case; links are those whose URL holds one, in document order. Pictures are
    PNG by URL and ordinal. What is not measured within *seconds* is left out, and everything where
    the document is left meanwhile; raises Playwright's ``Error`` where the tab is gone.
    """
    if not hosts:
        return (), {}
    probe = Probe(page, cdp)
    try:
        async with asyncio.timeout(seconds):
            return await probe.look(hosts)
    except TimeoutError:
        return tuple(probe.found), {}
    except PlaywrightError:
        if page.is_closed():
            raise
    except ScriptFailed as error:
        logger.warning("What is seen of links on %s is unknown: %s", page.url, error)
    return (), {}


class Probe:
    """One page's probe; *page* is open and quiet, *cdp* its session."""

    def __init__(self, page: Page, cdp: CDPSession) -> None:
        self._page = page
        self._cdp = cdp
        self._world = World(cdp)
        self._context = 0
        self._size = page.viewport_size
        self.found: list[Measured] = []

    async def look(
        self, hosts: Sequence[str]
    ) -> tuple[tuple[Measured, ...], dict[AnchorKey, bytes]]:
        """Measure the links to *hosts*."""
        count = await self.find(hosts, MAX_LINKS)
        if not count:
            return (), {}
        await self.ask("begin")
        try:
            await self._look_first(count)
            with suppress(TimeoutError):
                async with asyncio.timeout(PROBE_LIMIT):
                    await self._look_again()
        finally:
            await self._restore()
        pictures = await take_pictures(self._page, self.ask, self._by_interest())
        found = tuple(self.found)
        return found, {(found[i].url, found[i].ordinal): png for i, png in pictures.items()}

    async def _look_first(self, count: int) -> None:
        """Measure the links one batch after the other, as many as there is time for."""
        stop = asyncio.get_running_loop().time() + PROBE_LIMIT
        for start in range(0, count, _BATCH):
            self.found += await self._measure(range(start, min(start + _BATCH, count)))
            if asyncio.get_running_loop().time() > stop:
                return

    async def find(self, hosts: Sequence[str], limit: int) -> int:
        """Put the scripts into the document; return how many links to *hosts* there are to ask of.

        At most *limit* of them.
        """
        self._context = await self._world.enter()
        count: int = await self._call(_beginning(), list(hosts), limit)
        return count

    async def ask(self, command: str, *arguments: Any) -> Any:
        """Return what the script answers to *command*."""
        return await self._call(_ASK, command, *arguments)

    async def _call(self, function: str, *arguments: Any) -> Any:
        answer = await self._world.call(self._context, "probe.js", function, arguments)
        return answer.get("value")

    async def _measure(self, indices: Iterable[int]) -> list[Measured]:
        return [read_measured(raw) for raw in await self.ask("measure", list(indices))]

    def _unseen(self) -> list[int]:
        """Return the numbers of the links that look hidden, one for each group hidden alike."""
        states: tuple[State, ...] = ("hidden", "unknown")
        return [i for i, one in enumerate(self.found) if judge(one).state in states]

    async def _look_again(self) -> None:
        await self._load_images()
        unseen = self._unseen()
        for index in [i for i, one in enumerate(self.found) if one.moving and i not in unseen]:
            self.found[index] = read_measured(await self.ask("settle", index, REVEAL_LIMIT * 1000))
        for index in self._unseen()[:_MOST_REVEALED]:
            await self._reveal(index)
        await self._trace_unsure()
        for circumstance in _PSEUDO:
            for index in self._unseen()[:_MOST_ROUSED]:
                await self._rouse(index, circumstance)
        if self._unseen():
            await self._page.emulate_media(media="print")
            await self._note("print")
            await self._page.emulate_media(media="null")
        for circumstance, (width, height) in _WINDOWS.items():
            if self._unseen():
                await self._resize({"width": width, "height": height})
                await self._note(circumstance)

    async def _restore(self) -> None:
        """Leave the page as it was found: after a time-out, in the middle of anything."""
        await self._page.emulate_media(media="null")
        if self._size and self._page.viewport_size != self._size:
            await self._resize(self._size)
        await self.ask("end")

    async def _resize(self, size: ViewportSize) -> None:
        await self._page.set_viewport_size(size)
        await self.ask("resized", size["width"])

    async def _load_images(self) -> None:
        drawn = [i for i, one in enumerate(self.found) if is_seen_by_picture(one)]
        asked = (("images", self._unseen()), ("pictures", drawn))
        for command, indices in asked:
            if urls := await self.ask(command, indices):
                with allow_images(self._page, urls):
                    await self.ask("load", _IMAGE_LIMIT * 1000)
                self.found = await self._measure(range(len(self.found)))

    async def _reveal(self, index: int) -> None:
        # Scripts ask for lazy images now, and may show them once they have come.
        drawn = any(piece.kind == "image" for piece in self.found[index].pieces)
        with allow_images(self._page, None if drawn else ()):
            now = read_measured(await self.ask("reveal", index, REVEAL_LIMIT * 1000))
        for _ in range(_AGAIN if now.endless else 0):
            if judge(now).state == "visible":
                break
            await asyncio.sleep(_AGAIN_AFTER)
            [now] = await self._measure([index])
        self.found[index] = now

    async def _trace_unsure(self) -> None:
        """Let pictures tell of the links that style may be wrong about."""
        unsure = [i for i, one in enumerate(self.found) if not is_painted_for_sure(one)]
        unsure = unsure[:_MOST_TRACED]
        if urls := await self.ask("scenery", unsure):
            with allow_images(self._page, urls):
                await self.ask("load", _IMAGE_LIMIT * 1000)
        for index in unsure:
            self.found[index] = await self._traced(index, self.found[index])

    async def _traced(self, index: int, now: Measured) -> Measured:
        return replace(now, trace=await trace_of(self._cdp, self.ask, index))

    async def _is_seen(self, index: int, now: Measured) -> bool:
        """Tell whether a link that was hidden is seen *now*: by its picture if that told it."""
        if judge(now).state == "visible" and self.found[index].trace is not None:
            now = await self._traced(index, now)
        return judge(now).state == "visible"

    async def _rouse(self, index: int, circumstance: Circumstance) -> None:
        """Measure a link with the keyboard or the mouse on it, as far as style sheets go."""
        [now] = await self._measure([index])
        if await self._is_seen(index, now):  # it came by itself meanwhile
            self.found[index] = now
            return
        for domain in ("DOM.enable", "CSS.enable", "DOM.getDocument"):
            await self._cdp.send(domain)
        forced = {kind: await self._rousers(index, kind) for kind in _PSEUDO[circumstance]}
        for kind, nodes in forced.items():
            await self._force(nodes, _PSEUDO[circumstance][kind])
        [now] = await self._measure([index])
        if judge(now).state == "hidden":  # what moves in needs its time
            now = read_measured(await self.ask("reveal", index, 500))
        if await self._is_seen(index, now):
            self.found[index] = replace(self.found[index], shown_on=(circumstance,))
        for nodes in forced.values():
            await self._force(nodes, [])

    async def _rousers(self, index: int, kind: str) -> list[int]:
        nodes = []
        for n in range(_MOST_ELEMENTS):
            function = f"(...given) => ({_ASK})('rousers', ...given)[{n}] ?? null"
            made = await self._world.call(
                self._context, "probe.js", function, (index, kind), by_value=False
            )
            if "objectId" not in made:
                break
            node = await self._cdp.send("DOM.requestNode", {"objectId": made["objectId"]})
            nodes.append(node["nodeId"])
        return nodes

    async def _force(self, nodes: Iterable[int], classes: list[str]) -> None:
        for node in nodes:
            given = {"nodeId": node, "forcedPseudoClasses": classes}
            await self._cdp.send("CSS.forcePseudoState", given)

    async def _note(self, circumstance: Circumstance) -> None:
        """Note which of the hidden links are seen as the page now is."""
        unseen = self._unseen()
        for index, now in zip(unseen, await self._measure(unseen), strict=True):
            if await self._is_seen(index, now):
                self.found[index] = replace(self.found[index], shown_on=(circumstance,))

    def _by_interest(self) -> list[int]:
        """Return the links worth a picture: hidden ones first."""
        order: tuple[State, ...] = ("hidden", "exempt", "unknown", "visible")
        states = [judge(one).state for one in self.found]
        return sorted(range(len(states)), key=lambda i: (order.index(states[i]), i))


@cache
def _beginning() -> str:
    """Return the function that puts all parts into the document's world, and finds the links."""
    parts = "".join(f"({source(part)})();\n" for part in _PARTS)
    anchors = f"globalThis.probe.anchors = {with_documents('anchors.js')};\n"
    return f"(...given) => {{ {parts}{anchors}return globalThis.probe.commands.find(...given); }}"
