"""Links appraised anew, once somebody said something of them: the domains concerned alone."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.progress import progress
from backlinkspider.cli.stored_targets import load_ruled
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


async def reappraise(store: Store, domains: Mapping[str, Collection[str]], root: Path) -> int:
    """Appraise links of the referring *domains* by target, of targets that were appraised before.

    Returns the exit status: 1, and one line that says so, where rule or target files in *root*
    have mistakes. Raises ``StoreError``.
    """
    where = {"target": {"$in": sorted(domains)}}
    known = await store.tally("domains", where, "target") if domains else {}
    try:
        for target, rules in load_ruled([name for name in domains if name in known], root):
            only = domains[target.name]
            if only:
                await _appraise(store, target, rules, only)
    except (FileErrors, UsageError) as error:
        print(error, file=sys.stderr)
        print("what to do was not worked out anew: scrapy domains --refresh", file=sys.stderr)
        return 1
    return 0


async def _appraise(store: Store, target: Target, rules: RuleSet, domains: Collection[str]) -> None:
    from backlinkspider.audit.appraise import appraise  # noqa: PLC0415 (a fast --help)

    total = await store.count(
        "links", {"target": target.name, "page.domain": {"$in": sorted(domains)}}
    )
    with progress(target.name, total) as advance:
        now = datetime.now(UTC)
        await appraise(store, target, rules, now=now, only=domains, advance=advance)
