from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.domains.diversity import Shares, shares_of

counts = st.lists(st.integers(1, 10**6), min_size=1, max_size=50)


@pytest.mark.parametrize(
    ("counted", "effective"),
    [
        ([], None),
        ([0, 0], None),
        ([7], 1.0),
        ([50, 50], 2.0),
        ([5] * 20, 20.0),
        ([100, 1], 1.06),
        ([8, 4, 2, 1, 1], 3.67),  # 1.875 bits: 2 to the power of that
    ],
)
def test_effective_numbers(counted: list[int], effective: float | None) -> None:
    assert shares_of(counted).effective() == effective


@given(counts)
def test_it_lies_between_one_and_the_number_of_kinds(counted: list[int]) -> None:
    effective = shares_of(counted).effective()
    assert effective is not None
    assert 0.99 <= effective <= len(counted) + 0.01


@given(counts)
def test_order_and_scale_do_not_matter(counted: list[int]) -> None:
    effective = shares_of(counted).effective()
    assert effective is not None
    for same in (sorted(counted), [7 * count for count in counted]):
        other = shares_of(same).effective()
        assert other is not None
        assert isclose(effective, other, abs_tol=0.011)


@given(st.integers(1, 500), st.integers(1, 1000))
def test_equal_shares_are_as_diverse_as_they_are_many(kinds: int, each: int) -> None:
    effective = shares_of([each] * kinds).effective()
    assert effective is not None
    assert isclose(effective, kinds, abs_tol=0.011)


def test_as_it_is_stored() -> None:
    assert shares_of([1, 1]).document() == {"number": 2, "effective": 2.0}
    assert Shares().document() == {"number": 0, "effective": None}
