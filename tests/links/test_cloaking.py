"""Looks compared: what is believed, what is not, and what is unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.cloaking import (
    BASELINES,
    VISITORS,
    SeenAs,
    Visitor,
    is_settled,
    is_stranger,
    judge,
    only_for_search_bot,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.links.cloaking import Round

URL = "https://t.example/"
LINK = ((URL, ()),)


def looks(links: Any = LINK, **others: dict[str, Any]) -> Round:
    """Return a round in which everybody gets *links*, but for *others*."""
    return tuple(SeenAs(visitor=v, **{"links": links, **others.get(v, {})}) for v in VISITORS)


def told(*rounds: Round) -> dict[str, Any]:
    return judge(rounds).document(URL)


def test_everybody_gets_the_same() -> None:
    document = told(looks())
    assert (document["state"], document["differs"]) == ("same", [])
    assert document["seen_by"] == list(VISITORS)
    assert is_settled(looks())


def test_other_words_of_rel_and_other_order_are_no_difference() -> None:
    two = (("https://t.example/a", ("noopener",)), (URL, ()))
    other = ((URL, ("noreferrer",)), ("https://t.example/a", ()))
    assert is_settled(looks(two, googlebot={"links": other}))


DIFFERENCES: list[tuple[dict[str, dict[str, Any]], list[Visitor], set[tuple[str, str]]]] = [
    ({"googlebot": {"links": ()}}, ["googlebot"], {("googlebot", "less")}),
    ({"googlebot": {"links": ((URL, ("nofollow",)),)}}, ["googlebot"], {("googlebot", "rel")}),
    (
        {v: {"links": ()} for v in ("browser", "referrer", "phone")},
        ["browser"],
        {("browser", "less")},
    ),
    ({"referrer": {"links": ()}}, ["referrer"], {("referrer", "less")}),
    (
        {"phone": {"links": (), "left_to": "https://prize.example/x"}},
        ["phone"],
        {("phone", "less"), ("phone", "left_to")},
    ),
    (
        {"browser": {"links": ()}},
        ["browser", "referrer", "phone"],
        {("browser", "less"), ("referrer", "more"), ("phone", "more")},
    ),
]


@pytest.mark.parametrize(("others", "differs", "what"), DIFFERENCES)
def test_a_repeated_difference_is_believed(
    others: dict[str, dict[str, Any]], differs: list[Visitor], what: set[tuple[str, str]]
) -> None:
    one = looks(**others)
    assert not is_settled(one)
    document = told(one, one, one)
    assert (document["state"], document["repeated"]) == ("differs", True)
    assert document["differs"] == differs
    assert {(d["as"], d["what"]) for d in document["differences"]} == what


@pytest.mark.parametrize(("others", "_differs", "_what"), DIFFERENCES)
def test_what_does_not_come_again_is_not_believed(
    others: dict[str, dict[str, Any]], _differs: object, _what: object
) -> None:
    for rounds in ([looks(**others), looks()], [looks(**others), looks(**others), looks()]):
        document = told(*rounds)
        assert (document["state"], document["differences"]) == ("unknown", [])
        assert document["reason"].startswith("not steady: ")
        assert "seen_by" not in document


def test_a_difference_seen_once_is_not_believed() -> None:
    assert told(looks(googlebot={"links": ()}))["state"] == "unknown"


def test_a_wall_is_unknown_and_no_difference() -> None:
    walled = looks(googlebot={"links": (), "unknown": "status 403"})
    assert is_settled(walled)
    document = told(walled)
    assert (document["state"], document["reason"]) == ("unknown", "not shown the page: googlebot")


def test_a_wall_in_a_repeat_makes_its_visitor_unknown() -> None:
    seen, walled = {"links": ()}, {"links": (), "unknown": "blocked: captcha"}
    document = told(looks(googlebot=seen), looks(googlebot=walled))
    assert document["state"] == "unknown"
    assert document["looks"][VISITORS.index("googlebot")]["unknown"] == "blocked: captcha"
    assert "differs" not in document


def test_a_difference_is_believed_beside_somebody_elses_wall() -> None:
    one = looks(googlebot={"links": ()}, phone={"links": (), "unknown": "status 429"})
    document = told(one, one)
    assert document["differs"] == ["googlebot"]
    assert document["missing_for"] == ["googlebot"]


def test_where_our_own_look_is_none_nothing_is_compared() -> None:
    one = looks(ours={"links": (), "unknown": "blocked: captcha"})
    assert is_settled(one)
    assert told(one)["state"] == "unknown"


def test_links_for_the_crawler_alone() -> None:
    alone = looks((), googlebot={"links": LINK})
    both = looks((), googlebot={"links": LINK}, ours={"links": LINK})
    assert only_for_search_bot(judge([alone, alone]))
    assert not only_for_search_bot(judge([both, both]))
    assert not only_for_search_bot(judge([alone]))
    assert not only_for_search_bot(judge([alone, looks()]))


@pytest.mark.parametrize(
    ("url", "stranger"),
    [
        ("https://m.blog.example/x", False),
        ("https://blog.mobi/x", False),
        ("https://blog.co.uk/x", False),
        ("https://other.example/x", True),
        ("https://blog.example.evil.test/x", True),
    ],
)
def test_who_is_a_stranger(url: str, stranger: bool) -> None:
    assert is_stranger(url, "https://www.blog.example/x") is stranger


SHOWN: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    links=st.sampled_from([(), LINK, ((URL, ("nofollow",)),)]),
    unknown=st.sampled_from(["", "", "", "status 403"]),
    left_to=st.sampled_from([None, None, "https://prize.example/"]),
)
ROUND = st.fixed_dictionaries(dict.fromkeys(VISITORS, SHOWN))


@given(st.lists(ROUND, min_size=1, max_size=3))
def test_only_what_every_round_shows_is_believed(
    rounds: Sequence[dict[str, dict[str, Any]]],
) -> None:
    seen = [looks(**one) for one in rounds]
    cloaking = judge(seen)
    document = cloaking.document(URL)
    if cloaking.state == "differs":
        assert len(rounds) > 1
        for visitor in cloaking.differs:
            pair = [
                [r[VISITORS.index(v)].shown for r in seen] for v in (visitor, BASELINES[visitor])
            ]
            assert all(None not in shown and len(set(shown)) == 1 for shown in pair)
            assert pair[0] != pair[1]
    elif cloaking.state == "same":
        assert len({look.shown for one in seen for look in one}) == 1
    else:
        assert document["reason"]
    assert ("differs" in document) == (cloaking.state != "unknown")


@given(ROUND)
def test_repeating_what_was_seen_settles_it(one: dict[str, dict[str, Any]]) -> None:
    first = looks(**one)
    again = judge([first, first])
    if is_settled(first):
        assert again.differs == ()
        assert again.state == judge([first]).state
    else:
        assert again.state == "differs"


def test_a_look_is_never_changed_by_who_reads_it() -> None:
    first = looks(googlebot={"links": ()})
    judge([first, tuple(replace(look, links=()) for look in first)])
    assert first == looks(googlebot={"links": ()})
