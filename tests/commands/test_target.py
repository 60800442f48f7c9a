"""``scrapy target init``: a draft from the home page, or a clear reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.target import load_targets
from tests.crawls import html, redirect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Ended, Scrapy

HOME = Response(
    b'<!doctype html><html lang="de-AT"><title>Acme | Tische</title>'
    b'<meta property="og:site_name" content="Acme Tische">'
    b'<meta name="description" content="Tische: aus &quot;Eiche&quot;">'
    b'<a href="https://acme.example/">com</a><a href="https://other.example/">o</a>'
)
DENIES = Response(b"User-agent: *\nDisallow: /", headers=(("Content-Type", "text/plain"),))
SITES = {
    "acme.test": Site({"/": redirect("https://www.acme.test/")}),
    "www.acme.test": Site({"/": HOME}),
    "plain.test": Site({"/": html()}, reach="no_tls"),
    "gone.test": Site({"/": html(status=404)}),
    "denied.test": Site({"/": HOME, "/robots.txt": DENIES}),
    "round.test": Site({"/": redirect("/")}),
}


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(SITES) as web:
        yield web


def init(scrapy: Scrapy, web: DemoWeb, folder: Path, target: str, *more: str) -> Ended:
    settings = (f"CONNECT_TO={web.connect_to}", "EGRESS_ALLOW=127.0.0.1", f"RULES_FOLDER={folder}")
    words = [word for setting in settings for word in ("-s", setting)]
    return scrapy("target", "init", target, *words, *more)


def test_the_draft_is_a_target_file(scrapy: Scrapy, web: DemoWeb, tmp_path: Path) -> None:
    ended = init(scrapy, web, tmp_path, "acme.test")
    path = tmp_path / "targets" / "acme.test.yaml"
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(f"wrote {path}: ")
    [target] = load_targets("acme.test", tmp_path / "targets")
    assert (target.label, target.description) == ("Acme Tische", 'Tische: aus "Eiche"')
    assert target.languages == ("de",)
    assert "Acme" in target.brand_terms
    assert "acme.example" in path.read_text(encoding="utf-8")
    assert "other.example" not in path.read_text(encoding="utf-8")


def test_http_where_https_does_not_answer(scrapy: Scrapy, web: DemoWeb, tmp_path: Path) -> None:
    ended = init(scrapy, web, tmp_path, "plain.test")
    assert (ended.status, ended.err) == (0, "")
    assert (tmp_path / "targets" / "plain.test.yaml").is_file()


def test_a_file_that_is_there_stays(scrapy: Scrapy, web: DemoWeb, tmp_path: Path) -> None:
    path = tmp_path / "targets" / "acme.test.yaml"
    path.parent.mkdir()
    path.write_text("mine")
    before = len(web.hits)
    ended = init(scrapy, web, tmp_path, "acme.test")
    assert ended.status == 2
    assert ended.err == f"error: {path} exists: edit it, or remove it to draft it anew\n"
    assert path.read_text() == "mine"
    assert len(web.hits) == before


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("gone.test", "https://gone.test/ answered 404"),
        ("denied.test", "https://denied.test/: robots_denied"),
        ("round.test", "https://round.test/ answered 302"),
        ("169.254.169.254", "https://169.254.169.254/: refused"),
    ],
)
def test_a_home_page_that_can_not_be_read(
    target: str, says: str, scrapy: Scrapy, web: DemoWeb, tmp_path: Path
) -> None:
    ended = init(scrapy, web, tmp_path, target)
    assert ended.status == 1, ended.err
    assert ended.err.splitlines()[-1].startswith(f"error: {says}")
    assert "Traceback" not in ended.err
    assert not list(tmp_path.iterdir())


def test_the_user_agent_names_the_contact(scrapy: Scrapy, web: DemoWeb, tmp_path: Path) -> None:
    before = len(web.hits)
    contact = "CONTACT_URL=https://example.com/crawler"
    assert init(scrapy, web, tmp_path, "acme.test", "-s", contact).status == 0
    agents = {hit.headers["user-agent"] for hit in web.hits[before:]}
    assert [agent.endswith(" (+https://example.com/crawler)") for agent in agents] == [True]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "say: scrapy target init example.com"),
        (["init"], "say: scrapy target init example.com"),
        (["draft", "a.test"], "say: scrapy target init example.com"),
        (["init", "a.test", "b.test"], "say: scrapy target init example.com"),
        (["init", "a.test", "--no-such"], "unknown option --no-such"),
        (["--no-such", "init", "a.test"], "unknown option --no-such"),
        (["init", "https://a.test/"], "a URL: write the domain alone"),
        (["init", "co.uk"], "a public suffix"),
        (["init", "a.test"], "CONTACT_URL is empty: set it"),
    ],
)
def test_wrong_use(words: list[str], says: str, scrapy: Scrapy) -> None:
    ended = scrapy("target", *words)
    assert ended.status == 2
    assert says in ended.err
    assert "Traceback" not in ended.err
