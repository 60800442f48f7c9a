"""Rules directory to rule set: read, merge, check, compile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlinkspider.rules.check import check
from backlinkspider.rules.errors import RuleErrors
from backlinkspider.rules.evaluate import RuleSet
from backlinkspider.rules.files import read_sources
from backlinkspider.rules.merge import merge

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from backlinkspider.rules.resolved import Rulebook
    from backlinkspider.target import Target


def load_rulebook(root: Path, target_file: Path | None = None) -> Rulebook:
    """Return the rules under *root* with local changes and those of *target_file* applied.

    Raises ``RuleErrors`` with every problem of every file.
    """
    sources = read_sources(root, target_file)
    book, problems = merge(sources)
    if not (sources.problems or problems):
        problems = list(check(book))
    if sources.problems or problems:
        raise RuleErrors([*sources.problems, *problems])
    return book


def load_rules(root: Path, target: Target | None = None, *, today: date) -> RuleSet:
    """Return the rule set of directory *root* for *target*, ready to evaluate.

    Raises ``RuleErrors`` with every problem of every file. *today* decides which allow entries
    have expired.
    """
    return RuleSet(load_rulebook(root, target.path if target else None), today)
