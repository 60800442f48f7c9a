"""The bundled web, crawled: every candidate's outcome and every link as its site.yaml says."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.audit.reclamation import reclamation
from backlinkspider.demo.sites import DEMO_TARGET, load_expected
from backlinkspider.store.open import open_store
from tests.conftest import HUNG, PROJECT, Ended, clean_environment
from tests.crawls import stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from backlinkspider.audit.reclamation import Reclaimed
    from backlinkspider.demo.model import Expected
    from backlinkspider.documents import Document

pytestmark = pytest.mark.browser

EXPECTED = {page.url: page for page in load_expected()}
FEW_WORDS = {
    "https://bestdiningtables.test/",
    "https://oakfurnitureguru.test/",
    "https://woolblanketreviews.test/",
}
"""Whole pages so short, beside a script, that only a browser can tell that they are whole."""

OTHERS = {
    "http://gardenclub.test/spring.html": "hidden_markup",
    "https://makersmap.example/about": "host_renders",
}
"""Pages whose plain HTML has the links: hidden ones, and one whose neighbour needed a browser."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path]:
    """Run ``scrapy demo`` in a folder of its own; return how it ended and its store."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "scrapy.cfg").write_text("[settings]\ndefault = backlinkspider.settings\n")
    ended = subprocess.run(
        [sys.executable, "-m", "scrapy", "demo", "-s", "DOWNLOAD_DELAY=0"],
        cwd=folder,
        env={**clean_environment(), "PYTHONPATH": str(PROJECT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=HUNG,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr), folder / "demo.db"


@pytest.fixture(scope="module")
def store_uri(demo: tuple[Ended, Path]) -> str:
    return f"sqlite:///{demo[1]}"


def test_the_demo_command_ends_well_and_prints_what_it_found(demo: tuple[Ended, Path]) -> None:
    ended, store = demo
    assert ended.status == 0
    said = [r"84 candidates on \d+ domains", r"\d+ candidates on 2 domains"]
    estimates = [f"{one}: about \\d+ s if all answer\n" for one in said]
    assert re.fullmatch("".join(estimates), ended.err)
    titles = ("Pages by outcome", "Links by state and region", "Flags by rule", "To win back")
    for title in titles:
        assert title in ended.out
    assert f"{len(EXPECTED)} candidates" in ended.out
    assert f"scrapy links -s STORE_URI=sqlite:///demo.db --target {DEMO_TARGET}" in ended.out
    assert store.is_file()


@pytest.fixture(scope="module")
def pages(store_uri: str) -> dict[str, Document]:
    return {page["url"]: page for page in stored(store_uri, "pages")}


@pytest.fixture(scope="module")
def links(store_uri: str) -> dict[str, list[Document]]:
    """Return the links by page, in a fixed order."""
    found: dict[str, list[Document]] = {}
    for link in stored(store_uri, "links"):
        found.setdefault(link["page"]["url"], []).append(link["link"])
    return {
        url: sorted(there, key=lambda link: (link["url"], link["ordinal"]))
        for url, there in found.items()
    }


def test_every_candidate_has_the_expected_outcome(pages: dict[str, Document]) -> None:
    found = {url: page["outcome"] for url, page in pages.items()}
    assert found == {page.url: page.outcome for page in EXPECTED.values()}


@pytest.mark.parametrize("page", EXPECTED.values(), ids=lambda page: str(page.url))
def test_every_link_is_as_expected(page: Expected, links: dict[str, list[Document]]) -> None:
    there = list(links.get(page.url, ()))
    for expected in page.links:
        match = next((link for link in there if _agrees(link, expected)), None)
        assert match is not None, (dict(expected), there)
        there.remove(match)
    assert not there


def _agrees(link: Document, expected: Mapping[str, Any]) -> bool:
    return all(link[name] == value for name, value in expected.items())


def test_exactly_what_needs_a_browser_is_rendered(pages: dict[str, Document]) -> None:
    reasons = {
        url: page["page"]["render_reason"]
        for url, page in pages.items()
        if page["page"].get("rendered")
    }
    scripted = {page.url for page in EXPECTED.values() if page.script}
    assert set(reasons) == scripted | FEW_WORDS | set(OTHERS)
    assert all(reasons.values())
    assert {url: reasons[url] for url in OTHERS} == OTHERS
    assert {reasons[url] for url in FEW_WORDS} == {"few_words"}


def test_flags_stand_on_pages_with_a_scheme(store_uri: str) -> None:
    """A rule of the shipped ones that flags an honest page at all is at most ``medium`` there."""
    honest = {page.url for page in EXPECTED.values() if not page.schemes}
    severe = Counter(
        (link["page"]["url"], flag["rule"])
        for link in stored(store_uri, "links")
        for flag in link["flags"]
        if flag["severity"] in {"high", "critical"} and link["page"]["url"] in honest
    )
    assert not severe


SHOP = "https://www.oakandloom.test"
TO_WIN_BACK = {
    "/shop/harvest-oak-table.html": ("broken", "/tables/harvest-oak-dining-table"),
    "/blankets/pennine-throw-charcoal": ("broken", "/blankets/pennine-wool-throw"),
    "/blankets/pennine-throw-natural": ("broken", "/blankets/pennine-wool-throw"),
    "/workshp": ("broken", "/workshop"),
    "/courses/spoon-carving": ("broken", None),
    "/blankets/lambswool-scarf": ("soft_404", None),
    "/journal/2019/open-day": ("redirected_home", None),
    "/tickets": ("redirected_away", None),
    "/lookbook": ("redirect_chain", "/tables"),
    "/basket/gift-card": ("robots", None),
    "/trade": ("noindex", None),
    "/search?q=ch%C3%AAne": ("noindex", None),
    "/search?q=%F1%F2%EE%EB": ("noindex", None),
    "/tables/harvest-oak-dining-table-2m": ("canonical_elsewhere", None),
}
"""What is wrong with the shop's own pages that others link to, and where each had best lead."""

