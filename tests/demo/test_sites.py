from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from backlinkspider.demo.model import Expected, Response, Site
from backlinkspider.demo.sites import (
    DEMO_SITES,
    DEMO_TARGET,
    candidates,
    load_expected,
    load_sites,
)
from backlinkspider.documents import OUTCOMES

if TYPE_CHECKING:
    from pathlib import Path

TARGET_HOSTS = (DEMO_TARGET, "oak-and-loom.example")
NEVER_SERVED = {"too_large", "skipped", "render_failed", "failed", "read"}
"""Outcomes a healthy crawl of small pages has no reason for, and that of own pages alone."""


@pytest.fixture(scope="module")
def sites() -> dict[str, Site]:
    return load_sites()


@pytest.fixture(scope="module")
def expected() -> list[Expected]:
    return load_expected()


def response(sites: dict[str, Site], url: str) -> Response:
    parts = urlsplit(url)
    reply = sites[parts.hostname or ""].pages[f"{parts.path}{'?' * bool(parts.query)}{parts.query}"]
    assert isinstance(reply, Response)
    return reply


def is_target(url: str) -> bool:
    host = (urlsplit(url).hostname or "").rstrip(".")
    return any(host == name or host.endswith(f".{name}") for name in TARGET_HOSTS)


def test_every_outcome_that_a_crawl_can_meet_is_there(expected: list[Expected]) -> None:
    assert {page.outcome for page in expected} == set(OUTCOMES) - NEVER_SERVED


def test_a_host_has_few_candidates_so_that_a_polite_crawl_is_short(
    expected: list[Expected],
) -> None:
    assert max(Counter(urlsplit(page.url).hostname for page in expected).values()) <= 3


def test_links_are_there_exactly_where_the_outcome_says_so(expected: list[Expected]) -> None:
    assert [page.url for page in expected if bool(page.links) != (page.outcome == "linked")] == []


def test_expected_links_point_to_the_target(expected: list[Expected]) -> None:
    assert [
        link
        for page in expected
        for link in page.links
        if not is_target(link.get("final_url", link["url"]))
    ] == []


def test_candidates_are_unique_and_none_is_the_targets_own(expected: list[Expected]) -> None:
    assert len({page.url for page in expected}) == len(expected) == len(candidates())
    assert not any(is_target(page.url) for page in expected)


def test_hosts_are_spelled_as_a_request_spells_them(sites: dict[str, Site]) -> None:
    assert [host for host in sites if not re.fullmatch(r"[a-z0-9.-]+", host)] == []


def test_no_host_can_be_a_real_one(sites: dict[str, Site]) -> None:
    reserved = re.compile(r"\.(test|example)$|^192\.168\.")
    assert [host for host in sites if not reserved.search(host)] == []


def test_every_file_is_served() -> None:
    for host in DEMO_SITES.iterdir():
        text = (host / "site.yaml").read_text("utf-8")
        files = {file.name for file in host.iterdir()} - {"site.yaml"}
        assert files == set(re.findall(r"file: ([\w.-]+)", text)), host.name


def test_redirects_stay_on_hosts_that_are_served(sites: dict[str, Site]) -> None:
    for host, site in sites.items():
        for path, reply in site.pages.items():
            assert isinstance(reply, Response)
            location = dict(reply.headers).get("Location")
            if location is not None and host != "trapdoor.test":
                assert urlsplit(urljoin(f"http://{host}{path}", location)).hostname in sites


def test_pages_are_in_many_languages(sites: dict[str, Site], expected: list[Expected]) -> None:
    bodies = (response(sites, page.url).body for page in expected)
    found = {match[1].decode() for body in bodies if (match := re.search(rb'lang="(\w\w)', body))}
    assert found >= {"en", "de", "fr", "es", "ru", "ja"}


@pytest.mark.parametrize(
    ("url", "encoding", "text"),
    [
        ("http://derevo-i-dom.test/stoly.html", "windows-1251", "столы английской\nмастерской"),
        ("https://xn--u9j061kdgh.example/kurashi/oak.html", "shift_jis", "オーク・アンド・ルーム"),
        ("https://ferme-lumiere.test/gite", "utf-8", "table en chêne"),
    ],
)
def test_pages_are_sent_in_their_encoding(
    sites: dict[str, Site], url: str, encoding: str, text: str
) -> None:
    assert text in response(sites, url).body.decode(encoding)


def test_a_padded_page_is_as_large_as_it_says(sites: dict[str, Site]) -> None:
    body = response(sites, "https://endlesslist.example/everything").body
    assert 11_999_000 < len(body) <= 12_000_000


def write(folder: Path, text: str) -> Path:
    host = folder / "a.test"
    host.mkdir()
    (host / "site.yaml").write_text(text, "utf-8")
    return folder


def test_a_page_takes_all_its_keys(tmp_path: Path) -> None:
    text = """
        about: A host
        scheme: http
        pages:
          /x: {text: ё, encode: koi8-r, status: 503, type: text/html, headers: {Retry-After: 9},
               delay: 2, behaviour: drip, expect: {candidate: a.test/x, outcome: http_error}}
    """
    folder = write(tmp_path, text)
    assert load_sites(folder) == {
        "a.test": Site(
            {
                "/x": Response(
                    body="ё".encode("koi8-r"),
                    status=503,
                    headers=(("Content-Type", "text/html"), ("Retry-After", "9")),
                    delay=2,
                    behaviour="drip",
                )
            }
        )
    }
    assert load_expected(folder) == [
        Expected(candidate="a.test/x", url="http://a.test/x", outcome="http_error", about="A host")
    ]


def test_an_unknown_key_is_named_with_its_file_and_page(tmp_path: Path) -> None:
    folder = write(tmp_path, "about: A host\npages:\n  /x: {statsu: 200}\n")
    with pytest.raises(ValueError, match=r"site\.yaml: /x: unknown \['statsu'\]"):
        load_sites(folder)
