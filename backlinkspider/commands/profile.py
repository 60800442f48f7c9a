"""``scrapy profile``: what all links of a target together show, and what could not be told."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

from backlinkspider.cli.base import StoreCommand, settings_of
from backlinkspider.cli.columns import FINDINGS, FINDINGS_SHOWN
from backlinkspider.cli.form import add_form_options, form_of
from backlinkspider.cli.output import moment, one_line, print_answer
from backlinkspider.cli.profile_facts import fact_lines, fact_rows
from backlinkspider.cli.questions import (
    add_rule_filters,
    add_target_filter,
    add_time_filter,
    finding_question,
)
from backlinkspider.cli.rows import each, in_order, limited
from backlinkspider.cli.stored_targets import load_ruled, rules_folder
from backlinkspider.flags import gravity
from backlinkspider.store.targets import stored_targets
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from backlinkspider.cli.stored_targets import Ruled
    from backlinkspider.documents import Collection, Document
    from backlinkspider.store.base import Store


class Command(StoreCommand):
    """List findings; exit 0 also when there are none, 1 where rule files have mistakes."""

    collection: Collection | None = "profile_flags"

    def syntax(self) -> str:
        """Return the words after the command."""
        return "[--target T] [--refresh] [--format table|jsonl|csv|xlsx]"

    def short_desc(self) -> str:
        """Return the line of the list of commands."""
        return "Show a target's whole link profile: findings, shares, diversity"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add target, refreshing and format."""
        super().add_options(parser)
        add_target_filter(parser)
        add_time_filter(parser, "found")
        add_rule_filters(parser)
        parser.add_argument(
            "--refresh", action="store_true", help="evaluate the rules over the stored links first"
        )
        parser.add_argument(
            "--rules", metavar="DIR", help="rules directory for --refresh (default: RULES_FOLDER)"
        )
        add_form_options(parser, FINDINGS)

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
        form = form_of(opts)
        where = {"target": {"$in": opts.target}} if opts.target else {}
        about = {**where, "kind": {"$in": ["summary", "profile"]}}
        wholes = await store.find("profile_flags", about, sort=[("target", 1), ("_id", 1)])
        summaries = [one for one in wholes if one["kind"] == "summary"]
        facts = [one for one in wholes if one["kind"] == "profile"]
        findings = await store.find("profile_flags", finding_question(opts, datetime.now(UTC)))
        findings.sort(key=_worst_first)
        rows = in_order(findings, opts.sort, FINDINGS)
        narrow = opts.rule or opts.severity or opts.since or opts.query
        if form.name == "jsonl" and not narrow and not form.columns:
            rows += [*summaries, *facts]
        elif form.name in {"csv", "xlsx"} and not narrow:
            rows += [*_unanswered(summaries), *chain.from_iterable(map(fact_rows, facts))]
        await print_answer(
            limited(each(rows), opts.limit),
            form=form,
            columns=FINDINGS,
            shown=_shown(findings),
            title="Profile",
        )
        if form.name == "table" and not form.output:
            _print_summaries(summaries, facts, opts.target or ())
        return 0


async def _refresh(store: Store, ruled: Iterable[Ruled]) -> None:
    from backlinkspider.cli.profiling import concluded

    for target, rules in ruled:
        await concluded(store, target, rules)


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


def _worst_first(finding: Document) -> tuple[str, bool, int, str, int]:
    worst = -gravity(finding["severity"])
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
            print(f"  not evaluated: {one_line(entry['rule'])}: {one_line(entry['reason'])}")
        if target in of_target:
            print("\n".join(map(one_line, fact_lines(of_target[target]))))
