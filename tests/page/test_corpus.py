"""Real pages: every anchor as Chromium read it with scripts off (``links.jsonl.gz``)."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.robots_meta import directives
from backlinkspider.page.text import collapse, text_of
from tests.page.reading import anchors_in_dom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.corpus

TEXT_LENGTH = 300
"""Characters the browser's reading keeps of an anchor's text."""


@dataclass(frozen=True)
class RealPage:
    """One page as we read it and as Chromium did."""

    id: str
    encoding_known: bool
    document: HtmlDocument
    chromium: dict[str, Any]


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


def differing(
    pages: list[RealPage], read: Callable[[RealPage], tuple[object, object]]
) -> list[str]:
    """Return a line for each page of which *read* gives two unlike things, ours and Chromium's."""
    both = ((page.id, *read(page)) for page in pages)
    return [f"{page}: {ours!r} and not {theirs!r}" for page, ours, theirs in both if ours != theirs]


def test_no_url_is_missing_or_extra(pages: list[RealPage]) -> None:
    def urls(page: RealPage) -> tuple[object, object]:
        ours = Counter(found.url or found.href for found in anchors_in_dom(page.document))
        theirs = Counter(link["url"] for link in page.chromium["links"])
        return ours - theirs, theirs - ours

    assert differing(pages, urls) == []
    assert sum(len(page.chromium["links"]) for page in pages) > 0


def anchors(page: RealPage) -> Iterator[tuple[Any, dict[str, Any]]]:
    found = anchors_in_dom(page.document)
    return zip(found, page.chromium["links"], strict=True)


def test_anchors_stand_in_document_order_with_their_hrefs(pages: list[RealPage]) -> None:
    def order(page: RealPage) -> tuple[object, object]:
        both = list(anchors(page))
        ours = [(found.node.tag, found.href, found.url or found.href) for found, _ in both]
        return ours, [(link["tag"], link["href_raw"], link["url"]) for _, link in both]

    assert differing(pages, order) == []


def test_rel_tokens(pages: list[RealPage]) -> None:
    def rels(page: RealPage) -> tuple[object, object]:
        both = list(anchors(page))
        ours = [list(page.document.describe(found).rel) for found, _ in both]
        return ours, [link["rel"] for _, link in both]

    assert differing(pages, rels) == []


def test_texts(pages: list[RealPage]) -> None:
    def texts(page: RealPage) -> tuple[object, object]:
        both = list(anchors(page))
        ours = [text_of(found.node)[:TEXT_LENGTH].strip() for found, _ in both]
        theirs = [link["text"].strip() for _, link in both]
        unlike = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
        return [ours for ours, _ in unlike], [theirs for _, theirs in unlike]

    assert differing([page for page in pages if page.encoding_known], texts) == []


def test_noscript_is_told_apart(pages: list[RealPage]) -> None:
    def noscript(page: RealPage) -> tuple[object, object]:
        both = list(anchors(page))
        return [found.place == "noscript" for found, _ in both], [
            link["noscript"] for _, link in both
        ]

    assert differing(pages, noscript) == []


@pytest.mark.parametrize("fact", ["base", "charset"])
def test_base_and_charset(pages: list[RealPage], fact: str) -> None:
    assert differing(pages, lambda p: (getattr(p.document, fact), p.chromium[fact])) == []


def test_title_lang_and_canonical(pages: list[RealPage]) -> None:
    def facts(page: RealPage) -> tuple[object, object]:
        ours, theirs = page.document.facts([]), page.chromium
        canonical = theirs["canonical"][0] if theirs["canonical"] else None
        return (
            (ours.title, ours.lang, ours.canonical),
            (collapse(theirs["title"]), collapse(theirs["lang"]), canonical),
        )

    assert differing(pages, facts) == []


def test_robots_meta(pages: list[RealPage]) -> None:
    def robots(page: RealPage) -> tuple[object, object]:
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

    def regions(page: RealPage) -> tuple[object, object]:
        both = [(page.document.describe(f).region, link["landmark"]) for f, link in anchors(page)]
        return {
            (ours, mark) for ours, mark in both if ours not in agreeing.get(mark, {ours})
        }, set()

    assert differing(pages, regions) == []
