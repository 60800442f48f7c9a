"""A domain's links, counted, as one document."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.disavow.cover import Cover
from backlinkspider.domains.cases import site_of
from backlinkspider.domains.charges import Charges, Fired
from backlinkspider.domains.document import domain_document, domain_id, tld_of
from backlinkspider.domains.tally import DomainTally
from backlinkspider.domains.weighed import FIELDS, Mark, Scales
from backlinkspider.store.fields import project
from tests.domains.links import NOW, TARGET, flag, flagged, link, lost, nofollowed, turned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document

ABOUT: Final = {"target": TARGET, "at": NOW, "run": "run 1"}
MONEY: Final = flag("anchor.money", 3.0)
HIDDEN: Final = flag("hidden.money", 3.0, "critical", group="hidden")
THIN: Final = flag("page.thin", 1.0, "medium", group="page", level="page")


def risk(flags: Sequence[Document]) -> Document:
    """Add up scores; each of the tests' rules has a group of its own."""
    score = sum(one["score"] for one in flags if not one["suppressed"])
    return {"score": score, "band": "high" if score >= 5 else "watch" if score else "none"}


def counted(
    *links: Document, scales: Scales | None = None, findings: Sequence[Fired] = ()
) -> Document:
    tally = DomainTally(links[0]["page"]["domain"], Charges(5.0, findings))
    for one in links:
        tally.feed((scales or Scales()).weigh(one))
    return domain_document(tally, site_of(tally), risk, ABOUT)


def test_one_link() -> None:
    assert counted(link("a.example/", page__ids=["ga:1"])) == {
        "_id": domain_id(TARGET, "a.example"),
        **ABOUT,
        "domain": "a.example",
        "links": {
            "total": 1,
            "live": 1,
            "lost": 0,
            "unknown": 0,
            "followed": 1,
            "passing": 1,
            "folded": 1,
        },
        "pages": 1,
        "follow_share": 1.0,
        "sitewide": False,
        "anchors": [{"text": "Shop", "links": 1}],
        "anchor_classes": {"brand": 1},
        "regions": {"content": 1},
        "rels": {"none": 1},
        "ips": ["192.0.2.1"],
        "subnets": ["192.0.2.0/24"],
        "ids": ["ga:1"],
        "tld": "example",
        "languages": {"en": 1},
        "rules": [],
        "severity": None,
        "risk": {"score": 0, "band": "none", "open": 0},
        "worth": {
            "authority": {"value": None, "inputs": []},
            "relevance": {
                "value": None,
                "inputs": {
                    "topic_likeness": None,
                    "page_likeness": None,
                    "language": "en",
                    "language_match": None,
                    "link": link("a.example/")["_id"],
                },
            },
            "placement": {
                "value": 1.0,
                "inputs": {
                    "region": "content",
                    "follow": True,
                    "passes_credit": True,
                    "visibility": "visible",
                    "list_size": 1,
                    "words_around": 20,
                    "link": link("a.example/")["_id"],
                },
            },
        },
        "action": {"do": "keep", "reason": "no signs of a scheme"},
        "disavowed": None,
        "sources": [],
        "first_seen": NOW - timedelta(days=14),
        "last_seen": NOW,
        "history": {"new": {"2026-W46": 1}, "lost": {}},
    }


def test_states_pages_and_shares() -> None:
    found = counted(
        link("a.example/1"),
        link("a.example/1", ordinal=1),
        nofollowed("a.example/2"),
        link("a.example/3", link__passes_credit=False),  # its page is not indexed
        lost("a.example/4"),
        link("a.example/5", state="unknown"),
    )
    assert found["links"] == {
        "total": 6,
        "live": 4,
        "lost": 1,
        "unknown": 1,
        "followed": 3,
        "passing": 2,
        "folded": 4,
    }
    assert (found["pages"], found["follow_share"]) == (5, 0.75)
    assert found["rels"] == {"none": 4, "nofollow": 1}
    assert found["history"] == {"new": {"2026-W46": 6}, "lost": {"2026-W48": 1}}


