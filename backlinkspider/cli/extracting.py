"""Links of saved pages, with flags where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlinkspider.cli.saved import SavedPage, SavedPageError, read_page
from backlinkspider.links.record import all_links, links_to
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import TargetError, load_targets
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from backlinkspider.documents import Document
    from backlinkspider.links.record import Reading
    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.target import Target


@dataclass(slots=True, kw_only=True)
class Extractor:
    """Reads links as asked; remembers targets and their rules."""

    rules_folder: Path
    target: str | None
    everything: bool
    classify: bool
    today: date
    _targets: dict[str, tuple[Target, ...]] = field(default_factory=dict)
    _rules: dict[str | None, RuleSet] = field(default_factory=dict)

    def check(self) -> None:
        """Read what every page needs. Raises ``TargetError`` or ``FileErrors``."""
        for target in self._of(self.target):
            if self.classify:
                self._rules_for(target)

    def links(self, page: SavedPage) -> Iterator[Document]:
        """Yield the page's links. Raises ``SavedPageError``."""
        spec = page.target or self.target
        if not spec and not self.everything:
            raise SavedPageError(f"{page.file}: no target: give --target, or --all for every link")
        reading = read_page(page)
        try:
            for target in self._of(spec):
                for document in self._links(reading, target):
                    yield {"file": page.file, **self._flagged(document, target)}
        except (TargetError, FileErrors) as error:  # of a target that only the manifest names
            raise SavedPageError(f"{page.file}: {error}") from error

    def _links(self, reading: Reading, target: Target | None) -> tuple[Document, ...]:
        if self.everything or target is None:
            return all_links(reading, target)
        return links_to(target, reading)

    def _of(self, spec: str | None) -> tuple[Target | None, ...]:
        if spec is None:
            return (None,)
        if spec not in self._targets:
            self._targets[spec] = load_targets(spec, self.rules_folder / "targets")
        return self._targets[spec]

    def _flagged(self, document: Document, target: Target | None) -> Document:
        if not self.classify:
            return document
        verdict = self._rules_for(target).evaluate(document)
        flags = [flag.document() for flag in verdict.flags]
        return {**document, "flags": flags, "audit": verdict.audit()}

    def _rules_for(self, target: Target | None) -> RuleSet:
        name = target.name if target else None
        if name not in self._rules:
            self._rules[name] = load_rules(self.rules_folder, target, today=self.today)
        return self._rules[name]
