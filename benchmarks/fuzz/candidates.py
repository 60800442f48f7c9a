"""Target ``candidates``: any file as a list of linking pages, a sitemap, a list of ranks.

``CandidateFileError`` may be raised; a sitemap never raises. What a row names must be an address
that can be visited, and what a file says must be fit for a terminal.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from backlinkspider.candidates.model import BadLine, CandidateFileError
from backlinkspider.candidates.reader import read
from backlinkspider.documents import utc
from backlinkspider.site.sitemap import read_sitemap
from backlinkspider.store.values import clean
from backlinkspider.urls import is_http, politeness_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from backlinkspider.candidates.model import Row

_SITEMAP: Final = "https://blog.example/sitemap.xml"

WORDS: Final = (
    "https://", "http://", "example.com", "xn--", "\t", ";", ",", '""', '"', "\r\n", "\r", "#", "{", "}", "[",
    '{"url":', '"source_url":', "Referring Page URL", "Source URL", "Target URL", "Anchor", "Link URL",
    "Source url", "Page ascore", "Nofollow", "First seen", "Lost", "Domain Rating", "Type", "TRUE", "2026-11-22",
    "22/11/2026", "1,234", "=HYPERLINK(", "@", "PK\x03\x04", "\x1f\x8b", "%PDF-", "<?xml", "<urlset", "<sitemapindex",
    "<url><loc>", "</loc></url>", "<rss", "<item><link>", "<feed", "<entry><link href=", "&amp;", "<!DOCTYPE",
    "<!ENTITY", "\ufeff", "\xff\xfe", "\0",
)  # fmt: skip


def seeds(_: Path | None) -> Iterator[bytes]:
    """Yield a small file of each format."""
    for text in _OWN:
        yield text.encode()
        yield text.encode("utf-16")


_OWN: Final = (
    "https://a.example/1\nb.example\n# note\n\nhttps://c.example/?q=1,2\n",
    "Source url,Target url,Anchor,Nofollow,First seen\nhttps://a.example/,https://shop.example/,x,TRUE,2026-11-22\n",
    '"Referring Page URL"\t"Domain Rating"\t"Anchor"\n"https://a.example/"\t"71"\t"a ""b"" c"\n',
    "Source URL;Link URL;Anchor;Type\nhttps://a.example/;https://shop.example/;=1+1;text\n",
    '{"url": "https://a.example/", "anchor": "x", "nofollow": true}\n"https://b.example/"\n',
    "sep=;\nDomain;Links\na.example;3\n",
    "Anchor text,Count\nshop,3\n",
    '<?xml version="1.0"?><urlset><url><loc>https://blog.example/a?b&amp;c</loc></url></urlset>',
    "<sitemapindex><sitemap><loc>/one.xml</loc></sitemap></sitemapindex>",
    "<rss><channel><item><link>https://blog.example/x</link></item></channel></rss>",
    '<feed><entry><link href="https://blog.example/y"/></entry></feed>',
)


def run(data: bytes) -> None:
    """Read *data* as each kind of list."""
    try:
        for row in read(BytesIO(data), "list.csv"):
            _check(row)
    except CandidateFileError as error:
        _check_text(str(error))
    for url in read_sitemap(data, _SITEMAP).locations:
        assert is_http(url), url


def _check(row: Row) -> None:
    if isinstance(row, BadLine):
        _check_text(str(row))
        return
    assert is_http(row.url), row.url
    politeness_key(row.url)
    if row.claim is not None:
        clean({"_id": "one", "claims": [row.claim.document()]}, utc)


def _check_text(text: str) -> None:
    assert text.isprintable(), text
