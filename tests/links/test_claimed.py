from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.candidates.layout import ANY_TABLE
from backlinkspider.links.claimed import (
    MOST_CLAIMS,
    NO_TOOL,
    Disagreement,
    disagreements,
    is_agreed,
    matched,
    merge_claims,
    placement,
    source_of,
    with_claims,
)

T = "https://t.example/y"


def link(url: str = T, text: str = "oak", state: str = "live", **more: Any) -> dict[str, Any]:
    part = {"url": url, "text": text, "rel": [], "follow": True, **more}
    return {"_id": f"{url} {text}", "state": state, "link": part}


def claim(**said: Any) -> dict[str, Any]:
    return {"tool": "ahrefs", "file": "f", "row": 2, **said}


@pytest.mark.parametrize(
    "target",
    [T, "http://t.example/y", "https://www.t.example/y/", "t.example/y", f"{T}#top", "T.EXAMPLE/y"],
)
def test_a_link_is_meant_by_its_url(target: str) -> None:
    there = link()
    assert matched([claim(target=target)], [link("https://t.example/z"), there])[0][1] == there


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"target": T, "anchor": "Oak Tables"}, "oak tables"),
        ({"target": T, "anchor": "elsewhere"}, "oak"),
        ({"target": "https://t.example/old", "anchor": "oak tables"}, "oak tables"),
        ({"anchor": "oak tables"}, "oak tables"),
        ({"expect_target": T, "expect_anchor": "oak tables"}, "oak tables"),
    ],
)
def test_among_several_the_anchor_decides(said: dict[str, Any], text: str) -> None:
    _, found = matched([claim(**said)], [link(), link(text="oak tables")])[0]
    assert found is not None
    assert found["link"]["text"] == text


def test_each_link_gets_the_claims_that_speak_of_it() -> None:
    links = [link(), link("https://t.example/z", "elm")]
    claims = [claim(target=T), claim(anchor="elm"), claim(target="https://t.example/gone")]
    assert [one["claims"] for one in with_claims(links, claims)] == [[claims[0]], [claims[1]]]
    assert with_claims(links, []) == tuple(links)


@pytest.mark.parametrize(
    "said",
    [{"target": "https://t.example/z"}, {"anchor": "else"}, {}, {"target": "https://u.example/y"}],
)
def test_nothing_is_meant(said: dict[str, Any]) -> None:
    assert matched([claim(**said)], [link(), link(text="two")])[0][1] is None


def test_a_claim_of_a_page_means_its_only_link() -> None:
    assert matched([claim()], [link()])[0][1] == link()


def test_where_a_link_leads_in_the_end_is_its_url_too() -> None:
    there = link("https://sho.rt/1", final_url=T)
    assert matched([claim(target=T)], [there])[0][1] == there
    assert disagreements(claim(target=T), there) == []


@pytest.mark.parametrize(
    ("said", "seen", "found"),
    [
        ({}, link(), []),
        ({"target": T, "anchor": "Oak!", "rel": [], "follow": True}, link(), []),
        ({"anchor": "elm"}, link(), [("anchor", "elm", "oak")]),
        ({"anchor": ""}, link(), [("anchor", "", "oak")]),
        ({"rel": ["nofollow"]}, link(), [("rel", ["nofollow"], [])]),
        ({"rel": ["noopener"]}, link(rel=["noreferrer"]), []),
        ({"rel": ["nofollow"]}, link(rel=["nofollow,noopener"]), []),
        ({"follow": False}, link(), [("follow", False, True)]),
        ({"follow": False, "rel": []}, link(), []),
        ({"target": "https://t.example/z"}, link(), [("target", "https://t.example/z", T)]),
        ({"lost_at": "2026-01-02"}, link(), [("state", "lost", "live")]),
        ({}, link(state="lost"), [("state", "live", "lost")]),
        ({"lost_at": "2026-01-02"}, link(state="lost"), []),
        ({}, None, [("link", "there", "missing")]),
        ({"lost_at": "2026-01-02"}, None, []),
        ({"lost": True}, None, []),
        ({"lost": True}, link(), [("state", "lost", "live")]),
        ({"lost": True}, link(state="lost"), []),
        ({"type": "mention"}, None, []),
        ({"linked": T, "target": "https://t.example/new"}, link(), []),
        ({"linked": "https://t.example/old", "target": T}, link(), []),
    ],
)
def test_disagreements(said: dict[str, Any], seen: Any, found: list[tuple[Any, ...]]) -> None:
    assert disagreements(claim(**said), seen) == [Disagreement(*one) for one in found]


@pytest.mark.parametrize(
    ("said", "seen", "was_read", "stands"),
    [
        ({"expect_target": T}, link(), True, ("kept", [])),
        ({"expect_rel": ["sponsored"]}, link(), True, ("changed", ["rel"])),
        ({"expect_anchor": "Oakwell", "expect_rel": []}, link(), True, ("changed", ["anchor"])),
        ({"expect_target": T}, None, True, ("missing", [])),
        ({"expect_target": T}, None, False, ("unknown", [])),
        ({"expect_target": T}, link(state="lost"), True, ("missing", [])),
        ({"expect_target": T}, link(state="unknown"), True, ("unknown", [])),
    ],
)
def test_placements(said: dict[str, Any], seen: Any, was_read: bool, stands: Any) -> None:
    how, changed = placement(claim(**said), seen, was_read=was_read)
    assert (how, [one.field for one in changed]) == stands
    assert is_agreed(claim(**said))


def test_a_link_is_meant_by_what_it_names_and_by_where_that_leads() -> None:
    old, new = link("https://t.example/old"), link("https://t.example/new")
    said = claim(linked="https://t.example/old", target="https://t.example/new")
    assert matched([said], [old])[0][1] == old
    assert matched([said], [new])[0][1] == new


def test_tables_of_no_known_tool_are_told_apart_by_their_files() -> None:
    said = [claim(tool=NO_TOOL, file=name, target=T) for name in ("a.csv", "b.csv", "a.csv")]
    assert merge_claims(said[:1], said[1:]) == [said[1], said[2]]
    assert [source_of(one) for one in said] == ["a.csv", "b.csv", "a.csv"]
    assert NO_TOOL == ANY_TABLE


def test_a_newer_claim_replaces_that_of_the_same_link() -> None:
    old = [claim(target=T, anchor="oak", row=2), claim(target=T, anchor="elm")]
    new = [claim(target="http://t.example/y/", anchor="Oak", row=9), {**old[0], "tool": "moz"}]
    assert merge_claims(old, new) == [old[1], *new]


claims = st.lists(
    st.builds(
        lambda tool, target, anchor: claim(tool=tool, target=target, anchor=anchor),
        st.sampled_from(["ahrefs", "moz"]),
        st.sampled_from([T, "https://t.example/z", "nonsense"]),
        st.text("ab ", max_size=3),
    ),
    max_size=MOST_CLAIMS + 10,
)


@given(claims, claims)
def test_merging_again_changes_nothing(old: list[Any], new: list[Any]) -> None:
    once = merge_claims(old, new)
    assert merge_claims(once, new) == once or len(once) == MOST_CLAIMS
    assert len(once) <= MOST_CLAIMS
    assert all(one in [*old, *new] for one in once)
