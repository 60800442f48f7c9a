from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.report.evidence import AROUND, Told, asked, excerpt, group_of, plain, told
from backlinkspider.rules.evidence import MAX_TEXT

if TYPE_CHECKING:
    from backlinkspider.report.catalogue import Catalogue

HIT = {
    "field": "link.text",
    "value": "buy viagra without prescription",
    "operator": "words",
    "threshold": "lists/pills.txt",
    "span": [4, 10],
    "text": "viagra",
    "term": "viagra",
    "list": "lists/pills.txt",
}


@given(st.text(max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_the_place_found_stands_between_what_is_round_it(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    hit = text[start:end]
    before, found, after = excerpt(text[:MAX_TEXT], [start, end], hit)
    assert found == hit
    assert len(before) <= AROUND + 1
    assert len(after) <= AROUND + 1
    if end <= MAX_TEXT:
        assert text[:start].endswith(before.removeprefix("…"))
        assert text[end:].startswith(after.removesuffix("…"))
    else:
        assert {before, after} <= {"", "…"}


def test_a_place_in_a_text_is_told_with_its_term_and_list(words: Catalogue) -> None:
    [one] = told([HIT], words)
    assert one == Told(
        "Link text",
        "buy ",
        "viagra",
        " without prescription",
        asked="in the list pills: “viagra”",
    )
    assert one.row() == [one.label, one.before, one.hit, one.after, "", one.asked, 1]


def test_what_tells_most_comes_first_and_something_always_tells(words: Catalogue) -> None:
    yes = {"field": "link.passes_credit", "value": True, "operator": "eq", "threshold": True}
    few = {"field": "page.words", "value": 42, "operator": "lte", "threshold": 150}
    rows = told([yes, few, HIT], words)
    assert [row.label for row in rows] == ["Link text", "Words on the page", "Can pass credit"]
    assert [row.telling for row in rows] == [True, True, False]
    assert [row.telling for row in told([yes, yes], words)] == [True, False]
    assert told([], words) == []


@pytest.mark.parametrize(
    ("test", "text"),
    [
        ({"operator": "gte", "threshold": 30}, "asked: at least 30"),
        ({"operator": "not in", "threshold": ["nav", "header"]}, "asked: not: one of nav, header"),
        ({"operator": "between", "threshold": [1, 5]}, "asked: between 1, 5"),
        ({"operator": "eq", "threshold": False}, "asked: no"),
        ({"operator": "newer", "threshold": 1}, "asked: newer 1"),
    ],
)
def test_what_a_test_asks(test: dict[str, Any], text: str, words: Catalogue) -> None:
    assert asked(test, words) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "yes"),
        (1234, "1,234"),
        (0.4, "0.4"),
        (16.61, "16.61"),
        (2.0, "2"),
        (1 / 3, "0.3333"),
        ("", "empty"),
        ([], "none"),
        (["a", "b"], "a, b"),
        ("x" * 200, "x" * 160 + "…"),
    ],
)
def test_values_as_text(value: object, text: str, words: Catalogue) -> None:
    assert plain(value, words) == text


def test_an_aggregate_is_told_with_its_field(words: Catalogue) -> None:
    ratio = {"aggregate": "ratio", "value": 0.4, "operator": "gte", "threshold": 0.3}
    distinct = {**ratio, "aggregate": "distinct", "field": "page.domain", "value": 3}
    labels = [one.label for one in told([ratio, distinct], words)]
    assert labels == ["Share for which it holds", "Different values: Site"]


def test_a_field_without_a_text_is_told_by_its_description_or_path(words: Catalogue) -> None:
    test = {"value": 1, "operator": "eq", "threshold": 1}
    described, unknown = told(
        [{**test, "field": "page.status"}, {**test, "field": "page.never_heard"}], words
    )
    assert described.label == "HTTP status of the page"
    assert unknown.label == "page.never_heard"


def test_the_group_of_a_finding() -> None:
    assert group_of({"group": [{"field": "page.ids", "value": "ga:1"}]}) == "ga:1"
    assert group_of({"group": []}) == ""


MONEY = {
    "field": "signals.money_term",
    "value": "oak furniture",
    "operator": "exists",
    "threshold": True,
}
EXACT = {
    "field": "signals.anchor_class",
    "value": "exact",
    "operator": "eq",
    "threshold": "exact",
}


@pytest.mark.parametrize(
    ("test", "anchor", "expected"),
    [
        (MONEY, "Cheap Oak Furniture here", ("Cheap ", "Oak Furniture", " here", "Money phrase")),
        (EXACT, "oak furniture", ("", "oak furniture", "", "a money phrase")),
        ({**MONEY, "operator": "contains", "span": [3, 4], "text": " "}, "oak furniture",
         ("", "oak furniture", "", "Money phrase")),
    ],
)  # fmt: skip
def test_what_is_said_of_the_links_text_is_shown_in_it(
    test: dict[str, Any], anchor: str, expected: tuple[str, ...], words: Catalogue
) -> None:
    [one] = told([test], words, anchor)
    assert one.label == "Link text"
    assert (one.before, one.hit, one.after, one.asked) == expected


@pytest.mark.parametrize(
    ("test", "anchor"),
    [
        (MONEY, ""),
        (MONEY, "Oak & Loom"),
        (MONEY, "\u0130\u0130 oak furniture"),  # longer when its case is folded: no place is sure
        ({**EXACT, "operator": "not in", "threshold": ["brand"]}, "oak furniture"),
        ({**MONEY, "value": None}, "oak"),
    ],
)
def test_what_has_no_place_in_the_links_text_is_told_as_a_value(
    test: dict[str, Any], anchor: str, words: Catalogue
) -> None:
    [one] = told([test], words, anchor)
    assert one.hit == ""
    assert one.value


def test_a_blank_is_no_place(words: Catalogue) -> None:
    blank = {**HIT, "span": [3, 4], "text": " "}
    [one] = told([blank], words)
    assert (one.hit, one.value) == ("", "buy viagra without prescription")
