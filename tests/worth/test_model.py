"""What is good, poor, or worth asking for: unknown speaks neither way."""

from __future__ import annotations

import pytest

from backlinkspider.worth.model import Authority, Measured, Worth


def worth(authority: float | None, relevance: float | None, placement: float | None) -> Worth:
    return Worth(Authority(authority), Measured(relevance, {}), Measured(placement, {}))


@pytest.mark.parametrize(
    ("values", "good", "asked_for", "poor"),
    [
        ((None, None, 1.0), False, True, False),  # a good place, and nothing known
        ((30, None, 0.2), True, True, False),
        ((29, None, 1.0), False, True, False),
        ((None, 0.3, 1.0), True, True, False),
        ((None, 0.29, 1.0), False, True, False),
        ((80, 0.0, 1.0), True, False, False),  # a strong domain off the subject
        ((19, 0.9, 1.0), False, False, False),  # on the subject, and known to be weak
        ((19, 0.09, 1.0), False, False, True),
        ((20, 0.1, 1.0), False, True, False),
        ((19, None, 1.0), False, False, False),
        ((None, 0.0, 1.0), False, False, False),
        ((80, 0.9, 0.19), False, False, False),  # a comment on a good page
        ((None, 0.9, 0.09), False, False, True),  # one of many in a list
        ((80, 0.9, 0.09), False, False, False),
        ((None, None, None), False, False, False),
    ],
)
def test_what_a_worth_comes_to(
    values: tuple[float | None, float | None, float | None],
    good: bool,
    asked_for: bool,
    poor: bool,
) -> None:
    found = worth(*values)
    assert (found.is_good, found.is_worth_asking_for, found.is_poor) == (good, asked_for, poor)


def test_in_words() -> None:
    assert str(worth(40.4, None, 0.25)) == "authority 40, relevance unknown, placement 0.25"


def test_nothing_is_good_and_poor_at_once() -> None:
    values = (None, 0.0, 0.05, 0.1, 0.2, 0.3, 1.0)
    for authority in (None, 0, 19, 20, 30, 100):
        for relevance in values:
            for placement in values:
                found = worth(authority, relevance, placement)
                assert not (found.is_good and found.is_poor)
                assert not (found.is_worth_asking_for and found.is_poor)
