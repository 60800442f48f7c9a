"""An entry of the reclamation list: what is to be won back, why, and what stands for it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from backlinkspider.documents import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backlinkspider.documents import Document

Kind = Literal[
    "broken",
    "soft_404",
    "redirected_home",
    "redirected_away",
    "redirect_chain",
    "robots",
    "noindex",
    "canonical_elsewhere",
    "lost",
    "nofollowed",
    "mention",
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""Of two entries with equal gains the earlier kind comes first: it is surer to be won."""

_MOST_DOMAINS: Final = 100
_MOST_PAGES: Final = 5


def entry(
    kind: Kind,
    *,
    target: str,
    url: str | None,
    reason: str,
    gains: Mapping[str, float],
    known: Mapping[str, float],
    links: int,
    followed: int,
    pages: Iterable[str],
    evidence: Mapping[str, Any],
    whose: str = "",
    suggestion: Document | None = None,
    checked_at: Any = None,
) -> Document:
    """Return the entry for the own page *url* (``None``: none yet).

    *gains* has what each referring domain's best link would bring, *known* its worth where that is
    known. *pages* are examples, domains are named from the best on. *whose* is the domain or page
    that the entry is about, where it is not the own page itself.
    """
    domains = sorted(gains, key=lambda domain: (-gains[domain], domain))
    return {
        "_id": digest("reclaim", target, kind, url or "", whose),
        "target": target,
        "kind": kind,
        "url": url,
        "reason": reason,
        "gain": round(sum(gains.values()), 3),
        "worth": round(sum(known.values()), 3) if known else None,
        "links": {"total": links, "followed": followed, "domains": len(domains)},
        "domains": domains[:_MOST_DOMAINS],
        "pages": list(pages)[:_MOST_PAGES],
        "suggestion": suggestion,
        "evidence": dict(evidence),
        "checked_at": checked_at,
    }


def best_first(entries: Iterable[Document]) -> list[Document]:
    """Return *entries* by what is to be won, then by followed links, domains and kind."""
    return sorted(entries, key=_order)


def _order(one: Document) -> tuple[float, int, int, int, int, str, str]:
    links = one["links"]
    return (
        -one["gain"],
        -links["followed"],
        -links["domains"],
        KINDS.index(one["kind"]),
        -links["total"],
        one["url"] or "",
        one["_id"],
    )
