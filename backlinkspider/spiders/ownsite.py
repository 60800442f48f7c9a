"""``scrapy crawl ownsite``: visits the target's own pages that links lead to, and its site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from backlinkspider.crawl import clock
from backlinkspider.crawl.arguments import OwnsiteArguments
from backlinkspider.crawl.plan import Plan
from backlinkspider.documents import OWNSITE
from backlinkspider.spiders.visiting import VisitingSpider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

_PIPELINES: Final = {
    "backlinkspider.pipelines.own_page.OwnPagePipeline": 100,
    "backlinkspider.pipelines.store.StorePipeline": 400,
}


class OwnsiteSpider(VisitingSpider):
    """Visits own pages; they are judged by what links need of them."""

    name = OWNSITE

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Let items pass through pipelines that look for no links."""
        super().update_settings(settings)
        settings.set("ITEM_PIPELINES", _PIPELINES, priority="spider")

    @classmethod
    def plan(cls, settings: BaseSettings, given: Mapping[str, str]) -> Plan:
        """Check arguments, targets and rules. Raises what ``Plan.ownsite`` raises."""
        arguments = OwnsiteArguments.from_strings(given)
        return Plan.ownsite(arguments, Path(settings["RULES_FOLDER"]), clock.today())
