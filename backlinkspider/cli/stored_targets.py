"""The targets a store holds links for, with the rules their files give now."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError

from backlinkspider.cli.base import ask
from backlinkspider.store.targets import stored_targets
from backlinkspider.yamlfile.errors import did_you_mean

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable, Iterable, Sequence

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
    """Return each target of *specs* once, with its rules.

    Raises ``UsageError`` for what names no target, ``FileErrors`` for rule files with mistakes.
    """
    from backlinkspider.rules.loader import load_rules  # noqa: PLC0415 (a fast --help)
    from backlinkspider.target import TargetError, load_targets  # noqa: PLC0415

    today = datetime.now(UTC).date()
    try:
        listed = [one for spec in specs for one in load_targets(spec, root / "targets")]
    except TargetError as error:
        raise UsageError(str(error), print_help=False) from None
    targets = {target.name: target for target in listed}.values()
    return [(target, load_rules(root, target, today=today)) for target in targets]


def ask_stored(
    args: Sequence[str],
    opts: argparse.Namespace,
    settings: BaseSettings,
    answer: Callable[[Store, Target, RuleSet], Awaitable[None]],
) -> int:
    """Call *answer* for the targets in *args* or ``--target``, else for all with stored links.

    Returns the exit status: 1 where the store has no links of a target that was named. Raises
    ``UsageError`` and ``FileErrors``, both before *answer* is called.
    """
    root = rules_folder(opts, settings)
    named = load_ruled([*args, *([opts.target] if opts.target else [])], root)

    async def each(store: Store) -> int:
        stored = await stored_targets(store)
        if unknown := [target.name for target, _ in named if target.name not in stored]:
            say_unknown(store.uri, unknown, stored)
            return 1
        if not stored:
            print(f"{store.uri} holds no links yet: crawl first", file=sys.stderr)
        for target, rules in named or load_ruled(stored, root):
            await answer(store, target, rules)
        return 0

    return ask(settings["STORE_URI"], each)


def say_unknown(uri: str, unknown: Iterable[str], stored: Sequence[str]) -> None:
    """Say on standard error that the store at *uri* has links of *stored* alone."""
    for name in unknown:
        print(f"error: {uri} holds no links of {name}{did_you_mean(name, stored)}", file=sys.stderr)
