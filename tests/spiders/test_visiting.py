from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from scrapy.crawler import Crawler
from scrapy.utils.project import get_project_settings

from backlinkspider.crawl.arguments import BacklinksArguments
from backlinkspider.crawl.plan import Plan
from backlinkspider.crawl.source import Listed
from backlinkspider.spiders.visiting import VisitingSpider, hand_over

if TYPE_CHECKING:
    from pathlib import Path


class Unplanned(VisitingSpider):
    name = "unplanned"

    @classmethod
    def plan(cls, *_: object) -> NoReturn:
        raise AssertionError("planned again")


def test_a_plan_that_was_handed_over_is_not_made_again(tmp_path: Path) -> None:
    given = {"target": "target.example", "candidates": "pages.txt"}
    plan = Plan(
        spider="backlinks",
        arguments=BacklinksArguments.from_strings(given),
        targets=(),
        rules={},
        source=Listed((), spooled=False),
    )
    settings = get_project_settings()
    settings.set("STORE_URI", f"sqlite:///{tmp_path / 'store.db'}", "cmdline")
    crawler = Crawler(Unplanned, settings)
    hand_over(crawler, plan)
    assert Unplanned.from_crawler(crawler).session.plan is plan
