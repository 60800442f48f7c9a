from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.report.domain_rows import DomainRows, most, open_risk

if TYPE_CHECKING:
    from backlinkspider.documents import Document


def domain(name: str, do: str = "keep", **more: Any) -> Document:
    return {
        "domain": name,
        "links": {"live": 1, "passing": 1},
        "action": {"do": do, "reason": "so"},
        "risk": {"score": 0.0, "band": "none", "open": 0.0},
        **more,
    }


def risk(score: float, left: float | None = None) -> dict[str, Any]:
    return {"risk": {"score": score, "band": "high", "open": score if left is None else left}}


def worth(**values: float | None) -> dict[str, Any]:
    return {"worth": {name: {"value": value} for name, value in values.items()}}


def rows(*domains: Document) -> DomainRows:
    collected = DomainRows()
    for one in domains:
        collected.add(one)
    return collected


def test_most_important_first() -> None:
    collected = rows(
        domain("fine"),
        domain("ask", "qualify", **risk(9.0)),
        domain("small", "remove", **risk(5.0)),
        domain("grave", "remove", **risk(8.0)),
        domain("settled", "remove", **risk(12.0, left=6.0)),
        domain("poor", "reclaim", **worth(authority=10)),
        domain("rich", "reclaim", **worth(authority=60)),
        domain("guessed", "reclaim", **worth(authority=None, relevance=0.9)),
    )
    assert [one["domain"] for one in collected.todo()] == [
        "grave", "settled", "small", "ask", "rich", "poor", "guessed",
    ]  # fmt: skip
    assert collected.actions == {"keep": 1, "qualify": 1, "remove": 3, "reclaim": 3}


def test_what_a_document_lacks_is_empty_and_not_zero_worth() -> None:
    [row] = rows({"domain": "bare.test"}).named
    assert (row["do"], row["authority"], row["relevance"], row["live"]) == ("", None, None, 0)
    assert rows({"domain": "bare.test"}).todo() == []


def test_measures_are_told_from_0_to_100() -> None:
    [row] = rows(domain("a", **worth(authority=36, relevance=0.571, placement=1))).named
    assert (row["authority"], row["relevance"], row["placement"]) == (36, 57.1, 100)


def test_the_gravest_rules_are_named_and_no_notes() -> None:
    rules = [
        {"rule": name, "severity": severity, "links": 1}
        for name, severity in (("a.x", "high"), ("b.x", "low"), ("c.x", "note"), ("d.x", "low"))
    ]
    [row] = rows(domain("a", rules=rules)).named
    assert row["rules"] == "a.x b.x d.x"
    assert most([]) == []


def test_only_what_is_known_of_some_domain_is_measured() -> None:
    collected = rows(domain("a"), domain("b", **worth(relevance=0.0, authority=None)))
    assert collected.measured == ("relevance",)
    assert rows().measured == ()


def test_reasons_leave_out_what_stands_beside_them() -> None:
    reason = "a scheme on the whole site; risk 5 (high): page.thin, gone.rule and 2 more"
    [row] = rows(domain("a", action={"do": "remove", "reason": reason})).todo()
    assert row["why"] == "a scheme on the whole site"


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ({"score": 4.0, "open": 1.5}, 1.5),
        ({"score": 4.0}, 4.0),
        ({"score": 4.0, "open": 0}, 0.0),
        ({}, 0.0),
    ],
)
def test_risk_that_is_left(told: dict[str, float], left: float) -> None:
    assert open_risk({"risk": told}) == left


def test_bands_count_domains_with_live_links_and_the_median_of_what_is_known() -> None:
    collected = rows(
        domain("a", **risk(6.0), **worth(authority=10)),
        domain("b", **risk(6.0), **worth(authority=30)),
        domain("c", **risk(6.0), **worth(authority=None)),
        domain("gone", **risk(6.0), **worth(authority=99), links={"live": 0}),
    )
    none, high = collected.by_band(["none", "high"])
    assert (none.domains, none.medians) == (0, (None, None, None))
    assert (high.domains, high.medians) == (3, (20.0, None, None))
