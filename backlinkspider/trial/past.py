"""Earlier looks at an example's page: its links get the past that a store would hold of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from backlinkspider.documents import Document, page_id
from backlinkspider.links.record import links_to
from backlinkspider.store.look import Look
from backlinkspider.store.merge import merge
from backlinkspider.trial.reading import noon, read_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlinkspider.rules.model import PageExample
    from backlinkspider.target import Target


@dataclass(slots=True)
class _Stored:
    """What a store would hold of one page and its links."""

    page: Document
    links: dict[str, Document] = field(default_factory=dict)

    def see(self, links: Sequence[Document], url: str, day: date) -> None:
        look = Look(
            page=self.page,
            run=day.isoformat(),
            at=noon(day),
            outcome="linked" if links else "no_link",
            detail="",
            facts=dict(links[0]["page"]) if links else {"url": url, "status": 200},
            links=tuple(links),
        )
        merged = merge(look, {**self.page, "run": look.run}, list(self.links.values()))
        self.page = merged.page.document
        self.links |= {change.document["_id"]: change.document for change in merged.links}


def with_past(
    links: Sequence[Document], page: PageExample, target: Target, day: date
) -> Sequence[Document]:
    """Return *links*, seen on *day*, as a store holds them after the looks in *page*'s past.

    An earlier look without ``html`` saw the page as it is on *day*.
    """
    if not page.past:
        return links
    url = read_page(page, day).url
    stored = _Stored({"_id": page_id(target.name, url), "v": 1, "target": target.name, "url": url})
    versions = [(ago, earlier.html) for earlier in page.past for ago in earlier.days_ago]
    for ago, html in sorted(versions, key=lambda version: -version[0]):
        then = day - timedelta(days=ago)
        earlier = page.model_copy(update={"html": html, "rendered": None} if html else {})
        stored.see(links_to(target, read_page(earlier, then)), url, then)
    stored.see(links, url, day)
    return [link for link in stored.links.values() if link["last_seen"] == noon(day)]
