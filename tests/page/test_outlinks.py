from __future__ import annotations

from backlinkspider.page.model import Outlinks
from backlinkspider.page.outlinks import count_outlinks
from tests.page.reading import document


def test_outlinks_count_http_alone_and_private_suffixes_apart() -> None:
    page = document(
        "<a href=mailto:x><a href=//a.blogspot.com><a href=//b.blogspot.com><a href=#x>"
    )
    assert count_outlinks(page.url, page.anchors()) == Outlinks(internal=1, external=2, domains=2)
