"""What another disavow list changes, by what it covers and not by how it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlinkspider.disavow.cover import Cover
    from backlinkspider.documents import Document

Change = Literal["added", "removed"]


@dataclass(slots=True)
class Reach:
    """The stored links, not lost, for which an entry makes the difference."""

    links: int = 0
    marked_ok: int = 0
    pages: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)

    def add(self, link: Document, verdict: str | None) -> None:
        """Count the ``links`` document *link*, of which people said *verdict*."""
        self.links += 1
        self.marked_ok += verdict == "ok"
        self.pages.add(link["page"]["url"])
        self.domains.add(link["page"]["domain"])


@dataclass(slots=True)
class Difference:
    """The change from the list *old* to the list *new*; ``feed`` it the links of the target.

    An entry is *added* if *old* covers not all that it covers, *removed* if *new* does not: a
    page's URL that gives way to its site's domain is no change but for the domain.
    """

    old: Cover
    new: Cover
    _added: dict[str, Reach] = field(init=False)
    _removed: dict[str, Reach] = field(init=False)

    def __post_init__(self) -> None:
        self._added = {entry: Reach() for entry in self.new if not self.old.covers(entry)}
        self._removed = {entry: Reach() for entry in self.old if not self.new.covers(entry)}

    @property
    def is_empty(self) -> bool:
        """Whether both lists cover the same pages, known and unknown."""
        return not self._added and not self._removed

    def feed(self, link: Document, verdict: str | None) -> None:
        """Count the ``links`` document *link*, of which people said *verdict*."""
        if link.get("state") == "lost":
            return
        before, after = self.old.find_link(link), self.new.find_link(link)
        if after and not before:
            self._added[after].add(link, verdict)
        elif before and not after:
            self._removed[before].add(link, verdict)

    def rows(self) -> Iterator[Document]:
        """Yield a row for each entry added, then for each removed."""
        changes: tuple[tuple[Change, dict[str, Reach]], ...] = (
            ("added", self._added),
            ("removed", self._removed),
        )
        for change, entries in changes:
            for entry, reach in sorted(entries.items()):
                yield {
                    "change": change,
                    "entry": entry,
                    "domains": len(reach.domains),
                    "links": reach.links,
                    "pages": len(reach.pages),
                    "marked_ok": reach.marked_ok,
                }
