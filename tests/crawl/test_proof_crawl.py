"""Crawls that keep proof, and crawls that read it again: the same links, without the network."""

from __future__ import annotations

import gzip
import json
import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.proof.reader import record_at
from tests.conftest import PROJECT
from tests.crawls import (
    FEW_RULES,
    Crawl,
    anchor,
    ending,
    html,
    outcomes,
    redirect,
    stored,
    wait_for_final_pages,
)
from tests.proof.pages import check, foreign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from backlinkspider.documents import Document

TYPED = [("Content-Type", "text/html; charset=utf-8")]
OK = "200 OK"
TIMES = {"first_seen", "last_seen", "last_checked", "run", "by"}
"""What tells when and by whom a link was looked at."""

RULED = {"RULES_FOLDER": str(PROJECT / "rules")}
"""Settings with which links get the flags they had."""

NOWHERE = {"CONNECT_TO": "", "EGRESS_ALLOW": "", "CONTACT_URL": ""}
"""Settings with which not even loopback may be reached."""

SCRIPT = f"document.getElementById('root').innerHTML = '{anchor('/é?q=é')}'"
APP = Response(
    b"<!doctype html><meta charset=windows-1252><title>App</title><body>"
    b"<div id=root></div><script>" + SCRIPT.encode("windows-1252") + b"</script>",
    headers=(("Content-Type", "text/html"),),
)
PACKED = Response(
    gzip.compress(html(anchor("/packed")).body),
    headers=(("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")),
)
SITES = {
    "a.test": Site(
        {
            "/": html(anchor("/a"), anchor("/b", "cheap"), headers={"X-Robots-Tag": "nofollow"}),
            "/same": html(anchor("/a"), anchor("/b", "cheap")),
            "/robots.txt": Response(b"User-agent: googlebot\nDisallow: /\n", headers=()),
        }
    ),
    "moved.test": Site({"/": redirect("http://a.test/same", 301), "/2": redirect("/", 302)}),
    "packed.test": Site({"/": PACKED}),
    "app.test": Site({"/": APP}),
    "none.test": Site({"/": html("nothing here")}),
    "counter.test": Site(
        {
            "/": html('<a href="/out/7">a shop</a>'),
            "/out/7": redirect("https://target.test/counted", 302),
        }
    ),
    "gone.test": Site({}),
    "left.test": Site({"/": html(anchor(), "<script>location='http://none.test/'</script>")}),
}
STARTS = ["http://moved.test/2", *(f"http://{host}/" for host in SITES)]


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(SITES) as web:
        yield web


