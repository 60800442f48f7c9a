from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.compare import compare, number
from backlinkspider.page.model import Anchor

ANCHOR = Anchor(
    href="/x",
    url="https://t.example/x",
    tag="a",
    place="a",
    rel=(),
    text="x",
    text_source="text",
    region="content",
    path="body > a",
    before="",
    after="",
    near_before="",
    near_after="",
    title="",
    classes=(),
    hidden=(),
)


def anchor(url: str | None, **changes: object) -> Anchor:
    return replace(ANCHOR, url=url, **{"href": url or "http://[", **changes})  # type: ignore[arg-type]


some_anchors = st.lists(
    st.builds(
        anchor,
        st.sampled_from(["https://t.example/", "https://t.example/x", None]),
        rel=st.sampled_from([(), ("nofollow",)]),
        text=st.sampled_from(["x", "y"]),
    ),
    max_size=12,
)


@given(some_anchors)
def test_ordinals_count_from_0_for_each_address(anchors: list[Anchor]) -> None:
    numbered = number(anchors)
    assert [found for found, _ in numbered] == anchors
    for address, count in Counter(found.address for found in anchors).items():
        assert [n for found, n in numbered if found.address == address] == list(range(count))


def test_addresses_that_do_not_resolve_are_told_apart_by_their_href() -> None:
    anchors = [anchor(None, href="http://["), anchor(None, href="http://]"), anchor(None)]
    assert [ordinal for _, ordinal in number(anchors)] == [0, 0, 1]


@given(some_anchors)
def test_a_page_that_was_not_rendered_was_seen_raw(anchors: list[Anchor]) -> None:
    sightings = compare(anchors, None)
    assert [sighting.anchor for sighting in sightings] == anchors
    assert {sighting.seen_in for sighting in sightings} <= {"raw"}


@given(some_anchors, some_anchors)
def test_every_anchor_is_seen_once(raw: list[Anchor], rendered: list[Anchor]) -> None:
    sightings = compare(raw, rendered)
    seen = Counter(sighting.seen_in for sighting in sightings)
    assert seen["both"] + seen["raw"] == len(raw)
    assert seen["both"] + seen["rendered"] == len(rendered)
    keys = [(sighting.anchor.address, sighting.ordinal) for sighting in sightings]
    assert len(set(keys)) == len(keys)
    both = Counter(found.address for found in raw) & Counter(found.address for found in rendered)
    assert seen["both"] >= both.total()


@given(some_anchors)
def test_a_page_that_scripts_leave_alone_has_no_changes(anchors: list[Anchor]) -> None:
    assert [(s.seen_in, s.changed) for s in compare(anchors, anchors)] == [("both", {})] * len(
        anchors
    )


def test_changes_name_what_was_before() -> None:
    before = anchor("https://t.example/", rel=("nofollow", "ugc"), text="old", region="footer")
    after = anchor("https://t.example/", rel=(), text="new", path="body > p > a")
    (sighting,) = compare([before], [after])
    assert sighting.anchor is after
    assert sighting.changed == {"rel": ["nofollow", "ugc"], "text": "old", "region": "footer"}


def test_a_hiding_that_scripts_lift_or_bring_is_a_change() -> None:
    hidden, shown = (
        anchor("https://t.example/", hidden=("display_none",)),
        anchor("https://t.example/"),
    )
    [lifted], [brought] = compare([hidden], [shown]), compare([shown], [hidden])
    assert (lifted.changed, brought.changed) == ({"hidden": ["display_none"]}, {"hidden": []})


def test_a_link_inserted_above_one_of_the_same_url_changes_only_itself() -> None:
    old = anchor("https://t.example/", text="old", rel=("nofollow",), path="p:nth-child(1) > a")
    moved = replace(old, path="p:nth-child(2) > a")
    new = anchor("https://t.example/", text="new", path="p:nth-child(1) > a")
    sightings = compare([old], [new, moved])
    assert [(s.anchor, s.ordinal, s.seen_in) for s in sightings] == [
        (new, 0, "rendered"),
        (moved, 1, "both"),
    ]
    assert [s.changed for s in sightings] == [{}, {}]


def test_a_link_whose_url_scripts_rewrite_is_the_same_link() -> None:
    old = anchor("https://t.example/", path="p > a", text="oak")
    new = anchor("https://t.example/?ref=x", path="p > a", text="oak")
    [sighting] = compare([old], [new])
    assert (sighting.anchor, sighting.seen_in) == (new, "both")
    assert sighting.changed == {"href": "https://t.example/"}
    for other in (replace(new, path="div > a"), replace(new, text="elm")):
        assert [s.seen_in for s in compare([old], [other])] == ["rendered", "raw"]


def test_of_two_links_of_one_url_the_one_that_went_is_named() -> None:
    first, second = (anchor("https://t.example/", text=text) for text in ("first", "second"))
    stays, gone = compare([first, second], [second])
    assert (stays.anchor, stays.ordinal, stays.seen_in) == (second, 0, "both")
    assert (gone.anchor, gone.ordinal, gone.seen_in, gone.position) == (first, 1, "raw", 0)


@given(some_anchors, some_anchors)
def test_positions_name_the_anchor_in_its_own_list(
    raw: list[Anchor], rendered: list[Anchor]
) -> None:
    for sighting in compare(raw, rendered):
        source = raw if sighting.seen_in == "raw" else rendered
        assert source[sighting.position] is sighting.anchor


def test_rendered_links_come_first_and_removed_ones_after() -> None:
    gone, stays, new = (
        anchor(f"https://t.example/{name}", path=f"p.{name} > a")
        for name in ("gone", "stays", "new")
    )
    sightings = compare([gone, stays], [new, stays])
    assert [(s.anchor, s.seen_in) for s in sightings] == [
        (new, "rendered"),
        (stays, "both"),
        (gone, "raw"),
    ]
