from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.page.path import PathReader
from tests.page.reading import document


@pytest.mark.parametrize(
    ("html", "path"),
    [
        ("<a href=1>", "body > a"),
        ("<p>x<p><a href=1>", "body > p:nth-of-type(2) > a"),
        ("<a></a><b></b><a href=1>", "body > a:nth-of-type(2)"),
        ("<a href=1></a><b></b><a></a>", "body > a:nth-of-type(1)"),
        ("<ul><li>x<li><a href=1>x</a>", "body > ul > li:nth-of-type(2) > a"),
        ("<my-card><a href=1>", "body > my-card > a"),
    ],
)
def test_path(html: str, path: str) -> None:
    assert PathReader().path_of(document(html).anchors()[0].node) == path


PIECES = [
    "<div>",
    "</div>",
    "<p>",
    "<ul>",
    "<li>",
    "</ul>",
    "<a href=1>",
    "</a>",
    "<b>",
    "x",
    "<i></i>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_every_anchor_is_found_again(pieces: list[str]) -> None:
    page, paths = document("".join(pieces)), PathReader()
    for found in page.anchors():
        again = page.tree.css(paths.path_of(found.node))
        assert found.node.mem_id in {node.mem_id for node in again}
        assert len(again) == 1


def test_paths_are_bounded_on_hostile_nesting_and_width() -> None:
    deep = document("<div>" * 5000 + "<a href=1>x</a>").anchors()[0].node
    assert PathReader().path_of(deep).count(">") == 63
    wide = document("<a></a>" * 5000 + "<a href=1>x</a>").anchors()[0].node
    assert PathReader().path_of(wide) == "body > a:nth-of-type(1001)"
