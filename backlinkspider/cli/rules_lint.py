"""``scrapy rules lint``: every mistake in rule files, lists, packs, local and target files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scrapy.exceptions import UsageError

from backlinkspider.cli.problems import print_problems
from backlinkspider.cli.ruling import one_target, today
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
    return print_problems(sorted(set(_problems(root, paths))), opts.format)


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
