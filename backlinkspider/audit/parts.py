"""Reclassification in parts: links by registrable domain, each part for any worker.

A part that was done in part, by a worker that is lost, is done again: its links are due no more as
soon as they are written.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backlinkspider.audit.reclassify import Reclassified, due, reclassify
from backlinkspider.rules.loader import load_rules
from backlinkspider.settings import RULES_FOLDER
from backlinkspider.store.open import open_store
from backlinkspider.target import load_targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Filter, Store
    from backlinkspider.target import Target

LINKS: Final = 5_000
"""Links of a part, unless a single domain has more: some seconds of work."""


class OtherRules(Exception):
    """A worker has other rule files than the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Due links of *target* from domains *first* to *last*, ``None`` for those without a domain.

    *rules* is the folder of rule and target files, empty for each worker's own (its machine may
    have it elsewhere); *revision* is what they must be, *count* how many links.
    """

    store: str
    target: str
    rules: str
    revision: str
    today: date
    first: str | None
    last: str | None
    count: int

    def within(self) -> Filter:
        """Return the filter on the part's domains."""
        if self.first is None or self.last is None:
            return {"page.domain": None}
        return {"page.domain": {"$gte": self.first, "$lte": self.last}}


async def domains_due(store: Store, target: Target, rules: RuleSet) -> Mapping[str | None, int]:
    """Return how many links of each referring domain are due."""
    return await store.tally("links", due(target.name, rules), "page.domain")


def spans(
    domains: Mapping[str | None, int], size: int = LINKS
) -> Iterator[tuple[str | None, str | None, int]]:
    """Yield first domain, last domain and links of parts that hold about *size* links each."""
    if nowhere := domains.get(None):
        yield None, None, nowhere
    first, count = "", 0
    last = ""
    for name in sorted(name for name in domains if name is not None):
        if count and count + domains[name] > size:
            yield first, last, count
            count = 0
        first = first if count else name
        last = name
        count += domains[name]
    if count:
        yield first, last, count


def reclassify_part(part: Part) -> Reclassified:
    """Classify the links of *part* by the rule files of this machine.

    Raises ``OtherRules`` where those are not the command's, and ``StoreError``.
    """
    folder = part.rules or RULES_FOLDER
    target, rules = _ruled(folder, part.target, part.today)
    if rules.revision != part.revision:
        raise OtherRules(
            f"a worker has other rules for {part.target} ({rules.revision}, in {folder}) than this "
            f"command ({part.revision}): give all machines the same version and rule files"
        )
    return reclassify_with(part, target, rules)


def reclassify_with(part: Part, target: Target, rules: RuleSet) -> Reclassified:
    """Classify the links of *part* by *rules* for *target*. Raises ``StoreError``."""
    return asyncio.run(_reclassify(part, target, rules))


async def _reclassify(part: Part, target: Target, rules: RuleSet) -> Reclassified:
    store = open_store(part.store, create=False)
    try:
        await store.open()
        return await reclassify(store, target, rules, within=part.within())
    finally:
        await store.close()


@lru_cache(maxsize=8)
def _ruled(folder: str, name: str, today: date) -> tuple[Target, RuleSet]:
    root = Path(folder)
    (target,) = load_targets(name, root / "targets")
    return target, load_rules(root, target, today=today)
