"""Which entries the links of a domain call for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.disavow.choice import Choice
from backlinkspider.disavow.cover import Cover
from backlinkspider.disavow.entry import Entry
from backlinkspider.disavow.guard import Guard
from backlinkspider.disavow.select import LeftOut, Pick, Selector
from backlinkspider.target import target_from
from tests.disavow.documents import flag, link, mark

GUARD = Guard(
    target=target_from({"target": "shop.test", "own_sites": ["own.test"]}),
    free_hosts=frozenset({"freehost.test"}),
    user_sites=frozenset({"forum.test"}),
    popular=frozenset({"news.test"}),
    allied={"partner.test": "partner.test (local.yaml:3, Ana: ours)"},
)
HIGH = Choice(min_score=5.0)
SCHEME = flag("domain.farm", level="domain", group="scheme")

Links = list[dict[str, Any]]


def chosen(
    links: Links, *marks: dict[str, Any], choice: Choice = HIGH
) -> tuple[list[str], list[str]]:
    """Return the entries picked and the reasons of what was left out."""
    found = list(Selector(choice, GUARD, {one["_id"]: one for one in marks}).pick(links))
    picks = [one.entry for one in found if isinstance(one, Pick)]
    return picks, [one.reason for one in found if isinstance(one, LeftOut)]


def pages(number: int, host: str = "spam.test", **more: Any) -> Links:
    return [link(f"http://{host}/{at}", **more) for at in range(number)]


@pytest.mark.parametrize(
    ("links", "entries"),
    [
        # A good site with a bad page.
        ([link("http://a.test/p")], ["http://a.test/p"]),
        ([link("http://a.test/p", ordinal=0), link("http://a.test/p", ordinal=1)], ["http://a.test/p"]),
        # Where the page answered, and the address it gives itself.
        ([link("http://a.test/p", final_url="https://www.a.test/p")], ["https://www.a.test/p"]),
        (
            [link("http://a.test/p?s=1", canonical="https://a.test/p")],
            ["http://a.test/p?s=1", "https://a.test/p"],
        ),
        ([link("http://a.test/p", canonical="https://b.test/p")], ["http://a.test/p"]),
        # A site that is a scheme.
        ([link("http://www.a.test/p", SCHEME)], ["domain:a.test"]),
        ([link("http://a.test/p", flag(level="profile", group="network"))], ["domain:a.test"]),
        ([link("http://a.test/p", {**SCHEME, "severity": "low"})], ["http://a.test/p"]),
        ([link("http://a.test/p", {**SCHEME, "level": "page"})], ["http://a.test/p"]),
        ([link("http://a.test/p", SCHEME, flag("page.hacked", group="hacked"))], ["http://a.test/p"]),
        # Many bad pages, half of those that link or more.
        (pages(2), ["http://spam.test/0", "http://spam.test/1"]),
        (pages(3), ["domain:spam.test"]),
        ([*pages(3), *pages(3, "x.spam.test", score=0.0)], ["domain:spam.test"]),
        (
            [*pages(3), *pages(4, "x.spam.test", score=0.0)],
            ["http://spam.test/0", "http://spam.test/1", "http://spam.test/2"],
        ),
        # A name below a free host is a site of its own; platforms are not.
        (pages(3, "me.freehost.test"), ["domain:me.freehost.test"]),
        (pages(3, "me.blogspot.com"), ["domain:me.blogspot.com"]),
        (
            [link("http://a.freehost.test/p", SCHEME), link("http://b.freehost.test/p", score=0.0)],
            ["domain:a.freehost.test"],
        ),
        ([link("http://www.freehost.test/p", SCHEME)], ["http://www.freehost.test/p"]),
        ([link("http://forum.test/p", SCHEME)], ["http://forum.test/p"]),
        # What counts.
        ([link("http://a.test/p", score=4.9)], []),
        ([link("http://a.test/p", flag(suppressed={"by": "Ana"}), score=9.0)], []),
        ([link("http://a.test/p", flag(status="test"))], []),
        ([link("http://a.test/p", state="unknown")], ["http://a.test/p"]),
        ([link("http://a.test/p", state="lost")], []),
        ([link("http://a.test/p", passes=None)], ["http://a.test/p"]),
        ([link("http://192.0.2.7/p", SCHEME)], ["domain:192.0.2.7"]),
    ],
)  # fmt: skip
def test_the_entries_that_links_call_for(links: Links, entries: list[str]) -> None:
    assert chosen(links) == (entries, [])


@pytest.mark.parametrize(
    ("links", "reason"),
    [
        ([link("http://a.test/p", passes=False)], "passes no credit, so there is nothing"),
        ([link("http://x.partner.test/p")], "on an ally's site, partner.test (local.y"),
        ([link("http://www.news.test/p", SCHEME)], "on a very widely linked site, and nobody mark"),
        ([link("http://own.test/p", SCHEME)], "on a site of the target's own"),
        ([link(f"http://a.test/{'p' * 2050}")], "its URL is longer than 2,048 characters: only a "),
    ],
)  # fmt: skip
def test_what_is_asked_for_and_left_out_is_told(links: Links, reason: str) -> None:
    entries, (told,) = chosen(links)
    assert entries == []
    assert told.startswith(reason)


def test_what_somebody_marked_ok_is_never_disavowed() -> None:
    ok, bad, same_page = (
        link("http://a.test/p", SCHEME),
        link("http://a.test/q", SCHEME),
        link("http://a.test/p", SCHEME, ordinal=1),
    )
    assert chosen([ok], mark(ok, "ok")) == ([], ["marked ok"])
    assert chosen([ok, bad], mark(ok, "ok")) == (["http://a.test/q"], ["marked ok"])
    reasons = ["marked ok", "on a page with a link marked ok"]
    assert chosen([ok, same_page], mark(ok, "ok")) == ([], reasons)
    forced = Choice(min_score=5.0, level="domain")
    assert chosen([ok, bad], mark(ok, "ok"), choice=forced)[0] == ["http://a.test/q"]


def test_what_somebody_marked_bad_is_in_whatever_it_looks_like() -> None:
    for url in ("http://a.test/p", "http://www.news.test/p", "http://x.partner.test/p"):
        bad = link(url, score=0.0, passes=False)
        bad["flags"] = []
        assert chosen([bad], mark(bad, "bad")) == ([url], [])
    own = link("http://own.test/p")
    assert chosen([own], mark(own, "bad")) == ([], ["on a site of the target's own"])
    gone = link("http://a.test/p", state="lost")
    assert chosen([gone], mark(gone, "bad")) == ([], ["lost: no longer there"])
    unsaid = link("http://a.test/p")
    assert chosen([unsaid], mark(unsaid, None))[0] == ["http://a.test/p"]


@pytest.mark.parametrize(
    ("action", "used", "picked", "left"),
    [
        (None, "", True, False),
        ({"do": "disavow", "reason": "refused"}, "", True, False),
        ({"do": "remove", "reason": "ask"}, "", False, True),
        ({"do": "ignore", "reason": "disavowed already"}, "domain:a.test", True, False),
        ({"do": "ignore", "reason": "worth little"}, "domain:b.test", False, True),
    ],
)
def test_the_action_decides_where_nothing_else_is_asked(
    action: Any, used: str, picked: bool, left: bool
) -> None:
    bad = {**link("http://a.test/p"), "action": action}
    choice = Choice(min_score=5.0, by_action=True)
    found = list(Selector(choice, GUARD, {}, Cover([used] if used else [])).pick([bad]))
    assert [isinstance(one, Pick) for one in found] == [True] * picked + [False] * left
    assert chosen([bad])[0] == ["http://a.test/p"]
    weak = {**link("http://a.test/q", score=0.0), "action": action}
    found = list(Selector(choice, GUARD, {}).pick([weak]))
    assert len(found) == bool(action and action["do"] == "disavow")


def test_a_popular_site_is_never_disavowed_as_a_whole() -> None:
    bad = link("http://www.news.test/p", SCHEME)
    forced = Choice(min_score=5.0, level="domain")
    assert chosen([bad], mark(bad, "bad"), choice=forced)[0] == ["http://www.news.test/p"]


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(), True),
        (Choice(min_score=6.0), True),
        (Choice(min_score=6.1), False),
        (Choice(severities=frozenset({"medium", "high"})), True),
        (Choice(severities=frozenset({"critical"})), False),
        (Choice(rules=("anchor.money",)), True),
        (Choice(rules=("paid.*", "anchor.*")), True),
        (Choice(rules=("paid.*",)), False),
        (Choice(rules=("anchor.*",), min_score=7.0), False),
        (Choice(verdict_only=True), False),
    ],
)
def test_a_link_must_have_all_that_is_asked(choice: Choice, wanted: bool) -> None:
    assert choice.wants(link("http://a.test/p")) is wanted


def test_a_link_without_flags_is_never_asked_for() -> None:
    assert not Choice().wants({**link("http://a.test/p"), "flags": []})
    assert not Choice().wants({**link("http://a.test/p"), "flags": None, "audit": None})


@pytest.mark.parametrize(
    ("level", "many", "entries"),
    [
        ("url", 3, ["http://spam.test/0", "http://spam.test/1", "http://spam.test/2"]),
        ("domain", 9, ["domain:spam.test"]),
        ("auto", 3, ["domain:spam.test"]),
        ("auto", 4, ["http://spam.test/0", "http://spam.test/1", "http://spam.test/2"]),
    ],
)
def test_the_level_can_be_asked_for(level: Any, many: int, entries: list[str]) -> None:
    choice = Choice(min_score=5.0, level=level, many_pages=many)
    assert chosen(pages(3), choice=choice)[0] == entries


def test_a_site_with_an_ally_below_it_is_disavowed_by_pages() -> None:
    guard = Guard(allied={"blog.a.test": "blog.a.test (Ana)"})
    (pick,) = Selector(HIGH, guard, {}).pick([link("http://www.a.test/p", SCHEME)])
    assert isinstance(pick, Pick)
    assert pick.entry == "http://www.a.test/p"
    assert pick.because.startswith("the whole site covers an ally")


def test_a_pick_knows_what_it_is_there_for_and_what_it_covers() -> None:
    bad, other = link("http://a.test/p", SCHEME), link("http://b.a.test/", score=0.0)
    (pick,) = Selector(HIGH, GUARD, {}).pick([bad, other])
    assert isinstance(pick, Pick)
    assert (pick.bad, pick.covered, pick.because) == ((bad,), (bad, other), "domain.farm")


HOSTS = st.sampled_from([
    "a.test", "b.a.test", "me.freehost.test", "forum.test", "news.test", "own.test", "github.io",
    "x.partner.test", "me.blogspot.com", "192.0.2.7", "xn--bcher-kva.test", "amazonaws.com",
])  # fmt: skip
URLS = st.builds("http://{}/{}".format, HOSTS, st.sampled_from(["", "p", "q?a=b", "%C3%BC"]))
LINKS = st.builds(
    link,
    URLS,
    st.sampled_from([flag(), SCHEME, flag(group="hacked")]),
    score=st.sampled_from([0.0, 5.0]),
    ordinal=st.integers(0, 2),
    passes=st.sampled_from([True, False, None]),
    state=st.sampled_from(["live", "lost", "unknown"]),
    canonical=st.none() | URLS,
)
LEVELS = st.sampled_from(["auto", "domain", "url"])


@given(st.lists(LINKS, max_size=6, unique_by=lambda one: one["_id"]), LEVELS, st.data())
def test_no_entry_covers_what_must_stay(links: Links, level: Any, data: st.DataObject) -> None:
    verdicts = [data.draw(st.sampled_from([None, "ok", "bad"])) for _ in links]
    marks = {one["_id"]: mark(one, said) for one, said in zip(links, verdicts, strict=True)}
    choice = Choice(min_score=5.0, level=level)
    found = list(Selector(choice, GUARD, marks).pick(links))
    cover = Cover(one.entry for one in found if isinstance(one, Pick))
    for one, verdict in zip(links, verdicts, strict=True):
        if one["state"] != "lost" and verdict == "ok":
            assert cover.find_link(one) is None
    for entry in cover:
        said = list(GUARD.objections(Entry(1, 1, entry)))
        assert not [one for one in said if one.grade == "error"]
        assert not (entry.startswith("domain:") and said)
    for pick in (one for one in found if isinstance(one, Pick)):
        assert all(cover.find_link(one) for one in pick.covered)
        assert set(map(id, pick.bad)) <= set(map(id, pick.covered))
