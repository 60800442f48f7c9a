"""What follows once a target's links stand: rules over all of them, then the appraisal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlinkspider.advance import unheard
from backlinkspider.audit.appraise import Appraised, appraise
from backlinkspider.audit.profile import ProfileResult, run_profile
from backlinkspider.ranks.model import NO_RANKS

if TYPE_CHECKING:
    from datetime import datetime

    from backlinkspider.advance import Advance
    from backlinkspider.ranks.model import Ranks
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


@dataclass(frozen=True, slots=True)
class Concluded:
    """What rules found over the whole profile of a target, and what its links were appraised at."""

    profile: ProfileResult
    appraised: Appraised


async def conclude(
    store: Store,
    target: Target,
    rules: RuleSet,
    *,
    now: datetime,
    run: str | None = None,
    ranks: Ranks = NO_RANKS,
    advance: Advance = unheard,
) -> Concluded:
    """Evaluate *rules* over the profile of *target*, then appraise its links.

    As ``run_profile`` and ``appraise``, which see; *advance* is told of each link twice. Raises
    ``StoreError``.
    """
    profile = await run_profile(store, target.name, rules, now=now, run=run, advance=advance)
    appraised = await appraise(store, target, rules, now=now, run=run, ranks=ranks, advance=advance)
    return Concluded(profile, appraised)
