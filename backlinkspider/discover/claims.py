"""What an archive shows of a link, as a claim beside what a crawl sees. Pure.

Merging is the same in any order and any number of times: files are read side by side, and a part
that a lost worker had half done is done again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.candidates.claim import Claim
from backlinkspider.links.claimed import MOST_CLAIMS, link_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlinkspider.discover.model import Find, Shown
    from backlinkspider.documents import Document

TOOL: Final = "archive"
"""The source of these claims, whatever the archive."""

_DAYS: Final = ("first_seen", "last_seen")


def claims_of(find: Find) -> list[Document]:
    """Return a claim for each link of *find*, as it is stored."""
    return [_claim(find, link).document() for link in find.links]


def merge_shown(old: Iterable[Document], new: Iterable[Document]) -> list[Document]:
    """Return the claims of both: of one link, the newest record's, and the first and last day.

    Claims of other sources stay as they are, before these. At most ``MOST_CLAIMS`` are kept.
    """
    others: list[Document] = []
    links: dict[tuple[str, str], Document] = {}
    for claim in (*old, *new):
        if claim["tool"] != TOOL:
            others.append(claim)
            continue
        key = link_of(claim)
        links[key] = _merged(links[key], claim) if key in links else claim
    kept = sorted(links.items(), key=lambda pair: pair[0])
    return [*others, *(claim for _, claim in kept)][:MOST_CLAIMS]


def _merged(one: Document, other: Document) -> Document:
    """Return what the newer record says, with the days of both; of equal records the first link."""
    newest = max(one, other, key=_age)
    days = {
        name: best(given)
        for name, best in zip(_DAYS, (min, max), strict=True)
        if (given := [claim[name] for claim in (one, other) if name in claim])
    }
    return {**newest, **days}


def _age(claim: Document) -> tuple[Any, ...]:
    day = claim.get("last_seen")
    return (day is not None, day.isoformat() if day else "", claim["file"], claim["row"])


def _claim(find: Find, link: Shown) -> Claim:
    day = find.at.date() if find.at else None
    return Claim(
        tool=TOOL,
        file=find.file,
        row=find.record,
        target=link.url,
        anchor=link.text,
        rel=link.rel,
        follow=link.follow,
        first_seen=day,
        last_seen=day,
    )
