"""What a page says about itself: description, headings, author, dates, generator."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate
from itertools import islice
from typing import TYPE_CHECKING, Final

from backlinkspider.page.text import collapse, texts_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from backlinkspider.page.structured import Structured

DESCRIPTION_LENGTH: Final = 300
HEADINGS_LENGTH: Final = 500
AUTHOR_LENGTH: Final = 100
_GENERATOR_LENGTH: Final = 200
_MOST_METAS: Final = 500
_MOST_HEADINGS: Final = 50
_MOST_TEXTS: Final = 200
_YEARS: Final = range(1990, 2100)

_PUBLISHED: Final = (
    *("article:published_time", "og:article:published_time", "datepublished", "dc.date.issued"),
    *("dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "date", "pubdate"),
    *("publishdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date"),
    *(
        "sailthru.date",
        "citation_publication_date",
        "article.published",
        "cxenseparse:recs:publishtime",
    ),
)
_MODIFIED: Final = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified"),
    *("dc.date.modified", "last-modified", "lastmod", "article.updated", "revised"),
)
_PUBLISHED_TIME: Final = (
    "[itemprop~=datePublished],time[pubdate],time.published,time.entry-date,.entry-date time,"
    "abbr.published[title],article time[datetime]"
)
_MODIFIED_TIME: Final = "[itemprop~=dateModified],time.updated,abbr.updated[title]"
_AUTHOR_PLACES: Final = (
    "[itemprop~=author] [itemprop~=name]",
    "[itemprop~=author]",
    "a[rel~=author],.author.vcard .fn",
    ".byline,.by-line,.post-author,.entry-author,.author-name,.article-author,.article__author",
)
_ISO_DAY: Final = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)")
_BY: Final = re.compile(
    r"(?:written\s+by|posted\s+by|published\s+by|by|von|par|por|di|door|av|af|autor|autora|auteur"
    r"|author|автор)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)

_DAY_FIRST: Final = re.compile(r"\d|\W*\Z")
_DATED: Final = re.compile(r"(?:\s+(?:on|am|le|el|il)|\s*[•·,–—-])\s.*\d.*\Z")
"""What follows a name in a byline: `` on August 19, 2010 at 8:52 AM``."""


def read_metas(tree: LexborHTMLParser) -> Mapping[str, str]:
    """Return the content of meta elements by name or property in lower case, the first of each."""
    metas: dict[str, str] = {}
    for node in tree.css("meta[content]")[:_MOST_METAS]:
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        content = collapse((attributes.get("content") or "")[:2000])
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


def description(metas: Mapping[str, str]) -> str:
    """Return the page's description, Open Graph's where there is no other; may be empty."""
    found = metas.get("description") or metas.get("og:description") or ""
    return found[:DESCRIPTION_LENGTH].rstrip()


def headings(tree: LexborHTMLParser) -> str:
    """Return the headings of level 1 to 3 in page order, joined by `` | ``."""
    texts: list[str] = []
    left = HEADINGS_LENGTH
    for node in tree.css("h1,h2,h3")[:_MOST_HEADINGS]:
        if left > 0 and (text := text_within(node, left)):
            texts.append(text)
            left -= len(text) + 3
    return " | ".join(texts)[:HEADINGS_LENGTH].rstrip(" |")


def first_heading(tree: LexborHTMLParser) -> str:
    """Return the first heading of level 1; empty where there is none."""
    node = tree.css_first("h1")
    return text_within(node, HEADINGS_LENGTH) if node is not None else ""


def author(tree: LexborHTMLParser, metas: Mapping[str, str], structured: Structured) -> str | None:
    """Return who wrote the page: meta, structured data, rel=author or a byline; else ``None``."""
    for name in (metas.get("author"), structured.author, metas.get("article:author")):
        if name and (cleaned := _person(name)):
            return cleaned
    for selector in _AUTHOR_PLACES:
        node = tree.css_first(selector)
        if node is not None and (cleaned := _person(_stated(node))):
            return cleaned
    return None


def _stated(node: LexborNode) -> str:
    return node.attrs.get("content") or text_within(node, 3 * AUTHOR_LENGTH)


def _person(text: str) -> str:
    """Return *text* without ``By`` and date; empty if it is an address or too long for a name."""
    name = collapse(text).partition(" | ")[0]
    begin = _BY.match(name)
    name = _DATED.sub("", name[begin.end() :] if begin else name)
    name = "" if _DAY_FIRST.match(name) else name
    is_address = "://" in name or name.startswith(("@", "www."))
    return "" if is_address or len(name) > AUTHOR_LENGTH else name


def published(
    tree: LexborHTMLParser, metas: Mapping[str, str], structured: Structured
) -> str | None:
    """Return the day of publication as ``YYYY-MM-DD``; ``None`` where the page names none."""
    written = (structured.published, *(metas.get(name, "") for name in _PUBLISHED))
    return _first_day(written) or _first_day(_times(tree, _PUBLISHED_TIME))


def modified(
    tree: LexborHTMLParser, metas: Mapping[str, str], structured: Structured
) -> str | None:
    """Return the day of the last change as ``YYYY-MM-DD``; ``None`` where the page names none."""
    written = (structured.modified, *(metas.get(name, "") for name in _MODIFIED))
    return _first_day(written) or _first_day(_times(tree, _MODIFIED_TIME))


def _times(tree: LexborHTMLParser, selector: str) -> Iterator[str]:
    node = tree.css_first(selector)
    if node is not None:
        for name in ("datetime", "content", "title"):
            yield node.attrs.get(name) or ""
        yield text_within(node, 60)


def _first_day(texts: Iterable[str]) -> str | None:
    return next(filter(None, map(read_day, texts)), None)


def read_day(text: str) -> str | None:
    """Return the day in an ISO 8601 or RFC 5322 date as ``YYYY-MM-DD``; ``None`` for others."""
    text = text.strip()[:60]
    if match := _ISO_DAY.match(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    parsed = parsedate(text) if ":" in text else None
    return _day(*parsed[:3]) if parsed else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year in _YEARS else None
    except ValueError:
        return None


def generator(metas: Mapping[str, str]) -> str | None:
    """Return the software the page says it was made with; ``None`` where it says nothing."""
    return metas.get("generator", "")[:_GENERATOR_LENGTH] or None


def text_within(node: LexborNode, length: int) -> str:
    """Return the first *length* characters of the text below *node*, however much there is."""
    parts: list[str] = []
    for text in islice(texts_below(node), _MOST_TEXTS):
        parts.append(text[: 2 * length])
        if sum(map(len, parts)) > 2 * length:
            break
    return collapse(" ".join(parts))[:length].rstrip()
