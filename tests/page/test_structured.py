from __future__ import annotations

import json

import pytest

from backlinkspider.page.structured import Structured, read_structured
from tests.page.reading import document


def structured(*scripts: str, body: str = "") -> Structured:
    elements = (f"<script type=application/ld+json>{script}</script>" for script in scripts)
    return read_structured(document("".join(elements) + body).tree)


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "datePublished": "2024-05-06T07:08:09Z",
    "dateModified": "2024-06-01",
    "author": {"@type": "Person", "name": "Ann Oak"},
    "publisher": {"@type": "Organization", "name": "Post"},
}


@pytest.mark.parametrize(
    "value",
    [ARTICLE, [ARTICLE], {"@graph": [ARTICLE]}, [{"@graph": [ARTICLE]}]],
)
def test_shapes(value: object) -> None:
    found = structured(json.dumps(value))
    assert found == Structured(("NewsArticle",), "Ann Oak", "2024-05-06T07:08:09Z", "2024-06-01")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ann", "Ann"),
        (["Ann", {"name": "Ben"}], "Ann, Ben"),
        ([{"@id": "#1"}], ""),
        (7, ""),
        ({"name": ["x"]}, ""),
    ],
)
def test_authors(author: object, name: str) -> None:
    assert structured(json.dumps({"@type": "Article", "author": author})).author == name


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Product"} -->',
        '//<![CDATA[\n{"@type": "Product"}\n//]]>',
        '{"@type": "Product"};',
        '{"@type": ["http://schema.org/Product"]}',
        '{"@type": "schema:Product", "name": "line\nbreak"}',
        '{"@type": "Product", "name": "Prod", "x": [[[]]]}',
    ],
)
def test_what_people_write(script: str) -> None:
    assert structured(script).types == ("Product",)


@pytest.mark.parametrize(
    "script",
    ["", "{", "null", "7", '"text"', "[" * 100_000, '{"@type": 1, "author": null}', "9" * 5000],
)
def test_what_can_not_be_read_counts_for_nothing(script: str) -> None:
    assert structured(script) == Structured()
    assert structured(script, '{"@type": "Article"}').types == ("Article",)


def test_microdata() -> None:
    body = "<div itemscope itemtype='https://schema.org/Product'><p itemtype=''>x</div>"
    assert structured(body=body).types == ("Product",)


def test_much_is_cut() -> None:
    many = json.dumps([{"@type": f"T{number}"} for number in range(1000)])
    assert len(structured(many).types) == 30
    assert structured(json.dumps({"@type": "Article", "x": "y" * 300_000})) == Structured()
