"""``scrapy crawl recheck``: looks again at the pages of known links, the most due first."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from backlinkspider.crawl import clock
from backlinkspider.crawl.arguments import RecheckArguments
from backlinkspider.crawl.known import named_targets
from backlinkspider.crawl.plan import Plan
from backlinkspider.spiders.visiting import VisitingSpider
from backlinkspider.store.aside import ask_aside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings


class RecheckSpider(VisitingSpider):
    """Visits the pages on which the store has links, whatever has become of them."""

    name = "recheck"

    @classmethod
    def plan(cls, settings: BaseSettings, given: Mapping[str, str]) -> Plan:
        """Check arguments, targets and rules. Raises what ``Plan.recheck`` raises.

        Raises ``StoreError`` where the store can't be opened, or has no links of a target.
        """
        arguments = RecheckArguments.from_strings(given)
        rules = Path(settings["RULES_FOLDER"])
        asked = partial(named_targets, spec=arguments.target, folder=rules / "targets")
        names = ask_aside(settings["STORE_URI"], asked, create=False)
        return Plan.recheck(arguments, names, rules, clock.today())
