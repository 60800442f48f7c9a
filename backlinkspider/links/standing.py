"""Whether the anchor of a link that is missing still stands, and where it leads now. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from backlinkspider.links.page_part import MAX_TEXT

if TYPE_CHECKING:
    from backlinkspider.documents import Document
    from backlinkspider.page.document import HtmlDocument

MOST_ANCHORS: Final = 2000
"""Anchors of a page that are looked at: describing one takes longer than finding it."""

_Words = tuple[str, str, str]
"""The text of an anchor, and the text before and after it."""


@dataclass(slots=True)
class Standing:
    """The anchors of *document* by their words, read when the first link is asked for.

    An anchor is the one a link was when both its text and the text around it are the same, and no
    other anchor of the page has the same.
    """

    document: HtmlDocument
    _leads: dict[_Words, str | None] | None = field(default=None)

    def leads(self, link: Document) -> str | None:
        """Return the URL to which the anchor of the stored *link* leads; ``None`` if it is gone."""
        part = link["link"]
        words = (part["text"], part.get("before") or "", part.get("after") or "")
        if not words[0] or not any(words[1:]):
            return None
        if self._leads is None:
            self._leads = self._read()
        url = self._leads.get(words)
        return None if url == part["url"] else url

    def _read(self) -> dict[_Words, str | None]:
        leads: dict[_Words, str | None] = {}
        for anchor in self.document.describe_all(self.document.anchors()[:MOST_ANCHORS]):
            words = (anchor.text[:MAX_TEXT], anchor.before, anchor.after)
            leads[words] = None if words in leads else anchor.address
        return leads
