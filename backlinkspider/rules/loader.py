"""Rules directory to rule set: read, merge, check, compile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backlinkspider.rules.check import check
from backlinkspider.rules.evaluate import RuleSet
from backlinkspider.rules.files import read_sources
from backlinkspider.rules.merge import merge
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from backlinkspider.rules.resolved import Rulebook
    from backlinkspider.target import Target

_TERMS: Final = ("brand_terms", "product_names", "money_terms", "languages", "description")


def load_rulebook(
    root: Path, target_file: Path | None = None, *, packs: Iterable[str] = ()
) -> Rulebook:
    """Return the rules under *root* with local changes and those of *target_file* applied.

    *packs* are applied besides those that the files choose. Raises ``FileErrors`` with every
    problem of every file.
    """
    sources = read_sources(root, target_file)
    book, problems = merge(sources, packs)
    problems = [*sources.problems, *problems, *check(book, sources.unread)]
    if problems:
        raise FileErrors(problems)
    return book


def load_rules(
    root: Path,
    target: Target | None = None,
    *,
    today: date,
    clock: Callable[[], float] | None = None,
) -> RuleSet:
    """Return the rule set of directory *root* for *target*, ready to evaluate.

    Raises ``FileErrors`` with every problem of every file. *today* decides which allow entries
    have expired; *clock* returns seconds, with it patterns have a time budget.
    """
    book = load_rulebook(root, target.path if target else None)
    book.terms = {name: getattr(target, name) for name in _TERMS} if target else {}
    return RuleSet(book, today, clock)
