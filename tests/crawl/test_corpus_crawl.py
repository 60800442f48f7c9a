"""The real pages, served at their own hosts and crawled with shipped settings."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import ada_url
import pytest

from backlinkspider.demo.model import NOT_FOUND, Hit, Response, Site
from backlinkspider.demo.server import DemoWeb
from backlinkspider.urls import host_of
from tests.crawls import Crawl, json_lines, stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from backlinkspider.documents import Document
    from tests.conftest import Scrapy

pytestmark = pytest.mark.corpus

TARGETS = ("facebook.com", "twitter.com", "wikipedia.org", "creativecommons.org")
SCANNED = ("a", "area", "noscript")
"""Places the browser's reading looked at."""

TEXT_READ = 300
"""Characters the browser's reading keeps of an anchor's text."""


@pytest.fixture(scope="module")
def index(corpus: Path) -> list[dict[str, Any]]:
    return json_lines((corpus / "index.jsonl").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def read_by_chromium(corpus: Path) -> list[dict[str, Any]]:
    with gzip.open(corpus / "links.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sites(corpus: Path, index: Iterable[dict[str, Any]]) -> dict[str, Site]:
    """Return every page at its own URL and scheme; of one that is there twice, the first."""
    answers: dict[str, dict[str, dict[str, Response]]] = {}
    for page in index:
        url = ada_url.URL(page["url"])
        body = (corpus / "pages" / f"{page['id']}.html").read_bytes()
        answer = Response(body, headers=(("Content-Type", page["content_type"]),))
        paths = answers.setdefault(url.hostname, {})
        schemes = paths.setdefault(url.pathname + url.search, {})
        schemes.setdefault(url.protocol.removesuffix(":"), answer)
    return {
        host: Site({path: by_scheme(schemes) for path, schemes in paths.items()})
        for host, paths in answers.items()
    }


def by_scheme(answers: Mapping[str, Response]) -> Callable[[Hit], Response]:
    return lambda hit: answers.get(hit.scheme, NOT_FOUND)


def points_to_a_target(url: str) -> bool:
    host = host_of(url)
    return url.startswith("http") and any(
        host == target or host.endswith(f".{target}") for target in TARGETS
    )


def test_a_crawl_stores_exactly_the_links_a_browser_reads(
    corpus: Path,
    index: list[dict[str, Any]],
    read_by_chromium: list[dict[str, Any]],
    store_uri: str,
    tmp_path: Path,
) -> None:
    first = {page["url"]: page for page in reversed(read_by_chromium)}
    expected = Counter(
        (ada_url.normalize_url(url), link["url"])
        for url, page in first.items()
        for link in page["links"]
        if points_to_a_target(link["url"])
    )
    listed = tmp_path / "candidates.txt"
    listed.write_text("\n".join(page["url"] for page in index), encoding="utf-8")
    with DemoWeb(sites(corpus, index)) as web:
        Crawl(web=web, uri=store_uri, candidates=listed, target=",".join(TARGETS)).finish()
    found = Counter(
        (link["page"]["url"], link["link"]["url"]) for link in stored(store_uri, "links")
    )
    assert expected
    assert found == expected


@pytest.fixture(scope="module")
def extracted(
    corpus: Path,
    index: list[dict[str, Any]],
    scrapy: Scrapy,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, list[Document]]:
    """Return by page id the links that ``scrapy extract --manifest --all`` prints."""
    manifest = tmp_path_factory.mktemp("manifest") / "index.jsonl"
    files = {page["id"]: str(corpus / "pages" / f"{page['id']}.html") for page in index}
    lines = (
        {"file": files[page["id"]], "url": page["url"], "content_type": page["content_type"]}
        for page in index
    )
    manifest.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    ended = scrapy("extract", "--manifest", str(manifest), "--all")
    assert ended.status == 0
    assert all(line.startswith("extract: ") for line in ended.err.splitlines())
    by_file: dict[str, list[Document]] = {}
    for link in json_lines(ended.out):
        if link["link"]["place"] in SCANNED:
            by_file.setdefault(link["file"], []).append(link["link"])
    return {name: by_file.get(file, []) for name, file in files.items()}


def test_extract_finds_every_url_and_no_other(
    extracted: dict[str, list[Document]], read_by_chromium: list[dict[str, Any]]
) -> None:
    differing = {
        page["id"]
        for page in read_by_chromium
        if [link["url"] for link in extracted[page["id"]]] != [k["url"] for k in page["links"]]
    }
    assert not differing


def test_extract_reads_every_rel(
    extracted: dict[str, list[Document]], read_by_chromium: list[dict[str, Any]]
) -> None:
    for page in read_by_chromium:
        found = [link["rel"] for link in extracted[page["id"]]]
        assert found == [link["rel"] for link in page["links"]], page["id"]


def test_extract_reads_the_texts(
    extracted: dict[str, list[Document]],
    index: list[dict[str, Any]],
    read_by_chromium: list[dict[str, Any]],
) -> None:
    unknown = {page["id"] for page in index if page["encoding_unknown"]}
    pairs = [
        (_text(found), link["text"].strip())
        for page in read_by_chromium
        if page["id"] not in unknown
        for found, link in zip(extracted[page["id"]], page["links"], strict=True)
    ]
    equal = sum(found == text for found, text in pairs)
    assert equal / len(pairs) >= 0.998


def _text(link: Document) -> str:
    """Return the text as the browser's reading has it: cut, and without an image's alt text."""
    text: str = link["text"] if link["text_source"] == "text" else ""
    return text[:TEXT_READ].strip()
