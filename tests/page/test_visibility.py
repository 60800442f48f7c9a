"""The judgement over what a browser measured: every threshold met exactly, every exemption."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.measured import Box, Card, Measured, Piece, read_measured
from backlinkspider.page.openable import is_for_screen_readers, opened_by
from backlinkspider.page.visibility import is_painted_for_sure, is_seen_by_picture, judge

TEXT = Piece(
    kind="text",
    chars=12,
    width=90,
    height=18,
    points=9,
    through=(1.0,) * 9,
    ratio=8.0,
    steps=200,
)
PLAIN = Box(tag="div", names=((), (), (), ()), inside=(0, 0, 0))
SMALL = replace(PLAIN, position="absolute", width=1, height=1, overflow_cut=True, chars=10, links=1)


def link(*pieces: Piece, **more: Any) -> Measured:
    return Measured(url="https://t.example/", ordinal=0, pieces=pieces, **more)


def text(**changes: Any) -> Measured:
    boxes = changes.pop("boxes", (PLAIN,))
    return link(replace(TEXT, **changes), boxes=boxes)


@pytest.mark.parametrize(
    ("changes", "state", "reasons"),
    [
        ({}, "visible", ()),
        ({"opacity": 0.05}, "hidden", ("opacity_zero",)),
        ({"opacity": 0.06}, "visible", ()),
        ({"width": 0.9}, "hidden", ("zero_box",)),
        ({"width": 0, "height": 0, "font": 0}, "hidden", ("tiny",)),
        ({"width": 0.5, "height": 18, "font": 3.1}, "hidden", ("zero_box",)),
        ({"height": 3}, "hidden", ("tiny",)),
        ({"height": 3.1}, "visible", ()),
        ({"steps": 24, "ratio": 1.25}, "hidden", ("same_colour",)),
        ({"steps": 25, "ratio": 1.25}, "visible", ()),
        ({"steps": 24, "ratio": 1.26}, "visible", ()),
        ({"steps": None, "ratio": None}, "visible", ()),
        ({"steps": 0, "ratio": 1, "opacity": 0.05}, "hidden", ("opacity_zero",)),
        ({"outside": 9, "through": (), "hides": (("offscreen", 0),)}, "hidden", ("offscreen",)),
        ({"outside": 8, "through": (1.0,), "hides": (("offscreen", 0),)}, "visible", ()),
        ({"outside": 9, "through": (), "indent": -100}, "hidden", ("text_indent",)),
        ({"clipped": 9, "through": (), "hides": (("clip", 0),)}, "hidden", ("clip",)),
        ({"clipped": 9, "through": (), "hides": (("flat", 0),)}, "hidden", ("zero_box",)),
        ({"clipped": 9, "through": (), "hides": (("overflow", 0),)}, "hidden", ("overflow",)),
        ({"through": (0.1,) * 9, "hides": (("cover", 0),)}, "hidden", ("covered",)),
        ({"through": (0.1,) * 8 + (0.11,)}, "visible", ()),
        ({"through_loose": (0.0,) * 9}, "visible", ()),
        ({"beyond_side": 1500}, "visible", ()),
        ({"beyond_side": 1501}, "hidden", ("offscreen",)),
        ({"beyond_end": 1501}, "hidden", ("offscreen",)),
        ({"hides": (("display_none", 0),)}, "hidden", ("display_none",)),
        ({"hides": (("hidden_attribute", 0),)}, "hidden", ("hidden_attribute",)),
        ({"hides": (("until_found", 0),)}, "exempt", ("until_found",)),
        ({"rendered": False}, "hidden", ("not_rendered",)),
    ],
)
def test_a_text(changes: dict[str, Any], state: str, reasons: tuple[str, ...]) -> None:
    found = judge(text(**changes))
    assert (found.state, found.reasons) == (state, reasons)


@pytest.mark.parametrize(
    ("changes", "trace", "state", "reasons"),
    [
        ({}, None, "visible", ()),
        ({}, 24, "hidden", ("not_painted",)),
        ({}, 25, "visible", ()),
        ({"steps": 0, "ratio": 1}, 24, "hidden", ("same_colour",)),
        ({"steps": 0, "ratio": 1}, 25, "visible", ()),
        ({"through": (0,) * 9, "hides": (("cover", 0),)}, 255, "visible", ()),
        ({"clipped": 9, "through": (), "hides": (("clip", 0),)}, 255, "visible", ()),
        ({"height": 3}, 255, "hidden", ("tiny",)),
        ({"opacity": 0}, 255, "hidden", ("opacity_zero",)),
    ],
)
def test_what_a_picture_tells(
    changes: dict[str, Any], trace: float | None, state: str, reasons: tuple[str, ...]
) -> None:
    found = judge(replace(text(**changes), trace=trace))
    assert (found.state, found.reasons) == (state, reasons)


@pytest.mark.parametrize(
    ("pieces", "sure"),
    [
        ((TEXT,), True),
        ((replace(TEXT, unsure=True, through_loose=(1.0,) * 9),), False),
        ((replace(TEXT, unsure=True, through_loose=(1.0,) * 8 + (0.9,)),), True),
        ((replace(TEXT, unsure=True, through_loose=(1.0,)), TEXT), True),
        ((replace(TEXT, unsure=True, through_loose=(1.0,)), replace(TEXT, opacity=0)), False),
        ((Piece(kind="image", width=40, height=40, unsure=True),), True),
        ((replace(TEXT, steps=0, ratio=1),), False),
        ((replace(TEXT, opacity=0),), True),
        ((), True),
    ],
)
def test_when_a_picture_is_asked(pieces: tuple[Piece, ...], *, sure: bool) -> None:
    assert is_painted_for_sure(link(*pieces)) == sure


def test_what_hides_the_whole_page_tells_nothing_of_a_link() -> None:
    body = replace(PLAIN, tag="body", whole=True)
    ways = (("opacity", 0), ("visibility_hidden", 1))
    assert judge(text(opacity=0, hides=ways, boxes=(body, body))).state == "unknown"
    assert judge(text(opacity=0, hides=ways, boxes=(body, PLAIN))).state == "hidden"
    assert judge(text(opacity=0, boxes=(body,))).state == "hidden"


def test_a_colour_that_comes_with_the_focus_is_no_skip_link() -> None:
    pale = text(steps=0, ratio=1)
    assert judge(replace(pale, shown_on=("focus",))).state == "hidden"
    assert judge(replace(pale, shown_on=("hover",))).reasons == ("hover", "same_colour")


@pytest.mark.parametrize(
    ("piece", "state"),
    [
        (Piece(kind="image", width=3.1, height=3.1, points=9, through=(1.0,) * 9), "visible"),
        (Piece(kind="image", width=3, height=40, points=9, through=(1.0,) * 9), "hidden"),
        (Piece(kind="image", loaded=False, width=0, height=0), "unknown"),
        (Piece(kind="image", loaded=False, width=1, height=1), "hidden"),
        (Piece(kind="image", loaded=False, width=1, height=1, stand_in=True), "unknown"),
        (Piece(kind="image", loaded=False, width=40, height=40), "visible"),
        (Piece(kind="picture", width=40, height=40), "visible"),
        (Piece(kind="picture", width=40, height=40, natural=1), "hidden"),
        (Piece(kind="picture", width=40, height=40, natural=0, loaded=False), "unknown"),
    ],
)
def test_an_image(piece: Piece, state: str) -> None:
    assert judge(link(piece)).state == state


def test_one_piece_that_is_seen_is_enough() -> None:
    dark = replace(TEXT, opacity=0)
    assert judge(link(dark, TEXT)).state == "visible"
    assert judge(link(dark, replace(TEXT, height=1))).reasons == ("opacity_zero", "tiny")


def test_nothing_to_see() -> None:
    assert judge(link()).reasons == ("no_text",)
    card = Card(width=24, height=24, hits=5, over=1)
    assert judge(link(card=card)).reasons == ("card_link", "no_text")
    for less in ({"width": 23}, {"hits": 4}, {"over": 0}):
        assert judge(link(card=replace(card, **less))).state == "hidden"


def test_reasons_name_what_hides_and_not_what_is_missing() -> None:
    missing = Piece(kind="image", loaded=False)
    found = judge(link(missing, replace(TEXT, opacity=0), shown_on=("hover",)))
    assert found.reasons == ("hover", "opacity_zero")


def test_what_is_gone_from_the_page_is_unknown() -> None:
    assert judge(link(TEXT, connected=False)).state == "unknown"


@pytest.mark.parametrize(
    ("circumstance", "reason"),
    [
        ("focus", "skip_link"),
        ("hover", "hover"),
        ("print", "print_only"),
        ("narrow", "other_screen"),
        ("wide", "other_screen"),
    ],
)
def test_what_is_seen_in_other_circumstances_is_exempt(circumstance: Any, reason: str) -> None:
    hidden = text(hides=(("display_none", 0),))
    found = judge(replace(hidden, shown_on=(circumstance,)))
    assert (found.state, reason in found.reasons) == ("exempt", True)


def named(*names: tuple[str, ...], **changes: Any) -> Box:
    return replace(PLAIN, names=(*names, (), (), ())[:4], **changes)


@pytest.mark.parametrize(
    ("box", "kind"),
    [
        (PLAIN, None),
        (named(("accordion",)), None),
        (named(("accordion", "faq", "tabs", "modal")), None),
        (replace(PLAIN, adjacent=True), None),
        (replace(PLAIN, inside=(3, 3, 3)), None),
        (named(("accordion-body",), inside=(1, 0, 0)), None),
        (named(("accordion-body",), adjacent=True), "accordion"),
        (named((), ("accordion",), inside=(1, 0, 0)), "accordion"),
        (named((), ("x",), ("tabs",), inside=(0, 1, 0)), "tab"),
        (named((), ("x",), ("tabs",), inside=(1, 0, 0)), None),
        (replace(PLAIN, named=1), "toggle"),
        (replace(PLAIN, named=1, named_roles=("tab",)), "tab"),
        (named(("dropdown-menu",), named=1, named_roles=("button",)), "menu"),
        (replace(PLAIN, named=1, named_roles=("summary",)), "closed_details"),
        (named(("modal",)), None),
        (named(("modal",), closes=True), "modal"),
        (named(("slide",), alike=2, alike_shown=1), "carousel"),
        (named(("slide",), alike=2, alike_shown=0), None),
        (named(("slide",), alike=1, alike_shown=1), None),
        (named(("sub-menu",), adjacent=True), "menu"),
    ],
)
def test_what_opens_a_box(box: Box, kind: str | None) -> None:
    assert opened_by(box) == kind


def test_each_box_must_open() -> None:
    ways = (("display_none", 0), ("display_none", 1))
    opens = replace(PLAIN, named=1)
    assert judge(text(hides=ways, boxes=(opens, opens))).state == "exempt"
    assert judge(text(hides=ways, boxes=(opens, PLAIN))).state == "hidden"


@pytest.mark.parametrize("way", [{"steps": 0, "ratio": 1}, {"height": 1}, {"rendered": False}])
def test_what_opening_does_not_mend_is_not_exempt(way: dict[str, Any]) -> None:
    assert judge(text(boxes=(replace(PLAIN, named=1),), **way)).state == "hidden"


@pytest.mark.parametrize(
    ("changes", "is_label"),
    [
        ({}, True),
        ({"width": 2, "height": 2}, True),
        ({"width": 3}, False),
        ({"position": "static"}, False),
        ({"overflow_cut": False}, False),
        ({"overflow_cut": False, "cut": True}, True),
        ({"chars": 300, "links": 3}, True),
        ({"chars": 301}, False),
        ({"links": 4}, False),
        ({"width": 80, "height": 20, "cut": True}, False),
        ({"width": 80, "cut": True, "names": (("sr-only",), ())}, True),
        ({"width": 80, "names": (("sr-only",), ())}, False),
    ],
)
def test_a_label_for_screen_readers(changes: dict[str, Any], is_label: bool) -> None:
    box = replace(SMALL, **changes)
    assert is_for_screen_readers(box) == is_label
    found = judge(text(clipped=9, through=(), hides=(("clip", 0),), boxes=(box,)))
    assert found.state == ("exempt" if is_label else "hidden")


def test_only_a_picture_is_seen() -> None:
    dark, picture = replace(TEXT, opacity=0), Piece(kind="picture", width=40, height=40)
    assert is_seen_by_picture(link(dark, picture))
    assert not is_seen_by_picture(link(TEXT, picture))
    assert not is_seen_by_picture(link(dark))


PIECES = st.builds(
    Piece,
    kind=st.sampled_from(["text", "image", "picture", "pseudo", "box"]),
    opacity=st.floats(0, 1),
    width=st.floats(0, 500),
    height=st.floats(0, 50),
    points=st.just(9),
    outside=st.integers(0, 9),
    hides=st.lists(
        st.tuples(st.sampled_from(["display_none", "opacity", "clip", "offscreen"]), st.just(0))
    ).map(tuple),
)


@given(st.lists(PIECES, max_size=4), st.booleans())
def test_a_state_says_why(pieces: list[Piece], opens: bool) -> None:
    found = judge(link(*pieces, boxes=(replace(PLAIN, named=int(opens)),)))
    assert bool(found.reasons) == (found.state in {"hidden", "exempt"})
    assert list(found.reasons) == sorted(set(found.reasons))


def test_what_the_script_gives_is_read() -> None:
    raw = {
        "url": "https://t.example/",
        "ordinal": 2,
        "pieces": [{"kind": "text", "through": [1, 0.5], "hides": [["clip", 0]], "later": 1}],
        "boxes": [{"tag": "p", "names": [["a", "b"], []], "named_roles": ["tab"]}],
        "card": {"width": 3, "height": 4, "hits": 0, "over": 0},
        "endless": True,
    }
    found = read_measured(raw)
    assert (found.ordinal, found.endless, found.card.height) == (2, True, 4)
    assert found.pieces[0].hides == (("clip", 0),)
    assert found.boxes[0].names == (("a", "b"), ())
    assert hash(found) == hash(read_measured(raw))


@pytest.mark.parametrize(
    ("way", "tag", "state"),
    [
        ("opacity", "img", "unknown"),
        ("opacity", "div", "hidden"),
        ("display_none", "div", "hidden"),
    ],
)
def test_an_image_that_hides_itself_may_wait_to_be_loaded(way: Any, tag: str, state: str) -> None:
    piece = Piece(kind="image", loaded=False, width=99, height=99, opacity=0, hides=((way, 0),))
    assert judge(link(piece, boxes=(replace(PLAIN, tag=tag),))).state == state
