"""The external links of real pages as link documents, each with its domain as the target.

CORPUS_DIR names a folder of saved pages: index.jsonl of ``{id, url, content_type}`` and
``pages/ID.html``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backlinkspider.cli.saved import SavedPage, read_page
from backlinkspider.links.record import links_to
from backlinkspider.target import Target, TargetError, parse_matcher
from backlinkspider.urls import host_of, is_http, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.documents import Document
    from backlinkspider.links.record import Reading

TRADE_TERMS: Final = tuple(
    (Path(__file__).parent / "trade_terms.txt").read_text(encoding="utf-8").splitlines()
)
"""Two hundred things that are sold: the money terms of every target."""


def corpus() -> Path:
    """Return the folder of saved pages; end the program with status 2 if there is none."""
    given = os.environ.get("CORPUS_DIR")
    if not given or not (Path(given) / "index.jsonl").is_file():
        print(f"no pages: CORPUS_DIR is {given!r}, which holds no index.jsonl", file=sys.stderr)
        sys.exit(2)
    return Path(given)


def saved_pages(folder: Path) -> Iterator[SavedPage]:
    """Yield the pages that the index of *folder* names."""
    with (folder / "index.jsonl").open(encoding="utf-8") as index:
        for line in index:
            entry = json.loads(line)
            name = f"{entry['id']}.html"
            yield SavedPage(
                path=folder / "pages" / name,
                file=name,
                url=entry["url"],
                content_type=entry["content_type"],
            )


def corpus_links(folder: Path) -> list[Document]:
    """Return a link document for each external link of the pages in *folder*."""
    return [link for page in saved_pages(folder) for link in _links(read_page(page))]


def _links(reading: Reading) -> Iterator[Document]:
    """Yield the links of one page to other domains, each with its domain as the target."""
    own = registrable_domain(host_of(reading.fetch.final_url))
    urls = [anchor.url for anchor in reading.raw.anchors() if anchor.url and is_http(anchor.url)]
    for domain in dict.fromkeys(registrable_domain(host_of(url)) for url in urls):
        if domain and domain != own and (target := _target(domain)):
            yield from links_to(target, reading)


def _target(domain: str) -> Target | None:
    try:
        matcher = parse_matcher(domain)
    except TargetError:  # an address, or a suffix of many owners
        return None
    return Target(
        name=domain,
        matchers=(matcher,),
        brand_terms=(domain.partition(".")[0].replace("-", " "), domain),
        money_terms=TRADE_TERMS,
        description=f"{domain} sells " + ", ".join(TRADE_TERMS[:20]),
        languages=("en",),
    )
