"""A target's links as a whole, looked at by a command that shows how far it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlinkspider.audit.conclude import conclude
from backlinkspider.cli.progress import progress

if TYPE_CHECKING:
    from backlinkspider.audit.conclude import Concluded
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


async def concluded(store: Store, target: Target, rules: RuleSet) -> Concluded:
    """Evaluate *rules* over the links of *target* now, appraise them and store what comes of it."""
    total = 2 * await store.count("links", {"target": target.name})
    with progress(f"{target.name}, all links together", total) as advance:
        return await conclude(store, target, rules, now=datetime.now(UTC), advance=advance)
