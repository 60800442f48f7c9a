from __future__ import annotations

import pytest

from backlinkspider.links.origin import live_keys, script_origins
from backlinkspider.page.seen import Seen
from tests.links.test_compare import anchor

URL = "https://t.example/"
PAGE = "https://www.page.test/"


def test_what_is_no_element_has_no_ordinal() -> None:
    places = ("a", "noscript", "shadow", "template", "iframe")
    anchors = [anchor(URL, place=place) for place in places]
    assert live_keys(anchors) == [(URL, 0), None, (URL, 1), None, (URL, 2)]


@pytest.mark.parametrize(
    ("script", "third_party"),
    [
        ("https://www.page.test/", False),
        ("https://cdn.page.test/app.js", False),
        ("https://widgets.test/x.js", True),
        ("about:blank", False),
        ("VM12", False),
    ],
)
def test_a_script_of_another_domain_is_a_third_party(script: str, *, third_party: bool) -> None:
    look = Seen(origins={(URL, 1): script})
    found = script_origins([anchor(URL), anchor(URL)], look, final_url=PAGE)
    assert found == [None, {"url": script, "third_party": third_party}]


def test_a_page_nobody_looked_at_names_no_script() -> None:
    assert script_origins([anchor(URL)], None, final_url=PAGE) == [None]
