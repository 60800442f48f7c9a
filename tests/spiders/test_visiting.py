from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NoReturn

from scrapy.crawler import Crawler
from scrapy.utils.project import get_project_settings

from backlinkspider.crawl.arguments import BacklinksArguments
from backlinkspider.crawl.plan import Plan
from backlinkspider.rules.files import SHIPPED
from backlinkspider.spiders.visiting import VisitingSpider, hand_over

if TYPE_CHECKING:
    from pathlib import Path


class Unplanned(VisitingSpider):
    name = "unplanned"

    @classmethod
    def plan(cls, *_: object) -> NoReturn:
        raise AssertionError("planned again")


def test_a_plan_that_was_handed_over_is_not_made_again(tmp_path: Path) -> None:
    listed = tmp_path / "pages.txt"
    listed.write_text("https://page.example/\n")
    given = {"target": "target.example", "candidates": str(listed)}
    plan = Plan.make(BacklinksArguments.from_strings(given), SHIPPED, date(2026, 11, 22))
    settings = get_project_settings()
    settings.set("STORE_URI", f"sqlite:///{tmp_path / 'store.db'}", "cmdline")
    crawler = Crawler(Unplanned, settings)
    hand_over(crawler, plan)
    assert Unplanned.from_crawler(crawler).session.plan is plan
