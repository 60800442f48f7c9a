"""``scrapy rules reclassify``: stored links under the rules as they are now, without a crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.audit.reclassify import due, keep_texts, reclassify
from backlinkspider.cli.output import counted, json_line
from backlinkspider.cli.profiling import concluded
from backlinkspider.cli.progress import progress
from backlinkspider.cli.rules_diff import band_lines, rule_line
from backlinkspider.cli.stored_targets import ask_stored

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.audit.profile import ProfileResult
    from backlinkspider.audit.reclassify import Reclassified
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Classify the links of the targets in *args* or ``--target``, else of all that are stored."""

    async def answer(store: Store, target: Target, rules: RuleSet) -> None:
        await keep_texts(store, rules)
        total = await store.count("links", due(target.name, rules))
        with progress(target.name, total) as advance:
            done = await reclassify(store, target, rules, advance)
        profile = (await concluded(store, target, rules)).profile
        if opts.format == "jsonl":
            print(json_line(_document(rules.revision, done, profile)))
        else:
            print("\n".join(_lines(done, profile)))

    return ask_stored(args, opts, settings, answer)


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
