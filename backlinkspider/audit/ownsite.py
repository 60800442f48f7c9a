"""The target's own pages, judged together once they were visited; and its reclamation list."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import PENDING
from backlinkspider.ownsite.destination import DeadPage, Destinations, LivePage
from backlinkspider.ownsite.inlinks import FIELDS, Inlinks, own_url
from backlinkspider.ownsite.problem import Site, Verdict, is_home, is_probe, judge
from backlinkspider.store.base import Change, StoreError
from backlinkspider.store.batches import batched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlinkspider.documents import Document
    from backlinkspider.ownsite.destination import Suggestion
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target

_JUDGED_BY: Final = (
    "url", "outcome", "detail", "status", "final_url", "hops", "canonical", "blockers", "title",
    "heading",
)  # fmt: skip
_BATCH: Final = 200
_ATTEMPTS: Final = 10
_TO_LEAD_ELSEWHERE: Final = frozenset({"broken", "soft_404", "redirected_home", "redirected_away"})
"""Problems that another destination mends."""


@dataclass(frozen=True, slots=True)
class _Own:
    """What all own pages together, and the links to them, tell of each."""

    target: Target
    site: Site
    destinations: Destinations
    inlinks: Mapping[str, Inlinks]

    def assessed(self, page: Document) -> Document:
        """Return *page* with its problem, the links to it and a suggestion."""
        links = self.inlinks.get(page["url"]) or Inlinks()
        found = judge(page, self.target, self.site)
        is_soft = page.get("soft_404") if found.problem != "soft_404" else True
        return {
            **page,
            "soft_404": is_soft,
            "problem": found.problem,
            "reason": found.reason,
            "links": links.counts(),
            "worth": links.worth,
            "suggestion": self._suggestion(page, found, links),
        }

    def _suggestion(self, page: Document, found: Verdict, links: Inlinks) -> Document | None:
        if found.problem == "redirect_chain":
            return {"url": page["final_url"], "why": "the end of the chain", "score": 1.0}
        if found.problem not in _TO_LEAD_ELSEWHERE:
            return None
        dead = DeadPage(page["url"], page.get("title") or "", links.anchors)
        return _document(self.destinations.suggest(dead))


async def inlinks_of(store: Store, target: str) -> dict[str, Inlinks]:
    """Return what the stored links of *target* tell of each own URL. Raises ``StoreError``."""
    found: defaultdict[str, Inlinks] = defaultdict(Inlinks)
    links = store.iterate("links", {"target": target}, sort=[("_id", 1)], fields=FIELDS)
    async for link in links:
        found[own_url(link)].add(link)
    return dict(found)


async def assess_own_pages(store: Store, target: Target, run: str) -> Counter[str]:
    """Judge the own pages of *target* after *run*, which visited them, and write what differs.

    Only pages of that run are suggested as destinations: others may be gone by now. Returns how
    many pages of the run have which problem. Raises ``StoreError``.
    """
    where = {"target": target.name, "outcome": {"$ne": PENDING}}
    visited = await store.find("own_pages", {**where, "run": run}, fields=_JUDGED_BY)
    site = Site.of(visited)
    destinations = Destinations(_live_pages(visited, target, site))
    own = _Own(target, site, destinations, await inlinks_of(store, target.name))
    async for pages in batched(store.iterate("own_pages", where), _BATCH):
        await _write(store, own, pages)
    return Counter(judge(page, target, site).problem for page in visited if not is_probe(page))


def _live_pages(pages: Iterable[Document], target: Target, site: Site) -> list[LivePage]:
    """Return where the *pages* that may be led to are in the end, the home page aside."""
    return [
        LivePage(page["final_url"], page.get("title") or "", page.get("heading") or "")
        for page in sorted(pages, key=lambda page: str(page["url"]))
        if page["outcome"] == "read"
        and target.matches(page["final_url"])
        and not is_probe(page)
        and judge({**page, "url": page["final_url"], "hops": []}, target, site).problem == "none"
        and not is_home(page["final_url"], site.homes)
    ]


async def _write(store: Store, own: _Own, pages: Iterable[Document]) -> None:
    """Write *pages* as they are judged; those that changed meanwhile are read and judged again."""
    waiting = {page["_id"]: page for page in pages}
    for _ in range(_ATTEMPTS):
        judged = {name: own.assessed(page) for name, page in waiting.items()}
        changes = [
            Change(old["v"], {**judged[name], "v": old["v"] + 1})
            for name, old in waiting.items()
            if judged[name] != old
        ]
        missed = await store.swap("own_pages", changes) if changes else set[str]()
        if not missed:
            return
        waiting = await store.get("own_pages", sorted(missed))
    raise StoreError(f"{len(waiting)} own pages change too often to be judged")


def _document(suggestion: Suggestion | None) -> dict[str, Any] | None:
    if suggestion is None:
        return None
    return {"url": suggestion.url, "why": suggestion.why, "score": suggestion.score}
