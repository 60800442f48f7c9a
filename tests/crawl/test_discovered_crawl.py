"""From an archive to a crawl: the links of a crawl of the archive, then a look at the pages."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.server import DemoWeb
from tests.crawls import FEW_RULES, TARGET, Crawl, anchor, html, json_lines, site, stored
from tests.proof.pages import foreign

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Scrapy

FEW = {"RULES_FOLDER": str(FEW_RULES)}
TYPED = [("Content-Type", "text/html; charset=utf-8")]
THEN = html(anchor("/a", "old words"), anchor("/a", "again"), anchor("/b"))
LEGACY = "<!doctype html><meta charset=windows-1252>" + anchor("/é?q=é", "é")
PAGES = [
    ("http://kept.test/", "200 OK", TYPED, THEN.body),
    ("http://gone.test/", "200 OK", TYPED, THEN.body),
    (
        "http://packed.test/",
        "200 OK",
        [*TYPED, ("Content-Encoding", "gzip")],
        gzip.compress(THEN.body),
    ),
    ("http://legacy.test/", "200 OK", [("Content-Type", "text/html")], LEGACY.encode("latin-1")),
    ("http://none.test/", "200 OK", TYPED, html("nothing").body),
    ("http://error.test/", "404 Not Found", TYPED, THEN.body),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return foreign(tmp_path_factory.mktemp("archive") / "cc.warc.gz", PAGES)


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    now = site(html(anchor("/a", "new words")))
    with DemoWeb({"kept.test": now, "gone.test": site(html("no more"))}) as web:
        yield web


def test_links_are_those_of_a_crawl_of_the_archive(
    archive: Path, web: DemoWeb, sqlite_uri: str, scrapy: Scrapy
) -> None:
    spec = f"warc:{archive}"
    Crawl(web=web, uri=sqlite_uri, candidates=spec, settings=FEW).finish()
    crawled = {
        (
            link["page"]["url"],
            link["link"]["url"],
            link["link"]["ordinal"],
            link["link"]["text"],
            " ".join(link["link"]["rel"]),
            link["link"]["region"],
            link["link"]["passes_credit"],
        )
        for link in stored(sqlite_uri, "links")
    }
    said = scrapy("discover", "--warc", str(archive), "--target", TARGET)
    names = ("source_url", "target_url", "ordinal", "anchor", "rel", "region", "passes_credit")
    lines = json_lines(said.out)
    assert {tuple(line[name] for name in names) for line in lines} == crawled
    assert len(lines) == len(crawled) == 10


def test_discovered_pages_are_crawled_and_keep_what_the_archive_showed(
    archive: Path, web: DemoWeb, sqlite_uri: str, tmp_path: Path, scrapy: Scrapy
) -> None:
    words = ("--warc", str(archive), "--target", TARGET, "--to", "frontier")
    said = scrapy("discover", *words, "-s", f"STORE_URI={sqlite_uri}")
    assert "4 pages new to the store" in said.out, said.err
    settings = {**FEW, "DOWNLOAD_DELAY": "0", "PROOF_FOLDER": str(tmp_path / "proof")}
    crawl = Crawl(web=web, uri=sqlite_uri, candidates="discovered", settings=settings)
    crawl.finish()
    outcomes = {page["url"]: page["outcome"] for page in stored(sqlite_uri, "pages")}
    assert outcomes["http://kept.test/"] == "linked"
    assert outcomes["http://gone.test/"] == "no_link"
    assert "pending" not in outcomes.values()
    (link,) = stored(sqlite_uri, "links")
    assert {claim["tool"] for claim in link["claims"]} == {"archive"}
    runs = {run["spider"]: run["candidates"] for run in stored(sqlite_uri, "runs")}
    assert runs == {"discover": 4, "backlinks": 4}
    told = scrapy("links", "--target", TARGET, "--disagree", "-s", f"STORE_URI={sqlite_uri}")
    assert "old words" in told.out
