"""Links of saved pages, with flags where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backlinkspider.cli.saved import SavedPage, SavedPageError, read_page
from backlinkspider.links.record import all_links, links_to
from backlinkspider.rules.loader import load_rules
from backlinkspider.target import load_targets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from backlinkspider.documents import Document
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

    def links(self, page: SavedPage) -> Iterator[Document]:
        """Yield the page's links. Raises ``SavedPageError``, ``TargetError``, ``RuleErrors``."""
        spec = page.target or self.target
        if not spec and not self.everything:
            raise SavedPageError(f"{page.file}: no target: give --target, or --all for every link")
        reading = read_page(page)
        for target in self._of(spec) if spec else (None,):
            if self.everything or target is None:
                documents = all_links(reading, target)
            else:
                documents = links_to(target, reading)
            for document in documents:
                yield {"file": page.file, **self._flagged(document, target)}

    def _of(self, spec: str) -> tuple[Target, ...]:
        if spec not in self._targets:
            self._targets[spec] = load_targets(spec, self.rules_folder / "targets")
        return self._targets[spec]

    def _flagged(self, document: Document, target: Target | None) -> Document:
        if not self.classify:
            return document
        name = target.name if target else None
        if name not in self._rules:
            self._rules[name] = load_rules(self.rules_folder, target, today=self.today)
        verdict = self._rules[name].evaluate(document)
        flags = [flag.document() for flag in verdict.flags]
        return {**document, "flags": flags, "audit": verdict.audit()}
