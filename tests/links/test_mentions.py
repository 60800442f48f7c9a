from __future__ import annotations

from typing import Any, Final
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.links.mentions import MOST_MENTIONS, mentions_in, mentions_of
from backlinkspider.page.document import HtmlDocument
from backlinkspider.target import Target
from backlinkspider.target.matching import parse_matcher

BRANDS: Final = ("Oak & Loom", "oakandloom", "Apple", "橡木", "Ложка", "บ้านไม้", "Straße 9")


def target(*specs: str, brands: tuple[str, ...] = BRANDS, **more: Any) -> Target:
    matchers = tuple(map(parse_matcher, specs or ("oakandloom.test", "möbel.example")))
    return Target(name=str(matchers[0]), matchers=matchers, brand_terms=brands, **more)


TARGET: Final = target(product_names=("Pennine throw",))


def found(text: str, of: Target = TARGET) -> list[tuple[str, str]]:
    return [(mention["kind"], mention["text"]) for mention in mentions_in(of, text)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("We love Oak & Loom's tables", ("brand", "Oak & Loom")),
        ("OAK & LOOM", ("brand", "OAK & LOOM")),
        ("at Oak  &\u00a0Loom-like prices", ("brand", "Oak  &\u00a0Loom")),
        ("Ｏａｋ ＆ Ｌｏｏｍ", ("brand", "Ｏａｋ ＆ Ｌｏｏｍ")),
        ("the PENNINE-THROW is warm", ("product", "PENNINE-THROW")),
        ("an Apple a day", ("brand", "Apple")),
        ("好橡木家具", ("brand", "橡木")),
        ("магазин Ложка открыт", ("brand", "Ложка")),
        ("ไปบ้านไม้กัน", ("brand", "บ้านไม้")),
        ("in STRASSE 9 gesehen", ("brand", "STRASSE 9")),
        ("oak\u00adandloom, folks", ("brand", "oak\u00adandloom")),
        ("@oakandloom on every network", ("brand", "oakandloom")),
        ("find instagram.com/oakandloom", ("brand", "oakandloom")),
        ("Oakandloom.We liked it", ("brand", "Oakandloom")),
        ("see oakandloom.test.", ("domain", "oakandloom.test")),
        ("www.oakandloom.test/workshop, open on Thursdays", ("domain", "oakandloom.test")),
        ("write to hello@oakandloom.test", ("domain", "oakandloom.test")),
        ("詳しくはoakandloom.testをご覧", ("domain", "oakandloom.test")),
        ("(möbel.example)", ("domain", "möbel.example")),
        ("xn--mbel-5qa.example", ("domain", "xn--mbel-5qa.example")),
    ],
)
def test_a_name_is_found_in_any_script(text: str, named: tuple[str, str]) -> None:
    assert found(text) == [named]


@pytest.mark.parametrize(
    "text",
    [
        "Oak & Looms",
        "soak & loom",
        "Oak and Loom",
        "Oak, & Loom",
        "oakandloom_fans",
        "oakandlooms",
        "an apple a day",
        "pineapple, Applesauce",
        "Ложками",
        "ложка дёгтя",
        "Оak & Loom",  # the first letter is Cyrillic
        "oakandloom.evil.com",
        "oakandloom.test.evil.com",
        "my-oakandloom.test",
        "notoakandloom.test",
        "oakandloom.testing",
        "Pennine throws",
        "",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert found(text) == []


# Ŀ and its like are a letter and a dot, and what stands behind a dot touches no letter.
LETTERS: Final = st.characters(categories=["Ll", "Lu", "Lo", "Nd"], max_codepoint=0x05FF).filter(
    lambda letter: normalize("NFKC", letter).isalnum()
)
APART: Final = st.sampled_from([" ", "\n", ", ", ". ", "! ", " (", ") ", " „", "“ ", "…", " — "])


@given(st.text(LETTERS, min_size=1), st.sampled_from(["Oak & Loom", "oakandloom", "Ложка"]))
def test_a_name_that_letters_touch_is_part_of_another_word(letters: str, name: str) -> None:
    assert found(f"{letters}{name}") == []
    assert found(f"{name}{letters}") == []


@given(APART, APART, st.sampled_from(["Oak & Loom", "oakandloom", "Ложка", "Pennine throw"]))
def test_a_name_between_marks_is_found_where_it_stands(left: str, right: str, name: str) -> None:
    text = f"Word{left}{name}{right}word"
    mentions = mentions_in(TARGET, text)
    assert [mention["text"] for mention in mentions] == [name]
    start, end = mentions[0]["span"]
    assert mentions[0]["context"][start:end] == name


def test_the_longest_name_is_the_one_meant() -> None:
    of = target(brands=("Oak", "Oak & Loom", "Oak & Loom Ltd"))
    assert found("Oak & Loom Ltd of Oak", of) == [("brand", "Oak & Loom Ltd"), ("brand", "Oak")]


def test_a_prefix_is_named_by_its_address_alone() -> None:
    of = target("prefix:https://host.example/me/", brands=("Mine",))
    assert found("host.example/me/tool is fine", of) == [("domain", "host.example/me/")]
    assert found("host.example/you/tool and host.example", of) == []


def page(body: str, title: str = "A page") -> HtmlDocument:
    return HtmlDocument(
        f"<!doctype html><title>{title}</title><body>{body}".encode(), url="https://a.test/"
    )


def named_on(body: str, title: str = "A page", of: Target = TARGET) -> list[tuple[str, str]]:
    mentions = mentions_of(of, page(body, title))
    assert mentions is not None
    return [(mention["place"], mention["text"]) for mention in mentions]


def test_text_and_title_of_a_page_are_read_as_a_visitor_sees_them() -> None:
    assert named_on("<p>By <b>Oak &amp; Loom</b>.", "On Oak & Loom") == [
        ("title", "Oak & Loom"),
        ("text", "Oak & Loom"),
    ]
    assert named_on("<p><span class=drop>O</span>ak &amp; Loom") == [("text", "Oak & Loom")]
    assert named_on("<footer>Photo: Oak &amp; Loom</footer>") == [("text", "Oak & Loom")]


@pytest.mark.parametrize(
    "body",
    [
        "<p style='display:none'>Oak &amp; Loom",
        "<script>'Oak & Loom'</script>",
        "<!-- Oak & Loom -->",
        "<img alt='Oak & Loom'>",
    ],
)
def test_what_no_visitor_reads_is_no_mention(body: str) -> None:
    assert named_on(body) == []


def test_only_a_few_mentions_are_kept_each_with_its_sentence() -> None:
    mentions = mentions_of(TARGET, page("<p>" + "Oak &amp; Loom makes tables. " * 50))
    assert mentions is not None
    assert len(mentions) == MOST_MENTIONS
    assert all(len(mention["context"]) <= 2 * 80 + 10 for mention in mentions)


def test_a_target_without_names_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HtmlDocument, "title", None)
    monkeypatch.setattr(HtmlDocument, "text", None)
    assert mentions_of(target(brands=()), page("<p>oakandloom.test")) is None


def test_a_page_without_a_name_is_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HtmlDocument, "flow", None)
    assert named_on("<p>Nothing about them, nor their loom of oak.") == []
