"""``scrapy rules lint``: every mistake in rule files, lists, packs, local and target files."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli.output import counted
from backlinkspider.cli.ruling import one_target, print_json, today
from backlinkspider.cli.stored_targets import rules_folder
from backlinkspider.rules.lint import lint
from backlinkspider.rules.loader import load_rulebook
from backlinkspider.target import TargetError
from backlinkspider.target.file import read_target
from backlinkspider.yamlfile.errors import FileErrors, Problem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from backlinkspider.rules.resolved import Rulebook

_PLACED: Final = re.compile(r"(.+?):(\d+):(\d+): (.*)")


def run(args: Sequence[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    """Print what is wrong; exit 1 if there is an error among it."""
    if args:
        raise UsageError(f"lint takes no {args[0]!r}", print_help=False)
    root = rules_folder(opts, settings)
    paths = sorted(root.glob("targets/*.yaml"))
    if opts.target:
        target = one_target(opts.target, root)
        paths = [target.path] if target and target.path else []
    found = sorted(set(_problems(root, paths)))
    _print(found, opts.format)
    return 1 if any(one.level == "error" for one in found) else 0


def _print(found: Sequence[Problem], form: str) -> None:
    if form in {"json", "jsonl"}:
        print_json(map(asdict, found), form)
        return
    for problem in found:
        print(_github(problem) if form == "github" else problem)
    if form == "text":
        errors = sum(problem.level == "error" for problem in found)
        counts = f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}"
        print(counts if found else "no problems found")


def _github(problem: Problem) -> str:
    message = problem.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    place = f"file={problem.file},line={problem.line},col={problem.column}"
    return f"::{problem.level} {place}::{message}"


def _problems(root: Path, target_files: Sequence[Path]) -> Iterator[Problem]:
    """Yield what is wrong in the rules alone, with each pack and with each target's changes."""
    try:
        yield from _linted(load_rulebook(root))
    except FileErrors as error:
        yield from error.problems
    for path in sorted(root.glob("packs/*.yaml")):
        try:
            yield from _warnings(load_rulebook(root, packs=[path.stem]))
        except FileErrors as error:
            yield from error.problems
    for path in target_files:
        try:
            yield from _linted(load_rulebook(root, path))
        except FileErrors as error:
            yield from error.problems
        yield from _target_problems(path, root)


def _linted(book: Rulebook) -> list[Problem]:
    return lint(book, today())


def _warnings(book: Rulebook) -> list[Problem]:
    """Return the warnings about the pack tried: a local change may well have its value already."""
    return [one for one in book.warnings if "/packs/" in one.file]


def _target_problems(path: Path, root: Path) -> list[Problem]:
    """Return what is wrong in a target file outside its rule sections."""
    try:
        read_target(path)
    except TargetError as error:
        placed = map(_PLACED.fullmatch, str(error).splitlines())
        label = f"{root.name}/{path.relative_to(root)}" if path.is_relative_to(root) else str(path)
        return [Problem(label, int(m[2]), int(m[3]), m[4]) for m in placed if m]
    return []