def test_a_template_that_repeats_a_link() -> None:
    pages = [link(f"a.example/{n}", link__region="footer") for n in range(7)]
    found = counted(*pages, link("a.example/x"))
    assert (found["links"]["live"], found["links"]["folded"], found["sitewide"]) == (8, 2, True)
    assert found["regions"] == {"footer": 7, "content": 1}


def test_rules_worst_first_and_what_those_about_domains_say() -> None:
    whole = flag("domain.x", 0.5, "note", level="domain", group="domain")
    allowed = flag("anchor.other", suppressed={"reason": "ours"})
    found = counted(
        flagged("a.example/1", MONEY, whole),
        flagged("a.example/2", MONEY, THIN, allowed),
        lost("a.example/3", flags=[HIDDEN]),
    )
    assert [(one["rule"], one["links"], one["message"]) for one in found["rules"]] == [
        ("anchor.money", 2, None),
        ("page.thin", 1, None),
        ("domain.x", 1, "domain.x fired"),
    ]
    assert found["severity"] == "high"
    # Each rule counts once, however many links it fired on.
    assert found["risk"] == {"score": 4.5, "band": "watch", "open": 4.5}


def test_findings_about_the_domain_that_no_link_carries() -> None:
    finding = Fired(flag("domain.odd", 6.0, level="domain", group="domain"), 4)
    found = counted(link(), findings=[finding])
    assert [(one["rule"], one["links"]) for one in found["rules"]] == [("domain.odd", 4)]
    assert found["risk"] == {"score": 6.0, "band": "high", "open": 6.0}
    assert found["action"]["do"] == "remove"


def marked(document: Document, verdict: str, outreach: str | None = None) -> dict[str, Mark]:
    return {document["_id"]: Mark(verdict, outreach)}


def test_what_was_judged_ok_is_no_open_risk() -> None:
    bad, fine = flagged("a.example/1", MONEY, HIDDEN), flagged("a.example/2", THIN)
    found = counted(bad, fine, scales=Scales(marks=marked(bad, "ok")))
    assert found["risk"] == {"score": 7.0, "band": "high", "open": 1.0}
    assert found["action"] == {"do": "keep", "reason": "risk 1 (watch): page.thin"}
    found = counted(bad, scales=Scales(marks=marked(bad, "ok")))
    assert (found["risk"]["open"], found["action"]["reason"]) == (0, "judged ok")


def test_what_was_judged_bad_is_a_scheme_without_any_rule() -> None:
    one = link()
    assert counted(one, scales=Scales(marks=marked(one, "bad")))["action"]["do"] == "remove"
    refused = counted(one, scales=Scales(marks=marked(one, "bad", "refused")))
    assert refused["action"]["do"] == "disavow"
    gone = lost()
    assert counted(gone, scales=Scales(marks=marked(gone, "bad")))["action"]["do"] == "ignore"


@pytest.mark.parametrize(
    ("listed", "entry", "left"),
    [
        (set(), None, 7.0),
        ({"https://a.example/1"}, None, 1.0),
        ({"https://a.example/1", "https://a.example/2"}, "https://a.example/2", 0),
        ({"https://a.example/1", "domain:a.example"}, "domain:a.example", 0),
        ({"domain:example"}, "domain:example", 0),
    ],
)
def test_disavowed_domains_leave_no_open_risk(
    listed: set[str], entry: str | None, left: float
) -> None:
    """A domain is disavowed when all its links are; those that are lost do not matter."""
    scales = Scales(covered=Cover(sorted(listed)).find_link)
    links = flagged("a.example/1", MONEY, HIDDEN), flagged("a.example/2", THIN), lost("a.example/3")
    found = counted(*links, scales=scales)
    assert (found["disavowed"], found["risk"]["open"]) == (entry, left)
    assert found["risk"]["score"] == 7.0
    assert (found["action"]["do"] == "ignore") is (entry is not None)


