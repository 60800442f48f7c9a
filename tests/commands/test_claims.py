"""Imports beside what was seen: ``scrapy links --disagree`` and ``--placements`` over a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, json_lines, stored

if TYPE_CHECKING:
    from tests.conftest import Scrapy

EXPORT = [
    "Source URL,Target URL,Anchor,Nofollow,First seen,expect_anchor,Sitewide",
    "http://same.test/,https://target.test/a,oak,false,2025-01-02,oak,false",
    "http://other.test/,https://target.test/a,elm,true,2025-01-02,elm,false",
    "http://gone.test/,https://target.test/a,oak,false,2025-01-02,oak,false",
    "http://down.invalid/,https://target.test/a,oak,false,2025-01-02,oak,false",
    "http://slipped.test/,https://target.test/a,oak,2025-01-02,false,,false",
]


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the store of a crawl of an export."""
    folder = tmp_path_factory.mktemp("claims")
    uri = f"sqlite:///{folder / 'store.db'}"
    page = html(anchor("/a", "oak"))
    sites = {
        "same.test": Site({"/": page}),
        "other.test": Site({"/": page}),
        "gone.test": Site({"/": html()}),
    }
    with DemoWeb(sites) as web:
        crawl = Crawl.of(web, uri, folder, EXPORT, arguments={"render": "never"})
        crawl.finish()
    return uri


def test_links_carry_what_is_claimed_of_them(uri: str) -> None:
    links = {link["page"]["url"]: link for link in stored(uri, "links")}
    (claim,) = links["http://other.test/"]["claims"]
    assert (claim["tool"], claim["row"], claim["rel"]) == ("semrush", 3, ["nofollow"])
    assert links["http://other.test/"]["link"]["rel"] == []


def test_where_they_differ(uri: str, inside: Scrapy) -> None:
    ended = inside("links", "--disagree", "--format", "jsonl", "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.err) == (0, "")
    found = [
        (row["page_url"], row["row"], row["field"], row["claimed"], row["seen"])
        for row in json_lines(ended.out)
    ]
    assert sorted(found) == [
        ("http://gone.test/", 4, "link", "there", "missing"),
        ("http://other.test/", 3, "anchor", "elm", "oak"),
        ("http://other.test/", 3, "rel", ["nofollow"], []),
    ]


def test_how_agreed_placements_stand(uri: str, inside: Scrapy) -> None:
    """What changed or is missing makes the command fail, so that cron tells of it."""
    ended = inside("links", "--placements", "--format", "jsonl", "-s", f"STORE_URI={uri}")
    found = {row["page_url"]: row["placement"] for row in json_lines(ended.out)}
    assert ended.status == 1
    assert found == {
        "http://same.test/": "kept",
        "http://other.test/": "changed",
        "http://gone.test/": "missing",
        "http://down.invalid/": "unknown",
    }


def test_of_one_domain_as_a_table(uri: str, scrapy: Scrapy) -> None:
    ended = scrapy("links", "--placements", "--domain", "same.test", "-s", f"STORE_URI={uri}")
    assert ended.status == 0
    assert "kept" in ended.out
    both = scrapy("links", "--placements", "--disagree", "-s", f"STORE_URI={uri}")
    assert both.status == 2


def test_what_the_import_names_and_what_was_seen_of_it(uri: str, inside: Scrapy) -> None:
    ended = inside("links", "--sources", "--format", "jsonl", "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.err) == (0, "")
    rows = {(row["scope"], *row["sources"]): row for row in json_lines(ended.out)}
    assert rows.keys() == {("all", "semrush"), ("only", "semrush")}
    named = rows["all", "semrush"]
    assert (named["target"], named["domains"], named["domains_live"]) == ("target.test", 4, 2)
    assert (named["pages"], named["pages_live"], named["pages_unknown"]) == (4, 2, 1)
    assert (named["links"], named["links_live"], named["links_unknown"]) == (4, 2, 1)


@pytest.mark.parametrize("form", ["table", "csv"])
def test_sources_in_every_form(uri: str, inside: Scrapy, form: str) -> None:
    ended = inside("links", "--sources", "--format", form, "-s", f"STORE_URI={uri}")
    assert ended.status == 0
    assert "semrush" in ended.out
