"""What a crawl is to do, checked before anything starts."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from backlinkspider import __version__
from backlinkspider.candidates import expand, read
from backlinkspider.crawl.discovered import DISCOVERED, Discovered
from backlinkspider.crawl.due import Bounds
from backlinkspider.crawl.known import Known
from backlinkspider.crawl.own_links import OwnLinks
from backlinkspider.crawl.queue import UNLIMITED
from backlinkspider.crawl.source import Listed
from backlinkspider.documents import OWNSITE
from backlinkspider.proof.archive import PREFIX, Archive, archive_files
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import load_targets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from backlinkspider.crawl.arguments import (
        Arguments,
        BacklinksArguments,
        OwnsiteArguments,
        RecheckArguments,
        Scope,
    )
    from backlinkspider.crawl.source import Source
    from backlinkspider.documents import Document
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far a crawl goes beyond its candidates' pages, and how many of a domain it reads."""

    scope: Scope = "page"
    max_pages: int = 1
    depth: int = 0
    max_per_domain: int = UNLIMITED


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that can be checked before anything starts: targets, rules, source of candidates.

    *spider* is its name, *archive* where pages are read from, if not from the network.
    """

    spider: str
    arguments: Arguments
    targets: tuple[Target, ...]
    rules: dict[str, RuleSet]
    source: Source
    reach: Reach = field(default_factory=Reach)
    archive: Archive | None = None

    @property
    def is_own(self) -> bool:
        """Whether the targets' own pages are visited, not those that may link to them."""
        return self.spider == OWNSITE

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
        cls,
        arguments: BacklinksArguments,
        rules_folder: Path,
        today: date,
        proof: Path | None = None,
    ) -> Plan:
        """Read target files and rules, find the candidate files; *proof* is the folder of proof.

        Raises ``TargetError``, ``FileErrors`` or ``CandidateFileError``, before anything starts.
        """
        targets, rules = _ruled(arguments.target, rules_folder, today)
        source = _listed(arguments.candidates, targets, proof)
        # Of an archive all pages are read: no host is asked.
        limit = UNLIMITED if source.archive else arguments.max_per_domain
        reach = Reach(
            scope=arguments.scope,
            max_pages=arguments.max_pages,
            depth=arguments.depth,
            max_per_domain=limit,
        )
        return cls(
            spider="backlinks",
            arguments=arguments,
            targets=targets,
            rules=rules,
            source=source,
            reach=reach,
            archive=source.archive,
        )

    @classmethod
    def recheck(
        cls,
        arguments: RecheckArguments,
        names: Sequence[str],
        rules_folder: Path,
        today: date,
    ) -> Plan:
        """Plan another look at the known pages of the targets *names*; read files and rules.

        Raises ``TargetError`` or ``FileErrors``.
        """
        targets, rules = _ruled(",".join(names), rules_folder, today)
        bounds = Bounds(arguments.min_age, arguments.max_age)
        known = Known(tuple(target.name for target in targets), bounds, arguments.max_pages)
        return cls(
            spider="recheck", arguments=arguments, targets=targets, rules=rules, source=known
        )

    @classmethod
    def ownsite(cls, arguments: OwnsiteArguments, rules_folder: Path, today: date) -> Plan:
        """Plan a visit to the targets' own pages; read target files and rules.

        Raises ``TargetError`` or ``FileErrors``.
        """
        targets, rules = _ruled(arguments.target, rules_folder, today)
        reach = Reach(scope="auto", max_pages=arguments.max_pages, depth=arguments.depth)
        return cls(
            spider=OWNSITE,
            arguments=arguments,
            targets=targets,
            rules=rules,
            source=OwnLinks(targets),
            reach=reach,
        )


def _ruled(
    spec: str, rules_folder: Path, today: date
) -> tuple[tuple[Target, ...], dict[str, RuleSet]]:
    targets = load_targets(spec, rules_folder / "targets")
    rules = {
        target.name: load_rules(rules_folder, target, today=today, clock=perf_counter)
        for target in targets
    }
    return targets, rules


def _listed(candidates: str, targets: Sequence[Target], proof: Path | None) -> Listed:
    parts = [part.strip() for part in candidates.split(",")]
    waiting = Discovered(tuple(one.name for one in targets)) if DISCOVERED in parts else None
    if waiting:
        candidates = ",".join(part for part in parts if part != DISCOVERED)
    archives, lists = split_sources(candidates)
    files = [file for spec in archives for file in archive_files(spec)]
    archive = Archive(files, proof) if files else None
    sources = expand(lists) if lists or not (archives or waiting) else ()
    rows = tuple(read(source.path or sys.stdin.buffer, source.name) for source in sources)
    spooled = archive is not None or any(source.path is None for source in sources)
    return Listed(rows, spooled, archive, waiting)


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
