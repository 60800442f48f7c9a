from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest

from backlinkspider.links.signals import read_signals
from backlinkspider.rules.fields import FIELDS

if TYPE_CHECKING:
    from backlinkspider.target import Target


@dataclass(frozen=True)
class Terms:
    brand_terms: tuple[str, ...] = ()
    product_names: tuple[str, ...] = ()
    money_terms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    description: str = ""


OAK = Terms(
    brand_terms=("Oak & Loom", "oakandloom"),
    product_names=("Pennine throw",),
    money_terms=("oak tables", "wool blanket*", "橡木家具", "Gartengeräte kaufen"),
    languages=("en", "de-AT"),
)
PAGE: dict[str, Any] = {
    "url": "https://a-b-c1.example/Links/my-partners.html?x=1",
    "final_url": "https://a-b-c1.example/Links/my-partners.html?x=1",
    "host": "www.a-b-c1.example",
    "domain": "a-b-c1.example",
    "lang": "en-GB",
    "words": 400,
    "outlinks": {"internal": 10, "external": 30, "domains": 5},
}
LINK: dict[str, Any] = {
    "text": "",
    "text_source": "text",
    "url": "https://www.oakandloom.test/",
    "rel": [],
    "seen_in": "raw",
    "changed_by_script": {},
}


def signals(target: Terms = OAK, page: dict[str, Any] | None = None, **link: Any) -> dict[str, Any]:
    return read_signals({**PAGE, **(page or {})}, {**LINK, **link}, cast("Target", target))


@pytest.mark.parametrize(
    ("text", "anchor_class"),
    [
        ("Oak & Loom", "brand"),
        ("OAK AND LOOM", "other"),
        ("oak tables by Oak & Loom", "brand"),
        ("the Pennine Throw", "brand"),
        ("www.oakandloom.test", "url"),
        ("https://oakandloom.test/oak-tables", "url"),
        ("Oak Tables", "exact"),
        ("oak  tables!", "exact"),
        ("Wool Blankets", "exact"),
        ("cheap wool blankets", "partial"),
        ("Gartengera\u0308te kaufen", "exact"),
        ("好橡木家具店", "partial"),
        ("soak tablespoons", "other"),
        ("click here", "generic"),
        ("Mehr lesen …", "generic"),
        ("здесь", "generic"),
        ("  ", "empty"),
        ("a fine workshop", "other"),
    ],
)
def test_anchor_class(text: str, anchor_class: str) -> None:
    assert signals(text=text)["anchor_class"] == anchor_class


def test_alt_text_makes_an_image_link() -> None:
    found = signals(text="oak tables", text_source="alt")
    assert (found["anchor_class"], found["money_term"]) == ("image", "oak tables")


@pytest.mark.parametrize(
    ("terms", "text", "anchor_class"),
    [
        (Terms(), "oak tables", None),
        (Terms(), "click here", "generic"),
        (Terms(), "oakandloom.test", "url"),
        (Terms(brand_terms=("Oak & Loom",)), "Oak & Loom", "brand"),
        (Terms(brand_terms=("Oak & Loom",)), "oak tables", None),
        (Terms(money_terms=("oak tables",)), "oak tables", None),
    ],
)
def test_what_needs_terms_is_left_out_without_them(
    terms: Terms, text: str, anchor_class: str | None
) -> None:
    found = signals(terms, text=text)
    assert found.get("anchor_class") == anchor_class
    assert ("anchor_has_brand" in found) is bool(terms.brand_terms)
    assert ("money_term" in found) is bool(terms.money_terms)
    assert "page_language_foreign" not in found


def test_no_money_term_is_an_answer() -> None:
    assert signals(text="a fine workshop")["money_term"] is None


def test_the_longest_term_is_named() -> None:
    terms = Terms(brand_terms=("x",), money_terms=("tables", "oak tables"))
    assert signals(terms, text="cheap oak tables")["money_term"] == "oak tables"


def test_counts_and_page_ratios() -> None:
    found = signals(text=" Fine “oak” tables ")
    assert found["anchor_text_normalised"] == "fine oak tables"
    assert (found["anchor_words"], found["anchor_chars"]) == (3, 17)
    assert (found["external_per_100_words"], found["external_share"]) == (7.5, 0.75)
    assert found["url_path_words"] == ["links", "my", "partners", "html"]
    assert (found["tld"], found["domain_hyphens"], found["domain_digits"]) == ("example", 2, 1)


