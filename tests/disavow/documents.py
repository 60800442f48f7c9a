"""Documents of a store as disavow files need them: links, flags, what people said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from backlinkspider.documents import link_id, page_id
from backlinkspider.urls import host_of, registrable_domain

TARGET = "shop.test"
AT = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)


def flag(rule: str = "anchor.money", **more: Any) -> dict[str, Any]:
    """Return a flag of a link as the store keeps it."""
    usual = {
        "level": "link",
        "status": "stable",
        "severity": "high",
        "score": 3.0,
        "group": "anchor",
        "clause": "google.link-spam",
        "message": f"{rule} fired",
        "suppressed": None,
    }
    return {"rule": rule, **usual, **more}


def link(
    url: str,
    *flags: dict[str, Any],
    score: float = 6.0,
    state: str = "live",
    ordinal: int = 0,
    passes: bool | None = True,
    **page: Any,
) -> dict[str, Any]:
    """Return the ``links`` document of a link on the page at *url*."""
    final = page.get("final_url", url)
    host = host_of(final)
    return {
        "_id": link_id(TARGET, url, f"https://{TARGET}/", ordinal),
        "v": 1,
        "target": TARGET,
        "page_id": page_id(TARGET, url),
        "state": state,
        "page": {
            "url": url,
            "final_url": final,
            "canonical": None,
            "host": host,
            "domain": registrable_domain(host),
            **page,
        },
        "link": {"url": f"https://{TARGET}/", "passes_credit": passes, "follow": passes},
        "flags": list(flags or (flag(),)),
        "audit": {"score": score},
    }


def mark(of: dict[str, Any], verdict: str | None, **more: Any) -> dict[str, Any]:
    """Return the ``marks`` document of the link *of*."""
    said = {"by": "Ana", "reason": "paid", "at": AT, "outreach": None, "history": []}
    return {
        "_id": of["_id"], "v": 1, "kind": "link", "target": TARGET, "verdict": verdict,
        **said, **more,
    }  # fmt: skip
