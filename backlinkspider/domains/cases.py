"""A domain's links as cases to decide: each by itself, and the domain as a whole. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlinkspider.documents import Document
from backlinkspider.domains.decision import Case
from backlinkspider.domains.folding import TEMPLATE
from backlinkspider.domains.history import lost_credit
from backlinkspider.worth.authority import OF_PAGE, authority_of, from_claim
from backlinkspider.worth.model import Worth

if TYPE_CHECKING:
    from backlinkspider.domains.tally import DomainTally
    from backlinkspider.domains.weighed import Weighed
    from backlinkspider.worth.model import Authority, Measured

Risk = Callable[[Sequence[Document]], Document]
"""From flags to the ``score`` and ``band`` they come to."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a link's domain, counted to its end, adds to what the link says itself."""

    authority: Authority
    clear_from: float
    is_sitewide: bool
    schemes: int
    contact: bool | None


def site_of(tally: DomainTally) -> Site:
    """Return what *tally*, counted to its end, says to each of its links."""
    return Site(
        authority=authority_of(tally.scores.inputs()),
        clear_from=tally.charges.clear_from,
        is_sitewide=tally.shown.folding.is_sitewide,
        schemes=tally.charges.schemes,
        contact=tally.origin.contact,
    )


def worth_of(weighed: Weighed, site: Site) -> Worth:
    """Return what a link of *site* is worth: the domain's scores, and those of its own page."""
    own = [
        one
        for claim in weighed.link.get("claims") or ()
        for one in from_claim(claim)
        if one.metric in OF_PAGE
    ]
    authority = authority_of((*site.authority.inputs, *own)) if own else site.authority
    return Worth(authority, weighed.relevance, weighed.placement)


def case_of_link(weighed: Weighed, worth: Worth, site: Site) -> Case:
    """Return the case of one link of *site*."""
    link = weighed.link
    return Case(
        state=link["state"],
        passes_credit=bool(link["link"].get("passes_credit")),
        worth=worth,
        worth_credited=_credited(worth, weighed.credited),
        flags=_scored(weighed.flags),
        score=weighed.score,
        band=(link.get("audit") or {}).get("band") or "none",
        clear=weighed.score >= site.clear_from,
        blockers=link["link"].get("credit_blockers") or (),
        lost_credit=lost_credit(link),
        lost_reason=link.get("lost_reason"),
        verdict=weighed.mark.verdict,
        outreach=weighed.mark.outreach,
        disavowed=weighed.disavowed,
        sitewide=site.is_sitewide and link["link"].get("region") in TEMPLATE,
        schemes=site.schemes,
        contact=site.contact,
    )


def case_of_domain(tally: DomainTally, worth: Worth, risk: Risk) -> Case:
    """Return the case of a whole domain: its best worth against what is left of its risk.

    Weak signs on many links add up, but make no clear scheme unless one link is in one.
    """
    seen, shown, charges = tally.seen, tally.shown, tally.charges
    flags = charges.left() if seen.standing else charges.gone()
    left = risk(flags)
    certain = charges.schemes or charges.findings or not seen.standing
    return Case(
        state=seen.state,
        passes_credit=(shown.credited if seen.standing else tally.gone_credited) > 0,
        worth=worth,
        worth_credited=_credited(worth, tally.credited.found),
        flags=_scored(flags),
        score=left["score"],
        band=left["band"],
        clear=bool(certain) and left["score"] >= charges.clear_from,
        blockers=[name for name, _ in shown.blockers.most_common(2)],
        lost_credit=shown.lost_credit > 0 and not shown.credited,
        lost_reason=next((reason for reason, _ in seen.lost_reasons.most_common(1)), None),
        verdict=charges.verdict(seen.standing),
        outreach=charges.answer(),
        disavowed=charges.entry(seen.standing),
        sitewide=shown.folding.is_sitewide,
        schemes=charges.schemes,
        others=charges.others,
        contact=tally.origin.contact,
    )


def worth_of_domain(tally: DomainTally, site: Site) -> Worth:
    """Return what the domain is worth: as much as the best of its links."""
    return Worth(site.authority, tally.relevance.found, tally.placement.found)


def _scored(flags: Sequence[Document]) -> list[Document]:
    """Leave out rules on trial: they score nothing, and decide nothing."""
    return [flag for flag in flags if flag["score"]]


def _credited(worth: Worth, placement: Measured) -> Worth:
    return Worth(worth.authority, worth.relevance, placement)