@pytest.mark.parametrize(
    ("page", "absent"),
    [
        ({"words": None}, "external_per_100_words"),
        ({"outlinks": {"internal": 0, "external": 0, "domains": 0}}, "external_share"),
        ({"outlinks": None}, "external_share"),
        ({"lang": ""}, "page_language_foreign"),
    ],
)
def test_what_a_page_does_not_tell_is_left_out(page: dict[str, Any], absent: str) -> None:
    assert absent not in signals(page=page)
    assert absent in signals()


@pytest.mark.parametrize(
    ("text", "lang", "foreign_script"),
    [
        ("Tisch", "en", False),
        ("дубовый стол", "en", True),
        ("дубовый стол", "ru", False),
        ("オーク家具", "ja-JP", False),
        ("№ 5 → ★", "en", False),
    ],
)
def test_foreign_script(text: str, lang: str, foreign_script: bool) -> None:
    assert signals(text=text, page={"lang": lang})["anchor_foreign_script"] is foreign_script


@pytest.mark.parametrize(("lang", "foreign"), [("de", False), ("EN-us", False), ("th", True)])
def test_foreign_language(lang: str, foreign: bool) -> None:
    assert signals(page={"lang": lang})["page_language_foreign"] is foreign


@pytest.mark.parametrize(
    ("text", "host", "differs"),
    [
        ("https://old.example/x", "old.example", True),
        ("shop.oakandloom.test", "shop.oakandloom.test", False),
        ("see old.example", None, False),
        ("möbel.example", "xn--mbel-5qa.example", True),
    ],
)
def test_an_anchor_that_names_a_host(text: str, host: str | None, differs: bool) -> None:
    found = signals(text=text)
    assert (found["anchor_names_host"], found["anchor_host_differs"]) == (host, differs)


@pytest.mark.parametrize(
    ("link", "removed", "added"),
    [
        ({"seen_in": "both"}, [], []),
        ({"seen_in": "both", "rel": ["ugc"], "changed_by_script": {"rel": ["nofollow", "ugc"]}},
         ["nofollow"], []),
        ({"seen_in": "both", "rel": ["sponsored"], "changed_by_script": {"rel": []}},
         [], ["sponsored"]),
        ({"seen_in": "raw"}, None, None),
        ({"seen_in": "rendered"}, None, None),
    ],
)  # fmt: skip
def test_rel_changed_by_scripts(
    link: dict[str, Any], removed: list[str] | None, added: list[str] | None
) -> None:
    found = signals(**link)
    assert found.get("rel_removed_by_script") == removed
    assert found.get("rel_added_by_script") == added


@pytest.mark.parametrize(
    ("url", "path", "home"),
    [
        ("https://www.oakandloom.test/", "/", True),
        ("https://www.oakandloom.test/#top", "/", True),
        ("https://www.oakandloom.test/?ref=x", "/", False),
        ("https://www.oakandloom.test/a/b?c", "/a/b", False),
    ],
)
def test_where_the_link_leads(url: str, path: str, home: bool) -> None:
    found = signals(url=url)
    assert (found["target_path"], found["target_is_home"]) == (path, home)


@pytest.mark.parametrize(
    ("canonical", "elsewhere"),
    [(None, False), ("https://www.a-b-c1.example/x", False), ("https://other.example/", True)],
)
def test_canonical(canonical: str | None, elsewhere: bool) -> None:
    assert signals(page={"canonical": canonical})["canonical_elsewhere"] is elsewhere
    assert "canonical_elsewhere" not in signals()


def test_likeness_needs_a_description() -> None:
    about = Terms(description="Oak tables and woollen blankets made by hand")
    page = {"title": "Tables", "headings": "Oak", "excerpt": "We like cricket and football"}
    found = signals(about, page=page, text="oak tables")
    assert found["topic_likeness"] > 0.5
    assert found["page_likeness"] == 0
    assert not {"topic_likeness", "page_likeness"} & set(signals(page=page))


def test_every_signal_is_a_registered_field_of_its_type() -> None:
    found = signals(text="oak tables", seen_in="both")
    for name, value in found.items():
        field = FIELDS[f"signals.{name}"]
        assert field.accepts(value) or (value is None and field.nullable), name
