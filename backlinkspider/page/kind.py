"""What kind of page this is, told only where the page itself says so (``kinds.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from backlinkspider.page.words import Terms, data

if TYPE_CHECKING:
    from collections.abc import Callable

    from backlinkspider.page.model import PageKind

_FORUMS: Final = frozenset(
    {"discourse", "phpbb", "vbulletin", "xenforo", "smf", "mybb", "invision", "punbb", "woltlab"}
)
_WIKIS: Final = frozenset({"mediawiki", "dokuwiki"})
_DIRECTORIES: Final = frozenset({"phpld", "pligg"})
_ARTICLES: Final = frozenset(
    {
        *("Article", "NewsArticle", "BlogPosting", "Report", "TechArticle", "ScholarlyArticle"),
        *("OpinionNewsArticle", "ReviewNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting"),
    }
)
_POSTS: Final = frozenset({"DiscussionForumPosting", "QAPage"})
_QUERIES: Final = frozenset(
    {"q", "s", "query", "search", "keyword", "keywords", "searchword", "search_query", "wd", "p"}
)
_ACTIONS: Final = {("action", "profile"), ("mode", "viewprofile"), ("do", "profile")}
_TITLE_BREAK: Final = re.compile(r"\s+[|\-–—·•»]\s+|:\s+")
_LAST_SEGMENTS: Final = 2
_SEGMENTS: Final = {"press_release": 2, "coupons": 2}
"""Segments at the end of a path that name a kind: a release stands below ``/press-releases/``."""

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the kind is told from."""

    url: str
    title: str
    first_heading: str
    platform: str | None
    schema_types: tuple[str, ...]
    og_type: str
    dated: bool


def kind_of(signs: Signs) -> PageKind | None:
    """Return the kind of the page; ``None`` where nothing says."""
    return next((kind for kind, holds in _KINDS if holds(signs)), None)


def is_search(url: str) -> bool:
    """Tell whether *url* asks a site or an engine for something: a search word with a value."""
    parts = urlsplit(url[: 4 * _LONGEST])
    asked = {name.lower() for name, value in _query(parts.query) if value.strip()}
    where_named = bool(asked & _QUERIES) or parts.path.rstrip("/").count("/") > 1
    elsewhere = "s" in asked and parts.path in {"", "/", "/index.php"}
    if where_named == elsewhere:
        return elsewhere
    named = any(_terms("search").names(segment) for segment in _segments(url))
    return where_named if named else elsewhere


def _query(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, max_num_fields=100)
    except ValueError:
        return []


@cache
def _terms(kind: str) -> Terms:
    return Terms(term for terms in data("kinds")[kind].values() for term in terms)


def _segments(url: str) -> list[str]:
    """Return the last parts of the path, without endings such as ``.html``."""
    path = unquote(urlsplit(url).path[:_LONGEST])
    segments = [segment.rpartition(".")[0] or segment for segment in path.split("/") if segment]
    return segments[-_LAST_SEGMENTS:]


def _is_search(signs: Signs) -> bool:
    return is_search(signs.url) or "SearchResultsPage" in signs.schema_types


def _is_wiki(signs: Signs) -> bool:
    return signs.platform in _WIKIS


def _is_profile(signs: Signs) -> bool:
    if "ProfilePage" in signs.schema_types or signs.og_type == "profile":
        return True
    if _ACTIONS & set(_query(urlsplit(signs.url).query)):
        return True
    path = urlsplit(signs.url).path.lower()
    segments = [segment for segment in path.split("/") if segment]
    if re.search(r"/(?:member|profile|user|memberlist)\.php\Z", path):
        return True
    before = segments[:-1] if len(segments) > 1 else []
    return any(_terms("profile").names(unquote(part), spare=0) for part in before[-_LAST_SEGMENTS:])


def _is_forum(signs: Signs) -> bool:
    if signs.platform in _FORUMS or not _POSTS.isdisjoint(signs.schema_types):
        return True
    segments = [segment for segment in urlsplit(signs.url).path.split("/") if segment]
    return len(segments) > 1 and any(
        _terms("forum").names(unquote(segment).partition(".")[0]) for segment in segments
    )


def _is_home(signs: Signs) -> bool:
    parts = urlsplit(signs.url)
    return parts.path in {"", "/", "/index.html", "/index.php", "/index.htm"} and not parts.query


def _is_product(signs: Signs) -> bool:
    return "Product" in signs.schema_types or signs.og_type in {"product", "og:product"}


def _is_article(signs: Signs) -> bool:
    return not _ARTICLES.isdisjoint(signs.schema_types) or signs.og_type == "article" or signs.dated


def _is_named(kind: str, signs: Signs) -> bool:
    """Tell whether a part of the path, of the title or the first heading names the *kind*."""
    parts = [*_TITLE_BREAK.split(signs.title[:_LONGEST]), signs.first_heading]
    segments = _segments(signs.url)[-_SEGMENTS.get(kind, 1) :]
    return any(_terms(kind).names(label) for label in [*segments, *parts] if label)


def _named(kind: str) -> Callable[[Signs], bool]:
    return lambda signs: _is_named(kind, signs)


_KINDS: Final[tuple[tuple[PageKind, Callable[[Signs], bool]], ...]] = (
    ("search", _is_search),
    ("wiki", _is_wiki),
    ("profile", _is_profile),
    ("forum", _is_forum),
    ("directory", lambda signs: signs.platform in _DIRECTORIES),
    ("home", _is_home),
    ("press_release", _named("press_release")),
    ("coupons", _named("coupons")),
    ("product", _is_product),
    ("directory", _named("directory")),
    ("links", _named("links")),
    ("article", _is_article),
)
"""In the order they are asked: what is said most plainly comes first."""
