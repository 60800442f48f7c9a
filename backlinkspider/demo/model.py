"""What a served web is made of, and what a crawl of it must find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Behaviour = Literal["answer", "hang", "reset", "close", "cut", "drip"]
"""What the server does with a request once it was read.

``answer`` is the ordinary case. ``hang`` never answers, ``reset`` ends the connection with a TCP
reset, ``close`` ends it without a byte, ``cut`` announces the whole body and sends half of it,
``drip`` sends the body in 20 parts with ``delay`` seconds between them.
"""

Reach = Literal["served", "unmapped", "refused", "no_tls"]
"""How a host is reached.

``served`` answers on port 80 and 443; ``unmapped`` has no entry in CONNECT_TO, so its name is
looked up as any other; ``refused`` leads to ports nobody listens on; ``no_tls`` answers plain
HTTP on port 443, so that the handshake fails.
"""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer: *body* as it goes over the wire, *delay* in seconds before it."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    delay: float = 0.0
    behaviour: Behaviour = "answer"


@dataclass(frozen=True, slots=True)
class Hit:
    """One request as it arrived; *at* is the server's monotonic clock in seconds."""

    scheme: str
    host: str
    path: str
    method: str
    headers: Mapping[str, str]
    at: float


Reply = Response | Callable[[Hit], Response]
"""An answer, or a function that makes one (for a page that is different the second time)."""


@dataclass(frozen=True, slots=True)
class Site:
    """One host: its answers by path. A path with its query is looked up before the bare path."""

    pages: Mapping[str, Reply] = field(default_factory=dict)
    reach: Reach = "served"

    def reply_to(self, hit: Hit) -> Response:
        """Return the answer to *hit*; 404 where the site has no such page."""
        reply = self.pages.get(hit.path) or self.pages.get(hit.path.partition("?")[0], NOT_FOUND)
        return reply if isinstance(reply, Response) else reply(hit)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a crawl with ``render=auto`` must end with for one candidate.

    *candidate* is as a candidate file would have it, *url* as the crawl knows it. *links* are
    those to the target in document order: fields of the stored link (``url``, ``text``, ``rel``,
    ``follow``, ``region``, ``place``, ...). All links are there; of each link, only the fields
    that this page is about.
    *schemes* are ids of link-scheme patterns on the page, empty on honest pages. *script* says
    that the plain HTML is not the whole page.
    """

    candidate: str
    url: str
    outcome: str
    about: str
    links: tuple[Mapping[str, Any], ...] = ()
    schemes: tuple[str, ...] = ()
    script: bool = False


NOT_FOUND = Response(
    b"<!doctype html><title>Not found</title><h1>404 Not Found</h1>",
    status=404,
    headers=(("Content-Type", "text/html"),),
)
