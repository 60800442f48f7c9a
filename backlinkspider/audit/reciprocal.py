"""Links back: which referring domains the target's own site links to, as its crawl found.

Until that crawl was made the signal is missing: rules that need it are "not evaluated".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.audit.reclassify import classified
from backlinkspider.audit.revise import revise_all
from backlinkspider.documents import OWNSITE
from backlinkspider.links.reciprocal import reciprocal_signals

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.links.reciprocal import Outlinks
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


async def own_outlinks(store: Store, target: str) -> Outlinks | None:
    """Return the domains that *target*'s own pages pass credit to; ``None`` while nobody looked.

    A link that is qualified (nofollow, sponsored) is no part of an exchange. Raises ``StoreError``.
    """
    crawled = {"targets": target, "spider": OWNSITE, "state": "finished"}
    if not await store.count("runs", crawled):
        return None
    found: Outlinks = {}
    fields = ["url", "outlinks.domain", "outlinks.follow"]
    where = {"target": target, "outlinks.follow": True}
    async for page in store.iterate("own_pages", where, sort=[("url", 1)], fields=fields):
        for outlink in page["outlinks"]:
            if outlink["follow"]:
                found.setdefault(outlink["domain"], page["url"])
    return found


async def mark_reciprocal(store: Store, target: Target, rules: RuleSet) -> int:
    """Write the signals to all links of *target* and classify anew those that change.

    Returns how many did. Raises ``StoreError``.
    """
    outlinks = await own_outlinks(store, target.name)
    if outlinks is None:
        return 0
    fields = ["page.domain", "signals.reciprocal", "signals.reciprocal_page"]
    due = [
        link["_id"]
        async for link in store.iterate("links", {"target": target.name}, fields=fields)
        if reciprocal_signals(link["page"], outlinks).items() - (link.get("signals") or {}).items()
    ]

    def changed(link: Document) -> Document:
        signals = {**(link.get("signals") or {}), **reciprocal_signals(link["page"], outlinks)}
        return classified({**link, "signals": signals}, rules, target)

    return await revise_all(store, due, changed, "marked")
