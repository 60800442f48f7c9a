from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from backlinkspider.rules.model import ExampleFile, HtmlExample
from backlinkspider.target import TargetError
from backlinkspider.trial.pages import link_documents, own_outlinks
from backlinkspider.trial.reading import ExampleError

DAY = date(2026, 11, 22)
FILE = ExampleFile.model_validate(
    {
        "version": 1,
        "day": "2026-11-22",
        "target": {"target": "shop.example", "brand_terms": ["Oakwell"], "money_terms": ["oak"]},
    }
)
LINK = '<p>See <a href="https://shop.example/{n}">oak</a>.</p>'


def example(**given: object) -> HtmlExample:
    return HtmlExample.model_validate(given)


def test_a_page_goes_the_whole_way() -> None:
    given = example(
        html=LINK, url="https://a.example/p", ip="203.0.113.7", headers={"X-Robots-Tag": "noindex"}
    )
    (link,) = link_documents(FILE, given, DAY)
    assert link["link"]["url"] == "https://shop.example/%7Bn%7D"
    assert link["signals"]["money_term"] == "oak"
    assert link["page"]["indexable"] is False
    assert link["page"]["ip"] == "203.0.113.7"
    assert link["state"] == "live"
    assert "claims" not in link


def test_copies_have_their_number_everywhere() -> None:
    page = {"html": LINK, "url": "https://a{n}.example/{n}", "ip": "203.0.113.{n}", "repeat": 3}
    links = link_documents(FILE, example(pages=[page]), DAY)
    assert [link["page"]["url"] for link in links] == [
        f"https://a{n}.example/{n}" for n in range(3)
    ]
    assert [link["page"]["ip"] for link in links] == [f"203.0.113.{n}" for n in range(3)]
    assert links[2]["link"]["url"] == "https://shop.example/2"
    assert len({link["_id"] for link in links}) == 3


def test_days_ago_is_a_claim() -> None:
    (link,) = link_documents(FILE, example(pages=[{"html": LINK, "days_ago": 22}]), DAY)
    (claim,) = link["claims"]
    assert claim["first_seen"] == datetime(2026, 10, 31, 12, tzinfo=UTC)


def test_a_rendered_page_is_compared() -> None:
    (link,) = link_documents(FILE, example(html="<p>x</p>", rendered=LINK), DAY)
    assert link["link"]["seen_in"] == "rendered"


def test_an_example_may_change_its_target() -> None:
    given = example(html=LINK, target={"target": "other.example", "aliases": ["shop.example"]})
    (link,) = link_documents(FILE, given, DAY)
    assert link["target"] == "other.example"
    given = example(html=LINK, target={"money_terms": None})
    (link,) = link_documents(FILE, given, DAY)
    assert "money_term" not in link["signals"]


def test_pages_of_the_targets_own_site_tell_where_it_links_to() -> None:
    home = {
        "html": '<a href="https://www.a.co.uk/">A</a><a href="/b">B</a>',
        "url": "https://shop.example/",
    }
    given = example(pages=[home, {"html": LINK, "url": "https://www.a.co.uk/x"}])
    assert own_outlinks(FILE, given) == {"a.co.uk", "shop.example"}
    assert [link["page"]["domain"] for link in link_documents(FILE, given, DAY)] == ["a.co.uk"]
    assert own_outlinks(FILE, example(html=LINK)) is None


def test_what_can_not_be_tried() -> None:
    with pytest.raises(ExampleError, match="'mailto:x' is no http"):
        link_documents(FILE, example(html=LINK, url="mailto:x"), DAY)
    with pytest.raises(TargetError, match="public suffix"):
        link_documents(FILE, example(html=LINK, target={"target": "co.uk"}), DAY)
