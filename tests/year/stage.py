"""The stage of the simulated year: its days, and how pages of the demo web are edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.demo.model import Response, Site
from backlinkspider.demo.sites import load_sites
from tests.crawls import ENOUGH_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BEGIN: Final = datetime(2027, 1, 4, 12, tzinfo=UTC)
DAYS: Final = (*range(0, 181, 15), 210, 240, 255, 285, 315, 340, 365)
"""When each of the 20 crawls begins, in days."""

FULL: Final = (0, 7, 14)
"""Crawls of the whole list of candidates; the others look at known links again."""

LAST: Final = len(DAYS) - 1
TARGET: Final = "oakandloom.test"
SHOP: Final = "https://www.oakandloom.test"

Edit = Callable[[Response], Response]


def day(crawl: int) -> datetime:
    return BEGIN + timedelta(days=DAYS[crawl])


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its final *text*, and its life, a letter a crawl.

    ``L`` is live, ``U`` unknown, ``X`` lost, ``.`` not there yet. *lost* says why at each crawl
    that loses it (and where its place leads), *changed* what changed at which crawl, *unknown* why
    at each crawl that can't tell. *rules* are flags of time that it ends with.
    """

    url: str
    text: str
    life: str
    lost: Mapping[int, tuple[str, str | None]] = field(default_factory=dict)
    changed: Mapping[int, Mapping[str, list[Any]]] = field(default_factory=dict)
    unknown: Mapping[int, str] = field(default_factory=dict)
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the demo and its links; its edits hold from a crawl to another, both included.

    *robots*: the crawls during which robots.txt denies the whole host.
    """

    url: str
    links: tuple[Link, ...]
    edits: tuple[tuple[int, int, Edit], ...] = ()
    robots: tuple[int, int] | None = None

    @property
    def host(self) -> str:
        return self.url.split("/")[2]

    @property
    def path(self) -> str:
        return "/" + self.url.split("/", 3)[3]

    def at(self, crawl: int) -> Response:
        """Return what the page answers to the *crawl*-th crawl."""
        reply = demo_page(self.host, self.path)
        # It says so much that nobody asks a browser for more.
        reply = replace(reply, body=reply.body + f"<p>{ENOUGH_WORDS}</p>".encode())
        for first, last, edit in self.edits:
            if first <= crawl <= last:
                reply = edit(reply)
        return reply


def swap(*pairs: tuple[str, str]) -> Edit:
    """Return an edit of the HTML; what it replaces must be there."""

    def edit(page: Response) -> Response:
        body = page.body.decode()
        for old, new in pairs:
            assert old in body, old
            body = body.replace(old, new)
        return replace(page, body=body.encode())

    return edit


def answer(status: int, **fields: Any) -> Edit:
    return lambda page: replace(page, status=status, **fields)


def instead(other: Response) -> Edit:
    return lambda _: other


def header(name: str, value: str) -> Edit:
    return lambda page: replace(page, headers=(*page.headers, (name, value)))


HANGS: Final[Edit] = lambda page: replace(page, behaviour="hang")  # noqa: E731 (a table of edits)
RESETS: Final[Edit] = lambda page: replace(page, behaviour="reset")  # noqa: E731
CLOSES: Final[Edit] = lambda page: replace(page, behaviour="close")  # noqa: E731


def demo_page(host: str, path: str) -> Response:
    """Return a page of the demo web as it is."""
    page = _DEMO[host].pages[path]
    assert isinstance(page, Response)
    return page


_DEMO: Final = load_sites()


def sites_at(pages: Iterable[Page], crawl: int) -> dict[str, Site]:
    """Return the hosts of *pages* as the *crawl*-th crawl sees them."""
    served: dict[str, dict[str, Any]] = {}
    for page in pages:
        paths = served.setdefault(page.host, {"/": Response(b"<p>Welcome.")})
        paths[page.path] = page.at(crawl)
        if page.robots and page.robots[0] <= crawl <= page.robots[1]:
            text = (("Content-Type", "text/plain"),)
            paths["/robots.txt"] = Response(b"User-agent: *\nDisallow: /\n", headers=text)
    return {host: Site(paths) for host, paths in served.items()}
