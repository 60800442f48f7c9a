"""``scrapy rules diff``: what the rules as they are now would change of stored links."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backlinkspider.cli.base import ask
from backlinkspider.cli.output import json_line, one_line
from backlinkspider.cli.stored_targets import load_ruled, rules_folder, stored_targets
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from backlinkspider.audit.preview import Preview
    from backlinkspider.cli.stored_targets import Ruled
    from backlinkspider.store.base import Store
    from backlinkspider.trial.difference import Sample


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Show it for the targets in *args* or ``--target``, else for all that are stored."""
    root = rules_folder(opts, settings)
    specs = [*args, *([opts.target] if opts.target else [])]
    try:
        named = load_ruled(specs, root)
        return ask(settings["STORE_URI"], lambda store: _all(store, named, root, opts.format))
    except FileErrors as error:
        print(error, file=sys.stderr)
        return 1


async def _all(store: Store, named: list[Ruled], root: Path, form: str) -> int:
    from backlinkspider.audit.preview import preview  # noqa: PLC0415 (a fast --help)

    ruled = named or load_ruled(await stored_targets(store), root)
    if not ruled:
        print("the store holds no links yet")
    for target, rules in ruled:
        found = await preview(store, target, rules, now=datetime.now(UTC))
        if form == "jsonl":
            print(json_line(_document(target.name, found)))
        else:
            print("\n".join(_lines(target.name, found)))
    return 0


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
        "findings": {"newly": found.newly, "no_longer": found.no_longer},
    }


def _lines(target: str, found: Preview) -> list[str]:
    links = found.links
    lines = [f"{target}: {links.links:,} links compared, {links.changed:,} would change"]
    for name, rule in sorted(links.rules.items()):
        lines.append(
            f"  {name}: {rule.newly:,} newly flagged, {rule.no_longer:,} no longer,"
            f" {rule.altered:,} with another severity, score or suppression"
        )
        lines += [f"    + {_sample(one)}" for one in rule.newly_sample]
        lines += [f"    - {_sample(one)}" for one in rule.no_longer_sample]
    for (before, after), count in sorted(links.bands.items()):
        lines.append(f"  risk {before} -> {after}: {count:,} links")
    lines += [f"  finding + {one}" for one in found.newly]
    lines += [f"  finding - {one}" for one in found.no_longer]
    return lines


def _sample(one: Sample) -> str:
    return f"{one_line(one.page)}  {one_line(one.text)!r}  {one_line(one.message)}  ({one.link})"
