from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.ownsite.inlinks import Inlinks, gain_of, own_url, worth_of
from tests.ownsite.documents import SHOP, link


def inlinks(*links: dict[str, Any]) -> Inlinks:
    found = Inlinks()
    for one in links:
        found.add(one)
    return found


def test_links_count_by_state_and_domains_once() -> None:
    found = inlinks(
        link("a.test"),
        link("a.test", page="/2", follow=False),
        link("b.test", follow=False),
        link("c.test", state="lost"),
        link("d.test", state="unknown"),
    )
    assert found.counts() == {"live": 3, "followed": 1, "domains": 2}
    assert (found.lost, found.unknown) == (1, 1)
    assert found.gain == 0.6, "the best link of each domain: 0.5 and a fifth of it"
    assert list(found.pages) == ["https://a.test/", "https://a.test/2", "https://b.test/"]


@pytest.mark.parametrize(
    ("worth", "value"),
    [
        (None, None),
        ({}, None),
        ({"authority": {"value": None}, "relevance": {"value": None}}, None),
        ({"authority": {"value": 80}, "relevance": None, "placement": None}, 0.8),
        ({"authority": {"value": 80}, "relevance": {"value": 0.4}}, 0.6),
        ({"authority": {"value": 0}, "placement": {"value": 1.0}}, 0.5),
    ],
)
def test_worth_is_the_mean_of_what_is_known(worth: Any, value: float | None) -> None:
    assert worth_of(link("a.test", worth=worth)) == value


def test_a_link_that_looks_like_a_scheme_gains_nothing() -> None:
    assert gain_of(link("a.test", audit={"score": 9.0, "band": "high"})) == 0.0
    assert gain_of(link("a.test", audit={"score": 3.0, "band": "elevated"})) == 0.5


def test_known_worth_is_not_weighed_again() -> None:
    placed = {"placement": {"value": 0.1}}
    assert gain_of(link("a.test", follow=False, worth=placed)) == 0.1
    assert gain_of(link("a.test", follow=False)) == 0.1
    assert gain_of(link("a.test")) == 0.5


def test_worth_is_told_only_where_some_is_known() -> None:
    assert inlinks(link("a.test")).worth is None
    known = link("a.test", worth={"authority": {"value": 90}})
    assert inlinks(known, link("b.test")).worth == 0.9
    assert inlinks(known, link("b.test")).gain == 1.4


def test_anchors_are_those_that_say_something() -> None:
    found = inlinks(
        link("a.test", text="oak tables"),
        link("b.test", text="oak tables", state="lost"),
        link("c.test", text="shop.test", anchor_class="url"),
        link("d.test", text="click here", anchor_class="generic"),
        link("e.test", text=""),
    )
    assert dict(found.anchors) == {"oak tables": 2}


def test_a_link_leads_where_its_way_ends() -> None:
    assert own_url(link("a.test", "/a#part")) == f"{SHOP}/a"
    assert own_url(link("a.test", url="https://me:x@www.shop.test/@b#c")) == f"{SHOP}/@b"
    assert own_url(link("a.test", "/a", final_url=f"{SHOP}/b#x")) == f"{SHOP}/b"
