"""Measure, print and keep: ``python -m benchmarks [PART ...] [--quick] [--output FILE]``.

Parts: crawl (beside bare Scrapy and a LinkExtractor spider), extraction, store, frontier,
profile-rules, peers (other crawlers, where installed), each at three sizes; rules, reclassify,
profile (the appraisal) and rendering, which have programs of their own. Without names, all but
rendering. What needs real pages (CORPUS_DIR) or a browser is named as left out without it.
``--quick`` takes the smallest size only. The figures go to benchmarks.json, or FILE, with the
machine, its load and the versions.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import beside_bare, extraction, frontier, peers, profile_rules, store
from benchmarks.figure import document, machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.figure import Figure

_MEASURED: Final[dict[str, tuple[Callable[[Sequence[int]], Iterator[Figure]], Sequence[int]]]] = {
    "crawl": (beside_bare.figures, beside_bare.SIZES),
    "extraction": (extraction.figures, extraction.SIZES),
    "store": (store.figures, store.SIZES),
    "frontier": (frontier.figures, frontier.SIZES),
    "profile-rules": (profile_rules.figures, profile_rules.SIZES),
    "peers": (peers.figures, peers.SIZES),
}
_PROGRAMS: Final = {
    "rules": ("benchmarks.rules",),
    "reclassify": ("benchmarks.reclassify", "20000"),
    "profile": ("benchmarks.appraise", "20000"),
    "rendering": ("benchmarks.rendered", "100"),
}
_REAL_PAGES: Final = frozenset({"rules", "reclassify", "profile", "profile-rules"})
PARTS: Final = (*_MEASURED, *_PROGRAMS)


def measured(parts: Sequence[str], *, quick: bool) -> Iterator[Figure]:
    """Yield the figures of the *parts* that give any; *quick*: of the smallest size."""
    for part in parts:
        if part in _MEASURED and _has_its_pages(part):
            figures, sizes = _MEASURED[part]
            yield from figures(sizes[:1] if quick else sizes)


def run_programs(parts: Sequence[str]) -> int:
    """Run the programs among *parts*, which print for themselves; return how many failed."""
    failed = 0
    for part in parts:
        if part not in _PROGRAMS or not _has_its_pages(part):
            continue
        print(f"== {' '.join(_PROGRAMS[part])}", flush=True)
        command = [sys.executable, "-m", *_PROGRAMS[part]]
        failed += subprocess.run(command, check=False).returncode != 0
    return failed


def _has_its_pages(part: str) -> bool:
    """Tell whether *part* can be run; say so if it lacks real pages."""
    if part not in _REAL_PAGES or os.environ.get("CORPUS_DIR"):
        return True
    print(f"{part}: left out, CORPUS_DIR is not set", flush=True)
    return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the *arguments* name; return 1 if a program failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="the smallest size only")
    parser.add_argument("--output", type=Path, default=Path("benchmarks.json"))
    given = parser.parse_args(arguments)
    if unknown := [part for part in given.parts if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}: known are {', '.join(PARTS)}")
    parts = given.parts or [part for part in PARTS if part != "rendering"]
    before, found = machine(), []
    print(f"machine: {json.dumps(before)}", flush=True)
    for figure in measured(parts, quick=given.quick):
        print(figure.line(), flush=True)
        found.append(figure)
    failed = run_programs(parts)
    given.output.write_text(json.dumps(document(before, found), indent=1) + "\n", encoding="utf-8")
    print(f"written to {given.output}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
