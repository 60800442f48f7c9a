"""What a crawl is to do, checked before anything starts."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from backlinkspider import __version__
from backlinkspider.candidates import expand, read
from backlinkspider.proof.archive import PREFIX, Archive, archive_files
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import load_targets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from backlinkspider.candidates import BadLine, Candidate
    from backlinkspider.crawl.arguments import Arguments
    from backlinkspider.documents import Document
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
    """Whether all is read before the first fetch: standard input, or archives."""
    archive: Archive | None = None
    """Where pages are read from, if not from the network."""

    @property
    def max_per_domain(self) -> int:
        """How many listed pages of a domain are read: of an archive all of them."""
        return sys.maxsize if self.archive else self.arguments.max_per_domain

    def facts(self) -> Document:
        """Return for the run's document which program and rules it is done with."""
        revisions = [
            {"target": name, "revision": rules.revision} for name, rules in self.rules.items()
        ]
        return {"version": __version__, "rulesets": revisions}

    def shorteners(self) -> frozenset[str]:
        """Return the hosts that the rules' list of shorteners names, local changes included."""
        return frozenset(host for rules in self.rules.values() for host in rules.book.shorteners)

    @classmethod
    def make(
        cls, arguments: Arguments, rules_folder: Path, today: date, proof: Path | None = None
    ) -> Plan:
        """Read target files and rules, find the candidate files; *proof* is the folder of proof.

        Raises ``TargetError``, ``FileErrors`` or ``CandidateFileError``, before anything starts.
        """
        targets = load_targets(arguments.target, rules_folder / "targets")
        rules = {
            t.name: load_rules(rules_folder, t, today=today, clock=perf_counter) for t in targets
        }
        archives, lists = split_sources(arguments.candidates)
        files = [file for spec in archives for file in archive_files(spec)]
        archive = Archive(files, proof) if files else None
        sources = expand(lists) if lists or not archives else ()
        rows = tuple(read(source.path or sys.stdin.buffer, source.name) for source in sources)
        spooled = archive is not None or any(source.path is None for source in sources)
        return cls(arguments, targets, rules, rows, spooled, archive)


def split_sources(spec: str) -> tuple[list[str], str]:
    """Return the archives among the sources of *spec*, and the sources that are lists.

    A name that holds a comma is taken whole if such a file exists.
    """
    if not any(part.strip().startswith(PREFIX) for part in spec.split(",")):
        return [], spec
    whole = spec.removeprefix(PREFIX)
    if Path(whole).exists():
        return [whole], ""
    parts = [part.strip() for part in spec.split(",")]
    archives = [part.removeprefix(PREFIX) for part in parts if part.startswith(PREFIX)]
    return archives, ",".join(part for part in parts if not part.startswith(PREFIX))
