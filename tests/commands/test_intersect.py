"""``scrapy intersect`` over crawls that looked for several targets at once."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.demo.model import Site
from backlinkspider.demo.server import DemoWeb
from tests.crawls import Crawl, html, json_lines, redirect

if TYPE_CHECKING:
    from tests.conftest import Scrapy

pytestmark = pytest.mark.timeout(300)

US, A, B = "us.test", "a.test", "b.test"
ALL = ("--target", US, "--with", f"{A},{B}")


def to(host: str, rel: str = "") -> str:
    return f'<a href="https://{host}/" rel="{rel}">oak</a>'


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the store of two crawls of pages that link to us, to others, to all or to none."""
    folder = tmp_path_factory.mktemp("intersect")
    uri = f"sqlite:///{folder / 'store.db'}"
    crawls: list[int] = []
    both = html(to(A, rel="nofollow"), to(B), "<a href=mailto:ed@both.test>Write</a>")
    sites = {
        "both.test": Site({"/": both, "/2": html(to(B))}),
        "ours.test": Site({"/": html(to(A), to(B), to(US))}),
        "lost.test": Site({"/": lambda _: html(to(A), "" if crawls else to(US))}),
        "half.test": Site({"/": html(to(A)), "/2": html("Forbidden", status=403)}),
        "moved.test": Site({"/": html(to(B))}),
        "listed.test": Site({"/": redirect("http://moved.test/")}),
        "none.test": Site({"/": html()}),
        A: Site({"/": html(to(B))}),
        US: Site({"/": html(to(A))}),
        "apart.test": Site({"/": html(to(A))}),
    }
    urls = [f"http://{host}/" for host in sites if host not in {"moved.test", "apart.test"}]
    urls += ["http://both.test/2", "http://half.test/2"]
    with DemoWeb(sites) as web:

        def crawl(target: str, urls: list[str]) -> None:
            render = {"render": "never"}
            Crawl.ruled(web, uri, folder, urls, target=target, arguments=render).finish()
            crawls.append(1)

        crawl(f"{US},{A},{B}", urls)
        crawl(f"{US},{A},{B}", urls)
        crawl(A, ["http://apart.test/"])
    return uri


def _rows(run: Scrapy, uri: str, *words: str) -> tuple[list[dict[str, Any]], str]:
    ended = run("intersect", *ALL, *words, "--format", "jsonl", "-s", f"STORE_URI={uri}")
    assert ended.status == 0, ended.err
    return json_lines(ended.out), ended.err


def test_who_links_to_others_and_not_to_us(uri: str, inside: Scrapy) -> None:
    rows, err = _rows(inside, uri)
    assert [(row["domain"], row["ours"], row["competitors"]) for row in rows] == [
        ("both.test", "none", 2),
        ("lost.test", "lost", 1),
        ("moved.test", "none", 1),
    ]
    best = rows[0]
    assert (best["links"], best["followed"], best["pages"], best["ours_read"]) == (3, 2, 2, 2)
    assert (best["page_url"], best["link_url"]) == ("http://both.test/", f"https://{B}/")
    assert best["contact"] == "ed@both.test"
    assert err.splitlines() == [
        (
            f"1 more domain was never looked at for {US}: name it among the targets of their crawl"
            " (--ours not_looked)"
        ),
        f"1 more domain has pages that could not be read for {US} (--ours unknown)",
    ]


def test_every_standing_can_be_asked_for(uri: str, inside: Scrapy) -> None:
    rows, err = _rows(inside, uri, "--ours", "unknown,not_looked")
    assert {row["domain"]: row["ours"] for row in rows} == {
        "half.test": "unknown",
        "apart.test": "not_looked",
    }
    half = next(row for row in rows if row["domain"] == "half.test")
    assert (half["ours_read"], half["ours_unread"]) == (1, 1)
    assert "2 more domains have no link" in err


def test_at_least_so_many_of_them(uri: str, inside: Scrapy) -> None:
    rows, _ = _rows(inside, uri, "--min", "2")
    assert [row["domain"] for row in rows] == ["both.test"]
    rows, _ = _rows(inside, uri, "--limit", "2")
    assert [row["domain"] for row in rows] == ["both.test", "lost.test"]


def test_tables_and_csv(uri: str, scrapy: Scrapy) -> None:
    ended = scrapy("intersect", *ALL, "--format", "csv", "-s", f"STORE_URI={uri}")
    first = next(csv.DictReader(io.StringIO(ended.out)))
    assert (first["domain"], first["to"], first["authority"]) == (
        "both.test",
        f"{A} 1, {B} 2",
        "",
    )
    ended = scrapy("intersect", *ALL, "-s", f"STORE_URI={uri}")
    assert ended.out.startswith(f"Link to {A}, {B}, not to {US}")
    assert "both.test" in ended.out


def test_a_target_nobody_looked_for(uri: str, inside: Scrapy) -> None:
    words = ("--target", US, "--with", "aa.test")
    ended = inside("intersect", *words, "-s", f"STORE_URI={uri}")
    assert (ended.status, ended.out) == (1, "")
    assert "holds no pages looked at for aa.test (did you mean 'a.test'?)" in ended.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "intersect takes one --target and --with"),
        (["--target", US], "intersect takes one --target and --with"),
        (["--target", f"{US},{A}", "--with", B], "intersect takes one --target and --with"),
        (["--target", US, "--with", f"{A},{US}"], f"{US} is the target"),
        (["--target", US, "--with", f"{A},{A}", "--min", "2"], "--min 2, but only 1"),
        ([*ALL, "--min", "0"], "is no number of rows"),
        ([*ALL, "--ours", "nun"], "there is no standing 'nun'"),
        ([*ALL, "more"], "unexpected 'more'"),
    ],
)
def test_wrong_use(inside: Scrapy, words: list[str], says: str) -> None:
    ended = inside("intersect", *words)
    assert ended.status == 2
    assert says in ended.out + ended.err
