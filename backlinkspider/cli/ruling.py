"""What the actions of ``scrapy rules`` share: the rules they are about, and printing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from backlinkspider.cli.stored_targets import rules_folder
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import TargetError, load_targets
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.target import Target


def today() -> date:
    """Return the day in UTC."""
    return datetime.now(UTC).date()


def one_target(spec: str | None, root: Path) -> Target | None:
    """Return the target *spec* names, described by its file. Raises ``UsageError``."""
    if spec is None:
        return None
    try:
        targets = load_targets(spec, root / "targets")
    except TargetError as error:
        raise UsageError(str(error), print_help=False) from None
    if len(targets) > 1:
        raise UsageError("--target takes one target", print_help=False)
    return targets[0]


def rules_of(opts: argparse.Namespace, settings: BaseSettings) -> RuleSet:
    """Return the rules that ``--rules`` and ``--target`` mean.

    Raises ``UsageError`` and ``FileErrors``.
    """
    root = rules_folder(opts, settings)
    return load_rules(root, one_target(opts.target, root), today=today())


def check_ids(rules: RuleSet, ids: Iterable[str]) -> None:
    """Raise ``UsageError`` where one of *ids* is no rule's."""
    for name in ids:
        if name not in rules.book.rules:
            hint = did_you_mean(name, rules.book.rules)
            raise UsageError(f"there is no rule {name!r}{hint}", print_help=False)


def print_json(rows: Iterable[Any], form: str) -> None:
    """Print *rows* as one JSON array (``json``) or one a line (``jsonl``)."""
    if form == "json":
        print(json.dumps(list(rows), ensure_ascii=False, indent=1))
        return
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
