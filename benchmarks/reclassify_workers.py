"""Stored links classified anew by this process, one and two Dask workers: time, memory, result.

    CORPUS_DIR=... python -m benchmarks.reclassify_workers [LINKS] [WHOLE]

LINKS (100,000 unless told otherwise, of 50,000 distinct anchor texts) in a SQLite store; each
number of workers gets a copy, in a process of its own, and does the classification alone (no
profile, no appraisal): first by all rules, then, one rule's score changed, by that rule. WHOLE
(``0,1,2`` unless told otherwise) are the numbers of workers for the first. All copies must end in
the same signals, flags and audit, else the command fails. MB are the peak of the largest process.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.audit.parts import Part, domains_due, reclassify_part, spans
from backlinkspider.audit.reclassify import keep_texts
from backlinkspider.engine.parts import Engine, results
from backlinkspider.rules.loader import load_rules
from backlinkspider.store.open import open_store
from backlinkspider.target import load_targets
from benchmarks.made.corpus_links import corpus, corpus_links
from benchmarks.reclassify import TARGET, TUNED, documents, fill, said_hash, target_file
from benchmarks.rules import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.target import Target

_LINKS: Final = 100_000
_TEXTS: Final = 50_000
_WORKERS: Final = (0, 1, 2)


def measure(path: Path, rules: Path, workers: int) -> dict[str, Any]:
    """Classify the links of *path* by *workers*; return links, seconds, CPU seconds, MB."""
    today = datetime.now(UTC).date()
    (target,) = load_targets(TARGET, rules / "targets")
    ruled = load_rules(rules, target, today=today)
    uri = f"sqlite:///{path}"
    due = asyncio.run(_due(uri, target, ruled))
    parts = [
        Part(
            store=uri,
            target=TARGET,
            rules=str(rules),
            revision=ruled.revision,
            today=today,
            first=first,
            last=last,
            count=count,
        )
        for first, last, count in spans(due)
    ]
    started = time.perf_counter()
    engine = Engine(workers=workers)
    links = sum(done.due for done in results(engine, reclassify_part, parts, lambda _: None))
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "links": links,
        "s": seconds,
        "cpu": sum(one.ru_utime + one.ru_stime for one in used),
        "mb": max(one.ru_maxrss for one in used) / 1024,
    }


async def _due(uri: str, target: Target, rules: RuleSet) -> Mapping[str | None, int]:
    store = open_store(uri, create=False)
    await store.open()
    try:
        await keep_texts(store, rules)
        return await domains_due(store, target, rules)
    finally:
        await store.close()


def _apart(path: Path, rules: Path, workers: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.reclassify_workers", "--"]
    ended = subprocess.run(
        [*command, str(path), str(rules), str(workers)], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--"]:
        print(json.dumps(measure(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _LINKS
    whole = [int(one) for one in sys.argv[2].split(",")] if len(sys.argv) > 2 else _WORKERS
    with TemporaryDirectory() as place, shipped() as rules:
        empty, classified = Path(place) / "empty.db", Path(place) / "classified.db"
        described = rules / "targets" / f"{TARGET}.yaml"
        described.write_text(target_file(), encoding="utf-8")
        asyncio.run(fill(empty, documents(corpus_links(corpus()), count, _TEXTS)))
        print(f"{count:,} links, {min(count, _TEXTS):,} distinct anchor texts")
        print(f"{'':<8} {'workers':>7} {'links':>9} {'s':>7} {'links/s':>8} {'CPU s':>7} {'MB':>6}")
        _compare("all rules", empty, rules, whole, keep=classified)
        described.write_text(target_file() + TUNED, encoding="utf-8")
        _compare("one rule", classified, rules, _WORKERS)


def _compare(
    name: str, start: Path, rules: Path, numbers: Sequence[int], keep: Path | None = None
) -> None:
    """Print a row for each of *numbers*; the last one's store stays as *keep*."""
    hashes = set()
    for workers in numbers:
        path = start.with_name("copy.db")
        copyfile(start, path)
        got = _apart(path, rules, workers)
        hashes.add(said_hash(path))
        print(
            f"{name:<10} {workers:>5} {got['links']:>9,} {got['s']:>7.1f}"
            f" {got['links'] / got['s']:>8,.0f} {got['cpu']:>7.1f} {got['mb']:>6.0f}",
            flush=True,
        )
        path.replace(keep or path)
    if len(hashes) > 1:
        sys.exit(f"{name}: the numbers of workers left different links")


if __name__ == "__main__":
    main()
