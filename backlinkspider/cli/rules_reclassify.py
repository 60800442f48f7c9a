"""``scrapy rules reclassify``: stored links under the rules as they are now, without a crawl."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlinkspider.cli.base import ask
from backlinkspider.cli.output import json_line
from backlinkspider.cli.stored_targets import load_ruled, rules_folder, stored_targets
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from backlinkspider.audit.profile import ProfileResult
    from backlinkspider.audit.reclassify import Reclassified
    from backlinkspider.cli.stored_targets import Ruled
    from backlinkspider.store.base import Store


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Classify the links of the targets in *args* or ``--target``, else of all that are stored."""
    root = rules_folder(opts, settings)
    specs = [*args, *([opts.target] if opts.target else [])]
    try:
        named = load_ruled(specs, root)
        return ask(settings["STORE_URI"], lambda store: _all(store, named, root, opts.format))
    except FileErrors as error:
        print(error, file=sys.stderr)
        return 1


async def _all(store: Store, named: list[Ruled], root: Path, form: str) -> int:
    ruled = named or load_ruled(await stored_targets(store), root)
    if not ruled:
        print("the store holds no links yet")
    for one in ruled:
        await _one(store, one, form)
    return 0


async def _one(store: Store, ruled: Ruled, form: str) -> None:
    from backlinkspider.audit.profile import run_profile  # noqa: PLC0415 (a fast --help)
    from backlinkspider.audit.reclassify import due, keep_texts, reclassify  # noqa: PLC0415

    target, rules = ruled
    await keep_texts(store, rules)
    total = await store.count("links", due(target.name, rules))
    with _progress(target.name, total) as advance:
        done = await reclassify(store, target, rules, advance)
    profile = await run_profile(store, target.name, rules, now=datetime.now(UTC))
    if form == "jsonl":
        print(json_line(_summary(target.name, rules.revision, done, profile)))
        return
    print(
        f"{target.name}: {done.due:,} links classified again, {done.difference.changed:,} changed"
    )
    for name, rule in sorted(done.difference.rules.items()):
        print(f"  {name}: +{rule.newly:,} -{rule.no_longer:,} altered {rule.altered:,}")
    print(f"  profile: {len(profile.findings):,} findings")


def _summary(
    target: str, revision: str, done: Reclassified, profile: ProfileResult
) -> dict[str, object]:
    return {
        "target": target,
        "ruleset": revision,
        "links": done.due,
        "changed": done.difference.changed,
        "rules": {
            name: {"newly": rule.newly, "no_longer": rule.no_longer, "altered": rule.altered}
            for name, rule in sorted(done.difference.rules.items())
        },
        "findings": len(profile.findings),
    }


@contextmanager
def _progress(target: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far it is on standard error: a bar on a terminal, else a line now and then."""
    if sys.stderr.isatty():
        from rich.console import Console  # noqa: PLC0415 (a fast --help)
        from rich.progress import Progress  # noqa: PLC0415

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(target, total=total)
            yield lambda count: bar.advance(task, count)
        return
    yield _Lines(target, total).advance


class _Lines:
    """A line on standard error for each tenth of the work."""

    def __init__(self, target: str, total: int) -> None:
        self._target = target
        self._total = total
        self._done = 0

    def advance(self, count: int) -> None:
        tenths = self._done * 10 // max(self._total, 1)
        self._done += count
        if self._done * 10 // max(self._total, 1) > tenths:
            print(f"{self._target}: {self._done:,} of {self._total:,} links", file=sys.stderr)
