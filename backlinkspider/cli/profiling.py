"""The rules over all links of a target, evaluated by a command that shows how far it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlinkspider.audit.profile import run_profile
from backlinkspider.cli.progress import progress

if TYPE_CHECKING:
    from backlinkspider.audit.profile import ProfileResult
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store


async def profiled(store: Store, target: str, rules: RuleSet) -> ProfileResult:
    """Evaluate *rules* over the links of *target* now and store the findings."""
    total = await store.count("links", {"target": target})
    with progress(f"{target}, all links together", total) as advance:
        return await run_profile(store, target, rules, now=datetime.now(UTC), advance=advance)
