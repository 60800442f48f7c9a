"""Why pages are rendered, what a host teaches about that, and who inserted what then is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, anchor, html, outcomes, stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlinkspider.demo.model import Hit
    from backlinkspider.documents import Document

pytestmark = pytest.mark.browser

SHELL = Response(
    b"<!doctype html><title>App</title><body><div id=root></div><script src=/w.js></script>"
)
INERT = Response(b"1", headers=(("Content-Type", "text/javascript"),))
WRITES = Response(
    f"document.body.insertAdjacentHTML('beforeend', '<p>{anchor()}</p>')".encode(),
    headers=(("Content-Type", "text/javascript"),),
)
HIDDEN = anchor().replace("<a ", '<a style="display:none" ')


class Changing:
    """Hosts whose pages lose their link, in plain HTML, from one crawl to the next."""

    again = False

    def moved(self, _: Hit) -> Response:
        """Answer with the link in plain HTML, later with a script that writes it."""
        return html('<script src="/w.js"></script>') if self.again else html(anchor())

    def gone(self, _: Hit) -> Response:
        """Answer with the link, later without."""
        return html() if self.again else html(anchor())


CHANGING = Changing()
SITES = {
    "idle.test": Site({**{f"/{n}": SHELL for n in range(5)}, "/w.js": INERT}),
    "busy.test": Site({"/0": SHELL, "/1": html('<script src="/w.js"></script>'), "/w.js": WRITES}),
    "hides.test": Site({"/": html(HIDDEN)}),
    "shop.test": Site(
        {"/": html('<script src="http://widgets.test/w.js"></script>', anchor("/x"))}
    ),
    "widgets.test": Site({"/w.js": WRITES}),
    "moved.test": Site({"/": CHANGING.moved, "/w.js": WRITES}),
    "gone.test": Site({"/": CHANGING.gone}),
}


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(SITES) as web:
        yield web


def _pages(uri: str) -> dict[str, Document]:
    return {page["url"].removeprefix("http://"): page for page in stored(uri, "pages")}


def _links(uri: str) -> dict[str, Document]:
    return {link["page"]["host"]: link for link in stored(uri, "links")}


def test_a_host_teaches_which_reasons_are_worth_a_browser(
    web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    urls = [f"http://idle.test/{n}" for n in range(5)]
    urls += [f"http://busy.test/{n}" for n in range(2)]
    ended = Crawl.of(web, sqlite_uri, tmp_path, urls).finish()
    pages = _pages(sqlite_uri)
    rendered = {name for name, page in pages.items() if page["page"]["rendered"]}
    assert rendered == {"idle.test/0", "idle.test/1", "idle.test/2", "busy.test/0", "busy.test/1"}
    assert pages["idle.test/3"]["detail"] == (
        "not rendered: few_words, app_root brought nothing on this host before"
    )
    assert pages["busy.test/1"]["page"]["render_reason"] == "host_renders"
    assert (pages["busy.test/1"]["outcome"], pages["busy.test/1"]["links"]) == ("linked", 1)
    [run] = stored(sqlite_uri, "runs")
    [told] = run["rendering"]
    assert (told["pages"], told["learnt_not"]) == (5, 2)
    assert {one["name"]: (one["given"], one["gained"]) for one in told["reasons"]} == {
        "few_words": (6, 1),
        "app_root": (6, 1),
        "host_renders": (1, 1),
    }
    assert "few_words: 6, more than plain HTML 1 times" in ended.out
    assert "2 not rendered" in ended.out


def test_a_link_that_plain_markup_hides_is_looked_at(
    web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    Crawl.of(web, sqlite_uri, tmp_path, ["http://hides.test/"]).finish()
    assert _pages(sqlite_uri)["hides.test/"]["page"]["render_reason"] == "hidden_markup"
    assert _links(sqlite_uri)["hides.test"]["link"]["seen_in"] == "both"


def test_the_script_that_inserted_a_link_is_named(
    web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    always = {"render": "always"}
    Crawl.of(web, sqlite_uri, tmp_path, ["http://shop.test/"], arguments=always).finish()
    origins = {
        link["link"]["seen_in"]: link["link"]["script_origin"]
        for link in stored(sqlite_uri, "links")
    }
    assert origins == {
        "both": None,
        "rendered": {"url": "http://widgets.test/w.js", "third_party": True},
    }


@pytest.mark.parametrize("render", ["auto", "never"])
def test_a_link_that_was_here_is_looked_for_in_the_browser(
    render: str, web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    urls = ["http://moved.test/", "http://gone.test/"]
    crawl = Crawl.of(web, sqlite_uri, tmp_path, urls, arguments={"render": render})
    CHANGING.again = False
    crawl.finish()
    assert set(outcomes(sqlite_uri).values()) == {"linked"}
    CHANGING.again = True
    crawl.finish()
    states = {host: link["state"] for host, link in _links(sqlite_uri).items()}
    reasons = {name: page["page"]["render_reason"] for name, page in _pages(sqlite_uri).items()}
    if render == "auto":
        assert states == {"moved.test": "live", "gone.test": "lost"}
        assert reasons == {"moved.test/": "link_expected", "gone.test/": "link_expected"}
    else:
        assert states == {"moved.test": "lost", "gone.test": "lost"}
        assert reasons == {"moved.test/": None, "gone.test/": None}


def test_without_a_browser_a_link_that_is_gone_is_lost(
    web: DemoWeb, sqlite_uri: str, tmp_path: Path
) -> None:
    settings = {"CHROMIUM": "/nowhere/chromium"}
    crawl = Crawl.of(web, sqlite_uri, tmp_path, ["http://gone.test/"], settings=settings)
    for CHANGING.again in (False, True):
        crawl.finish()
    assert _pages(sqlite_uri)["gone.test/"]["outcome"] == "no_link"
    assert _links(sqlite_uri)["gone.test"]["state"] == "lost"
