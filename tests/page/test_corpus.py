"""Real pages: every anchor as Chromium read it with scripts off (``links.jsonl.gz``)."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.robots_meta import directives
from backlinkspider.page.text import collapse
from tests.page.reading import anchors_in_dom

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlinkspider.page.model import Anchor

pytestmark = pytest.mark.corpus

Link = dict[str, Any]
Pair = tuple[object, object]

TEXT_LENGTH = 300
"""Characters the browser's reading keeps of an anchor's text."""


@dataclass
class RealPage:
    """One page as we read it and as Chromium did."""

    id: str
    encoding_known: bool
    document: HtmlDocument
    chromium: Link

    @cached_property
    def described(self) -> list[tuple[Anchor, Link]]:
        """Return our anchors with Chromium's beside them."""
        found = anchors_in_dom(self.document)
        ours = self.document.describe_all(found)
        return list(zip(ours, self.chromium["links"], strict=True))


@pytest.fixture(scope="session")
def pages(corpus: Path) -> list[RealPage]:
    with gzip.open(corpus / "links.jsonl.gz", "rt", encoding="utf-8") as lines:
        readings = {reading["id"]: reading for reading in map(json.loads, lines)}
    index = map(json.loads, (corpus / "index.jsonl").read_text("utf-8").splitlines())
    return [_real_page(corpus, entry, readings[entry["id"]]) for entry in index]


def _real_page(corpus: Path, entry: dict[str, Any], chromium: dict[str, Any]) -> RealPage:
    body = (corpus / "pages" / f"{entry['id']}.html").read_bytes()
    document = HtmlDocument(body, url=entry["url"], content_type=entry["content_type"])
    return RealPage(entry["id"], not entry["encoding_unknown"], document, chromium)


def differing(pages: list[RealPage], read: Callable[[RealPage], Pair]) -> list[str]:
    """Return a line for each page of which *read* gives two unlike things, ours and Chromium's."""
    both = ((page.id, *read(page)) for page in pages)
    return [f"{page}: {ours!r} and not {theirs!r}" for page, ours, theirs in both if ours != theirs]


def unlike(page: RealPage, ours: Callable[[Anchor], Any], theirs: Callable[[Link], Any]) -> Pair:
    """Return what differs of the page's anchors in turn."""
    both = [(ours(anchor), theirs(link)) for anchor, link in page.described]
    differing = [pair for pair in both if pair[0] != pair[1]]
    return [pair[0] for pair in differing], [pair[1] for pair in differing]


def test_no_url_is_missing_or_extra(pages: list[RealPage]) -> None:
    def urls(page: RealPage) -> Pair:
        ours = Counter(found.url or found.href for found in anchors_in_dom(page.document))
        theirs = Counter(link["url"] for link in page.chromium["links"])
        return ours - theirs, theirs - ours

    assert differing(pages, urls) == []
    assert sum(len(page.chromium["links"]) for page in pages) > 0


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(lambda anchor: anchor.tag, itemgetter("tag"), id="tag"),
        pytest.param(lambda anchor: anchor.href, itemgetter("href_raw"), id="href"),
        pytest.param(lambda anchor: anchor.address, itemgetter("url"), id="url"),
        pytest.param(lambda anchor: list(anchor.rel), itemgetter("rel"), id="rel"),
        pytest.param(
            lambda anchor: anchor.place == "noscript", itemgetter("noscript"), id="noscript"
        ),
    ],
)
def test_anchors_in_document_order(
    pages: list[RealPage], ours: Callable[[Anchor], Any], theirs: Callable[[Link], Any]
) -> None:
    assert differing(pages, lambda page: unlike(page, ours, theirs)) == []


def test_texts(pages: list[RealPage]) -> None:
    def text(anchor: Anchor) -> str:
        return anchor.text[:TEXT_LENGTH].strip() if anchor.text_source == "text" else ""

    known = [page for page in pages if page.encoding_known]
    assert differing(known, lambda p: unlike(p, text, lambda link: link["text"].strip())) == []


@pytest.mark.parametrize("fact", ["base", "charset"])
def test_base_and_charset(pages: list[RealPage], fact: str) -> None:
    assert differing(pages, lambda p: (getattr(p.document, fact), p.chromium[fact])) == []


def test_title_lang_and_canonical(pages: list[RealPage]) -> None:
    def facts(page: RealPage) -> Pair:
        ours, theirs = page.document.facts([]), page.chromium
        canonical = theirs["canonical"][0] if theirs["canonical"] else None
        return (
            (ours.title, ours.lang, ours.canonical),
            (collapse(theirs["title"]), collapse(theirs["lang"]), canonical),
        )

    assert differing(pages, facts) == []


def test_robots_meta(pages: list[RealPage]) -> None:
    def robots(page: RealPage) -> Pair:
        stated = page.chromium["robots"] or []
        theirs = Counter(token for _, content, *_ in stated for token in directives(content))
        ours = page.document.facts([]).robots
        names = {name.lower() for name, *_ in stated}
        return Counter(token for name in names for token in ours.get(name, ())), theirs

    assert differing(pages, robots) == []


def test_landmarks_are_regions(pages: list[RealPage]) -> None:
    """What stands in a nav is navigation; asides and footers are never header or nav."""
    agreeing = {
        "nav": {"nav"},
        "footer": {"footer", "content", "sidebar", "comment", "author_bio", "widget"},
        "aside": {"sidebar", "widget", "comment", "author_bio"},
    }

    def regions(page: RealPage) -> Pair:
        both = {(anchor.region, link["landmark"]) for anchor, link in page.described}
        return {pair for pair in both if pair[0] not in agreeing.get(pair[1], {pair[0]})}, set()

    assert differing(pages, regions) == []
