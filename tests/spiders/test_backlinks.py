"""What becomes of pages that are too long, broken off or too much for a pipeline."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from backlinkspider import settings
from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, outcomes, stored

if TYPE_CHECKING:
    from tests.conftest import Ended

LIMIT = 20_000
BOMB = 600_000
HTML = ("Content-Type", "text/html; charset=utf-8")

PAGE = html(anchor())
PADDING = "x" * 300_000
LONG = html(anchor("/before"), PADDING, anchor("/after"))
PACKED = Response(gzip.compress(PAGE.body), headers=(HTML, ("Content-Encoding", "gzip")))
BOMBS = Response(
    gzip.compress(PAGE.body + b" " * BOMB), headers=(HTML, ("Content-Encoding", "gzip"))
)
SITES = {
    "odd.test": Site({"/": PAGE}),
    "even.test": Site({"/": PAGE}),
    "long.test": Site({"/": LONG}),
    "huge.test": Site({"/": html(anchor(), "x" * BOMB)}),
    "packed.test": Site({"/": PACKED}),
    "garbled.test": Site({"/": replace(PACKED, body=PAGE.body)}),
    "brotli.test": Site({"/": replace(PAGE, headers=(HTML, ("Content-Encoding", "br")))}),
    "zstd.test": Site({"/": replace(PAGE, headers=(HTML, ("Content-Encoding", "zstd")))}),
    "bomb.test": Site({"/": BOMBS}),
    "cut.test": Site({"/": replace(html(anchor(), PADDING[:9000]), behaviour="cut")}),
    "close.test": Site({"/": replace(PAGE, behaviour="close")}),
    "reset.test": Site({"/": replace(PAGE, behaviour="reset")}),
    "empty.test": Site({"/": Response(headers=(HTML,))}),
    "nothing.test": Site({"/": Response(status=204, headers=())}),
}
PIPELINES = {**settings.ITEM_PIPELINES, "tests.pipelines.breaking.BreakingPipeline": 350}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Ended]:
    folder = tmp_path_factory.mktemp("crawl")
    uri = f"sqlite:///{folder / 'store.db'}"
    changed = {
        "BODY_LIMIT": str(LIMIT),
        "DOWNLOAD_MAXSIZE": str(BOMB),
        "ITEM_PIPELINES": json.dumps(PIPELINES),
    }
    with DemoWeb(SITES) as web:
        urls = [f"http://{host}/" for host in SITES]
        ended = Crawl.ruled(web, uri, folder, urls, settings=changed).finish()
    return uri, ended


def test_every_page_has_its_outcome(crawled: tuple[str, Ended]) -> None:
    found = {
        url.split("/")[2].split(".")[0]: outcome for url, outcome in outcomes(crawled[0]).items()
    }
    assert found == {
        "odd": "failed",
        "even": "linked",
        "long": "linked",
        "huge": "linked",
        "packed": "linked",
        "garbled": "connection_error",
        "brotli": "connection_error",
        "zstd": "connection_error",
        "bomb": "too_large",
        "cut": "linked",
        "close": "connection_error",
        "reset": "connection_error",
        "empty": "no_link",
        "nothing": "not_html",
    }


def test_a_long_page_is_used_as_far_as_it_came(crawled: tuple[str, Ended]) -> None:
    links = [x for x in stored(crawled[0], "links") if x["page"]["domain"] == "long.test"]
    assert [link["link"]["url"] for link in links] == ["https://target.test/before"]
    assert links[0]["page"]["truncated"]


def test_an_item_that_breaks_a_pipeline_is_a_failed_page(crawled: tuple[str, Ended]) -> None:
    uri, ended = crawled
    [page] = stored(uri, "pages", {"outcome": "failed"})
    assert page["detail"] == "ArithmeticError: this one is odd"
    assert "this one is odd" in ended.err
