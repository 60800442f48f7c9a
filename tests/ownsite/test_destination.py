from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.ownsite.destination import ALIKE, DeadPage, Destinations, LivePage
from backlinkspider.ownsite.spoken import locale_of, name_of, words_of_text, words_of_url

SITE: Final = "https://www.oakandloom.test"
LIVE: Final = {
    "/tables": "Tables | Oak & Loom",
    "/tables/harvest-oak-dining-table": "Harvest oak dining table | Oak & Loom",
    "/benches/long-oak-bench": "Long oak bench | Oak & Loom",
    "/blankets/pennine-wool-throw": "Pennine wool throw | Oak & Loom",
    "/care": "Looking after oak and wool | Oak & Loom",
    "/workshop": "The workshop | Oak & Loom",
    "/sofa-1200": "Sofa 1200 | Oak & Loom",
    "/de/werkstatt": "Die Werkstatt | Oak & Loom",
}


def destinations(live: dict[str, str] = LIVE) -> Destinations:
    return Destinations([LivePage(SITE + path, title) for path, title in live.items()])


def suggested(path: str, title: str = "", **anchors: int) -> str | None:
    said = {text.replace("_", " "): count for text, count in anchors.items()}
    found = destinations().suggest(DeadPage(SITE + path, title, said))
    return found.url.removeprefix(SITE) if found else None


@pytest.mark.parametrize(
    ("path", "to"),
    [
        # moved
        ("/shop/harvest-oak-table.html", "/tables/harvest-oak-dining-table"),
        ("/index.php?product=pennine-wool-throw", "/blankets/pennine-wool-throw"),
        ("/about/our-workshop/", "/workshop"),
        # merged
        ("/blankets/pennine-throw-natural", "/blankets/pennine-wool-throw"),
        ("/blankets/pennine-throw-charcoal", "/blankets/pennine-wool-throw"),
        # misspelt or cut by whoever linked
        ("/workshp", "/workshop"),
        ("/blankets/pennine-wool-thr", "/blankets/pennine-wool-throw"),
        ("/workshop.", "/workshop"),
        # another model
        ("/sofa-1300", "/sofa-1200"),
        # nothing alike, but its section is there
        ("/tables/round-pedestal", "/tables"),
        # nothing
        ("/courses/spoon-carving", None),
        ("/journal/2019/harvest", None),
        ("/a", None),
        ("/p/123", None),
        ("/", None),
    ],
)
def test_the_page_most_alike_is_suggested(path: str, to: str | None) -> None:
    assert suggested(path) == to


def test_what_links_say_tells_what_an_address_does_not() -> None:
    assert suggested("/p/123", their_harvest_dining_table=3, this_oak_table=1) == (
        "/tables/harvest-oak-dining-table"
    )
    assert suggested("/p/123", spoon_carving=3) is None


def test_the_last_title_counts() -> None:
    assert suggested("/p/123", "Pennine throw in wool | Oak & Loom") == (
        "/blankets/pennine-wool-throw"
    )


def test_the_sites_name_alone_makes_nothing_alike() -> None:
    assert suggested("/x1", "Oak & Loom") is None
    assert suggested("/x1", Oak_and_Loom=40) is None


@pytest.mark.parametrize(
    ("path", "to"),
    [("/en/werkstatt", None), ("/de/werkstat", "/de/werkstatt"), ("/werkstatt", "/de/werkstatt")],
)
def test_readers_are_not_sent_to_another_language(path: str, to: str | None) -> None:
    assert suggested(path) == to


def test_it_says_why() -> None:
    moved = destinations().suggest(DeadPage(f"{SITE}/shop/harvest-oak-table.html"))
    assert moved is not None
    assert moved.why == "both say: harvest, table"
    assert ALIKE <= moved.score < 1
    model = destinations().suggest(DeadPage(f"{SITE}/sofa-1300"))
    assert model is not None
    assert model.why == "both say: sofa"
    misspelt = destinations().suggest(DeadPage(f"{SITE}/pennine-wool-thr"))
    assert misspelt is not None
    assert misspelt.why == "spelt alike: pennine-wool-thr, pennine-wool-throw"
    assert misspelt.score == 0.94


def test_a_page_is_never_its_own_destination() -> None:
    assert suggested("/workshop") != "/workshop"
    assert suggested("/workshop/?utm_source=x") != "/workshop"


def test_of_pages_equally_alike_the_least_special_is_taken() -> None:
    live = {"/oak-chair": "", "/chairs/oak-chair-blue-edition": "", "/oak-chair/reviews": ""}
    found = destinations(live).suggest(DeadPage(f"{SITE}/old/oak-chair"))
    assert found is not None
    assert found.url == f"{SITE}/oak-chair"


PATHS: Final = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12), max_size=4
).map(lambda parts: "/" + "/".join(parts))


@given(st.lists(st.tuples(PATHS, st.text(max_size=30)), max_size=8), PATHS, st.text(max_size=30))
def test_a_suggestion_is_a_live_page_with_a_score(
    live: list[tuple[str, str]], path: str, title: str
) -> None:
    pages = [LivePage(SITE + each, text) for each, text in live]
    found = Destinations(pages).suggest(DeadPage(SITE + path, title, {title: 2}))
    if found is not None:
        assert found.url in {page.url for page in pages}
        assert ALIKE <= found.score <= 1
        assert found.why


@given(st.permutations(list(LIVE)), st.sampled_from(["/workshp", "/shop/oak-table", "/wool"]))
def test_the_order_of_pages_does_not_matter(paths: list[str], dead: str) -> None:
    shuffled = destinations({path: LIVE[path] for path in paths})
    page = DeadPage(SITE + dead)
    assert shuffled.suggest(page) == destinations().suggest(page)


@pytest.mark.parametrize(
    ("url", "words", "name", "locale"),
    [
        (f"{SITE}/", set(), "", ""),
        (f"{SITE}/en-gb/Tables/Oak-Table.html", {"table", "oak"}, "oak-table", "en-gb"),
        (f"{SITE}/m%C3%B6bel/St%C3%BChle.php", {"mobel", "stuhl"}, "stühle", ""),
        (f"{SITE}/index.php?id=7&t=oak+bench", {"oak", "bench"}, "index", ""),
        (f"{SITE}/家具/机", {"家", "具", "机"}, "机", ""),
    ],
)
def test_words_of_an_address(url: str, words: set[str], name: str, locale: str) -> None:
    assert {stem for stem in words_of_url(url) if not stem.isdigit()} == words
    assert (name_of(url), locale_of(url)) == (name, locale)


def test_function_words_say_nothing() -> None:
    assert set(words_of_text("Looking after the oak and the wool")) == {"looki", "oak", "wool"}
