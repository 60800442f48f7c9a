"""``scrapy rules reclassify``: stored links under the rules as they are now, without a crawl."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from backlinkspider.audit.parts import (
    OtherRules,
    Part,
    domains_due,
    reclassify_part,
    reclassify_with,
    spans,
)
from backlinkspider.audit.reclassify import Reclassified, keep_texts
from backlinkspider.cli.base import INTERRUPTED, ask
from backlinkspider.cli.engine_options import add_engine_options, engine_of, say_on_terminal
from backlinkspider.cli.output import counted, json_line
from backlinkspider.cli.profiling import concluded
from backlinkspider.cli.progress import progress
from backlinkspider.cli.rules_diff import band_lines, rule_line
from backlinkspider.cli.ruling import today
from backlinkspider.cli.stored_targets import ask_stored, rules_folder
from backlinkspider.crawl.memory import spare_collector
from backlinkspider.engine.parts import Engine, EngineError, results
from backlinkspider.settings import RULES_FOLDER
from backlinkspider.store.base import StoreError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.audit.profile import ProfileResult
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target

OPTIONS: Final[dict[str, Any]] = {"workers": None, "scheduler": ""}
_FEW: Final = 20_000
"""Links that this process classifies before others have started and read the rules."""


@dataclass(frozen=True, slots=True)
class _Job:
    """The due links of one target, in parts."""

    target: Target
    rules: RuleSet
    parts: list[Part]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add who does it."""
    add_engine_options(parser)


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Classify the links of the targets in *args* or ``--target``, else of all that are stored."""
    engine = engine_of(opts, settings["STORE_URI"])
    folder = str(rules_folder(opts, settings))
    jobs: list[_Job] = []

    async def plan(store: Store, target: Target, rules: RuleSet) -> None:
        await keep_texts(store, rules)
        domains = await domains_due(store, target, rules)
        parts = [
            Part(
                store=settings["STORE_URI"],
                target=target.name,
                rules="" if folder == RULES_FOLDER else folder,
                revision=rules.revision,
                today=today(),
                first=first,
                last=last,
                count=count,
            )
            for first, last, count in spans(domains)
        ]
        jobs.append(_Job(target, rules, parts))

    status = ask_stored(args, opts, settings, plan)
    spare_collector()
    for job in jobs if not status else ():
        status = max(status, _do(job, engine, opts.format, settings["STORE_URI"]))
    return status


def _do(job: _Job, engine: Engine, form: str, uri: str) -> int:
    """Classify the links of *job*, conclude and print; return the exit status."""
    try:
        done = _classified(job, engine)
    except (EngineError, OtherRules, StoreError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED

    async def conclude(store: Store) -> int:
        profile = (await concluded(store, job.target, job.rules)).profile
        if form == "jsonl":
            print(json_line(_document(job.rules.revision, done, profile)))
        else:
            print("\n".join(_lines(done, profile)))
        return 0

    return ask(uri, conclude)


def _classified(job: _Job, engine: Engine) -> Reclassified:
    total = sum(part.count for part in job.parts)
    if total <= _FEW and engine == Engine():
        engine = Engine(workers=0)
    here = not engine.scheduler and not engine.processes(len(job.parts))
    known = partial(reclassify_with, target=job.target, rules=job.rules)
    work = known if here else reclassify_part
    done = Reclassified()
    with progress(job.target.name, total) as advance:
        for part, result in zip(
            job.parts, results(engine, work, job.parts, say_on_terminal), strict=True
        ):
            done.merge(result)
            advance(part.count, {"changed": result.difference.changed})
    return done


def _document(revision: str, done: Reclassified, profile: ProfileResult) -> dict[str, object]:
    return {
        "target": profile.target,
        "ruleset": revision,
        "links": done.due,
        "changed": done.difference.changed,
        "rules": {
            name: {"newly": rule.newly, "no_longer": rule.no_longer, "altered": rule.altered}
            for name, rule in sorted(done.difference.rules.items())
        },
        "findings": len(profile.findings),
    }


def _lines(done: Reclassified, profile: ProfileResult) -> Iterator[str]:
    if done.due:
        links = counted(done.due, "link")
        yield f"{profile.target}: {links} classified again, {done.difference.changed:,} changed"
    else:
        yield f"{profile.target}: every link is classified by these rules already"
    for name, rule in sorted(done.difference.rules.items()):
        yield rule_line(name, rule)
    yield from band_lines(done.difference)
    yield f"  over all live links: {counted(len(profile.findings), 'finding')}"
