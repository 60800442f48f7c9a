from __future__ import annotations

import pytest

from backlinkspider.page.words import Terms, bare_words, data, words_of


def test_words() -> None:
    assert words_of("Oak-tables, 4 U_s!") == ["oak", "tables", "4", "u", "s"]
    assert words_of("木の table") == ["木", "の", "table"]
    assert bare_words("Über Łódź straße") == ["uber", "lodz", "strasse"]


@pytest.mark.parametrize(
    ("label", "named"),
    [
        ("links", True),
        ("Useful Links", True),
        ("our-useful-links", True),
        ("Nützliche Links", True),
        ("nutzliche links", True),
        ("links I liked in May", False),
        ("golf links course", False),
        ("linksys", False),
        ("相互リンク集", True),
        ("この記事はリンクについて長く書いたものです", False),
        ("", False),
    ],
)
def test_terms_name_short_labels(label: str, named: bool) -> None:
    assert Terms(["links", "useful links", "nützliche Links", "リンク"]).names(label) is named


@pytest.mark.parametrize("name", ["kinds", "contact", "platforms", "function_words", "colours"])
def test_the_data_holds_texts_alone(name: str) -> None:
    assert list(_not_texts(data(name))) == []


def _not_texts(value: object) -> list[object]:
    if isinstance(value, dict):
        return [bad for pair in value.items() for part in pair for bad in _not_texts(part)]
    if isinstance(value, list):
        return [bad for part in value for bad in _not_texts(part)]
    return [] if isinstance(value, str) else [value]