def test_a_page_is_disavowed_under_the_url_it_was_asked_by_too() -> None:
    moved = flagged("a.example/", MONEY, HIDDEN, page__final_url="https://a.example/new")
    scales = Scales(covered=Cover(["https://a.example/"]).find_link)
    assert counted(moved, scales=scales)["disavowed"] == "https://a.example/"


def test_a_domain_of_honest_links_and_one_in_a_scheme_is_not_disavowed() -> None:
    spam = flagged("a.example/1", MONEY, HIDDEN, page__has_contact=False)
    honest = link("a.example/2", page__has_contact=False)
    assert counted(spam)["action"]["do"] == "disavow"
    action = counted(spam, honest)["action"]
    assert action["do"] == "remove"
    assert action["reason"].startswith("1 of 2 links in a scheme")


def test_weak_signs_on_many_links_are_no_clear_scheme() -> None:
    """Their sum is in the worst band, no link is."""
    rules = [flag(f"page.{n}", 1.0, "medium", group=f"g{n}") for n in range(6)]
    found = counted(*(flagged(f"a.example/{n}", one) for n, one in enumerate(rules)))
    assert found["risk"]["band"] == "high"
    assert found["action"]["do"] == "keep"


def test_rules_on_trial_are_shown_and_decide_nothing() -> None:
    found = counted(flagged("a.example/", flag("hidden.trial", 0.0, "critical")))
    assert [one["rule"] for one in found["rules"]] == ["hidden.trial"]
    assert found["action"]["do"] == "keep"


def test_a_domain_whose_links_all_are_lost() -> None:
    found = counted(lost("a.example/1"), lost("a.example/2", link__region="footer"))
    assert (found["links"]["live"], found["follow_share"], found["anchors"]) == (0, None, [])
    assert found["worth"]["placement"]["value"] == 1.0
    assert found["action"]["do"] == "reclaim"
    plain = lost("a.example/1", link__passes_credit=False)
    assert counted(plain)["action"]["reason"] == "lost (link_removed), and passed no credit"
    scheme = counted(lost("a.example/1", flags=[MONEY, HIDDEN]))
    assert scheme["action"]["do"] == "ignore"
    assert scheme["risk"] == {"score": 0, "band": "none", "open": 0.0}


def test_a_domain_that_turned_nofollow() -> None:
    turn = [turned("link.follow", True, False)]
    assert counted(nofollowed("a.example/1", history=turn))["action"]["do"] == "reclaim"
    both = counted(nofollowed("a.example/1", history=turn), link("a.example/2"))
    assert both["action"]["do"] == "keep"


def test_worth_is_that_of_the_best_link_live_ones_first() -> None:
    poor = link("a.example/1", link__region="footer", signals__topic_likeness=0.03)
    good = link("a.example/2", signals__topic_likeness=0.15)
    gone = lost("a.example/3", signals__topic_likeness=0.3)
    for order in ((poor, good, gone), (gone, poor, good)):
        worth = counted(*order)["worth"]
        assert (worth["relevance"]["value"], worth["placement"]["value"]) == (0.5, 1.0)
        assert worth["relevance"]["inputs"]["link"] == good["_id"]


def test_tools_that_name_the_domain_and_their_scores() -> None:
    scored = {"tool": "ahrefs", "file": "a-2026-11-01.csv", "scores": {"domain_rating": 41}}
    bare = {"tool": "search_console", "file": "b.csv"}
    found = counted(link("a.example/1", claims=[scored, bare]), link("a.example/2", claims=[]))
    assert found["sources"] == ["ahrefs", "search_console"]
    assert found["worth"]["authority"]["value"] == 41.0


