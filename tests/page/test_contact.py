from __future__ import annotations

import pytest

from backlinkspider.page.contact import has_contact
from tests.page.reading import document


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<a href=mailto:me@x.example>mail</a>", True),
        ("<a href=tel:+44123>call</a>", True),
        ("<a href=/contact-us.html>x</a>", True),
        ("<a href=/p/7>Über uns</a>", True),
        ("<a href=/ueber-uns/>x</a>", True),
        ("<a href=/p/7>О компании</a>", True),
        ("<a href=/p/7>お問い合わせ</a>", True),
        ("<a href=/p/7>Impressum</a>", True),
        ("<a href=https://other.example/contact>Contact</a>", False),
        ("<a href=/about-oak-tables-and-chairs>About oak tables and chairs</a>", False),
        ("<p>Contact us!", False),
    ],
)
def test_has_contact(html: str, found: bool) -> None:
    page = document(html)
    assert has_contact(page.url, page.anchors()) is found
