"""``scrapy rules diff``: what the rules as they are now would change of stored links."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from backlinkspider.audit.preview import preview
from backlinkspider.cli.output import counted, json_line, one_line
from backlinkspider.cli.progress import progress
from backlinkspider.cli.stored_targets import ask_stored

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from scrapy.settings import BaseSettings

    from backlinkspider.audit.preview import Preview
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target
    from backlinkspider.trial.difference import Difference, RuleDifference, Sample

_SHOWN: Final = 5
"""Samples in text, for each rule and kind of change; JSON has all that are kept."""


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Show it for the targets in *args* or ``--target``, else for all that are stored."""

    async def answer(store: Store, target: Target, rules: RuleSet) -> None:
        total = await store.count("links", {"target": target.name})
        with progress(target.name, total) as advance:
            found = await preview(store, target, rules, now=datetime.now(UTC), advance=advance)
        if opts.format == "jsonl":
            print(json_line(_document(target.name, found)))
        else:
            print("\n".join(_lines(target.name, found)))

    return ask_stored(args, opts, settings, answer)


def rule_line(name: str, rule: RuleDifference) -> str:
    """Return what changes for the rule *name*, leaving out what does not."""
    counts = {
        "newly flagged": rule.newly,
        "no longer flagged": rule.no_longer,
        "flagged otherwise": rule.altered,
    }
    said = ", ".join(f"{count:,} {words}" for words, count in counts.items() if count)
    return f"  {name}: {said}"


def band_lines(difference: Difference) -> Iterator[str]:
    """Yield how many links move from one band of risk to another."""
    for (before, after), count in sorted(difference.bands.items()):
        yield f"  risk {before} -> {after}: {counted(count, 'link')}"


def _document(target: str, found: Preview) -> dict[str, object]:
    links = found.links
    return {
        "target": target,
        "links": links.links,
        "changed": links.changed,
        "rules": {name: asdict(rule) for name, rule in sorted(links.rules.items())},
        "bands": [
            {"from": before, "to": after, "links": count}
            for (before, after), count in sorted(links.bands.items())
        ],
        "findings": {
            "newly": found.newly,
            "no_longer": found.no_longer,
            "altered": found.altered,
        },
        "idle_allow": found.idle,
    }


def _lines(target: str, found: Preview) -> Iterator[str]:
    links = found.links
    yield f"{target}: {counted(links.links, 'link')} compared, {links.changed:,} would change"
    for name, rule in sorted(links.rules.items()):
        yield rule_line(name, rule)
        yield from _samples(rule)
    yield from band_lines(links)
    for mark, lines in (("+", found.newly), ("-", found.no_longer), ("~", found.altered)):
        for one in lines:
            yield f"  finding {mark} {one_line(one)}"
    for origin in found.idle:
        yield f"  {origin}: the allow entry suppresses no flag of this target"


def _samples(rule: RuleDifference) -> Iterator[str]:
    for mark, count, samples in (
        ("+", rule.newly, rule.newly_sample),
        ("-", rule.no_longer, rule.no_longer_sample),
        ("~", rule.altered, rule.altered_sample),
    ):
        for one in samples[:_SHOWN]:
            yield f"    {mark} {_sample(one)}"
        if count > _SHOWN:
            yield f"    {mark} and {count - _SHOWN:,} more"


def _sample(one: Sample) -> str:
    return f"{one.link}  {one_line(one.page)}  {one_line(one.text)!r}  {one_line(one.message)}"
