"""Link documents as a crawl stores them, for what counts and appraises them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import link_id, page_id
from backlinkspider.domains.weighed import Scales

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.domains.weighed import Weighed

TARGET: Final = "shop.example"
NOW: Final = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, in week 48
AROUND: Final = "ten words of running text stand on either side here "


def flag(rule: str, score: float = 3.0, severity: str = "high", **more: Any) -> Document:
    named = {"rule": rule, "level": "link", "severity": severity, "score": score}
    about = {"group": "anchor", "message": f"{rule} fired", "suppressed": None, "finding": None}
    return {**named, **about, **more}


def link(path: str = "a.example/", **changes: Any) -> Document:
    """Return a live link in a text on *path*; *changes* by dotted name with ``__`` for the dot."""
    host = path.partition("/")[0]
    url, to = f"https://{path}", f"https://{TARGET}/"
    ordinal = changes.pop("ordinal", 0)
    document: Document = {
        "_id": link_id(TARGET, url, to, ordinal),
        "v": 1,
        "by": "a worker",
        "target": TARGET,
        "page_id": page_id(TARGET, url),
        "page": {
            "url": url,
            "final_url": url,
            "host": host,
            "domain": host,
            "ip": "192.0.2.1",
            "lang": "en",
            "text_language": "en",
            "has_contact": True,
            "ids": [],
        },
        "link": {
            "url": to,
            "text": "Shop",
            "rel": [],
            "follow": True,
            "passes_credit": True,
            "credit_blockers": [],
            "region": "content",
            "list_size": 1,
            "near_before": AROUND,
            "near_after": AROUND,
            "visibility": {"state": "visible", "reasons": []},
        },
        "signals": {"anchor_text_normalised": "shop", "anchor_class": "brand"},
        "flags": [],
        "audit": {"score": 0.0, "band": "none"},
        "state": "live",
        "first_seen": NOW - timedelta(days=14),
        "last_seen": NOW,
        "lost_at": None,
        "lost_reason": None,
        "history": [],
    }
    for name, value in changes.items():
        part, _, inner = name.partition("__")
        if inner:
            document[part] = {**document[part], inner: value}
        else:
            document[part] = value
    return document


def nofollowed(path: str = "a.example/", **changes: Any) -> Document:
    return link(
        path,
        link__rel=["nofollow"],
        link__follow=False,
        link__passes_credit=False,
        link__credit_blockers=["rel:nofollow"],
        **changes,
    )


def lost(path: str = "a.example/", **changes: Any) -> Document:
    entry = {"run": "r", "at": NOW, "kind": "lost", "details": []}
    state = {"state": "lost", "lost_at": NOW, "lost_reason": "link_removed", "history": [entry]}
    return link(path, **{**state, **changes})


def flagged(path: str = "a.example/", *flags: Document, **changes: Any) -> Document:
    """Return a link with *flags*, and the score they add up to."""
    score = sum(one["score"] for one in flags if not one["suppressed"])
    band = "high" if score >= 5 else "watch"
    return link(path, flags=list(flags), audit={"score": score, "band": band}, **changes)


def turned(field: str, before: object, after: object) -> Document:
    """Return the entry of a history in which *field* changed."""
    details = [{"field": field, "value": [before, after]}]
    return {"run": "r", "at": NOW, "kind": "changed", "details": details}


def weigh(document: Document, scales: Scales | None = None) -> Weighed:
    return (scales or Scales()).weigh(document)
