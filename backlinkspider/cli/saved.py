"""Saved pages to links: what ``scrapy extract`` reads, without a network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlinkspider.links.record import Reading
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.fetch import Fetch
from backlinkspider.urls import is_http, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFAULT_CONTENT_TYPE = "text/html"


class SavedPageError(ValueError):
    """A saved page can't be read; the message says which, why and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """A page in a file, and where it lived. *target* overrides the command's."""

    path: Path
    file: str
    url: str
    content_type: str = DEFAULT_CONTENT_TYPE
    target: str | None = None


def read_manifest(path: Path) -> Iterator[SavedPage | SavedPageError]:
    """Yield the pages of a manifest: JSON lines ``{file, url, content_type?, target?}``.

    Files are relative to the manifest. A bad line is yielded as the error it is. Raises
    ``SavedPageError`` where the manifest itself can't be read.
    """
    try:
        lines = path.open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise SavedPageError(f"{path}: {error.strerror}") from error
    with lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _page(path, number, line)


def _page(manifest: Path, number: int, line: str) -> SavedPage | SavedPageError:
    where = f"{manifest}:{number}"
    try:
        entry = json.loads(line)
    except ValueError as error:
        return SavedPageError(f"{where}: not JSON: {error}")
    if not isinstance(entry, dict):
        return SavedPageError(f"{where}: an object with file and url is wanted")
    for name in ("file", "url"):
        if not isinstance(entry.get(name), str):
            return SavedPageError(f"{where}: {name!r} is missing or no text")
    for name in ("content_type", "target"):
        if not isinstance(entry.get(name, ""), str):
            return SavedPageError(f"{where}: {name!r} is no text")
    return SavedPage(
        path=manifest.parent / entry["file"],
        file=entry["file"],
        url=entry["url"],
        content_type=entry.get("content_type", DEFAULT_CONTENT_TYPE),
        target=entry.get("target"),
    )


def read_page(page: SavedPage) -> Reading:
    """Return the page as the crawl would have read it. Raises ``SavedPageError``."""
    url = normalize(page.url)
    if url is None or not is_http(url):
        raise SavedPageError(f"{page.file}: {page.url!r} is no http(s) URL")
    try:
        body = page.path.read_bytes()
    except OSError as error:
        raise SavedPageError(f"{page.path}: {error.strerror}") from error
    document = HtmlDocument(body, url=url, content_type=page.content_type)
    fetch = Fetch(
        final_url=document.url,
        status=200,
        headers=(("content-type", page.content_type),),
        redirects=(),
        ip=None,
        fetched_at=None,
    )
    return Reading(document.url, fetch, body, document)
