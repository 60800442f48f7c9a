"""What the rules over a whole profile cost: on links at hand, and with reading them from a store.

``figures(sizes)`` makes so many links of one target out of the links of real pages (CORPUS_DIR),
ten pages to a domain; see ``benchmarks.reclassify``. The goal, 200,000 links in five seconds, is
told as microseconds a link, so that each size shows it.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from backlinkspider.audit.profile import evaluate_profile
from backlinkspider.rules.loader import load_rules
from backlinkspider.rules.population import Population
from backlinkspider.store.open import open_store
from backlinkspider.target import load_targets
from benchmarks.figure import Figure
from benchmarks.made.corpus_links import corpus, corpus_links
from benchmarks.reclassify import TARGET, documents, fill, target_file
from benchmarks.rules import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet

SIZES: Final = (5_000, 20_000, 50_000)
_GOAL: Final = 25.0
_NOW: Final = datetime(2026, 11, 28, tzinfo=UTC)


def figures(sizes: Sequence[int] = SIZES) -> Iterator[Figure]:
    """Yield CPU microseconds a link: of the rules alone, and of a run over a SQLite store."""
    found = corpus_links(corpus())
    with shipped() as root:
        (root / "targets" / f"{TARGET}.yaml").write_text(target_file(), encoding="utf-8")
        (target,) = load_targets(TARGET, root / "targets")
        rules = load_rules(root, target, today=_NOW.date())
        for size in sizes:
            spent = {"rules alone": _alone(rules, found, size)}
            spent["with the store"] = asyncio.run(_stored(rules, found, size))
            for name, seconds in spent.items():
                each = 1e6 * seconds / size
                yield Figure("profile rules", name, size, each, "CPU us a link", goal=_GOAL)


def _alone(rules: RuleSet, found: Sequence[Document], size: int) -> float:
    """Return the CPU seconds of links one after another, without those of making them."""
    population = Population(rules, today=_NOW.date(), finished_crawls=3)
    spent = 0.0
    for link in documents(found, size):
        started = time.process_time()
        population.feed(link)
        spent += time.process_time() - started
    started = time.process_time()
    verdict = population.finish()
    if verdict.links != size:
        raise SystemExit(f"{verdict.links} of {size} links were counted")
    return spent + time.process_time() - started


async def _stored(rules: RuleSet, found: Sequence[Document], size: int) -> float:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        await fill(path, documents(found, size))
        store = open_store(f"sqlite:///{path}")
        await store.open()
        started = time.process_time()
        seen = await evaluate_profile(store, TARGET, rules, now=_NOW)
        spent = time.process_time() - started
        await store.close()
    if seen.verdict.links != size:
        raise SystemExit(f"{seen.verdict.links} of {size} links were read")
    return spent
