"""Links over redirectors, crawled: who is asked, how often, and what is made of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import TARGET, Crawl, anchor, html, outcomes, redirect, stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlinkspider.demo.model import Hit
    from backlinkspider.documents import Document

HOME = f"https://{TARGET}/"
GIVEN = quote(HOME, safe="")


def robots(*rules: str) -> Response:
    return Response("\n".join(rules).encode(), headers=(("Content-Type", "text/plain"),))


def a(href: str, text: str = "x") -> str:
    return f'<a href="{href}">{text}</a>'


def open_redirect(hit: Hit) -> Response:
    return redirect(parse_qs(urlsplit(hit.path).query)["u"][0])


INTERSTITIAL = Response(
    f"<title>Leaving</title><meta http-equiv=refresh content='3;url={HOME}'>".encode()
)
SITES = {
    TARGET: Site({"/": html("the target itself")}),
    "counter.test": Site({"/": html(a("/out/7")), "/out/7": redirect(f"{HOME}?utm_source=c", 301)}),
    "open.test": Site({"/": html(a(f"/l?u={GIVEN}")), "/l": open_redirect}),
    "shut.test": Site(
        {"/": html(a(f"/l?u={GIVEN}")), "/l": html("You are leaving us for the target.")}
    ),
    "leaving.test": Site({"/": html(a("/exit/7")), "/exit/7": INTERSTITIAL}),
    "short.test": Site({"/": html(a("https://bit.ly/a"), a("https://bit.ly/b"))}),
    "short-too.test": Site({"/": html(a("https://bit.ly/a", "again"))}),
    "bit.ly": Site(
        {"/a": redirect("http://middle.test/1"), "/b": redirect("http://middle.test/2")}
    ),
    "middle.test": Site({"/1": redirect(HOME, 307), "/2": html("somewhere else")}),
    "denied.test": Site(
        {
            "/": html(a("/go/7")),
            "/go/7": redirect(HOME),
            "/robots.txt": robots("User-agent: *", "Disallow: /go/"),
        }
    ),
    "bots.test": Site(
        {
            "/": html(a("/go/7")),
            "/go/7": redirect(HOME),
            "/robots.txt": robots("User-agent: Googlebot", "Disallow: /go/"),
        }
    ),
    "inward.test": Site({"/": html(a("/go/7")), "/go/7": redirect("http://169.254.169.254/")}),
    "loop.test": Site({"/": html(a("/go/7")), "/go/7": redirect("/go/7")}),
    "hangs.test": Site({"/": html(a("/go/7")), "/go/7": Response(behaviour="hang")}),
    "busy.test": Site(
        {
            "/": html(*(a(f"/go/{n}") for n in range(3))),
            **{f"/go/{n}": Response(status=429) for n in range(3)},
        }
    ),
    "both.test": Site({"/": html(anchor("/direct"), a("/go/7")), "/go/7": redirect(HOME)}),
    "many.test": Site(
        {"/": html(*(a(f"/go?n={n}&t={TARGET}") for n in range(30))), "/go": redirect(HOME)}
    ),
    "endless.test": Site({"/": html(a("/go/7")), "/go/7": Response(b"<p>x" * 500_000)}),
}
PAGES = [host for host in SITES if host not in {TARGET, "bit.ly", "middle.test"}]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoWeb, str, str]]:
    """Yield the web, the store of one crawl over it, and what the crawl said."""
    folder = tmp_path_factory.mktemp("paths")
    uri = f"sqlite:///{folder / 'store.db'}"
    settings = {"LINK_PATH_TIMEOUT": "3", "LINK_PATH_MAX": "6"}
    with DemoWeb(SITES) as web:
        crawl = Crawl.ruled(
            web, uri, folder, [f"http://{host}/" for host in PAGES], settings=settings
        )
        yield web, uri, crawl.finish().out


@pytest.fixture(scope="module")
def links(crawled: tuple[DemoWeb, str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the ``link`` parts by the page's host."""
    found: dict[str, list[dict[str, Any]]] = {}
    for document in stored(crawled[1], "links"):
        found.setdefault(document["page"]["host"], []).append(document["link"])
    return found


@pytest.fixture(scope="module")
def told(crawled: tuple[DemoWeb, str, str]) -> dict[str, Document]:
    """Return what the ``pages`` documents tell of redirectors, by host."""
    return {page["host"]: page["page"].get("redirectors") for page in stored(crawled[1], "pages")}


def test_pages_that_link_over_redirectors_only_are_linked(
    crawled: tuple[DemoWeb, str, str],
) -> None:
    found = outcomes(crawled[1])
    assert {url: found[url] for url in found if found[url] != "linked"} == {
        f"http://{host}.test/": "no_link"
        for host in ("shut", "denied", "inward", "loop", "hangs", "busy", "endless")
    }


