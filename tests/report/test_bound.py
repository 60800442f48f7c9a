from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.report.bound import Bound

SCORES = st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0, 7.5]))


@given(SCORES, st.integers(0, 20))
def test_those_of_most_risk_have_room(scores: list[float], most: int) -> None:
    bound = Bound.among(Counter(scores), most)
    taken = [score for score in scores if bound.takes(score)]
    assert sorted(taken, reverse=True) == sorted(scores, reverse=True)[:most]


@given(SCORES)
def test_where_there_is_room_for_all_all_are_taken(scores: list[float]) -> None:
    bound = Bound(len(scores))
    assert all(bound.takes(score) for score in scores)
