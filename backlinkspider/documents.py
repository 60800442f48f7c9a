"""The stored documents: collections, ids, outcomes and states.

A document is a plain ``dict`` of JSON types and timezone-aware UTC datetimes, so that the same
value goes into MongoDB, SQLite, JSON lines and rules. The shapes are described in the README.
"""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final, Literal, get_args

Document = dict[str, Any]

Collection = Literal[
    "links",
    "pages",
    "hosts",
    "domains",
    "runs",
    "events",
    "marks",
    "rule_revisions",
    "profile_flags",
    "alerts",
    "own_pages",
    "reports",
]
COLLECTIONS: Final[tuple[Collection, ...]] = get_args(Collection)

Outcome = Literal[
    "linked",
    "no_link",
    "robots_denied",
    "http_error",
    "dns_error",
    "connection_error",
    "timeout",
    "tls_error",
    "too_large",
    "not_html",
    "redirect_loop",
    "blocked",
    "parked",
    "soft_404",
    "refused",
    "skipped",
    "render_failed",
    "failed",
    "read",
]
OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
PENDING: Final = "pending"
OWNSITE: Final = "ownsite"
"""The spider that visits the target's own pages; its candidates are documents of ``own_pages``."""

LinkState = Literal["live", "lost", "unknown"]
LINK_STATES: Final[tuple[LinkState, ...]] = get_args(LinkState)

_SEPARATOR = "\x1f"


def digest(*parts: str) -> str:
    """Return a stable 128-bit id (32 hex digits) of *parts*; lone surrogates are allowed."""
    joined = _SEPARATOR.join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=16).hexdigest()


def page_id(target: str, url: str) -> str:
    """Return the ``_id`` of the ``pages`` document of *url* as candidate for *target*."""
    return digest("page", target, url)


def own_page_id(target: str, url: str) -> str:
    """Return the ``_id`` of the ``own_pages`` document of *url*, a page of *target* itself."""
    return digest("own", target, url)


def link_id(target: str, page_url: str, link_url: str, ordinal: int) -> str:
    """Return the ``_id`` of a link: the *ordinal*-th anchor to *link_url* on a candidate page."""
    return digest("link", target, page_url, link_url, str(ordinal))


def event_id(run: str, link: str, kind: str) -> str:
    """Return the ``_id`` of an event: one per run, link and kind; written twice, it is the same."""
    return digest("event", run, link, kind)


def utc(moment: datetime) -> datetime:
    """Return *moment* in UTC cut to milliseconds, the precision both stores keep."""
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
