from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.ownsite.lapsed import LapsedLinks
from tests.ownsite.documents import NOW, SHOP, happened, link

STOPPED = [happened("changed", link__follow=[True, False], link__rel=[[], ["nofollow"]])]


def entries(*links: dict[str, Any], linking: set[str] | None = None) -> list[dict[str, Any]]:
    lapsed = LapsedLinks()
    for one in links:
        lapsed.add(one)
    return list(lapsed.entries("shop.test", linking or set()))


def nofollowed(domain: str, **more: Any) -> dict[str, Any]:
    return {**link(domain, follow=False, rel=["nofollow"], **more), "history": STOPPED}


def test_the_lost_links_of_a_domain_to_one_page_are_one_entry() -> None:
    lost = [link("a.test", page=f"/{n}", state="lost") for n in range(8)]
    found = entries(*lost, link("b.test", state="lost"), link("a.test", "/b", state="lost"))
    assert [(one["url"], one["domains"], one["links"]["total"]) for one in found] == [
        (f"{SHOP}/a", ["a.test"], 8),
        (f"{SHOP}/a", ["b.test"], 1),
        (f"{SHOP}/b", ["a.test"], 1),
    ]
    assert len(found[0]["pages"]) == 5
    assert found[0]["kind"] == "lost"
    assert found[0]["checked_at"] == NOW


@pytest.mark.parametrize(
    ("reason", "history", "said"),
    [
        ("link_removed", [], "the page no longer links to you"),
        ("page_gone", [], "the page is gone"),
        (
            "target_changed",
            [happened("lost", reason="target_changed", to="https://rival.test/")],
            "the link leads elsewhere now: https://rival.test/",
        ),
        ("something_new", [], "something_new"),
    ],
)
def test_it_says_why_a_link_is_lost(reason: str, history: list[Any], said: str) -> None:
    lost = {**link("a.test", state="lost", lost_reason=reason), "history": history}
    assert entries(lost)[0]["reason"] == said


def test_a_link_that_moved_on_its_page_is_not_lost() -> None:
    lost, other = link("a.test", state="lost"), link("b.test", state="lost")
    found = entries(lost, other, linking={lost["page_id"]})
    assert [one["domains"] for one in found] == [["b.test"]]


def test_a_lost_link_is_worth_what_it_was() -> None:
    known = {"authority": {"value": 40}}
    found = entries(link("a.test", state="lost", worth=known))
    assert (found[0]["gain"], found[0]["worth"]) == (0.4, 0.4)
    assert entries(link("a.test", state="lost", follow=False))[0]["gain"] == 0.1


def test_a_link_that_lost_its_credit_is_an_entry() -> None:
    found = entries(nofollowed("a.test"))
    assert [one["kind"] for one in found] == ["nofollowed"]
    assert found[0]["reason"] == 'was followed, rel="nofollow" now'
    assert found[0]["links"] == {"total": 1, "followed": 1, "domains": 1}
    assert found[0]["gain"] == 0.5, "what it would be worth, were it followed"


def test_its_present_placement_says_nothing_of_what_it_would_be_worth() -> None:
    worth = {"authority": {"value": 70}, "placement": {"value": 0.1}}
    found = entries(nofollowed("a.test", worth=worth))
    assert (found[0]["gain"], found[0]["worth"]) == (0.7, 0.7)


def test_a_page_that_lets_no_credit_pass_any_more_is_one_too() -> None:
    document = link("a.test", passes_credit=False, credit_blockers=["noindex:meta:robots"])
    history = [happened("changed", link__passes_credit=[True, False])]
    found = entries({**document, "history": history})
    assert found[0]["reason"] == "was followed, no credit now: noindex:meta:robots"


@pytest.mark.parametrize(
    "document",
    [
        link("a.test"),
        link("a.test", follow=False),
        link("a.test", state="unknown"),
        {**link("a.test"), "history": STOPPED},  # followed again since
        {**link("a.test", follow=False), "history": [happened("changed", link__text=["a", "b"])]},
        {
            **link("a.test", follow=False),
            "history": [happened("changed", link__follow=[False, True])],
        },
    ],
)
def test_links_that_did_not_lapse_are_none(document: dict[str, Any]) -> None:
    assert entries(document) == []
