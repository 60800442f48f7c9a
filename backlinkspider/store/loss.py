"""Whether a link that was not found is lost, and why; what can't be known is a doubt. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from backlinkspider.store.look import READ

if TYPE_CHECKING:
    from collections.abc import Collection

    from backlinkspider.documents import Document
    from backlinkspider.store.look import Look

Reason = Literal["link_removed", "target_changed", "page_gone", "page_redirected"]


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a link is lost: *to* is where its anchor, or its page, leads instead."""

    reason: Reason
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it can't be known whether a link still is there."""

    reason: str


def loss_or_doubt(look: Look, old: Document, known: Collection[str]) -> Loss | Doubt:
    """Return what *look*, which did not find the stored link *old*, says of it.

    A page that is gone (404, 410) takes its links along; any other failure leaves them unknown.
    *known* are the URLs of links that the page had before: an anchor that leads to one of them is
    that link, and no other one changed.
    """
    if look.unresolved and old["link"]["url"].partition("#")[0] in look.unresolved:
        return Doubt("redirector_unresolved")
    if look.is_gone:
        return Loss("page_gone")
    if look.outcome not in READ:
        return Doubt(look.outcome)
    if not _would_show(look.facts, old):
        return Doubt("read_in_part")
    if to := _redirected_to(look.facts, old):
        return Loss("page_redirected", to)
    leads = look.leads(old) if look.leads is not None else None
    if leads and leads not in known:
        return Loss("target_changed", leads)
    return Loss("link_removed")


def _would_show(facts: Document, old: Document) -> bool:
    """Tell whether a page read as *facts* say would show the link if it still were there.

    Not one that was cut, or that scripts would have completed had they run; nor is a link that
    only a script adds to be seen in a plain look. Where scripts lead elsewhere, they have run.
    """
    if facts.get("truncated"):
        return False
    if facts.get("rendered") or facts.get("left_to"):
        return True
    return not facts.get("render_reason") and old["link"].get("seen_in") != "rendered"


def _redirected_to(facts: Document, old: Document) -> str | None:
    """Return the other page that visitors of the link's page end on by now, if they do."""
    before = old["page"].get("final_url") or old["page"]["url"]
    now: str = facts.get("left_to") or facts.get("final_url") or before
    return None if _page(now) == _page(before) else now


def _page(url: str) -> str:
    """Return *url* without what makes no other page of it: scheme, ``www.``, slash, fragment."""
    address = url.partition("#")[0].partition("://")[2]
    return address.removeprefix("www.").rstrip("/")
