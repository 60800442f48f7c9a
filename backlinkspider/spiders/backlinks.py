"""``scrapy crawl backlinks``: visits candidates and keeps the links to the target."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backlinkspider.crawl import clock
from backlinkspider.crawl.arguments import BacklinksArguments
from backlinkspider.crawl.plan import Plan
from backlinkspider.proof.folder import proof_folder
from backlinkspider.spiders.visiting import VisitingSpider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings


class BacklinksSpider(VisitingSpider):
    """Visits the pages that files, standard input or archives name."""

    name = "backlinks"

    @classmethod
    def plan(cls, settings: BaseSettings, given: Mapping[str, str]) -> Plan:
        """Check arguments, targets, rules and candidate files. Raises what ``Plan.make`` raises."""
        arguments = BacklinksArguments.from_strings(given)
        proof = proof_folder(settings["PROOF_FOLDER"], settings["STORE_URI"])
        return Plan.make(arguments, Path(settings["RULES_FOLDER"]), clock.today(), proof)
