"""The targets a store holds links for, with the rules their files give now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from scrapy.settings import BaseSettings

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.store.base import Store
    from backlinkspider.target import Target

Ruled = tuple["Target", "RuleSet"]


def rules_folder(opts: argparse.Namespace, settings: BaseSettings) -> Path:
    """Return the rules directory that *opts* or *settings* name. Raises ``UsageError``."""
    root = Path(opts.rules or settings["RULES_FOLDER"])
    if not root.is_dir():
        raise UsageError(f"there is no rules directory {root}", print_help=False)
    return root


def load_ruled(specs: Iterable[str], root: Path) -> list[Ruled]:
    """Return each target of *specs* with its rules.

    Raises ``UsageError`` for what names no target, ``FileErrors`` for rule files with mistakes.
    """
    from backlinkspider.rules.loader import load_rules  # noqa: PLC0415 (a fast --help)
    from backlinkspider.target import TargetError, load_targets  # noqa: PLC0415

    today = datetime.now(UTC).date()
    try:
        targets = [one for spec in specs for one in load_targets(spec, root / "targets")]
    except TargetError as error:
        raise UsageError(str(error), print_help=False) from None
    return [(target, load_rules(root, target, today=today)) for target in targets]


async def stored_targets(store: Store) -> list[str]:
    """Return the names of the targets that *store* has links for."""
    return sorted(name for name in await store.tally("links", {}, "target") if name)