@pytest.fixture(scope="module")
def live(web: DemoWeb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a finished crawl: its store and its proof."""
    folder = tmp_path_factory.mktemp("live")
    crawl = Crawl.ruled(
        web,
        _uri(folder),
        folder,
        STARTS,
        settings={"RENDER_TABS": "1"},
        arguments={"probe": "cloaking"},
    )
    said = crawl.finish().out
    assert "proof: " in said
    return folder


def _uri(folder: Path) -> str:
    return f"sqlite:///{folder / 'store.db'}"


def _proof(folder: Path) -> Path:
    (run,) = (folder / "proof").iterdir()
    return run


def _again(web: DemoWeb, folder: Path, uri: str, spec: str | None = None, **more: Any) -> Crawl:
    """Return the crawl that reads the proof in *folder*, with no way to the network."""
    unless_given = {"PROOF_FOLDER": str(folder / "proof"), "RULES_FOLDER": str(FEW_RULES)}
    settings = {**NOWHERE, **unless_given, **more.pop("settings", {})}
    spec = spec or f"warc:{_proof(folder)}"
    return Crawl(web=web, uri=uri, candidates=spec, settings=settings, **more)


def _links(uri: str) -> dict[str, Document]:
    return {link["_id"]: link for link in stored(uri, "links")}


def _timeless(link: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in link.items() if name not in TIMES}


@pytest.mark.browser
def test_what_is_kept_is_a_sound_archive(live: Path) -> None:
    files = list(_proof(live).glob("*.warc.gz"))
    status, said = check(*files)
    assert status == 0, said
    links = _links(_uri(live)).values()
    assert {link["page"]["host"] for link in links} == {
        "a.test",
        "packed.test",
        "app.test",
        "left.test",
        "counter.test",
    }
    assert {link["link"]["via"] for link in links} == {"direct", "redirect"}
    assert all("cloaking" in link["signals"] for link in links)
    for link in links:
        warc = link["proof"]["warc"]
        record = record_at(live / "proof" / warc["file"], "it", warc["offset"], limit=10**6)
        assert record.kind in {"response", "revisit"}
        assert record.length == warc["length"]
        assert (link["proof"]["rendered"] is not None) == link["page"]["rendered"]
        assert warc["digest"] == link["proof"]["digest"]
        assert b"content-encoding: gzip" not in record.block.lower().replace(b"x-crawler-", b"x ")


@pytest.mark.browser
def test_the_run_says_what_was_kept(live: Path) -> None:
    (run,) = stored(_uri(live), "runs")
    proof = run["proof"]
    files = list(_proof(live).iterdir())
    pages = {link["page"]["url"] for link in stored(_uri(live), "links")}
    assert proof["pages"] == len(pages)
    assert proof["records"] == 2 * len(pages) + 1
    assert proof["bytes"] == sum(path.stat().st_size for path in files)
    assert (proof["files"], proof["unkept"], proof["problem"]) == (1, 0, "")


@pytest.mark.browser
def test_proof_gives_the_same_links_without_the_network(
    web: DemoWeb, live: Path, sqlite_uri: str
) -> None:
    hits = len(web.hits)
    ended = _again(web, live, sqlite_uri, settings=RULED).finish()
    assert len(web.hits) == hits
    before, after = _links(_uri(live)), _links(sqlite_uri)
    assert before.keys() == after.keys()
    for identity, link in before.items():
        assert _timeless(after[identity]) == _timeless(link)
        assert after[identity]["first_seen"] == link["page"]["fetched_at"]
    assert set(outcomes(sqlite_uri).values()) == {"linked"}
    assert "robots" not in ended.err


@pytest.mark.browser
def test_proof_is_read_again_into_the_store_it_came_from(web: DemoWeb, live: Path) -> None:
    uri = _uri(live)
    before = _links(uri)
    _again(web, live, uri, settings=RULED).finish()
    after = _links(uri)
    for identity, link in before.items():
        changed = {"v", "audit", "history"}
        kept = {k: v for k, v in _timeless(after[identity]).items() if k not in changed}
        assert kept == {k: v for k, v in _timeless(link).items() if k not in changed}
    assert {event["kind"] for event in stored(uri, "events")} == {"new"}


def test_without_scripts_the_plain_pages_are_read(
    web: DemoWeb, live: Path, sqlite_uri: str
) -> None:
    _again(web, live, sqlite_uri, arguments={"render": "never"}).finish()
    assert not any(link["page"]["rendered"] for link in stored(sqlite_uri, "links"))
    assert outcomes(sqlite_uri)["http://app.test/"] == "no_link"


def test_pages_of_other_tools_and_redirects_within_the_archive(
    web: DemoWeb, tmp_path: Path, sqlite_uri: str
) -> None:
    body = html(anchor()).body
    packed = gzip.compress(body)
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
    coded = [*TYPED, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    archive = foreign(
        tmp_path / "other.warc.gz",
        [
            ("http://plain.example/", OK, TYPED, body),
            ("http://packed.example/", OK, coded, chunked),
            ("http://liar.example/", OK, coded, body),
            ("http://broken.example/", OK, [*TYPED, ("Content-Encoding", "gzip")], packed[:9]),
            ("http://start.example/", "302 Found", [("Location", "http://plain.example/")], b""),
            ("http://out.example/", "302 Found", [("Location", "http://other.example/")], b""),
            ("http://busy.example/", "429 Too Many", [("Retry-After", "9")], b""),
        ],
    )
    listed = tmp_path / "list.txt"
    extra = ["start", "out", "busy", "missing"]
    listed.write_text("".join(f"http://{name}.example/\n" for name in extra))
    _again(web, tmp_path, sqlite_uri, f"warc:{archive},{listed}").finish()
    pages = {page["host"].partition(".")[0]: page for page in stored(sqlite_uri, "pages")}
    assert {name: page["outcome"] for name, page in pages.items()} == {
        "plain": "linked",
        "packed": "linked",
        "liar": "linked",
        "broken": "connection_error",
        "start": "linked",
        "out": "skipped",
        "busy": "blocked",
        "missing": "skipped",
    }
    assert pages["missing"]["detail"] == "http://missing.example/ is not in the archive"
    assert pages["out"]["detail"] == "http://other.example/ is not in the archive"
    links = {link["page"]["host"]: link for link in stored(sqlite_uri, "links")}
    assert links["plain.example"]["proof"]["warc"]["file"] == str(archive)
    redirects = next(
        link["page"]["redirects"]
        for link in stored(sqlite_uri, "links")
        if link["page"]["url"] == "http://start.example/"
    )
    assert redirects == [{"url": "http://start.example/", "status": 302}]
    assert not list(tmp_path.glob("proof*"))


def test_every_page_of_one_domain_is_read(web: DemoWeb, tmp_path: Path, sqlite_uri: str) -> None:
    body = html(anchor()).body
    urls = [f"http://big.example/{number}" for number in range(60)]
    archive = foreign(tmp_path / "big.warc", [(url, OK, TYPED, body) for url in urls])
    _again(web, tmp_path, sqlite_uri, f"warc:{archive}").finish()
    assert outcomes(sqlite_uri) == dict.fromkeys(urls, "linked")


def test_an_old_record_does_not_replace_a_newer_look(
    web: DemoWeb, tmp_path: Path, sqlite_uri: str
) -> None:
    Crawl.of(web, sqlite_uri, tmp_path, ["http://a.test/"]).finish()
    (before, *_) = stored(sqlite_uri, "links")
    old = foreign(
        tmp_path / "old.warc",
        [("http://a.test/", OK, TYPED, html("no links then").body)],
        at="2020-01-01T00:00:00Z",
    )
    _again(web, tmp_path, sqlite_uri, f"warc:{old}").finish()
    (page,) = stored(sqlite_uri, "pages")
    assert page["outcome"] == "skipped"
    assert page["detail"].startswith("the store has a newer look at this page")
    (after, *_) = stored(sqlite_uri, "links")
    assert (after["state"], after["last_seen"]) == ("live", before["last_seen"])


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("warc:{folder}/none.warc", "no such file"),
        ("warc:{folder}/list.txt", "no WARC file"),
        ("warc:{folder}", "no .warc or .warc.gz file with pages"),
    ],
)
def test_what_is_no_archive_is_wrong_use(
    web: DemoWeb, tmp_path: Path, sqlite_uri: str, spec: str, says: str
) -> None:
    (tmp_path / "list.txt").write_text("http://a.test/\n")
    ended = _again(web, tmp_path, sqlite_uri, spec.format(folder=tmp_path)).run()
    assert ended.status == 2
    assert says in ended.err
    assert "Traceback" not in ended.err


def test_a_torn_archive_is_said_and_read_as_far_as_it_goes(
    web: DemoWeb, tmp_path: Path, sqlite_uri: str
) -> None:
    body = html(anchor()).body
    archive = foreign(
        tmp_path / "torn.warc.gz", [(f"http://t.test/{n}", OK, TYPED, body) for n in "ab"]
    )
    archive.write_bytes(archive.read_bytes()[:-60])
    ended = _again(web, tmp_path, sqlite_uri, f"warc:{archive}").finish()
    assert f"{archive}:2: the record at offset" in ended.err
    assert "1 lines of the input were no candidates" in ended.out
    assert outcomes(sqlite_uri) == {"http://t.test/a": "linked"}


@pytest.mark.parametrize("limit", ["0", "4000"])
def test_a_run_keeps_within_its_bytes_and_says_so(
    tmp_path: Path, sqlite_uri: str, limit: str
) -> None:
    pages = {f"/{n}": html(anchor(), os.urandom(400).hex()) for n in range(12)}
    with DemoWeb({"many.test": Site(pages)}) as many:
        urls = [f"http://many.test{path}" for path in pages]
        crawl = Crawl.of(many, sqlite_uri, tmp_path, urls, settings={"PROOF_MAX_BYTES": limit})
        ended = crawl.finish()
    (run,) = stored(sqlite_uri, "runs")
    links = stored(sqlite_uri, "links")
    assert len(links) == 12
    kept = [link for link in links if link["proof"]["warc"]]
    assert all(link["proof"]["digest"] for link in links)
    if limit == "0":
        assert not kept
        assert "proof" not in run
        assert not (tmp_path / "proof").exists()
        return
    assert 0 < len(kept) < 12
    assert run["proof"]["bytes"] <= 4000
    assert run["proof"]["unkept"] == 12 - len(kept)
    assert f"{12 - len(kept)} pages with links were not kept: PROOF_MAX_BYTES is spent" in ended.out
    assert ended.err.count("PROOF_MAX_BYTES") == 1


def test_a_folder_that_can_not_be_written_loses_nothing(
    web: DemoWeb, tmp_path: Path, sqlite_uri: str
) -> None:
    (tmp_path / "proof").write_text("a file in the way")
    urls = ["http://a.test/", "http://packed.test/"]
    ended = Crawl.of(web, sqlite_uri, tmp_path, urls).finish()
    assert len(stored(sqlite_uri, "links")) == 3
    assert ended.err.count("no more proof is kept, the crawl goes on") == 1
    assert "Traceback" not in ended.err


def test_what_is_in_the_store_is_in_the_archive_after_a_kill(
    tmp_path: Path, sqlite_uri: str
) -> None:
    slow = replace(html(anchor()), delay=0.05)
    pages = {f"/{n}": replace(slow, body=slow.body + b"%d" % n) for n in range(30)}
    with DemoWeb({"many.test": Site(pages)}) as many:
        urls = [f"http://many.test{path}" for path in pages]
        crawl = Crawl.of(many, sqlite_uri, tmp_path, urls, arguments={"max_per_domain": "99"})
        with crawl.running() as process:
            wait_for_final_pages(sqlite_uri, 5, process)
            os.killpg(process.pid, signal.SIGKILL)
            ending(process)
        _all_links_have_their_page(tmp_path, sqlite_uri)
        crawl.finish()
        _all_links_have_their_page(tmp_path, sqlite_uri)
    assert len(stored(sqlite_uri, "links")) == 30
    (run,) = stored(sqlite_uri, "runs")
    assert run["proof"]["files"] == 2
    assert run["proof"]["pages"] >= 30


def _all_links_have_their_page(folder: Path, uri: str) -> None:
    links = stored(uri, "links")
    assert links
    for link in links:
        place = link["proof"]["warc"]
        path = folder / "proof" / place["file"]
        record = record_at(path, str(path), place["offset"], limit=10**6)
        assert record.uri == link["page"]["url"], json.dumps(place)


def test_a_limit_that_is_no_number_is_wrong_use(
    web: DemoWeb, tmp_path: Path, sqlite_uri: str
) -> None:
    settings = {"PROOF_MAX_BYTES": "1G"}
    ended = Crawl.of(web, sqlite_uri, tmp_path, ["http://a.test/"], settings=settings).run()
    assert ended.status == 2
    assert "PROOF_MAX_BYTES '1G' is no number of bytes" in ended.err
    assert "Traceback" not in ended.err
