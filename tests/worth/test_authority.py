"""Authority: what the sources say, on one scale, as one number."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.ranks.model import Rank
from backlinkspider.worth.authority import (
    OF_DOMAIN,
    OF_PAGE,
    DomainScores,
    authority_of,
    from_claim,
    from_rank,
    of_place,
)
from backlinkspider.worth.model import Input

if TYPE_CHECKING:
    from backlinkspider.documents import Document

SEPTEMBER = datetime(2026, 9, 1, tzinfo=UTC)
places = st.integers(1, 10**10)


@given(places, places)
def test_a_better_place_is_never_worth_less(one: int, other: int) -> None:
    better, worse = sorted((one, other))
    assert 100 >= of_place(better) >= of_place(worse) >= 0


@pytest.mark.parametrize(
    ("place", "worth"), [(1, 100), (10, 87.5), (10**3, 62.5), (10**6, 25), (10**8, 0), (10**9, 0)]
)
def test_a_place_falls_with_its_logarithm(place: int, worth: float) -> None:
    assert of_place(place) == worth


def claim(**scores: float) -> Document:
    return {"tool": "ahrefs", "file": "links.csv", "row": 2, "scores": scores}


def test_scores_of_a_claim() -> None:
    """Spam scores, traffic and numbers of links are no authority."""
    found = list(
        from_claim(claim(domain_rating=71, url_rating=4.5, domain_traffic=9, spam_score=3))
    )
    assert sorted(found) == [
        Input("ahrefs", "domain_rating", "", 71, 71.0),
        Input("ahrefs", "url_rating", "", 4.5, 4.5),
    ]


@pytest.mark.parametrize("metric", sorted(OF_DOMAIN | OF_PAGE))
def test_the_tools_scores_are_read_as_they_are(metric: str) -> None:
    assert [one.normalised for one in from_claim(claim(**{metric: 33}))] == [33.0]


@pytest.mark.parametrize("score", [-1, 100.5, 10**9])
def test_a_score_off_the_scale_is_none(score: float) -> None:
    assert list(from_claim(claim(domain_rating=score))) == []


def test_a_claim_without_scores() -> None:
    assert list(from_claim({"tool": "bing", "file": "a.csv", "row": 1})) == []


@pytest.mark.parametrize(
    ("more", "date"),
    [
        ({}, ""),
        ({"last_seen": SEPTEMBER}, "2026-09-01"),
        ({"file": "ahrefs-2026-11-02.csv", "last_seen": SEPTEMBER}, "2026-11-02"),
    ],
)
def test_the_date_is_the_files_else_the_tools_last_look(more: dict[str, Any], date: str) -> None:
    assert [one.date for one in from_claim({**claim(domain_rating=5), **more})] == [date]


def given_input(source: str, normalised: float, metric: str = "domain_rating") -> Input:
    return Input(source, metric, "", normalised, normalised)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ([], None),
        ([("ahrefs", 40)], 40),
        ([("ahrefs", 40), ("moz", 20)], 30),
        ([("ahrefs", 40), ("moz", 20), ("tranco", 95)], 40),  # one that errs moves it little
        ([("commoncrawl", 60), ("commoncrawl", 50), ("ahrefs", 10)], 32.5),  # one voice a source
    ],
)
def test_the_value_is_the_median_of_the_sources(
    said: list[tuple[str, float]], value: float | None
) -> None:
    inputs = [given_input(source, score, f"m{n}") for n, (source, score) in enumerate(said)]
    assert authority_of(inputs).value == value


scores = st.lists(
    st.tuples(st.sampled_from(["ahrefs", "moz", "tranco"]), st.floats(0, 100)), min_size=1
)


@given(scores)
def test_authority_lies_among_its_inputs_whatever_their_order(
    said: list[tuple[str, float]],
) -> None:
    inputs = [given_input(source, score, f"m{n}") for n, (source, score) in enumerate(said)]
    authority = authority_of(inputs)
    assert authority.value is not None
    assert min(n for _, n in said) - 0.05 <= authority.value <= max(n for _, n in said) + 0.05
    assert authority == authority_of(reversed(inputs))


@given(scores, st.floats(0, 20))
def test_more_is_never_less(said: list[tuple[str, float]], gain: float) -> None:
    """Where one source says more, the value does not fall."""
    inputs = [given_input(source, score, f"m{n}") for n, (source, score) in enumerate(said)]
    first = inputs[0]
    raised = [given_input(first.source, min(100, first.normalised + gain), "m0"), *inputs[1:]]
    before, after = authority_of(inputs).value, authority_of(raised).value
    assert before is not None
    assert after is not None
    assert after >= before


def test_inputs_are_stored_with_source_date_metric_and_value() -> None:
    ranked = from_rank(Rank("commoncrawl", "2026-10", "pagerank", 1000))
    assert authority_of([ranked]).document() == {
        "value": 62.5,
        "inputs": [
            {
                "source": "commoncrawl",
                "metric": "pagerank",
                "date": "2026-10",
                "value": 1000,
                "normalised": 62.5,
            }
        ],
    }
    undated = from_rank(Rank("tranco", None, "rank", 10))
    assert undated.document()["date"] is None
    assert authority_of([]).document() == {"value": None, "inputs": []}


def test_of_a_domains_scores_the_newest_counts_in_any_order() -> None:
    old = Input("ahrefs", "domain_rating", "2026-01-01", 60, 60)
    new = Input("ahrefs", "domain_rating", "2026-11-01", 50, 50)
    undated = Input("ahrefs", "domain_rating", "", 70, 70)
    for order in permutations((old, new, undated)):
        domain = DomainScores()
        domain.add(order)
        assert domain.inputs() == (new,)


def test_a_domain_is_as_strong_as_its_best_page() -> None:
    domain = DomainScores()
    domain.add(
        [Input("majestic", "trust_flow", f"2026-1{n}-01", s, s) for n, s in ((0, 31), (1, 9))]
    )
    assert [one.value for one in domain.inputs()] == [31]


def test_scores_of_pages_are_silent_where_their_source_scores_the_domain() -> None:
    domain = DomainScores()
    domain.add(from_claim(claim(domain_rating=71, url_rating=4.5)))
    domain.add([given_input("majestic", 30, "trust_flow")])
    assert sorted(one.metric for one in domain.inputs()) == ["domain_rating", "trust_flow"]
