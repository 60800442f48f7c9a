"""``scrapy profile``: what all links of a target together show, and what could not be told."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

from backlinkspider.cli.base import FORMATS, StoreCommand, settings_of
from backlinkspider.cli.columns import FINDINGS, FINDINGS_SHOWN
from backlinkspider.cli.output import json_line, moment, one_line, print_answer
from backlinkspider.cli.profile_facts import fact_lines, fact_rows
from backlinkspider.cli.questions import add_target_filter
from backlinkspider.cli.rows import limited
from backlinkspider.cli.stored_targets import load_ruled, rules_folder, stored_targets
from backlinkspider.domains.severity import SEVERITIES
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Iterable

    from backlinkspider.cli.stored_targets import Ruled
    from backlinkspider.documents import Document
    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """List findings; exit 0 also when there are none, 1 where rule files have mistakes."""

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [--refresh] [--format table|jsonl|csv]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Show a target's whole link profile: findings, shares, diversity"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add target, refreshing and format."""
        super().add_options(parser)
        add_target_filter(parser)
        parser.add_argument(
            "--refresh", action="store_true", help="evaluate the rules over the stored links first"
        )
        parser.add_argument(
            "--rules", metavar="DIR", help="rules directory for --refresh (default: RULES_FOLDER)"
        )
        parser.add_argument("--format", choices=FORMATS, default="table", help="how to print")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Answer; mistakes in rule files are reported as ``scrapy rules lint`` does."""
        try:
            super().run(args, opts)
        except FileErrors as error:
            print(error, file=sys.stderr)
            self.exitcode = 1

    async def answer(self, store: Store, opts: argparse.Namespace) -> int:
        """Print the findings and what was not evaluated."""
        if opts.refresh:
            root = rules_folder(opts, settings_of(self))
            await _refresh(store, load_ruled(opts.target or await stored_targets(store), root))
        where = {"target": {"$in": opts.target}} if opts.target else {}
        stored = await store.find("profile_flags", where, sort=[("target", 1), ("_id", 1)])
        summaries = [one for one in stored if one["kind"] == "summary"]
        facts = [one for one in stored if one["kind"] == "profile"]
        findings = sorted((one for one in stored if one["kind"] == "finding"), key=_worst_first)
        rows = [*_unanswered(summaries), *chain.from_iterable(map(fact_rows, facts))]
        await print_answer(
            limited(_each([*findings, *(rows if opts.format == "csv" else ())]), opts.limit),
            form=opts.format,
            columns=FINDINGS,
            shown=_shown(findings),
            title="Profile",
        )
        if opts.format == "jsonl":
            for one in (*summaries, *facts):
                print(json_line(one))
        elif opts.format == "table":
            _print_summaries(summaries, facts, opts.target or ())
        return 0


async def _refresh(store: Store, ruled: Iterable[Ruled]) -> None:
    from backlinkspider.audit.conclude import conclude

    for target, rules in ruled:
        await conclude(store, target, rules, now=datetime.now(UTC))


def _unanswered(summaries: Iterable[Document]) -> list[Document]:
    """Return the rules that were not evaluated as rows of their own."""
    return [
        {
            "target": summary["target"],
            "rule": entry["rule"],
            "status": "not evaluated",
            "message": entry["reason"],
        }
        for summary in summaries
        for entry in summary["not_evaluated"]
    ]


async def _each(documents: Iterable[Document]) -> AsyncIterator[Document]:
    for document in documents:
        yield document


def _worst_first(finding: Document) -> tuple[str, bool, int, str, int]:
    worst = -SEVERITIES.index(finding["severity"])
    return finding["target"], bool(finding["suppressed"]), worst, finding["rule"], -finding["units"]


def _shown(findings: Iterable[Document]) -> tuple[str, ...]:
    allowed = any(one["suppressed"] for one in findings)
    return FINDINGS_SHOWN if allowed else FINDINGS_SHOWN[:-1]


def _print_summaries(
    summaries: Iterable[Document], facts: Iterable[Document], asked: Iterable[str]
) -> None:
    """Say what each profile was evaluated over, why some rules were not, and what it looks like."""
    of_target = {one["target"]: one for one in facts}
    there = {summary["target"]: summary for summary in summaries}
    for target in sorted({*there, *asked}):
        summary = there.get(target)
        if summary is None:
            print(f"{target}: not evaluated yet: crawl first, or add --refresh")
            continue
        links, domains = summary["links"], summary["domains"]
        print(
            f"{target}: {len(summary['evaluated'])} rules evaluated over {links:,} live links of"
            f" {domains:,} referring domains ({moment(summary['at'])})"
        )
        for entry in summary["not_evaluated"]:
            print(f"  not evaluated: {entry['rule']}: {one_line(entry['reason'])}")
        if target in of_target:
            print("\n".join(fact_lines(of_target[target])))
