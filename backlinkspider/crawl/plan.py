"""What a crawl is to do, checked before anything starts."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from backlinkspider.candidates import expand, read
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import load_targets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from backlinkspider.candidates import BadLine, Candidate
    from backlinkspider.crawl.arguments import Arguments
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.target import Target


@dataclass(frozen=True, slots=True)
class Plan:
    """All that can be checked before anything starts: targets, rules, sources of candidates."""

    arguments: Arguments
    targets: tuple[Target, ...]
    rules: dict[str, RuleSet]
    rows: tuple[Iterator[Candidate | BadLine], ...]
    spooled: bool
    """Whether standard input is among the sources: then all is read before the first fetch."""

    def shorteners(self) -> frozenset[str]:
        """Return the hosts that the rules' list of shorteners names, local changes included."""
        return frozenset(host for rules in self.rules.values() for host in rules.book.shorteners)

    @classmethod
    def make(cls, arguments: Arguments, rules_folder: Path, today: date) -> Plan:
        """Read target files and rules, find the candidate files.

        Raises ``TargetError``, ``FileErrors`` or ``CandidateFileError``, before anything starts.
        """
        targets = load_targets(arguments.target, rules_folder / "targets")
        rules = {
            t.name: load_rules(rules_folder, t, today=today, clock=perf_counter) for t in targets
        }
        sources = expand(arguments.candidates)
        rows = tuple(read(source.path or sys.stdin.buffer, source.name) for source in sources)
        return cls(arguments, targets, rules, rows, any(s.path is None for s in sources))
