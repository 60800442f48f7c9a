from __future__ import annotations

import pytest

from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.gates import is_paywalled, recognise_gate

PROSE = "<p>" + "A long story about an oak that fell in March. " * 12
BANNER = "<p>We use cookies. <button>Accept all cookies</button>"


def page(html: str) -> HtmlDocument:
    return HtmlDocument(html.encode(), url="https://blog.example/", content_type="text/html")


@pytest.mark.parametrize(
    "html",
    [
        BANNER,
        "<title>Before you continue to Video</title>",
        "<h1>We value your privacy</h1>" + PROSE,
        "<h1>Please confirm that you are over 18</h1>",
        "<h1>This site is not available in your country</h1>",
        "<title>Bevor Sie fortfahren</title>",
        "<h2>Avant de continuer</h2>",
    ],
)
def test_a_question_first_is_a_gate(html: str) -> None:
    assert recognise_gate(page(html)) is not None


@pytest.mark.parametrize(
    "html",
    [
        PROSE,
        PROSE + BANNER,
        "<h1>We value your privacy</h1>" + PROSE * 4,
        "<h1>How to bake cookies</h1>",
        "",
    ],
)
def test_a_page_that_speaks_of_cookies_is_none(html: str) -> None:
    assert recognise_gate(page(html)) is None


def test_structured_data_elsewhere_says_nothing_of_payment() -> None:
    assert not is_paywalled(page('<script>{"isAccessibleForFree": false}</script>'))
    assert is_paywalled(
        page('<script type="application/ld+json">{"isAccessibleForFree":false}</script>')
    )
