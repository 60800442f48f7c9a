from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given

from tests.page.pages import PAGES
from tests.page.plain_flow import plain_flow
from tests.page.reading import document

if TYPE_CHECKING:
    from backlinkspider.page.flow import Span

PARTS = (
    "<header>Site</header><nav>Menu</nav><main><p>Oak is a h<b>ard</b> wood.<br>It lasts.</p>"
    "<p>More.</p></main><aside>Side</aside><footer>Foot</footer><script>var x</script>"
)


def spans(html: str) -> dict[str, Span]:
    """Return the spans of the anchors by their text."""
    page = document(html)
    return {a.text(): page.flow.spans[a.mem_id] for a in page.tree.css("a")}


def test_the_main_text_stands_outside_the_pages_parts() -> None:
    flow = document(PARTS).flow
    assert flow.main == "Oak is a hard wood. It lasts. More."
    assert flow.end.startswith("Site Menu Oak is")
    assert flow.end.endswith("Foot")


def test_a_page_that_calls_all_of_itself_a_footer_is_read_whole() -> None:
    flow = document("<div class=footer><p>All the words of the page stand here</p></div>").flow
    assert flow.main == "All the words of the page stand here"


def test_hidden_text_is_kept_apart() -> None:
    flow = document(
        '<p>Seen <span style="display:none">keyword</span></p><div hidden>unseen</div>'
        '<div class=modal style="display:none">opens</div>'
    ).flow
    assert (flow.main, flow.hidden) == ("Seen opens", "keyword unseen")


def test_words_are_counted_in_links_and_outside() -> None:
    flow = document("<p>one two <a href=/>three <b>four</b></a> five").flow
    assert (flow.words, flow.link_words) == (5, 2)
    assert sum(flow.unlinked.values()) == 3


def test_where_links_stand() -> None:
    found = spans("<p>one <a href=/>A</a> two three <a href=/>B b</a><p><a href=/>C</a></p>")
    assert [found[text][1:] for text in ("A", "B b", "C")] == [(1, 2), (4, 6), (0, 1)]
    assert found["A"].block == found["B b"].block != found["C"].block


def test_a_link_without_text_stands_nowhere() -> None:
    flow = document("<p>x <a href=/><img src=x></a>").flow
    assert (flow.spans, flow.complete) == ({}, True)


def test_hostile_pages_are_cut() -> None:
    flow = document("<p>" + "<b>x</b> " * 150_000).flow
    assert not flow.complete
    assert 60_000 < flow.words < 150_000


@given(PAGES)
def test_one_walk_reads_what_node_after_node_gives(html: str) -> None:
    page = document(html)
    assert page.tree.body is not None
    assert page.flow == plain_flow(page.tree.body)
