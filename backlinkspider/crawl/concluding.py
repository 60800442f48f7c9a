"""The end of a finished run: each target's links looked at as a whole."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from backlinkspider.audit.broken import told
from backlinkspider.audit.conclude import Concluded, conclude
from backlinkspider.audit.ownsite import assess_own_pages
from backlinkspider.audit.ranked import ranks_of
from backlinkspider.audit.reciprocal import mark_reciprocal
from backlinkspider.crawl.patience import patiently
from backlinkspider.ranks.model import NO_RANKS
from backlinkspider.ranks.reader import rank_files

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.crawl.plan import Plan
    from backlinkspider.ranks.model import Ranks
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Conclusion:
    """What the links of a run's targets come to; ``failure`` says what could not be done."""

    targets: list[Concluded] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    """What is wrong with own pages, where those were visited."""
    ranks: Ranks = NO_RANKS
    failure: str | None = None

    async def draw(self, store: Store, plan: Plan, run: str, now: datetime, lists: str) -> None:
        """Evaluate the profile of each target of *plan* and appraise its links.

        *lists* names the rank lists to read, with commas. What can't be done stands in
        ``failure``; the rest is done all the same.
        """
        try:
            self.ranks = await ranks_of(store, plan.rules, rank_files(lists))
        except Exception as error:
            logger.debug("rank lists", exc_info=True)
            self.failure = f"{await told(store, error)}; try again with: scrapy domains --refresh"
        targets = {target.name: target for target in plan.targets}
        for name, rules in plan.rules.items():
            if plan.is_own:
                await self._judge(store, targets[name], rules, run)
            await self._draw(store, targets[name], rules, run, now)

    async def _judge(self, store: Store, target: Target, rules: RuleSet, run: str) -> None:
        """Judge the own pages of *target*, and let its links know whether it links back."""
        assess = partial(assess_own_pages, store, target, run)
        try:
            self.problems += await patiently(assess, "judging own pages")
            await patiently(partial(mark_reciprocal, store, target, rules), "noting links back")
        except Exception as error:
            logger.debug("the own site of %s", target.name, exc_info=True)
            self.failure = (
                f"the own pages of {target.name} could not be judged: {await told(store, error)};"
                f" try again with: scrapy crawl ownsite -a target={target.name}"
            )

    async def _draw(
        self, store: Store, target: Target, rules: RuleSet, run: str, now: datetime
    ) -> None:
        follow = partial(conclude, store, target, rules, now=now, run=run, ranks=self.ranks)
        try:
            self.targets.append(await patiently(follow, "evaluating the profile"))
        except Exception as error:
            logger.debug("the profile of %s", target.name, exc_info=True)
            self.failure = (
                f"the profile of {target.name} could not be evaluated: {await told(store, error)};"
                f" try again with: scrapy profile --target {target.name} --refresh"
            )
