"""All referring domains together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlinkspider.domains.cases import site_of
from backlinkspider.domains.charges import Charges
from backlinkspider.domains.document import domain_document
from backlinkspider.domains.profile import ProfileTally
from backlinkspider.domains.tally import DomainTally
from backlinkspider.domains.weighed import Scales
from tests.domains.links import link, lost, nofollowed
from tests.domains.test_document import ABOUT, risk

if TYPE_CHECKING:
    from backlinkspider.documents import Document


def facts(*domains: list[Document]) -> Document:
    profile = ProfileTally()
    for links in domains:
        tally = DomainTally(links[0]["page"]["domain"], Charges(5.0))
        for one in links:
            if tally.feed(Scales().weigh(one)):
                profile.feed(one)
        profile.add_domain(domain_document(tally, site_of(tally), risk, ABOUT))
    return profile.document()


def rated(domain: str, rating: float) -> list[Document]:
    claim = {"tool": "ahrefs", "file": "f", "scores": {"domain_rating": rating}}
    return [link(f"{domain}/", claims=[claim])]


def test_a_small_profile() -> None:
    found = facts(
        [link(f"a.example/{n}", link__region="footer") for n in range(8)],  # one in a template
        [nofollowed("b.test/", page__ip="198.51.100.7"), lost("b.test/x")],
        [lost("c.test/")],
        [link("d.test/", state="unknown")],
        [link("192.0.2.9/", page__ip=None, link__text="x", signals={})],
    )
    assert found == {
        "links": {
            "total": 13,
            "live": 10,
            "lost": 2,
            "unknown": 1,
            "folded": 3,
            "followed": 2,
            "passing": 2,
        },
        "domains": {"total": 5, "live": 3, "lost": 1, "unknown": 1, "sitewide": 1},
        "follow_share": 0.6667,
        "passing_share": 0.6667,
        "anchor_classes": {"brand": 2, "unknown": 1},
        "regions": {"content": 2, "footer": 1},
        "languages": {"en": 3},
        "tlds": {"address": 1, "example": 1, "test": 1},
        "diversity": {
            "domains": {"number": 3, "effective": 3.0},
            "networks": {"number": 2, "effective": 2.0, "unknown": 1},
            "anchors": {"number": 2, "effective": 1.89},
        },
        "weak": {"domains": 0, "known": 0, "unknown": 3, "share": None},
        "bands": {"none": 3},
        "actions": {"keep": 3, "ignore": 1, "reclaim": 1},
        "history": {"new": {"2026-W46": 13}, "lost": {"2026-W48": 2}},
    }


def test_weak_domains_are_a_share_of_those_whose_authority_is_known() -> None:
    found = facts(
        rated("a.example", 5),
        rated("b.example", 19.9),
        rated("c.example", 20),
        [link("d.example/")],
    )
    assert found["weak"] == {"domains": 2, "known": 3, "unknown": 1, "share": 0.6667}


def test_a_domain_with_many_links_makes_a_profile_less_diverse() -> None:
    even: list[Any] = [[link(f"{n}.example/")] for n in range(10)]
    uneven = [*even, [link(f"big.example/{n}") for n in range(90)]]
    assert facts(*even)["diversity"]["domains"] == {"number": 10, "effective": 10.0}
    assert facts(*uneven)["diversity"]["domains"] == {"number": 11, "effective": 1.74}


def test_no_links_at_all() -> None:
    found = facts()
    assert (found["links"]["total"], found["follow_share"]) == (0, None)
    assert found["diversity"]["domains"] == {"number": 0, "effective": None}
