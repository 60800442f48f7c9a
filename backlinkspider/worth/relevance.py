"""Relevance: how much what stands round a link is about what the target is about. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlinkspider.links.signals import primary_language
from backlinkspider.worth.model import Measured
from backlinkspider.worth.weights import FOREIGN, LIKE, NEAR_THE_LINK, OF_THE_PAGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def relevance_of(link: Mapping[str, Any], languages: Sequence[str]) -> Measured:
    """Return the relevance of a stored link for a target of *languages* (empty: not given).

    Made of the likeness of what is near the link (with anchor and titles) and of the page's text to
    the target's description and terms. ``None`` where neither could be compared, unless the page is
    in a language that the target does not serve.
    """
    page, signals = link["page"], link.get("signals") or {}
    near, whole = signals.get("topic_likeness"), signals.get("page_likeness")
    language = page.get("text_language") or primary_language(page.get("lang") or "") or None
    own = {primary_language(tag) for tag in languages}
    known = language in own if language and own else None
    inputs = {
        "topic_likeness": near,
        "page_likeness": whole,
        "language": language,
        "language_match": known,
    }
    value = _mixed([(near, NEAR_THE_LINK), (whole, OF_THE_PAGE)])
    if known is False:
        value = min(FOREIGN, FOREIGN if value is None else value)
    return Measured(value, inputs)


def _mixed(parts: Sequence[tuple[float | None, float]]) -> float | None:
    known = [(min(part / LIKE, 1.0), weight) for part, weight in parts if part is not None]
    if not known:
        return None
    total = sum(weight for _, weight in known)
    return round(sum(part * weight for part, weight in known) / total, 3)
