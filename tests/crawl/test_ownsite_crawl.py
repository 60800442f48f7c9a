"""The target's own pages: visited for the links that lead to them, judged, and reported."""

from __future__ import annotations

import json
import shutil
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.fields.described import unknown_fields
from backlinkspider.ownsite.problem import is_probe, probe_url
from tests.conftest import PROJECT
from tests.crawls import (
    ENOUGH_WORDS,
    FEW_RULES,
    TARGET,
    Crawl,
    anchor,
    ending,
    html,
    json_lines,
    redirect,
    site,
    stored,
    wait_for_final_pages,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from backlinkspider.demo.model import Hit, Reply
    from backlinkspider.documents import Document
    from tests.conftest import Scrapy

HOME: Final = f"https://{TARGET}"
FEW: Final = {"RULES_FOLDER": str(FEW_RULES)}
TEXT: Final = (("Content-Type", "text/plain"),)


def page(title: str, *parts: str, head: str = "") -> Response:
    body = "".join(f"<p>{part}</p>" for part in parts)
    text = f"<!doctype html><title>{title} | Target</title>{head}<h1>{title}</h1>{body}"
    return Response(text.encode())


OWN: Final[dict[str, Reply]] = {
    "/": page("Home", '<a href="/oak-tables">tables</a>', '<a href="https://b.test/">b</a>'),
    "/robots.txt": Response(b"User-agent: *\nDisallow: /private\n", headers=TEXT),
    "/sitemap.xml": Response(f"<urlset><url><loc>{HOME}/mapped</loc></url></urlset>".encode()),
    "/oak-tables": page("Oak tables", '<a href="/deep">deeper</a>'),
    "/mapped": page("Mapped alone"),
    "/deep": page("Deep down"),
    "/moved": redirect(f"{HOME}/oak-tables", 301),
    "/chain": redirect(f"{HOME}/moved", 301),
    "/to-home": redirect(f"{HOME}/", 301),
    "/away": redirect("https://b.test/", 302),
    "/soft": page("Page not found"),
    "/hidden": page("Hidden", head='<meta name="robots" content="noindex">'),
    "/copy": page("Copy", head=f'<link rel="canonical" href="{HOME}/oak-tables">'),
    "/file.pdf": Response(b"%PDF", headers=(("Content-Type", "application/pdf"),)),
    "/stalled": Response(behaviour="close"),
    "/failing": Response(b"broken", status=500),
}
SOFT: Final = f"https://soft.{TARGET}"
NOWHERE: Final = probe_url(f"soft.{TARGET}").rpartition("/")[2]
LOST: Final = page("Our shop has moved on", ENOUGH_WORDS * 4)
"""What that host says of whatever is not there, with status 200 and many words."""

LINKED: Final = (
    "/", "/oak-table", "/moved", "/chain", "/to-home", "/away", "/soft", "/hidden", "/copy",
    "/file.pdf", "/stalled", "/failing", "/private/a", "/nothing-like-it",
)  # fmt: skip
EXPECTED: Final = {
    "/": "none",
    "/oak-table": "broken",
    "/moved": "none",
    "/chain": "redirect_chain",
    "/to-home": "redirected_home",
    "/away": "redirected_away",
    "/soft": "soft_404",
    "/hidden": "noindex",
    "/copy": "canonical_elsewhere",
    "/file.pdf": "none",
    "/stalled": "unknown",
    "/failing": "unknown",
    "/private/a": "robots",
    "/nothing-like-it": "broken",
    "/oak-tables": "none",
    "/mapped": "none",
    "/deep": "none",
    f"{SOFT}/": "none",
    f"{SOFT}/dead": "soft_404",
    f"{SOFT}/there": "none",
}


def web(**others: Reply) -> DemoWeb:
    links = [anchor(path, f"to {path}") for path in LINKED]
    links.append(f'<a href="{SOFT}/dead">gone</a> <a href="{SOFT}/there">there</a>')
    sites = {
        TARGET: Site(OWN),
        f"soft.{TARGET}": site(page("Soft"), there=page("There"), dead=LOST, **{NOWHERE: LOST}),
        "a.test": site(html(*links), again=html(anchor("/oak-table"), anchor("/oak-table#x"))),
        "b.test": site(html(anchor("/oak-table", "good oak table"))),
    }
    return DemoWeb({**sites, **{name: site(reply) for name, reply in others.items()}})


def own_pages(uri: str) -> dict[str, Document]:
    pages = (one for one in stored(uri, "own_pages") if not is_probe(one))
    return {one["url"].removeprefix(HOME): one for one in pages}


def ownsite(served: DemoWeb, uri: str, **more: Any) -> Crawl:
    settings = {"DOWNLOAD_DELAY": "0", **more.pop("settings", {})}
    return Crawl(web=served, uri=uri, spider="ownsite", settings=settings, **more)


@dataclass(frozen=True)
class Crawled:
    """A store after a crawl of backlinks and one of the own site, which asked for *paths*."""

    uri: str
    paths: list[str]


def crawl_both(served: DemoWeb, uri: str, folder: Path) -> Crawled:
    urls = ["https://a.test/", "https://a.test/again", "https://b.test/"]
    Crawl.ruled(served, uri, folder, urls).finish()
    served.hits.clear()
    ownsite(served, uri).finish()
    return Crawled(uri, served.paths(TARGET))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """Return a SQLite store that no test changes."""
    folder = tmp_path_factory.mktemp("ownsite")
    with web() as served:
        return crawl_both(served, f"sqlite:///{folder / 'store.db'}", folder)


@pytest.fixture
def copied(crawled: Crawled, tmp_path: Path) -> str:
    """Return a store with the same documents, to go on with."""
    shutil.copy(crawled.uri.removeprefix("sqlite:///"), tmp_path / "copy.db")
    return f"sqlite:///{tmp_path / 'copy.db'}"


def test_every_linked_url_and_the_site_is_visited_once_and_judged(crawled: Crawled) -> None:
    pages = own_pages(crawled.uri)
    assert {path: one["problem"] for path, one in pages.items()} == EXPECTED
    once = ("/oak-table", "/mapped", "/deep")
    assert [crawled.paths.count(path) for path in once] == [1, 1, 1]
    assert "/private/a" not in crawled.paths
    run = stored(crawled.uri, "runs", {"spider": "ownsite"})[0]
    assert run["state"] == "finished"
    probes = 2
    assert (run["candidates"], run["found"]) == (len(EXPECTED) - 3 + probes, 3)
    assert sum(run["outcomes"].values()) == len(EXPECTED) + probes
    assert not [one for one in stored(crawled.uri, "pages") if one["url"].startswith(HOME)]


def test_a_page_says_what_became_of_it(crawled: Crawled) -> None:
    pages = own_pages(crawled.uri)
    broken = pages["/oak-table"]
    assert (broken["status"], broken["outcome"]) == (404, "http_error")
    assert broken["links"] == {"live": 4, "followed": 4, "domains": 2}
    assert broken["suggestion"]["url"] == f"{HOME}/oak-tables"
    assert pages["/nothing-like-it"]["suggestion"] is None
    chain = pages["/chain"]
    assert [hop["url"].removeprefix(HOME) for hop in chain["hops"]] == ["/chain", "/moved"]
    assert chain["final_url"] == chain["suggestion"]["url"] == f"{HOME}/oak-tables"
    assert (chain["title"], chain["soft_404"]) == ("Oak tables | Target", False)
    assert pages["/soft"]["soft_404"] is pages[f"{SOFT}/dead"]["soft_404"] is True
    assert pages["/hidden"]["indexable"] is False
    assert pages["/copy"]["canonical"] == f"{HOME}/oak-tables"
    assert pages["/stalled"]["status"] is None
    outlinks = [(one["domain"], one["url"], one["follow"]) for one in pages["/"]["outlinks"]]
    assert outlinks == [("b.test", "https://b.test/", True)]
    assert pages["/away"]["outlinks"] == [], "what it leads to is somebody else's page"


def test_every_field_is_described(crawled: Crawled) -> None:
    for page in stored(crawled.uri, "own_pages"):
        assert unknown_fields("own_pages", page) == set()


@pytest.mark.mongodb
def test_both_stores_end_alike(crawled: Crawled, mongo_uri: str, tmp_path: Path) -> None:
    with web() as served:
        crawl_both(served, mongo_uri, tmp_path)
    once = {"v", "by", "run", "looks", "fetched_at", "checked_at", "taken_from", "detail"}

    def lasting(uri: str) -> dict[str, Document]:
        return {
            path: {name: value for name, value in page.items() if name not in once}
            for path, page in own_pages(uri).items()
        }

    assert lasting(mongo_uri) == lasting(crawled.uri)
    assert links_back(mongo_uri) == links_back(crawled.uri)


def links_back(uri: str) -> set[tuple[str, bool, str | None]]:
    return {
        (one["page"]["domain"], one["signals"]["reciprocal"], one["signals"]["reciprocal_page"])
        for one in stored(uri, "links")
    }


def test_links_back_are_known_to_links_rules_and_later_crawls(copied: str, tmp_path: Path) -> None:
    expected = {("a.test", False, None), ("b.test", True, f"{HOME}/")}
    assert links_back(copied) == expected
    findings = stored(copied, "profile_flags", {"rule": "network.reciprocal"})
    assert [one["group"][0]["value"] for one in findings] == ["b.test"]
    summary = stored(copied, "profile_flags", {"kind": "summary"})[0]
    assert "network.reciprocal" in summary["evaluated"]
    with web() as served:
        Crawl.ruled(served, copied, tmp_path, ["https://a.test/again", "https://b.test/"]).finish()
    assert links_back(copied) == expected


def test_the_next_run_looks_again_and_forgets_no_title(copied: str) -> None:
    before = own_pages(copied)
    with web() as served:
        gone = {path: reply for path, reply in OWN.items() if path != "/mapped"}
        served.sites[TARGET] = Site({**gone, "/deep": Response(behaviour="close")})
        ownsite(served, copied).finish()
    pages = own_pages(copied)
    assert pages["/mapped"]["problem"] == "broken"
    assert pages["/mapped"]["title"] == "Mapped alone | Target"
    assert pages["/deep"]["problem"] == "unknown"
    assert pages["/deep"]["title"] == before["/deep"]["title"]
    assert [look["outcome"] for look in pages["/deep"]["looks"]] == ["read", "connection_error"]
    assert pages["/oak-table"]["problem"] == "broken"
    runs = stored(copied, "runs", {"spider": "ownsite"})
    assert sorted(one["number"] for one in runs) == [1, 2]


def test_the_list_says_what_to_win_back(crawled: Crawled, scrapy: Scrapy) -> None:
    words = ("-s", f"STORE_URI={crawled.uri}", "--target", TARGET)
    ended = scrapy("reclaim", *words, "--format", "jsonl")
    assert ended.status == 0
    entries = json_lines(ended.out)
    listed = {(one["url"] or "").removeprefix(HOME): one["kind"] for one in entries}
    wrong = {path: kind for path, kind in EXPECTED.items() if kind not in {"none", "unknown"}}
    assert listed == wrong
    assert entries[0]["url"] == f"{HOME}/oak-table", "two domains link there"
    assert entries[0]["links"] == {"total": 4, "followed": 4, "domains": 2}
    assert "nobody could look: 2 own URLs with 2 live links" in ended.err


def test_a_killed_crawl_goes_on_where_it_was(sqlite_uri: str, tmp_path: Path) -> None:
    with web() as served:
        Crawl.of(served, sqlite_uri, tmp_path, ["https://a.test/"]).finish()
        own = ownsite(served, sqlite_uri, settings={**FEW, "DOWNLOAD_DELAY": "0.05"})
        with own.running() as process:
            wait_for_final_pages(sqlite_uri, 4, process, "own_pages")
            process.send_signal(signal.SIGKILL)
            ending(process)
        own.finish()
        assert {path: one["problem"] for path, one in own_pages(sqlite_uri).items()} == EXPECTED
    assert len([one for one in stored(sqlite_uri, "runs") if one["spider"] == "ownsite"]) == 1


def test_a_site_without_links_is_read_all_the_same(sqlite_uri: str) -> None:
    with web() as served:
        reach = {"max_pages": "2", "depth": "1"}
        ended = ownsite(served, sqlite_uri, arguments=reach, settings=FEW).finish()
    assert set(own_pages(sqlite_uri)) == {"/", "/mapped"}, "the sitemap comes first"
    assert "judged: 2 fine" in ended.out


def test_a_prefix_is_only_its_part_of_the_host(sqlite_uri: str, tmp_path: Path) -> None:
    pages: Mapping[str, Reply] = {
        "/me/": page("Mine", '<a href="/me/work">work</a> <a href="/you/">you</a>'),
        "/me/work": page("My work", '<a href="https://a.test/">a</a> <a href="/you/">you</a>'),
        "/you/": page("Yours"),
    }
    listing = html('<a href="https://host.test/me/old">mine</a>')
    with DemoWeb({"host.test": Site(pages), "a.test": site(listing)}) as served:
        target = "prefix:https://host.test/me/"
        Crawl.of(served, sqlite_uri, tmp_path, ["https://a.test/"], target=target).finish()
        ownsite(served, sqlite_uri, target=target, settings=FEW).finish()
        assert "/you/" not in served.paths("host.test")
    assert {url: one["problem"] for url, one in own_pages(sqlite_uri).items()} == {
        "https://host.test/me/": "none",
        "https://host.test/me/old": "broken",
        "https://host.test/me/work": "none",
    }


def test_a_page_that_names_the_target_without_a_link_is_a_mention(
    store_uri: str, tmp_path: Path
) -> None:
    rules = shutil.copytree(PROJECT / "rules", tmp_path / "rules")
    described = {"target": TARGET, "brand_terms": ["Oak & Loom"], "own_sites": ["c.test"]}
    (rules / "targets" / f"{TARGET}.yaml").write_text(json.dumps(described))
    state = {"linked": False}

    def second(_: Hit) -> Response:
        return html("Oak & Loom again", anchor() if state["linked"] else "")

    replies: dict[str, Any] = {
        "a.test": site(html("We went to Oak &amp; Loom.")),
        "b.test": site(second),
        "c.test": site(html("Oak & Loom is our sister.")),
        "d.test": site(html("To soak &amp; loom is a craft.")),
    }
    with DemoWeb(replies) as served:
        settings = {"RULES_FOLDER": str(rules)}
        urls = [f"https://{name}/" for name in replies]
        crawl = Crawl.ruled(served, store_uri, tmp_path, urls, settings=settings)
        crawl.finish()
        told = stored(store_uri, "pages", {"mentions.term": {"$exists": True}})
        assert {one["domain"] for one in told} == {"a.test", "b.test"}
        assert all(one["mentions"][0]["text"] == "Oak & Loom" for one in told)
        assert unknown_fields("pages", told[0]) == set()
        state["linked"] = True
        crawl.finish()
    by_url = {one["url"]: one for one in stored(store_uri, "pages")}
    assert by_url["https://b.test/"]["mentions"] == []
    assert by_url["https://a.test/"]["mentions"]
