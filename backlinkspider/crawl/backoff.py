"""When a host is asked again: refusals for a while, failures in a row, names that don't resolve.

Pure. What is learnt about a politeness key lives in its ``hosts`` document under ``learnt``, so
that every worker and the next run know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from backlinkspider.crawl.item import Visit
    from backlinkspider.documents import Outcome

MAX_WAIT: Final = 300.0
"""Longest pause in seconds a run waits for a host; who asks for more is left for a later run."""

ATTEMPTS: Final = 3
"""Times a page is asked for while its host says "not now"."""

DNS_ATTEMPTS: Final = 2
DNS_PAUSE: Final = 5.0
"""Seconds between the two look-ups of a name; longer than a failed one is cached."""

FAILURES: Final = 5
"""Failures in a row after which a host is set aside for the rest of the run."""

_FIRST_PAUSE: Final = 15.0
_SLOW_DOWN: Final = frozenset({429, 503})
_FAILING: Final[frozenset[Outcome]] = frozenset(
    {"timeout", "connection_error", "tls_error", "dns_error"}
)

Scope = Literal["host", "key"]


@dataclass(frozen=True, slots=True)
class Again:
    """Ask for the page again after *pause* seconds; its host rests meanwhile."""

    pause: float


@dataclass(frozen=True, slots=True)
class SetAside:
    """End all that is pending of the host (or of the whole key) with *outcome* and *detail*.

    *pause*: seconds the host is not to be asked again, also by later runs.
    """

    scope: Scope
    outcome: Outcome
    detail: str
    pause: float = 0.0


def retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for (RFC 9110, 10.2.3); ``None`` if unreadable.

    Takes seconds and dates; a date in the past is 0.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, (moment - now).total_seconds())


def after_answer(status: int, asked: float | None, attempts: int) -> Again | SetAside | None:
    """Decide about an answer with *status*; *asked* is what its Retry-After asks for.

    *attempts* counts the answers like this that the page has had before. ``None`` means: the
    answer stands.
    """
    if status not in _SLOW_DOWN:
        return None
    if asked is None and status == 503:
        # Without Retry-After a 503 is an ordinary server error.
        return None
    pause = asked if asked is not None else _FIRST_PAUSE * 4**attempts
    if pause > MAX_WAIT:
        detail = f"the host answered {status} and asks to wait {pause:.0f} s"
        return SetAside("key", "skipped", detail, pause)
    return Again(pause) if attempts + 1 < ATTEMPTS else None


def after_failure(
    outcome: Outcome, learnt: Mapping[str, Any], attempts: int
) -> Again | SetAside | None:
    """Decide about a page that failed with *outcome*, with what is *learnt* about its key."""
    if outcome == "dns_error":
        if attempts + 1 < DNS_ATTEMPTS:
            return Again(DNS_PAUSE)
        return SetAside("host", "dns_error", f"did not resolve, asked {DNS_ATTEMPTS} times")
    if outcome in _FAILING and learnt.get("failures", 0) + 1 >= FAILURES:
        detail = f"set aside after {FAILURES} failures in a row ({outcome})"
        return SetAside("key", "skipped", detail)
    return None


def next_move(
    outcome: Outcome,
    status: int | None,
    asked: float | None,
    visit: Visit,
    learnt: Mapping[str, Any],
) -> Again | SetAside | None:
    """Decide what the end of *visit* means for its host and for what waits there."""
    attempts = visit.pages[0].get("attempts", 0)
    if status is not None:
        return after_answer(status, asked, attempts)
    return after_failure(outcome, learnt, attempts)


def learn(learnt: Mapping[str, Any], outcome: Outcome, at: datetime) -> dict[str, Any]:
    """Return *learnt* with the outcome of one more visit, which ended at *at*.

    Failures in a row are counted; when the last one was is kept.
    """
    if outcome not in _FAILING:
        return {**learnt, "failures": 0}
    return {**learnt, "failures": learnt.get("failures", 0) + 1, "failed_at": at}
