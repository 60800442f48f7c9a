"""Links as columns for the page's tables: texts written once, everything else a number. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.report.document import MEASURES, at, day, measure, score_of
from backlinkspider.report.flag_rows import FlagRows
from backlinkspider.report.numbered import Numbered, shortest_ids
from backlinkspider.report.rule_texts import brief
from backlinkspider.report.surroundings import around
from backlinkspider.report.todo import TODO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from backlinkspider.documents import Document
    from backlinkspider.report.bound import Bound
    from backlinkspider.report.catalogue import Catalogue

ID_LENGTH: Final = 8
"""``scrapy links show`` takes as much of an id, where no other begins so."""

_TEXTS: Final = {
    "text": ("link", "text"),
    "url": ("link", "url"),
    "region": ("link", "region"),
    "seen": ("link", "seen_in"),
    "via": ("link", "via"),
    "visible": ("link", "visibility", "state"),
    "state": ("state",),
    "band": ("audit", "band"),
    "action": ("action", "do"),
    "lost_reason": ("lost_reason",),
    "unknown_reason": ("unknown_reason",),
    "warc": ("proof", "warc", "file"),
}
"""Columns of texts, and where a link's document has them."""

_JOINED: Final = {"rel": ("link", "rel"), "blockers": ("link", "credit_blockers")}
_DAYS: Final = ("first_seen", "last_seen", "lost_at")
_PLAIN: Final = {
    "follow": ("link", "follow"),
    "credit": ("link", "passes_credit"),
    "score": ("audit", "score"),
    "offset": ("proof", "warc", "offset"),
}


class LinkRows:
    """Collects links and gives them as columns.

    *since* is the moment changes are counted from: a link's row says whether it is new or lost
    since then. What is not within *bound* is ``left_out``.
    """

    def __init__(
        self,
        words: Catalogue,
        since: datetime | None = None,
        bound: Bound | None = None,
    ) -> None:
        self._since = since
        self._bound = bound
        self.left_out = 0
        self._flags = FlagRows(words)
        self._texts: Numbered[str] = Numbered()
        self._pages: Numbered[tuple[int, int, int]] = Numbered()
        self._columns: defaultdict[str, list[Any]] = defaultdict(list)

    def add(self, link: Document, mark: Document | None = None) -> None:
        """Add one link, with what people said of it, if it is within the bound."""
        if self._bound and not self._bound.takes(score_of(link)):
            self.left_out += 1
            return
        for name, value in self._values(link, mark or {}):
            self._columns[name].append(value)

    def _values(self, link: Document, mark: Document) -> Iterator[tuple[str, Any]]:
        yield "id", link["_id"]
        yield "page", self._page(link["page"])
        yield from ((name, self._text(at(link, path))) for name, path in _TEXTS.items())
        for name, path in _JOINED.items():
            yield name, self._text(" ".join(at(link, path) or ()))
        yield from ((name, day(link.get(name))) for name in _DAYS)
        yield from ((name, _number(at(link, path))) for name, path in _PLAIN.items())
        yield from ((name, measure(link, name)) for name in MEASURES)
        yield "why", self._text(brief(at(link, ("action", "reason")) or ""))
        before, after = around(link["link"]) if wants_a_look(link, mark) else ("", "")
        yield "before", self._text(before)
        yield "after", self._text(after)
        yield "flags", self._flags.numbers(link.get("flags") or (), link["link"]["text"])
        yield "changed", self._text(self._changed(link))
        yield "verdict", self._text(mark.get("verdict"))
        yield "verdict_reason", self._text(mark.get("reason"))
        yield "outreach", self._text((mark.get("outreach") or {}).get("state"))

    def _page(self, page: Document) -> int:
        return self._pages.number(
            (self._text(page["url"]), self._text(page["domain"]), self._text(page.get("title")))
        )

    def _text(self, text: str | None) -> int:
        return self._texts.number(text or "")

    def _changed(self, link: Document) -> str:
        """Return ``new`` or ``lost`` where the link became so after ``since``."""
        if self._since is None:
            return ""
        if link["state"] == "live" and link["first_seen"] > self._since:
            return "new"
        lost = link["state"] == "lost" and link.get("lost_at")
        return "lost" if lost and link["lost_at"] > self._since else ""

    def table(self) -> dict[str, Any]:
        """Return the columns, links of a domain and page together: that compresses best."""
        texts, pages = self._texts.values, self._pages.values
        columns = dict(self._columns)
        count = len(columns.get("id", ()))

        def place(number: int) -> tuple[str, str, str]:
            url, domain, _ = pages[columns["page"][number]]
            return texts[domain], texts[url], texts[columns["url"][number]]

        order = sorted(range(count), key=place)
        columns = {name: [column[n] for n in order] for name, column in columns.items()}
        if count:
            columns["id"] = shortest_ids(columns["id"], ID_LENGTH)
        return {
            "count": count,
            "texts": texts,
            "pages": pages,
            "flags": self._flags.rows(),
            "columns": columns,
        }


def wants_a_look(link: Document, mark: Document) -> bool:
    """Tell whether something was said of *link*, by rules, advice or people.

    Of all others the table leaves out what is round them: it would be half of a large report.
    """
    advice = at(link, ("action", "do"))
    return bool(at(link, ("audit", "score")) or advice in TODO or mark.get("verdict"))


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value