def test_anchors_by_their_words_at_most_twenty() -> None:
    texts = [("Shop", "shop")] * 3 + [("SHOP!", "shop"), ("Oak", "oak")]
    links = [
        link(f"a.example/{n}", link__text=text, signals__anchor_text_normalised=words)
        for n, (text, words) in enumerate(texts)
    ]
    more = [
        link(f"a.example/m{n}", link__text=f"t{n}", signals__anchor_text_normalised=f"t{n}")
        for n in range(30)
    ]
    anchors = counted(*links, *more)["anchors"]
    assert anchors[0] == {"text": "Shop", "links": 4}
    assert len(anchors) == 20


def test_names_from_pages_become_no_keys() -> None:
    odd = link(
        page__text_language=None,
        page__lang="$where.x",
        link__rel=["a.b", "$set", "nofollow,ugc"],
        link__region=None,
        signals={},
    )
    found = counted(odd)
    assert found["languages"] == {"unknown": 1}
    assert found["rels"] == {"nofollow": 1, "ugc": 1}
    assert (found["regions"], found["anchor_classes"]) == ({"unknown": 1}, {"unknown": 1})


@pytest.mark.parametrize(
    ("domain", "tld"),
    [
        ("a.example", "example"),
        ("b.co.uk", "uk"),
        ("192.0.2.1", None),
        ("2001:db8::1", None),
        ("localhost", "localhost"),
    ],
)
def test_top_level_domains(domain: str, tld: str | None) -> None:
    assert tld_of(domain) == tld


def test_what_is_remembered_of_a_domain_is_bounded() -> None:
    """A hostile site: every link is new in all that is kept."""
    tally = DomainTally("a.example", Charges(5.0))
    scales = Scales(covered=lambda link: str(link["page"]["url"]))
    for number in range(1500):
        odd: dict[str, Any] = {
            "page__ip": f"198.51.{number // 256}.{number % 256}",
            "page__ids": [f"id:{number}"],
            "link__text": f"text {number}",
            "signals__anchor_text_normalised": f"text {number}",
            "link__credit_blockers": [f"noindex:meta:bot{number}"],
            "link__region": "nav",
        }
        tally.feed(scales.weigh(link(f"a.example/{number}", **odd)))
    found = domain_document(tally, site_of(tally), risk, ABOUT)
    assert found["links"]["live"] == found["pages"] == 1500
    assert len(tally.shown.anchors) == 500
    assert len(tally.shown.blockers) == 50
    assert (len(found["ips"]), len(found["ids"]), len(tally.charges.entries)) == (100, 100, 100)


states = st.sampled_from([link, lost, nofollowed])


@given(st.lists(st.tuples(states, st.integers(0, 3), st.booleans()), min_size=1, max_size=12))
def test_the_counts_add_up(made: list[tuple[Any, int, bool]]) -> None:
    links = [
        make(f"a.example/{page}", ordinal=n, flags=[MONEY] if is_flagged else [])
        for n, (make, page, is_flagged) in enumerate(sorted(made, key=lambda one: one[1]))
    ]
    found = counted(*links)
    count = found["links"]
    assert count["total"] == len(links) == count["live"] + count["lost"] + count["unknown"]
    assert count["passing"] <= count["followed"] <= count["live"]
    assert found["pages"] == len({one["page_id"] for one in links})
    standing = count["live"] + count["unknown"]
    for counts in ("regions", "anchor_classes", "languages"):
        assert sum(found[counts].values()) == standing
    assert found["risk"]["open"] <= found["risk"]["score"]


def test_only_fields_that_are_asked_for_are_read() -> None:
    """What the store is asked for is enough for everything that is counted here."""
    links = [
        flagged("a.example/1", MONEY, signals__topic_likeness=0.2, page__ids=["x"]),
        nofollowed("a.example/2", history=[turned("link.follow", True, False)]),
        lost("a.example/3", claims=[{"tool": "moz", "file": "f", "scores": {"page_authority": 9}}]),
    ]
    whole = counted(*links, scales=Scales(("en",)))
    narrowed = [project(one, FIELDS) for one in links]
    assert counted(*narrowed, scales=Scales(("en",))) == whole
