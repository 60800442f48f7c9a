"""Kleene's laws, for all answers."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.rules.logic import Answer, Check, all_of, any_of, at_least, negation

ANSWERS: tuple[Answer, ...] = (True, False, None)
answers = st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=5)


def checks(values: list[Answer]) -> list[Check[None]]:
    return [lambda _, value=value: value for value in values]  # type: ignore[misc]


@given(answers)
def test_de_morgan(values: list[Answer]) -> None:
    opposite = [negation(check) for check in checks(values)]
    assert negation(all_of(checks(values)))(None) is any_of(opposite)(None)
    assert negation(any_of(checks(values)))(None) is all_of(opposite)(None)


@given(answers)
def test_counting_covers_all_and_any(values: list[Answer]) -> None:
    assert at_least(len(values), checks(values))(None) is all_of(checks(values))(None)
    assert at_least(1, checks(values))(None) is any_of(checks(values))(None)


@given(answers, st.data())
def test_order_does_not_matter(values: list[Answer], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(values))
    least = data.draw(st.integers(1, len(values)))
    assert all_of(checks(values))(None) is all_of(checks(shuffled))(None)
    assert any_of(checks(values))(None) is any_of(checks(shuffled))(None)
    assert at_least(least, checks(values))(None) is at_least(least, checks(shuffled))(None)


@given(answers, st.data())
def test_learning_more_never_turns_an_answer(values: list[Answer], data: st.DataObject) -> None:
    least = data.draw(st.integers(1, len(values)))
    learnt: list[Answer] = [
        data.draw(st.sampled_from(ANSWERS)) if value is None else value for value in values
    ]
    for build in (all_of, any_of, lambda them: at_least(least, them)):
        before, after = build(checks(values))(None), build(checks(learnt))(None)
        assert before is None or after is before


@pytest.mark.parametrize(("left", "right"), list(product(ANSWERS, ANSWERS)))
def test_unknown_counts_only_where_it_could_decide(left: Answer, right: Answer) -> None:
    both, either = all_of(checks([left, right])), any_of(checks([left, right]))
    assert both(None) is (
        False if False in (left, right) else None if None in (left, right) else True
    )
    assert either(None) is (
        True if True in (left, right) else None if None in (left, right) else False
    )
