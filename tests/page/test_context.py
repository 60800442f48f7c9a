from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backlinkspider.page.context import Contexts
from backlinkspider.page.text import text_after, text_before
from tests.page.pages import PAGES
from tests.page.reading import document

PIECES = [
    *(
        "<div>",
        "</div>",
        "<div class=x>",
        "<div class=x>",
        "<div class=y>",
        "</div>",
        "<div class>",
    ),
    *("<p>", "<ul>", "<li>", "</ul>", "<article>", "</article>", "<b>", "</b>", "<br>", "<hr>"),
    *("<a href=1>", "</a>", "<a href=1>link</a>", "<a href=1></a>", "<map><area href=1></map>"),
    *(
        "oak",
        " oak  table ",
        " ",
        "\u00a0",
        "\u3000x\u3000",
        "\x1fa",
        "made\nby hand",
        "<!-- no -->",
    ),
    *("<script>no</script>", "<noscript><a href=1>n</a>", "</noscript>", "<svg><title>t", "</svg>"),
    *("<svg><html><a href=1>x</a>", "<table><td>", "</table>", "words " * 15, "w" * 170),
    "<i></i>" * 390,
]
LINK = "<a href=1>link</a>"


def differing(html: str) -> list[str]:
    """Return the links of *html* whose surroundings one walk reads unlike the look from each."""
    page = document(html)
    if page.tree.body is None:
        return []
    contexts = Contexts(page.tree.body)
    links = [(node, contexts.sides(node)) for node in page.tree.css("a,area")]
    looked = [(node, sides, (text_before(node), text_after(node))) for node, sides in links]
    return [node.html or "" for node, sides, slow in looked if sides not in {None, slow}]


@given(PAGES)
def test_one_walk_reads_what_a_look_from_each_link_does(html: str) -> None:
    assert differing(html) == []


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@example(f"<div class=x>{LINK}</div> one <div class=x>two {LINK}</div>three")
@example(f"{LINK}{'<i></i>' * 398}oak<i></i>oak{'<i></i>' * 399}{LINK}")
@example(f"oak{'<i></i>' * 400}{LINK}")
@example("oak<svg><html><a href=1>x</a><div><a href=1>")
def test_it_does_so_in_lists_boxes_and_on_wide_pages(html: str) -> None:
    assert differing(html) == []


@pytest.mark.parametrize(
    ("html", "met"),
    [
        ("<p><a href=1>x</a>", True),
        ("<a href=1></a>", True),
        ("<map><area href=1>", True),
        ("<svg><a href=1>x</a></svg>", True),
        ("<p><noscript><a href=1>x</a></noscript>", False),
        ("<svg><title><a href=1>x</a></title></svg>", False),
        ("<svg><html><a href=1>x</a></html></svg>", False),
    ],
)
def test_links_are_met_but_in_what_readers_do_not_see(html: str, *, met: bool) -> None:
    page = document(html)
    node = page.tree.css_first("a,area")
    assert node is not None
    assert (Contexts(page.tree.body).sides(node) is not None) is met


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_describing_all_is_describing_each(html: str) -> None:
    page = document(html)
    found = page.anchors()
    assert page.describe_all(found) == [page.describe(one) for one in found]


def test_a_page_without_a_body_has_no_texts() -> None:
    page = document("<a href=1>x</a>")
    assert Contexts(None).sides(page.anchors()[0].node) is None
