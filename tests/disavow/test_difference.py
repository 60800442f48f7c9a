"""What another list changes, told by what it covers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.disavow.cover import Cover
from backlinkspider.disavow.difference import Difference
from tests.disavow.documents import link

LINKS = [
    link("http://a.test/p"),
    link("http://a.test/p", ordinal=1),
    link("http://x.a.test/q"),
    link("http://b.test/p"),
    link("http://b.test/gone", state="lost"),
]


def changes(old: list[str], new: list[str], ok: str = "") -> list[tuple[object, ...]]:
    """Return change, entry, domains, links, pages and links marked ok of each row."""
    difference = Difference(Cover(old), Cover(new))
    for one in LINKS:
        difference.feed(one, "ok" if one["page"]["url"] == ok else None)
    return [tuple(row.values()) for row in difference.rows()]


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ([], [], []),
        (["domain:a.test"], ["domain:a.test"], []),
        (["http://A.test:80/p#x"], ["http://a.test/p"], []),
        (["domain:a.test", "http://a.test/p"], ["domain:a.test"], []),
        ([], ["domain:a.test"], [("added", "domain:a.test", 1, 3, 2, 0)]),
        (["domain:a.test"], [], [("removed", "domain:a.test", 1, 3, 2, 0)]),
        # Wider: the page's URL is no loss.
        (["http://a.test/p"], ["domain:a.test"], [("added", "domain:a.test", 1, 1, 1, 0)]),
        # Narrower: the site is lost but for what still is there.
        (["domain:a.test"], ["http://a.test/p"], [("removed", "domain:a.test", 1, 1, 1, 0)]),
        (
            ["domain:a.test", "http://b.test/gone"],
            ["domain:b.test"],
            [
                ("added", "domain:b.test", 1, 1, 1, 0),
                ("removed", "domain:a.test", 1, 3, 2, 0),
            ],
        ),
        ([], ["domain:nobody.test"], [("added", "domain:nobody.test", 0, 0, 0, 0)]),
        ([], ["domain:test"], [("added", "domain:test", 2, 4, 3, 0)]),
    ],
)
def test_what_changes(old: list[str], new: list[str], rows: list[tuple[object, ...]]) -> None:
    assert changes(old, new) == rows
    assert Difference(Cover(old), Cover(new)).is_empty == (rows == [])


def test_links_that_somebody_marked_ok_are_counted_apart() -> None:
    rows = changes([], ["domain:a.test"], ok="http://a.test/p")
    assert rows == [("added", "domain:a.test", 1, 3, 2, 2)]


ENTRIES = st.lists(
    st.sampled_from(["domain:a.test", "domain:x.a.test", "http://a.test/p", "domain:b.test"])
)


@given(ENTRIES, ENTRIES)
def test_the_way_back_is_the_way_there_turned_round(old: list[str], new: list[str]) -> None:
    turned = {"added": "removed", "removed": "added"}
    back = [(turned[str(change)], *rest) for change, *rest in changes(new, old)]
    assert sorted(back, key=str) == sorted(changes(old, new), key=str)


@given(ENTRIES, ENTRIES)
def test_the_links_of_the_rows_are_those_that_differ(old: list[str], new: list[str]) -> None:
    before, after = Cover(old), Cover(new)
    live = [one for one in LINKS if one["state"] != "lost"]
    differ = [one for one in live if bool(before.find_link(one)) != bool(after.find_link(one))]
    assert sum(int(str(row[3])) for row in changes(old, new)) == len(differ)
