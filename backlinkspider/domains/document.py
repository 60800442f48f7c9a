"""A referring domain as it is stored: one document for each target and domain. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import digest
from backlinkspider.domains.cases import case_of_domain, worth_of_domain
from backlinkspider.domains.decision import decide
from backlinkspider.flags import gravity, worst
from backlinkspider.urls import is_ip

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping

    from backlinkspider.documents import Document
    from backlinkspider.domains.cases import Risk, Site
    from backlinkspider.domains.charges import Fired
    from backlinkspider.domains.decision import Case
    from backlinkspider.domains.tally import DomainTally

ANCHORS_SHOWN: Final = 20
WEEKS_KEPT: Final = 104


def domain_id(target: str, domain: str) -> str:
    """Return the ``_id`` of the document of *domain* as a referrer of *target*."""
    return digest("domain", target, domain)


def domain_document(tally: DomainTally, site: Site, risk: Risk, about: Document) -> Document:
    """Return the document of a domain counted to its end; *about* has target, run and time."""
    worth = worth_of_domain(tally, site)
    case = case_of_domain(tally, worth, risk)
    fired = tally.charges.fired()
    whole = risk([one.flag for one in fired])
    live = tally.seen.states["live"]
    return {
        "_id": domain_id(about["target"], tally.domain),
        **about,
        "domain": tally.domain,
        "links": _links(tally),
        "pages": tally.seen.pages,
        "follow_share": round(tally.shown.followed / live, 4) if live else None,
        "sitewide": tally.shown.folding.is_sitewide,
        **_looks(tally),
        "rules": _rules(fired),
        "severity": worst(one.flag for one in fired),
        "risk": {"score": whole["score"], "band": whole["band"], "open": _open(tally, case)},
        "worth": worth.document(),
        "action": decide(case).document(),
        "disavowed": case.disavowed,
        "sources": sorted(tally.tools),
        "first_seen": tally.seen.first,
        "last_seen": tally.seen.last,
        "history": {"new": weeks(tally.seen.new), "lost": weeks(tally.seen.lost)},
    }


def _open(tally: DomainTally, case: Case) -> float:
    """Return the risk that is left; links that are lost are none."""
    return case.score if tally.seen.standing else 0.0


def _links(tally: DomainTally) -> dict[str, int]:
    states, shown = tally.seen.states, tally.shown
    return {
        "total": states.total(),
        **{state: states[state] for state in ("live", "lost", "unknown")},
        "followed": shown.followed,
        "passing": shown.passing,
        "folded": shown.folded,
    }


def _looks(tally: DomainTally) -> dict[str, Any]:
    shown, origin = tally.shown, tally.origin
    anchors = sorted(shown.anchors.values(), key=lambda one: (-one.links, one.text))
    return {
        "anchors": [{"text": one.text, "links": one.links} for one in anchors[:ANCHORS_SHOWN]],
        "anchor_classes": ordered(shown.classes),
        "regions": ordered(shown.regions),
        "rels": ordered(shown.rels),
        "ips": sorted(origin.ips),
        "subnets": origin.subnets,
        "ids": sorted(origin.ids),
        "tld": tld_of(tally.domain),
        "languages": ordered(origin.languages),
    }


def tld_of(domain: str) -> str | None:
    """Return the top-level domain; None for an address."""
    return None if is_ip(domain) else domain.rpartition(".")[2] or None


def _rules(fired: Iterable[Fired]) -> list[Document]:
    """Return the rules that fired, worst first; of those about domains with what they say.

    A list, as the rules' names have dots in them, which no key in a store may have.
    """
    found = [
        {
            "rule": one.flag["rule"],
            "level": one.flag["level"],
            "severity": one.flag["severity"],
            "links": one.links,
            "message": one.flag["message"] if one.flag["level"] == "domain" else None,
        }
        for one in fired
    ]
    return sorted(found, key=lambda one: (-gravity(one["severity"]), one["rule"]))


def ordered(counts: Mapping[str, int]) -> dict[str, int]:
    """Return *counts*, the largest first."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def weeks(counts: Counter[str]) -> dict[str, int]:
    """Return *counts* by week, the latest ``WEEKS_KEPT`` in order of time."""
    return {week: counts[week] for week in sorted(counts)[-WEEKS_KEPT:]}
