"""The path of a link that does not name its target: from the redirector, hop by hop, to its end.

Whoever asks redirectors (the crawl over the network, an example from its own data) drives ``walk``
with what they answer; so both come to the same paths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from backlinkspider.links.encoded import after_host, names
from backlinkspider.links.redirectors import Via  # noqa: TC001 - pydantic reads ``Led``
from backlinkspider.page.about import refresh_of
from backlinkspider.page.document import HtmlDocument
from backlinkspider.page.walls import recognise_wall
from backlinkspider.urls import is_http, resolve, without_fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping

    from backlinkspider.documents import Document
    from backlinkspider.target import Target

LedBy = Literal["location", "refresh", "script"]
"""What in an answer leads on: the Location header of a redirect, a Refresh (header or meta
element), or a script of a page that holds little else."""

Unresolved = Literal["budget", "timeout", "robots", "refused", "blocked", "failed", "loop"]
"""Why it is not known where a redirector leads."""

MAX_HOPS: Final = 10
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_WALLED: Final = frozenset({401, 403, 407, 429, 999})
_SERVER_ERROR: Final = 500
_FEW_WORDS: Final = 120
"""A page of more words is there to be read: its scripts' other locations are not where it leads."""

_REFRESH: Final = re.compile(r"\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)
_SCRIPTED: Final = re.compile(
    r"""(?:(?:^|[\s;{(.])location(?:\.href)?\s*=|\blocation\.(?:replace|assign)\()"""
    r"""\s*(["'`])((?:[^"'`\\]|\\.){1,2000})\1"""
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))")
"""Of a script's text (ECMA-262, 12.9.4): encoders of JSON write ``https:\\/\\/``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a redirector answered: *leads_to* is an absolute URL, or ``None`` where it ends.

    *walled* answers (a bot wall, a server's error) do not tell.
    """

    status: int
    leads_to: str | None = None
    by: LedBy | None = None
    walled: bool = False


@dataclass(frozen=True, slots=True)
class PathHop:
    """One step: *url* was asked, answered *status* and led on *by* what it says."""

    url: str
    status: int
    by: LedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPath:
    """Where a redirector leads: over *hops* to *final_url*, the first URL of a target or the end.

    *unresolved* says why that is not known; then *final_url* is as far as is known.
    """

    final_url: str
    hops: tuple[PathHop, ...]
    unresolved: Unresolved | None = None
    blockers: tuple[str, ...] = ()
    """What keeps search engines from passing credit along it."""


@dataclass(frozen=True, slots=True)
class Led:
    """A redirector of a page with its path, and how it is led on."""

    via: Via
    path: LinkPath


def walk(url: str, arrived: Callable[[str], bool]) -> Generator[str, Answer, LinkPath]:
    """Yield each URL to ask, take its ``Answer``, return the path from *url*.

    It ends where a URL has *arrived* at a target, which is not asked any more, or leads no further.
    """
    hops: list[PathHop] = []
    while True:
        answer = yield url
        if answer.walled:
            return LinkPath(final_url=url, hops=tuple(hops), unresolved="blocked")
        if answer.leads_to is None or answer.by is None or not is_http(answer.leads_to):
            return LinkPath(final_url=url, hops=tuple(hops))
        hops.append(PathHop(url, answer.status, answer.by))
        url = answer.leads_to
        if arrived(url):
            return LinkPath(final_url=url, hops=tuple(hops))
        url = without_fragment(url)
        if len(hops) >= MAX_HOPS or any(hop.url == url for hop in hops):
            return LinkPath(final_url=url, hops=tuple(hops), unresolved="loop")


def read_answer(
    url: str, status: int, headers: Mapping[str, str], body: bytes, content_type: str
) -> Answer:
    """Read what *url* answered; *headers* by lower-case names, *body* as far as it was read."""
    if status in _REDIRECTS and (location := headers.get("location")):
        return Answer(status, resolve(location, url), "location")
    if match := _REFRESH.match(headers.get("refresh", "")):
        return Answer(status, resolve(match[1].strip(), url), "refresh")
    if status in _WALLED or status >= _SERVER_ERROR:
        return Answer(status, walled=True)
    if not body or "html" not in content_type:
        return Answer(status)
    document = HtmlDocument(body, url=url, content_type=content_type)
    if refresh := refresh_of(document):
        return Answer(status, refresh, "refresh")
    if script := _script_location(document):
        return Answer(status, script, "script")
    wall = recognise_wall(document, status)
    return Answer(status, walled=wall is not None and wall[0] == "blocked")


def _script_location(document: HtmlDocument) -> str | None:
    if document.count_words() > _FEW_WORDS:
        return None
    for node in document.tree.css("script:not([src])"):
        if match := _SCRIPTED.search(node.text()):
            return document.resolve(_ESCAPE.sub(_unescaped, match[2]))
    return None


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else escape[3]


def leads_to(target: Target, path: LinkPath) -> bool:
    """Tell whether *path* is known to end at *target*."""
    return path.unresolved is None and target.matches(path.final_url)


def is_open_redirect(url: str, path: LinkPath) -> bool:
    """Tell whether the redirector at *url* led right to a URL that stands in *url* itself.

    A query may have been added on the way, as click counters do.
    """
    if not path.hops:
        return False
    first = path.hops[1].url if len(path.hops) > 1 else path.final_url
    whole, _, query = without_fragment(first).partition("?")
    rest = after_host(url)
    return names(rest, f"{whole}?{query}" if query else whole) or names(rest, whole)


def path_part(led: Led | None, url: str) -> Document:
    """Return ``via``, ``final_url`` and ``hops`` of a link document; ``None`` is a direct link."""
    if led is None:
        return {"via": "direct", "final_url": url, "hops": []}
    hops = [{"url": hop.url, "status": hop.status, "by": hop.by} for hop in led.path.hops]
    return {"via": led.via, "final_url": led.path.final_url, "hops": hops}


def unresolved_detail(paths: Iterable[Led]) -> str:
    """Return in words of how many redirectors it is not known where they lead; empty for none."""
    reasons = [led.path.unresolved for led in paths if led.path.unresolved is not None]
    if not reasons:
        return ""
    why = ", ".join(sorted(set(reasons)))
    return f"not known of {len(reasons)} redirectors where they lead: {why}"


def redirector_counts(paths: Iterable[tuple[str, Led]]) -> Document:
    """Return how many redirectors of a page were asked, and of which it is not known, and why."""
    paths = list(paths)
    unresolved = [
        {"url": url, "reason": led.path.unresolved}
        for url, led in paths
        if led.path.unresolved is not None
    ]
    return {"asked": len(paths), "unresolved": unresolved}