NAMING = {
    "https://millhistory.test/the-old-mill": False,
    "https://thekitchentable.example/2026/02/slow-winter-dinners/": True,
}
"""Pages that name the shop without a link, and whether their domain links from another page."""


def reclaimed(uri: str, copied_from: str = "") -> Reclaimed:
    """Return the list of the store at *uri*, after taking over the documents of another."""

    async def read() -> Reclaimed:
        store = open_store(uri)
        await store.open()
        for name in ("links", "pages", "own_pages", "runs") if copied_from else ():
            await store.replace(name, await asyncio.to_thread(stored, copied_from, name))
        try:
            return await reclamation(store, DEMO_TARGET)
        finally:
            await store.close()

    return asyncio.run(read())


def test_what_is_to_be_won_back_and_where_it_had_best_lead(store_uri: str) -> None:
    found = reclaimed(store_uri)
    own = {
        one["url"].removeprefix(SHOP): (
            one["kind"],
            one["suggestion"] and one["suggestion"]["url"].removeprefix(SHOP),
        )
        for one in found.entries
        if one["kind"] != "mention"
    }
    assert own == TO_WIN_BACK
    assert found.entries[0]["url"] == f"{SHOP}/shop/harvest-oak-table.html"
    mentions = [one for one in found.entries if one["kind"] == "mention"]
    assert {one["pages"][0]: one["evidence"]["domain_links"] for one in mentions} == NAMING
    unchecked = {url.removeprefix(SHOP) for url in found.unchecked}
    assert unchecked == {"/slow", ":8443/c", "https://journal.oakandloom.test/k"}


@pytest.mark.mongodb
def test_the_list_is_the_same_in_the_other_store(store_uri: str, mongo_uri: str) -> None:
    assert reclaimed(mongo_uri, store_uri) == reclaimed(store_uri)


def test_two_domains_swap_links_with_the_shop(store_uri: str) -> None:
    findings = stored(store_uri, "profile_flags", {"rule": "network.reciprocal"})
    domains = {part["value"] for one in findings for part in one["group"]}
    assert domains == {"dalewoolmill.test", "slowliving.example"}
    assert {one["severity"] for one in findings} == {"note"}
