"""``scrapy rules``: check, try, list and explain the rule files."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from backlinkspider.cli.base import settings_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from backlinkspider.rules.errors import Problem
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.target import Target

_FORMATS = {
    "lint": ("text", "jsonl", "github"),
    "test": ("text", "jsonl"),
    "list": ("text", "jsonl"),
    "explain": ("text", "jsonl"),
}
_PLACED = re.compile(r"(.+?):(\d+):(\d+): (.*)")


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "lint|test|list|explain [ID ...] [options]"

    def short_desc(self) -> str:
        return "Check, try, list and explain the rule files"

    def long_desc(self) -> str:
        return (
            "lint: report every mistake in rule files, lists, local changes and target files. "
            "test [ID ...]: run the examples beside the rules. list: the rules in force. "
            "explain ID: a rule in words, each value with the file it comes from."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--rules", metavar="DIR", help="rules directory (default: RULES_FOLDER)"
        )
        parser.add_argument(
            "--target", metavar="T", help="apply the local changes of this target's file too"
        )
        parser.add_argument(
            "--format",
            choices=("text", "jsonl", "github"),
            default="text",
            help="text, jsonl (a JSON object a line) or, for lint, github (annotations)",
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        unknown = [arg for arg in args if arg.startswith("-")]
        if unknown:
            raise UsageError(f"unknown option: {unknown[0]}")
        action = args[0] if args else ""
        if action not in _FORMATS:
            problem = f"unknown action {action!r}" if action else "an action is missing"
            raise UsageError(f"{problem}: give lint, test, list or explain")
        if opts.format not in _FORMATS[action]:
            raise UsageError(f"{action} has the formats {', '.join(_FORMATS[action])}")
        if action in {"lint", "list"} and len(args) > 1:
            raise UsageError(f"{action} takes no {args[1]!r}")
        if action == "explain" and len(args) != 2:
            raise UsageError("explain takes one rule's id")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from pathlib import Path

        from backlinkspider.rules.errors import RuleErrors

        root = Path(opts.rules or settings_of(self)["RULES_FOLDER"])
        if not root.is_dir():
            raise UsageError(f"there is no rules directory {root}")
        action, *ids = args
        if action == "lint":
            self._lint(root, opts)
            return
        try:
            rules = _load(root, _target(root, opts.target))
        except RuleErrors as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
            return
        run: dict[str, Callable[[RuleSet, Sequence[str], str], int]] = {
            "test": _test,
            "list": _list,
            "explain": _explain,
        }
        self.exitcode = run[action](rules, ids, opts.format)

    def _lint(self, root: Path, opts: argparse.Namespace) -> None:
        paths = sorted(root.glob("targets/*.yaml"))
        if opts.target:
            target = _target(root, opts.target)
            paths = [target.path] if target and target.path else []
        found = sorted(_problems(root, paths))
        for problem in found:
            print(_SHOWN[opts.format](problem))
        errors = sum(problem.level == "error" for problem in found)
        if opts.format == "text":
            warnings = len(found) - errors
            print(f"{errors} errors, {warnings} warnings" if found else "no problems found")
        self.exitcode = 1 if errors else 0


def _today() -> date:
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def _load(root: Path, target: Target | None) -> RuleSet:
    from backlinkspider.rules.loader import load_rules

    return load_rules(root, target, today=_today())


def _target(root: Path, spec: str | None) -> Target | None:
    if spec is None:
        return None
    from backlinkspider.target import TargetError, load_targets

    try:
        targets = load_targets(spec, root / "targets")
    except TargetError as error:
        raise UsageError(str(error)) from None
    if len(targets) > 1:
        raise UsageError("--target takes one target")
    return targets[0]


def _problems(root: Path, target_files: Iterable[Path]) -> set[Problem]:
    """Return what is wrong in the rules alone and with each target's changes, each thing once."""
    from backlinkspider.rules.errors import RuleErrors
    from backlinkspider.rules.lint import lint
    from backlinkspider.rules.loader import load_rulebook

    found: set[Problem] = set()
    for path in (None, *target_files):
        try:
            found.update(lint(load_rulebook(root, path), _today()))
        except RuleErrors as error:
            found.update(error.problems)
        if path is not None:
            found.update(_target_problems(path, root))
    return found


def _target_problems(path: Path, root: Path) -> list[Problem]:
    """Return what is wrong in a target file outside its rule sections."""
    from backlinkspider.rules.errors import Problem
    from backlinkspider.target import TargetError
    from backlinkspider.target.file import read_target

    try:
        read_target(path)
    except TargetError as error:
        placed = map(_PLACED.fullmatch, str(error).splitlines())
        label = f"{root.name}/{path.relative_to(root)}" if path.is_relative_to(root) else str(path)
        return [Problem(label, int(m[2]), int(m[3]), m[4]) for m in placed if m]
    return []


def _github(problem: Problem) -> str:
    message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    place = f"file={problem.file},line={problem.line},col={problem.column}"
    return f"::{problem.level} {place}::{message}"


def _jsonl(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _problem_line(problem: Problem) -> str:
    from dataclasses import asdict

    return _jsonl(asdict(problem))


_SHOWN: dict[str, Callable[[Problem], str]] = {
    "text": str,
    "jsonl": _problem_line,
    "github": _github,
}


def _check_ids(rules: RuleSet, ids: Iterable[str]) -> None:
    from backlinkspider.rules.errors import did_you_mean

    for name in ids:
        if name not in rules.book.rules:
            hint = did_you_mean(name, rules.book.rules)
            raise UsageError(f"there is no rule {name!r}{hint}", print_help=False)


def _test(rules: RuleSet, ids: Sequence[str], form: str) -> int:
    from dataclasses import asdict

    from backlinkspider.rules.examples import run_examples

    _check_ids(rules, ids)
    results = [one for one in run_examples(rules) if not ids or one.rule in ids]
    failed = [one for one in results if one.fault]
    if form == "jsonl":
        for one in results:
            print(_jsonl(asdict(one)))
        return 1 if failed else 0
    for one in failed:
        print(f"{one.origin}: {one.rule}: {one.wanted} example {one.fault}")
    tried = len({one.rule for one in results})
    print(f"{tried} rules, {len(results)} examples, {len(failed)} failed")
    return 1 if failed else 0


def _list(rules: RuleSet, _: Sequence[str], form: str) -> int:
    rows = [
        {
            "rule": rule.rule.id,
            "level": rule.rule.level,
            "status": rule.status,
            "severity": rule.severity,
            "score": rule.score,
            "group": rule.rule.group,
            "title": rule.rule.title,
        }
        for rule in rules.book.rules.values()
    ]
    if form == "jsonl":
        for row in rows:
            print(_jsonl(row))
    else:
        _print_table(rows)
    return 0


def _print_table(rows: Sequence[dict[str, Any]]) -> None:
    lines = [list(rows[0]), *(list(map(str, row.values())) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def _explain(rules: RuleSet, ids: Sequence[str], form: str) -> int:
    from backlinkspider.rules.explain import describe, explain_lines

    _check_ids(rules, ids)
    described = describe(rules.book.rules[ids[0]], rules.book)
    print(_jsonl(described) if form == "jsonl" else "\n".join(explain_lines(described)))
    return 0
