"""What is to be won back: a target's reclamation list from its stored documents. Pure.

Own pages that waste the links to them, links that lapsed, and pages that name the target without a
link. Documents are fed one by one; only counts and examples are kept.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.ownsite import inlinks, lapsed
from backlinkspider.ownsite.entry import best_first, entry
from backlinkspider.ownsite.inlinks import Inlinks, own_url
from backlinkspider.ownsite.lapsed import LapsedLinks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from backlinkspider.documents import Document

LINK_FIELDS: Final = (*inlinks.FIELDS, *lapsed.FIELDS)
"""The parts of a link document that the list is made from."""

OWN_FIELDS: Final = (
    "url", "problem", "reason", "status", "final_url", "hops", "canonical", "blockers", "title",
    "outcome", "suggestion", "checked_at",
)  # fmt: skip
PAGE_FIELDS: Final = ("url", "domain", "mentions", "checked_at", "page.title")

_LEFT_OUT: Final = frozenset({"none", "unknown"})
_SHOWN_ANCHORS: Final = 5
_MENTION: Final = 0.1
"""What a mention is worth: as a link that is not followed and of unknown worth; nobody has linked
yet."""

_MENTION_AGAIN: Final = 0.02
"""The same of a domain that links already from another page."""


class Reclamation:
    """The list of one target: feed links and pages in any order, then take the entries."""

    def __init__(
        self,
        target: str,
        own_pages: Iterable[Document],
        *,
        is_unwanted: Callable[[Mapping[str, Any]], bool] = lambda _: False,
    ) -> None:
        """Take the target's own pages; *is_unwanted* tells links that nobody wants back."""
        self._target = target
        self._own = {page["url"]: page for page in own_pages}
        self._is_unwanted = is_unwanted
        self._inlinks: defaultdict[str, Inlinks] = defaultdict(Inlinks)
        self._lapsed = LapsedLinks()
        self._linking: set[str] = set()
        self._domains: set[str] = set()
        self._mentions: list[Document] = []
        self.unchecked: dict[str, int] = {}
        """Own URLs with live links of which nothing is known, with how many links."""

    def add_link(self, link: Mapping[str, Any]) -> None:
        """Take a link's document, or its ``LINK_FIELDS``."""
        if link["state"] == "live":
            self._linking.add(link["page_id"])
            self._domains.add(link["page"]["domain"])
        if self._is_unwanted(link):
            return
        self._inlinks[own_url(link)].add(link)
        self._lapsed.add(link)

    def add_page(self, page: Mapping[str, Any]) -> None:
        """Take the document of a candidate page, or its ``PAGE_FIELDS``."""
        if page.get("mentions"):
            self._mentions.append(dict(page))

    def entries(self) -> list[Document]:
        """Return what is to be won back, the most first."""
        lapsed_links = list(self._lapsed.entries(self._target, self._linking))
        mentions = {page["url"]: page for page in self._mentions}
        for one in lapsed_links:
            self._explain(one, mentions)
        unlinked = [p for p in mentions.values() if p["_id"] not in self._linking]
        return best_first(
            [*self._own_entries(), *lapsed_links, *(self._mention(page) for page in unlinked)]
        )

    def _own_entries(self) -> Iterator[Document]:
        for url, links in self._inlinks.items():
            page = self._own.get(url, {})
            problem = page.get("problem", "unknown")
            if not links.live or problem == "none":
                continue
            if problem in _LEFT_OUT:
                self.unchecked[url] = links.live
                continue
            yield entry(
                problem,
                target=self._target,
                url=url,
                reason=page["reason"],
                gains=links.gains,
                known=links.known,
                links=links.live,
                followed=links.followed,
                pages=links.pages,
                evidence=_evidence(page, links),
                suggestion=page.get("suggestion"),
                checked_at=page.get("checked_at"),
            )

    def _explain(self, one: Document, mentions: dict[str, Document]) -> None:
        """Add to a lapsed link's entry what may be behind it; a mention there is no entry then."""
        problem = self._own.get(one["url"], {}).get("problem")
        if problem and problem not in _LEFT_OUT:
            one["evidence"]["own_page"] = problem
            one["reason"] += f"; your page is {problem}, which may be why"
        told = [mentions.pop(url) for url in one["pages"] if url in mentions]
        if told and one["kind"] == "lost":
            one["evidence"]["mentions"] = told[0]["mentions"]
            one["reason"] += "; it still names you"

    def _mention(self, page: Document) -> Document:
        first = page["mentions"][0]
        again = page["domain"] in self._domains
        return entry(
            "mention",
            target=self._target,
            url=None,
            reason=f"names {first['text']} without a link",
            gains={page["domain"]: _MENTION_AGAIN if again else _MENTION},
            known={},
            links=0,
            followed=0,
            pages=[page["url"]],
            evidence={
                "title": (page.get("page") or {}).get("title"),
                "mentions": page["mentions"],
                "domain_links": again,
            },
            whose=page["url"],
            checked_at=page.get("checked_at"),
        )


def _evidence(page: Mapping[str, Any], links: Inlinks) -> Document:
    often = links.anchors.most_common(_SHOWN_ANCHORS)
    return {
        **{name: page.get(name) for name in ("status", "final_url", "hops", "canonical", "title")},
        "blockers": list(page.get("blockers") or ()),
        "anchors": [{"text": text, "links": count} for text, count in often],
        "score": links.score,
    }
