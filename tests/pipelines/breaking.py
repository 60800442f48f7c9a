"""A pipeline that can't take every item, for the test of what becomes of such a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlinkspider.crawl.item import PageItem


class BreakingPipeline:
    """Raises for pages of ``odd.test``."""

    async def process_item(self, item: PageItem) -> PageItem:
        if item.visit.key == "odd.test":
            raise ArithmeticError("this one is odd")
        return item
