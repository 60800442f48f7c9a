"""Documents of links as the store keeps them, as far as the reclamation list reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.documents import link_id, page_id

if TYPE_CHECKING:
    from backlinkspider.documents import Document

SHOP: Final = "https://www.shop.test"
NOW: Final = datetime(2026, 11, 28, tzinfo=UTC)


def link(
    domain: str, path: str = "/a", page: str = "/", *, state: str = "live", **more: Any
) -> Document:
    """Return the link from *page* of *domain* to *path* of the shop; *more* goes into ``link``."""
    url, own = f"https://{domain}{page}", f"{SHOP}{path}"
    anchor_class = more.pop("anchor_class", "other")
    top: Document = {
        name: more.pop(name) for name in ("worth", "audit", "lost_reason") if name in more
    }
    lost = {"lost_at": NOW, "lost_reason": "link_removed"} if state == "lost" else {}
    document: Document = {
        "_id": link_id("shop.test", url, own, more.pop("ordinal", 0)),
        "v": 1,
        "target": "shop.test",
        "page_id": page_id("shop.test", url),
        "state": state,
        "page": {"url": url, "domain": domain},
        "link": {"url": own, "text": "the shop", "follow": True, "rel": [], **more},
        "signals": {"anchor_class": anchor_class},
        "audit": {"score": 0.0, "band": "none"},
        "history": [],
    }
    return {**document, **lost, **top}


def happened(kind: str, **details: Any) -> Document:
    """Return an entry of a link's history; two underscores in a name are a dot."""
    told = [{"field": name.replace("__", "."), "value": value} for name, value in details.items()]
    return {"run": "r", "at": NOW, "kind": kind, "details": told}


def own_page(path: str, problem: str = "none", **more: Any) -> Document:
    """Return the own page at *path* as its crawl judged it."""
    page = {
        "_id": path,
        "url": f"{SHOP}{path}",
        "target": "shop.test",
        "outcome": "read",
        "status": 200,
        "problem": problem,
        "reason": f"is {problem}",
        "suggestion": None,
        "checked_at": NOW,
    }
    return {**page, **more}


def naming(domain: str, page: str = "/", text: str = "Shop") -> Document:
    """Return a page of *domain* that names the shop."""
    url = f"https://{domain}{page}"
    mention = {"term": text, "kind": "brand", "text": text, "context": f"by {text}", "span": [3, 7]}
    return {
        "_id": page_id("shop.test", url),
        "target": "shop.test",
        "url": url,
        "domain": domain,
        "mentions": [{**mention, "place": "text"}],
        "checked_at": NOW,
    }
