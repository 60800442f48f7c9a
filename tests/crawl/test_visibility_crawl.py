"""What visitors see of a link, the whole way: browser, judgement, rules, store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, stored

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

STYLE = "<style>p.q{position:absolute;left:-9999px}p.f{animation:f 1s both}"
FADES = "@keyframes f{from{opacity:0}to{opacity:1}}</style>"
PIXELS = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><rect width="60" height="30"/>'
    b"</svg>"
)
IMAGE = Response(PIXELS, headers=(("Content-Type", "image/svg+xml"),))
SITES = {
    "hidden.test": Site({"/": html(f"{STYLE}{FADES}</p><p class=q>{anchor()}")}),
    "seen.test": Site({"/": html(f"{STYLE}{FADES}</p><p class=f>{anchor()}", "<img src=/i.svg>")}),
    "folded.test": Site(
        {"/": html(f"<details><summary>More</summary>{anchor(text='oak')}</details>")}
    ),
    "image.test": Site(
        {"/": html(anchor(text="<img src=/i.svg alt=oak>"), "<img src=/j.svg>"), "/i.svg": IMAGE}
    ),
}


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[DemoWeb, dict[str, dict[str, Any]]]]:
    folder = tmp_path_factory.mktemp("visibility")
    uri = f"sqlite:///{folder / 'store.db'}"
    with DemoWeb(SITES) as web:
        urls = [f"http://{host}/" for host in SITES]
        Crawl.ruled(web, uri, folder, urls, arguments={"render": "always"}).finish()
        yield web, {link["page"]["host"]: link for link in stored(uri, "links")}


Crawled = tuple[DemoWeb, dict[str, dict[str, Any]]]


@pytest.mark.parametrize(
    ("host", "state", "reasons"),
    [
        ("hidden.test", "hidden", ["offscreen"]),
        ("seen.test", "visible", []),
        ("folded.test", "exempt", ["closed_details"]),
        ("image.test", "visible", []),
    ],
)
def test_links_are_stored_with_what_is_seen_of_them(
    crawled: Crawled, host: str, state: str, reasons: list[str]
) -> None:
    visibility = crawled[1][host]["link"]["visibility"]
    assert (visibility["state"], visibility["reasons"]) == (state, reasons)
    assert visibility["measured"]["pieces"] == 1


def test_rules_flag_the_hidden_one_only(crawled: Crawled) -> None:
    flagged = {
        host: [flag["rule"] for flag in link["flags"] if flag["rule"].startswith("hidden.")]
        for host, link in crawled[1].items()
    }
    assert flagged.pop("hidden.test") == ["hidden.from_visitors"]
    assert not any(flagged.values())


def test_only_images_are_loaded_on_which_a_link_hangs(crawled: Crawled) -> None:
    asked = {host: [hit.path for hit in crawled[0].hits if hit.host == host] for host in SITES}
    assert "/i.svg" in asked["image.test"]
    assert "/j.svg" not in asked["image.test"]
    assert "/i.svg" not in asked["seen.test"]
