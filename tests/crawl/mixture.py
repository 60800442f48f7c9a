"""A web of many kinds of pages, what a crawl of it leaves, and who met whom on which host."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, redirect, stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.demo.model import Hit

HOSTS: Final = 60
PAUSE: Final = 0.1
"""Seconds every page takes, so that there is time to stop a crawl in its midst."""


def _page(host: int, page: int) -> Response:
    """Return one of a mixture of pages, the same each time."""
    kind = random.Random(f"{host}/{page}").choice(["links", "links", "none", "gone", "away"])
    if kind == "links":
        answer = html(anchor(f"/{host}"), anchor(f"/{host}", "again"), anchor("/both"))
    elif kind == "none":
        answer = html("nothing of interest")
    elif kind == "gone":
        answer = html("gone", status=404)
    else:
        answer = redirect(f"http://h{(host + 7) % HOSTS}.test/p0?from={host}.{page}")
    return replace(answer, delay=PAUSE)


def _sites() -> dict[str, Site]:
    """Return 60 hosts with 1 to 4 pages each; one keeps crawlers out."""
    sites = {
        f"h{host}.test": Site({f"/p{page}": _page(host, page) for page in range(1 + host % 4)})
        for host in range(HOSTS)
    }
    denied = Response(b"User-agent: *\nDisallow: /", headers=(("Content-Type", "text/plain"),))
    sites["h5.test"] = Site({**sites["h5.test"].pages, "/robots.txt": denied})
    return sites


def _candidates(sites: dict[str, Site]) -> list[str]:
    return [f"http://{host}{path}" for host, site in sites.items() for path in site.pages]


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(_sites()) as web:
        yield web


@pytest.fixture(scope="module")
def candidates() -> list[str]:
    return [url for url in _candidates(_sites()) if not url.endswith("/robots.txt")]


@dataclass(frozen=True, slots=True)
class Standing:
    """All of a store that does not depend on when, by whom and how often it was written."""

    pages: dict[str, tuple[Any, ...]]
    links: dict[str, tuple[Any, ...]]
    events: Counter[tuple[str, str]]
    runs: list[tuple[Any, ...]]


def what_stands(uri: str) -> Standing:
    return Standing(
        pages={
            page["_id"]: (page["outcome"], page["links"], len(page["looks"]))
            for page in stored(uri, "pages")
        },
        links={
            link["_id"]: (link["state"], link["link"]["ordinal"], link["history"])
            for link in stored(uri, "links")
        },
        events=Counter((event["link_id"], event["kind"]) for event in stored(uri, "events")),
        runs=[
            (run["state"], run["candidates"], run["outcomes"], run["links"])
            for run in stored(uri, "runs")
        ],
    )


@pytest.fixture(scope="module")
def undisturbed(
    web: DemoWeb, candidates: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Standing:
    """Return what a crawl leaves that nobody disturbs."""
    folder = tmp_path_factory.mktemp("undisturbed")
    uri = f"sqlite:///{folder / 'store.db'}"
    Crawl.of(web, uri, folder, candidates).finish()
    return what_stands(uri)


def overlaps(hits: list[Hit]) -> list[tuple[Hit, Hit]]:
    """Return the requests to one host of which the second began before the first was answered."""
    by_host: dict[str, list[Hit]] = {}
    for hit in hits:
        by_host.setdefault(hit.host, []).append(hit)
    return [
        (first, second)
        for there in by_host.values()
        for first, second in pairwise(there)
        if second.at < first.at + PAUSE
    ]
