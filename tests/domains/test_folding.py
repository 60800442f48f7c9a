from __future__ import annotations

from backlinkspider.domains.folding import SITEWIDE, TEMPLATE, Folding
from tests.domains.links import link


def fold(*links: dict[str, object]) -> tuple[int, bool]:
    folding = Folding()
    return sum(folding.is_first(one) for one in links), folding.is_sitewide


def template(pages: int, **changes: object) -> list[dict[str, object]]:
    return [link(f"a.example/{n}", **{"link__region": "footer", **changes}) for n in range(pages)]


def test_what_a_template_repeats_is_one_link() -> None:
    for region in TEMPLATE:
        assert fold(*template(9, link__region=region)) == (1, True)


def test_links_of_the_pages_own_text_are_not_folded() -> None:
    assert fold(*template(9, link__region="content")) == (9, False)
    assert fold(*template(9, link__region="comment")) == (9, False)


def test_it_is_site_wide_from_so_many_pages_on() -> None:
    assert fold(*template(SITEWIDE - 1)) == (1, False)
    assert fold(*template(SITEWIDE)) == (1, True)


def test_twice_on_one_page_is_one_page() -> None:
    on_one_page = [
        link(f"a.example/{n // 2}", link__region="footer", ordinal=n % 2) for n in range(8)
    ]
    assert fold(*on_one_page) == (1, False)


def test_another_text_or_url_is_another_link() -> None:
    links = [*template(2), *template(2, link__text="Other")]
    assert fold(*links)[0] == 2
    for number, one in enumerate(links[:2]):
        one["link"] = {**links[0]["link"], "url": f"https://shop.example/{number}"}  # type: ignore[dict-item]
    assert fold(*links)[0] == 3
    parts = [
        link("a.example/", link__region="nav", link__url=f"https://shop.example/#{n}") for n in "ab"
    ]
    assert fold(*parts)[0] == 1  # a fragment leads to the same page


def test_memory_is_bounded() -> None:
    """A template that never repeats itself: what is not remembered counts as it comes."""
    folding = Folding()
    links = (link(f"a.example/{n}", link__region="nav", link__text=f"text {n}") for n in range(700))
    assert sum(folding.is_first(one) for one in links) == 700
    assert len(folding._seen) == 500
