from __future__ import annotations

import pytest

from backlinkspider.page.place import PlaceReader, place_of_template
from tests.page.reading import document


@pytest.mark.parametrize(
    ("html", "place", "namespace"),
    [
        ("<a href=1>", "a", "html"),
        ("<map><area href=1></map>", "area", "html"),
        ("<body><noscript><p><a href=1>", "noscript", "html"),
        ("<svg><g><a href=1>", "svg", "svg"),
        ("<svg><foreignObject><a href=1>", "svg", "html"),
        ("<svg><desc><a href=1>", "svg", "html"),
        ("<svg><title><a href=1>", "svg", "html"),
        ("<body><noscript><svg><a href=1>", "svg", "svg"),
        ("<math><a href=1>", "a", "math"),
        ("<math><mtext><a href=1>", "a", "html"),
        ("<math><desc><a href=1>", "a", "math"),
        ("<math><annotation-xml encoding=TEXT/html><a href=1>", "a", "html"),
        ("<math><annotation-xml encoding=other><a href=1>", "a", "math"),
        ("<math><mi><svg><a href=1>", "svg", "svg"),
    ],
)
def test_surroundings(html: str, place: str, namespace: str) -> None:
    node = document(html).tree.css_first("a,area")
    assert node is not None
    reader = PlaceReader()
    assert (reader.place_of(node), reader.namespace_of(node)) == (place, namespace)


def test_deep_nesting_does_not_recurse() -> None:
    node = document("<svg><desc>" * 3000 + "<a href=1>").tree.css_first("a")
    assert node is not None
    assert PlaceReader().namespace_of(node) == "html"


@pytest.mark.parametrize(
    ("html", "place"),
    [("<template>", "template"), ("<div><template shadowrootmode=open>", "shadow")],
)
def test_templates(html: str, place: str) -> None:
    assert place_of_template(document(html).tree.css_first("template")) == place
    assert place_of_template(None) == "template"
