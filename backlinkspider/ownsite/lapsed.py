"""Links that lapsed: those that are gone, and those that no longer pass credit. Pure.

The links of one domain to one own page are one entry: it takes one letter to ask for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from backlinkspider.ownsite.entry import entry
from backlinkspider.ownsite.inlinks import gain_of, own_url, worth_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from backlinkspider.documents import Document
    from backlinkspider.ownsite.entry import Kind

FIELDS: Final = ("link.rel", "link.credit_blockers", "history", "lost_at", "lost_reason")
"""The parts of a link document that are read here, besides those of ``inlinks``."""

_CREDIT: Final = ("link.follow", "link.passes_credit")
_WORDS: Final = {
    "link_removed": "the page no longer links to you",
    "page_gone": "the page is gone",
    "page_redirected": "the page leads elsewhere now",
    "target_changed": "the link leads elsewhere now",
}


_Key = tuple["Kind", str, str]


class LapsedLinks:
    """Takes links one by one, then tells which are worth asking for."""

    def __init__(self) -> None:
        self._groups: dict[_Key, list[Document]] = {}

    def add(self, link: Mapping[str, Any]) -> None:
        """Take *link* if it lapsed."""
        is_lost = link["state"] == "lost"
        what = _loss(link) if is_lost else _change(link) if link["state"] == "live" else None
        if what is None:
            return
        key: _Key = ("lost" if is_lost else "nofollowed", link["page"]["domain"], own_url(link))
        self._groups.setdefault(key, []).append(_kept(link, what))

    def entries(self, target: str, linking: Container[str]) -> Iterator[Document]:
        """Yield an entry for each domain and own page.

        A link that is gone from a page which still links to the target (*linking* has the ids of
        those) was moved, not lost.
        """
        for (kind, domain, url), links in self._groups.items():
            asked = [one for one in links if kind != "lost" or one["page_id"] not in linking]
            if asked:
                yield _entry(kind, target, domain, url, asked)


def _entry(kind: Kind, target: str, domain: str, url: str, links: list[Document]) -> Document:
    latest = max(links, key=lambda one: (one["at"] is not None, one["at"] or 0, one["page"]))
    known = [one["worth"] for one in links if one["worth"] is not None]
    return entry(
        kind,
        target=target,
        url=url,
        reason=latest["reason"],
        gains={domain: max(one["gain"] for one in links)},
        known={domain: max(known)} if known else {},
        links=len(links),
        followed=sum(one["followed"] for one in links),
        pages=dict.fromkeys(one["page"] for one in links),
        evidence={"link_id": latest["_id"], "text": latest["text"], **latest["evidence"]},
        whose=domain,
        checked_at=latest["at"],
    )


def _kept(link: Mapping[str, Any], what: Mapping[str, Any]) -> Document:
    """Return what is kept of *link*; it is worth what it was when it was followed.

    How it is placed now says little of that: placement counts whether a link passes credit.
    """
    before = {**link, "link": {**link["link"], "follow": what["followed"]}}
    if link["state"] == "live":
        worth = link.get("worth") or {}
        before["worth"] = {name: worth[name] for name in worth if name != "placement"}
    return {
        "_id": link["_id"],
        "page_id": link["page_id"],
        "page": link["page"]["url"],
        "text": link["link"].get("text") or "",
        "gain": gain_of(before),
        "worth": worth_of(before),
        **what,
    }


def _loss(link: Mapping[str, Any]) -> Document:
    reason = link.get("lost_reason") or "link_removed"
    to = _detail(link, "lost", "to")
    words = _WORDS.get(reason, reason)
    return {
        "at": link.get("lost_at"),
        "reason": f"{words}: {to}" if to else words,
        "followed": bool(link["link"].get("follow")),
        "evidence": {"lost_reason": reason, "to": to},
    }


def _change(link: Mapping[str, Any]) -> Document | None:
    """Return when and how a live link stopped passing credit; ``None`` where it did not."""
    for name in _CREDIT:
        if link["link"].get(name.partition(".")[2]) is not False:
            continue
        for happened in reversed(link.get("history") or ()):
            if happened["kind"] == "changed" and _value(happened, name) == [True, False]:
                return _stopped(link, name, happened["at"])
    return None


def _stopped(link: Mapping[str, Any], name: str, at: Any) -> Document:
    blockers = link["link"].get("credit_blockers") or ()
    rel = " ".join(link["link"].get("rel") or ())
    how = f'rel="{rel}" now' if name == "link.follow" else f"no credit now: {', '.join(blockers)}"
    return {
        "at": at,
        "reason": f"was followed, {how}",
        "followed": True,
        "evidence": {"field": name, "rel": rel, "blockers": list(blockers)},
    }


def _detail(link: Mapping[str, Any], kind: str, name: str) -> Any:
    """Return what the link's latest event of *kind* says of *name*."""
    told = (one for one in reversed(link.get("history") or ()) if one["kind"] == kind)
    return _value(next(told, {}), name)


def _value(happened: Mapping[str, Any], name: str) -> Any:
    details = happened.get("details") or ()
    return next((one["value"] for one in details if one["field"] == name), None)
