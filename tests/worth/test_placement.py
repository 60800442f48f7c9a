from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.model import Region
from backlinkspider.page.visibility import State
from backlinkspider.worth.placement import placement_of
from backlinkspider.worth.weights import NO_CREDIT, REGIONS, VISIBILITY

if TYPE_CHECKING:
    from backlinkspider.documents import Document

WORDS = "one two three four five six seven eight nine ten "


def link(**part: Any) -> Document:
    """Return a link in running text, with *part* changed."""
    best = {
        "region": "content",
        "follow": True,
        "passes_credit": True,
        "visibility": {"state": "visible", "reasons": []},
        "list_size": 1,
        "near_before": WORDS,
        "near_after": WORDS,
    }
    return {"link": {**best, **part}}


def value(**part: Any) -> float:
    found = placement_of(link(**part)).value
    assert found is not None
    return found


def test_in_running_text_it_is_whole() -> None:
    assert placement_of(link()).document() == {
        "value": 1.0,
        "inputs": {
            "region": "content",
            "follow": True,
            "passes_credit": True,
            "visibility": "visible",
            "list_size": 1,
            "words_around": 20,
        },
    }


def test_every_region_and_state_has_its_weight() -> None:
    assert REGIONS.keys() == set(get_args(Region))
    assert VISIBILITY.keys() == set(get_args(State))


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"region": "footer"}, 0.2),
        ({"region": "signature"}, 0.1),
        ({"region": "something new"}, 0.4),
        ({"follow": False, "passes_credit": False}, 0.3),
        ({"passes_credit": False}, 0.3),  # the page is not indexed
        ({"visibility": {"state": "hidden"}}, 0.0),
        ({"visibility": {"state": "exempt"}}, 0.8),
        ({"visibility": {"state": "unknown"}}, 1.0),
        ({"visibility": None}, 1.0),
        ({"list_size": 5}, 1.0),
        ({"list_size": 50}, 0.1),
        ({"list_size": None}, 1.0),
        ({"near_before": "", "near_after": ""}, 0.7),
        ({"near_before": "", "near_after": WORDS}, 0.85),
        ({"near_before": "東京の木工家具の店で見た素晴らしい机について", "near_after": ""}, 1.0),
        ({"region": "footer", "list_size": 10, "passes_credit": False}, 0.03),
    ],
)
def test_what_takes_from_it(part: dict[str, Any], expected: float) -> None:
    assert value(**part) == pytest.approx(expected)


def test_what_it_would_be_with_credit() -> None:
    nofollow = link(passes_credit=False, region="sidebar")
    assert placement_of(nofollow, credited=True).value == pytest.approx(0.4)
    assert placement_of(nofollow).value == pytest.approx(0.4 * NO_CREDIT)


@given(
    st.sampled_from([*REGIONS, ""]),
    st.booleans(),
    st.sampled_from(sorted(VISIBILITY)),
    st.integers(0, 10**6),
    st.text(),
)
def test_placement_is_a_share(
    region: str, passes: bool, state: str, list_size: int, text: str
) -> None:
    found = value(
        region=region,
        passes_credit=passes,
        visibility={"state": state},
        list_size=list_size,
        near_before=text,
    )
    assert 0 <= found <= 1
    assert found <= value(region=region, visibility={"state": state}, list_size=list_size)