def test_the_way_is_kept(links: dict[str, list[dict[str, Any]]]) -> None:
    [counter] = links["counter.test"]
    assert (counter["url"], counter["via"]) == ("http://counter.test/out/7", "redirect")
    assert counter["final_url"] == f"{HOME}?utm_source=c"
    assert counter["hops"] == [{"url": counter["url"], "status": 301, "by": "location"}]
    assert counter["tracking"] == ["utm_source"]
    [opened] = links["open.test"]
    assert (opened["via"], opened["final_url"]) == ("parameter", HOME)
    [leaving] = links["leaving.test"]
    assert (leaving["hops"][0]["status"], leaving["hops"][0]["by"]) == (200, "refresh")
    [short] = links["short.test"]
    assert short["via"] == "shortener"
    assert [(hop["url"], hop["status"]) for hop in short["hops"]] == [
        ("https://bit.ly/a", 302),
        ("http://middle.test/1", 307),
    ]
    assert {link["via"] for link in links["both.test"]} == {"direct", "redirect"}


def test_redirects_pass_credit_unless_robots_txt_stops_the_crawler(
    links: dict[str, list[dict[str, Any]]],
) -> None:
    assert links["open.test"][0]["passes_credit"]
    assert links["bots.test"][0]["credit_blockers"] == ["redirect_robots_txt:googlebot"]


def test_what_is_not_known_is_told_with_its_reason(told: dict[str, Document]) -> None:
    reasons = {
        host: [one["reason"] for one in page["unresolved"]] for host, page in told.items() if page
    }
    assert {host: found for host, found in reasons.items() if found} == {
        "denied.test": ["robots"],
        "inward.test": ["refused"],
        "loop.test": ["loop"],
        "hangs.test": ["timeout"],
        "busy.test": ["blocked"] * 3,
        "many.test": ["budget"] * 24,
    }


def test_a_page_without_links_says_what_it_is_not_sure_of(
    crawled: tuple[DemoWeb, str, str],
) -> None:
    details = {page["host"]: page["detail"] for page in stored(crawled[1], "pages")}
    assert details["hangs.test"] == "not known of 1 redirectors where they lead: timeout"
    assert details["shut.test"] == ""


def test_a_redirector_is_asked_once_a_run_and_the_target_never(
    crawled: tuple[DemoWeb, str, str],
) -> None:
    web, _, _ = crawled
    assert web.paths("bit.ly").count("/a") == 1
    assert web.paths(TARGET) == []
    assert len([path for path in web.paths("busy.test") if path.startswith("/go")]) == 1
    assert web.paths("denied.test") == ["/robots.txt", "/"]
    assert len([path for path in web.paths("many.test") if path.startswith("/go")]) == 6


def test_the_run_tells_what_it_asked(crawled: tuple[DemoWeb, str, str]) -> None:
    _, uri, said = crawled
    [run] = stored(uri, "runs")
    counts = {row["what"]: row["count"] for row in run["beyond"] if row["name"] == "link paths"}
    assert counts["unresolved (budget)"] == 24
    assert (
        sum(n for what, n in counts.items() if what not in {"asked", "requests"}) == counts["asked"]
    )
    assert f"link paths: {counts['requests']} requests" in said


def test_a_link_whose_redirector_falls_silent_is_unknown_and_not_lost(
    sqlite_uri: str, tmp_path: Path
) -> None:
    sites = {"a.test": SITES["counter.test"]}
    with DemoWeb(sites) as web:
        crawl = Crawl.ruled(
            web, sqlite_uri, tmp_path, ["http://a.test/"], settings={"LINK_PATH_TIMEOUT": "2"}
        )
        crawl.finish()
        web.sites["a.test"] = Site({**sites["a.test"].pages, "/out/7": Response(behaviour="reset")})
        crawl.finish()
        [link] = stored(sqlite_uri, "links")
        assert (link["state"], link["unknown_reason"]) == ("unknown", "redirector_unresolved")
        web.sites["a.test"] = Site({**sites["a.test"].pages, "/out/7": redirect("https://b.test/")})
        web.sites["b.test"] = Site({})
        crawl.finish()
    [link] = stored(sqlite_uri, "links")
    assert (link["state"], link["lost_reason"]) == ("lost", "link_removed")


def test_the_runs_budget_ends_the_asking(sqlite_uri: str, tmp_path: Path) -> None:
    hosts = [f"h{n}.test" for n in range(5)]
    with DemoWeb(dict.fromkeys(hosts, SITES["counter.test"])) as web:
        urls = [f"http://{host}/" for host in hosts]
        Crawl.ruled(web, sqlite_uri, tmp_path, urls, settings={"LINK_PATH_TOTAL": "2"}).finish()
        asked = [hit for hit in web.hits if hit.path == "/out/7"]
    assert len(asked) == 2
    assert sorted(outcomes(sqlite_uri).values()) == ["linked"] * 2 + ["no_link"] * 3
