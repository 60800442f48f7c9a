from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.ownsite.entry import KINDS, best_first
from backlinkspider.ownsite.reclaim import Reclamation
from tests.ownsite.documents import SHOP, link, naming, own_page

Documents = Sequence[dict[str, Any]]


def reclamation(
    links: Documents, own: Documents = (), pages: Documents = (), **more: Any
) -> Reclamation:
    found = Reclamation("shop.test", own, **more)
    for one in links:
        found.add_link(one)
    for page in pages:
        found.add_page(page)
    return found


def shown(entries: Documents) -> list[tuple[str, str | None]]:
    return [(one["kind"], (one["url"] or one["pages"][0]).removeprefix(SHOP)) for one in entries]


def test_own_pages_that_waste_live_links_are_entries() -> None:
    own = [
        own_page("/gone", "broken", status=404, suggestion={"url": "x", "why": "y", "score": 0.9}),
        own_page("/fine"),
        own_page("/gone-but-unlinked", "broken"),
        own_page("/gone-lost", "broken"),
    ]
    links = [
        link("a.test", "/gone", text="oak"),
        link("b.test", "/fine"),
        link("c.test", "/gone-lost", state="unknown"),
    ]
    found = reclamation(links, own).entries()
    assert shown(found) == [("broken", "/gone")]
    one = found[0]
    assert one["reason"] == "is broken"
    assert one["suggestion"] == {"url": "x", "why": "y", "score": 0.9}
    assert one["links"] == {"total": 1, "followed": 1, "domains": 1}
    assert (one["domains"], one["pages"]) == (["a.test"], ["https://a.test/"])
    assert one["evidence"]["anchors"] == [{"text": "oak", "links": 1}]
    assert one["evidence"]["status"] == 404


def test_what_could_not_be_checked_is_told_and_not_listed() -> None:
    links = [link("a.test", "/slow"), link("b.test", "/slow"), link("c.test", "/never")]
    found = reclamation(links, [own_page("/slow", "unknown", outcome="timeout")])
    assert found.entries() == []
    assert found.unchecked == {f"{SHOP}/slow": 2, f"{SHOP}/never": 1}


def test_the_most_to_be_won_comes_first() -> None:
    own = [own_page(f"/{kind}", kind) for kind in ("broken", "noindex", "soft_404")]
    links = [
        link("a.test", "/noindex"),
        link("b.test", "/noindex"),
        link("c.test", "/soft_404"),
        link("d.test", "/broken"),
        link("e.test", "/lost", state="lost", follow=False),
        link("f.test", "/noindex", audit={"score": 9.0, "band": "high"}),
    ]
    found = reclamation(links, own, [naming("g.test")]).entries()
    assert shown(found) == [
        ("noindex", "/noindex"),
        ("broken", "/broken"),
        ("soft_404", "/soft_404"),
        ("lost", "/lost"),
        ("mention", "https://g.test/"),
    ]
    assert found[0]["domains"] == ["a.test", "b.test", "f.test"]


def test_worth_goes_before_numbers() -> None:
    own = [own_page("/few", "broken"), own_page("/many", "broken")]
    good, poor = {"authority": {"value": 95}}, {"authority": {"value": 5}}
    links = [link("a.test", "/few", worth=good)]
    links += [link(f"d{n}.test", "/many", worth=poor) for n in range(5)]
    assert shown(reclamation(links, own).entries())[0] == ("broken", "/few")


def test_links_nobody_wants_are_left_out() -> None:
    own = [own_page("/gone", "broken")]
    links = [link("a.test", "/gone"), link("b.test", state="lost")]
    unwanted = {one["_id"] for one in links}
    found = reclamation(links, own, is_unwanted=lambda one: one["_id"] in unwanted)
    assert found.entries() == []


def test_a_link_that_went_with_the_own_page_says_so() -> None:
    own = [own_page("/gone", "broken")]
    found = reclamation([link("a.test", "/gone", state="lost")], own).entries()
    assert shown(found) == [("lost", "/gone")]
    assert found[0]["evidence"]["own_page"] == "broken"
    assert "your page is broken" in found[0]["reason"]


def test_a_lost_link_whose_page_still_names_the_target_is_one_entry() -> None:
    found = reclamation([link("a.test", state="lost")], pages=[naming("a.test")]).entries()
    assert shown(found) == [("lost", "/a")]
    assert found[0]["evidence"]["mentions"][0]["text"] == "Shop"
    assert found[0]["reason"].endswith("it still names you")


def test_a_mention_is_worth_more_on_a_domain_that_does_not_link_yet() -> None:
    pages = [naming("a.test", "/2"), naming("b.test"), naming("a.test")]
    found = reclamation([link("a.test")], pages=pages).entries()
    assert shown(found) == [("mention", "https://b.test/"), ("mention", "https://a.test/2")]
    assert [one["evidence"]["domain_links"] for one in found] == [False, True]
    assert found[0]["url"] is None


def test_pages_without_mentions_are_none() -> None:
    assert reclamation([], pages=[{**naming("a.test"), "mentions": []}]).entries() == []


LINKS = st.lists(
    st.builds(
        link,
        st.sampled_from(["a.test", "b.test", "c.test"]),
        st.sampled_from(["/gone", "/fine", "/slow", "/home"]),
        st.sampled_from(["/1", "/2"]),
        state=st.sampled_from(["live", "lost", "unknown"]),
        follow=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: one["_id"],
)
OWN = [
    own_page("/gone", "broken"),
    own_page("/fine"),
    own_page("/slow", "unknown"),
    own_page("/home", "redirected_home"),
]


@given(LINKS, st.randoms())
def test_the_order_of_documents_does_not_matter_and_ids_are_unique(
    links: Documents, chance: Any
) -> None:
    entries = reclamation(links, OWN, [naming("d.test")]).entries()
    shuffled = list(links)
    chance.shuffle(shuffled)
    again = reclamation(shuffled, OWN, [naming("d.test")]).entries()
    keys = [(one["_id"], one["gain"], one["links"]) for one in entries]
    assert keys == [(one["_id"], one["gain"], one["links"]) for one in again]
    assert len({one["_id"] for one in entries}) == len(entries)
    assert entries == best_first(entries)
    assert all(one["kind"] in KINDS and one["reason"] for one in entries)
