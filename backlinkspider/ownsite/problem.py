"""What is wrong with an own page for the links that point to it. Pure.

Unknown stays unknown: a server that did not answer, or answered with an error of its own, has not
said that the page is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from backlinkspider.documents import digest
from backlinkspider.ownsite.spoken import LOCALE
from backlinkspider.site.address import read_address
from backlinkspider.site.canonical import canonical_key
from backlinkspider.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from backlinkspider.target import Target

Problem = Literal[
    "none",
    "broken",
    "soft_404",
    "redirected_home",
    "redirected_away",
    "redirect_chain",
    "robots",
    "noindex",
    "canonical_elsewhere",
    "unknown",
]
PROBLEMS: Final[tuple[Problem, ...]] = get_args(Problem)

MOST_HOPS: Final = 1
"""Redirects a moved page needs. Google follows ten, but asks to lead straight to the end ("Site
moves": avoid chaining redirects)."""

_NOT_NOW: Final = frozenset({408, 423, 425})
"""Client errors that speak of this one request: timeout, locked, too early."""

_FILES: Final = frozenset({"read", "not_html"})
_HOME: Final = re.compile(r"/(?:(?:home|start|main)(?:\.\w{2,5})?/?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A problem and the reason in a sentence."""

    problem: Problem
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What all own pages together tell: how home pages and pages that are not there look.

    *homes* are the canonical keys of where the roots of own hosts lead, *missing* titles and first
    headings of what hosts answer, with status 200, for an address nobody can have linked to.
    """

    homes: frozenset[str] = frozenset()
    missing: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, pages: Iterable[Mapping[str, Any]]) -> Site:
        """Read the own *pages*.

        A site that calls all its pages the same, as scripts do before they run, tells nothing.
        """
        read = [page for page in pages if page["outcome"] == "read"]
        roots = [page for page in read if is_home(page["url"])]
        homes = frozenset(canonical_key(page.get("final_url") or page["url"]) for page in roots)
        titles = {page.get("title") for page in roots}
        asked = (page for page in read if is_probe(page) and not is_home(_final(page), homes))
        missing = frozenset(_called(page) for page in asked if page.get("title") not in titles)
        return cls(homes, missing)


def probe_url(host: str) -> str:
    """Return an address on *host* that is not there: what is said of it is said of dead pages."""
    return f"https://{host}/{digest('not there', host)}"


def is_probe(page: Mapping[str, Any]) -> bool:
    """Tell whether *page* was asked for only to learn what the site says of dead pages."""
    url: str = page["url"]
    return url == probe_url(host_of(url))


def judge(page: Mapping[str, Any], target: Target, site: Site = Site()) -> Verdict:
    """Return what is wrong with the own *page* of *site*, the worst first."""
    if is_probe(page):
        return Verdict("none", "asked for to see what becomes of a page that is not there")
    outcome, final = page["outcome"], _final(page)
    if outcome == "robots_denied":
        return Verdict("robots", page.get("detail") or "robots.txt keeps crawlers from the page")
    if broken := _broken(page):
        return Verdict("broken", broken)
    if outcome == "soft_404":
        return Verdict("soft_404", f"answers {page['status']}, but says: {page.get('detail')}")
    if outcome == "read" and _called(page) in site.missing:
        return Verdict("soft_404", f"answers {page['status']} as for a page that is not there")
    if outcome not in _FILES:
        return Verdict("unknown", f"{outcome}: {page.get('detail') or page.get('status')}")
    return _misled(page, target, final, site.homes) or _kept_out(page, final)


def is_home(url: str, homes: Collection[str] = ()) -> bool:
    """Tell whether *url* is a home page: a root, an index file, or one of *homes*."""
    address, key = read_address(url), canonical_key(url)
    if key in homes or key == canonical_key(f"https://{address.host}/"):
        return True
    return not address.parameters and bool(_HOME.fullmatch(address.path))


def moves(page: Mapping[str, Any]) -> list[str]:
    """Return the URLs the way to *page*'s end passes, without steps between spellings of one page.

    http to https, ``www.``, a last slash or a tracking parameter move nothing.
    """
    urls = [*(hop["url"] for hop in page.get("hops") or ()), _final(page)]
    passed: list[str] = []
    for url in urls:
        if not passed or canonical_key(url) != canonical_key(passed[-1]):
            passed.append(url)
    return passed


def _final(page: Mapping[str, Any]) -> str:
    return str(page.get("final_url") or page["url"])


def _called(page: Mapping[str, Any]) -> tuple[str, str]:
    return page.get("title") or "", page.get("heading") or ""


def _broken(page: Mapping[str, Any]) -> str:
    """Return why no visitor can get the page, an empty text where that is not known."""
    status, outcome = page.get("status"), page["outcome"]
    if outcome == "http_error" and status and 300 <= status < 500 and status not in _NOT_NOW:
        return f"answers {page.get('detail') or status}"
    if outcome == "redirect_loop":
        return f"redirects without end: {page.get('detail')}"
    return f"is parked: {page.get('detail')}" if outcome == "parked" else ""


def _misled(
    page: Mapping[str, Any], target: Target, final: str, homes: Collection[str]
) -> Verdict | None:
    """Return what is wrong with where the page's redirects lead."""
    way = moves(page)
    if not page.get("hops"):
        return None
    if not target.is_own(final):
        return Verdict("redirected_away", f"leads to {final}, which is not yours")
    if is_home(final, homes) and not _is_any_home(page["url"], homes):
        return Verdict("redirected_home", "leads to the home page, which engines take for a 404")
    if len(way) - 1 > MOST_HOPS:
        return Verdict("redirect_chain", f"leads to {final} over {len(way) - 1} redirects")
    return None


def _is_any_home(url: str, homes: Collection[str]) -> bool:
    """Tell whether *url* is a home page, or that of one language."""
    path = read_address(url).path.strip("/")
    return is_home(url, homes) or bool(LOCALE.fullmatch(path))


def _kept_out(page: Mapping[str, Any], final: str) -> Verdict:
    """Return what keeps the page that is there out of search engines' indexes."""
    blockers = page.get("blockers") or ()
    if barred := [name for name in blockers if name.startswith("robots_txt:")]:
        return Verdict("robots", f"robots.txt keeps out {barred[0].partition(':')[2]}")
    if noindex := [name for name in blockers if name.startswith("noindex:")]:
        return Verdict("noindex", f"asks engines not to index it ({noindex[0]})")
    canonical = page.get("canonical")
    if canonical and _page_of(canonical) != _page_of(final):
        return Verdict("canonical_elsewhere", f"names {canonical} as its canonical page")
    return Verdict("none")


def _page_of(url: str) -> str:
    """Return the page a URL stands for whatever its query: a canonical may well leave that out."""
    return canonical_key(url.partition("?")[0])
