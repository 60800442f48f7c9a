"""A small rules directory to change piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.loader import load_rulebook, load_rules
from backlinkspider.yamlfile.errors import FileErrors

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.rules.evaluate import RuleSet
    from backlinkspider.rules.resolved import Rulebook

TODAY = date(2026, 11, 22)

GROUPS = """\
version: 1
groups:
  anchor: {title: What the link says, cap: 4}
  page: {title: What kind of page links, cap: 2}
bands:
  - {name: none, from: 0}
  - {name: watch, from: 1}
  - {name: high, from: 4}
"""
CLAUSES = """\
version: 1
clauses:
  google.links: {source: Google, section: Link spam, paraphrase: No schemes., url: "https://g.example/"}
"""
RULE = """\
version: 1
rules:
  - id: anchor.money
    title: Money words in a followed link
    level: link
    status: stable
    severity: high
    score: 3
    group: anchor
    params: {max_words: 5}
    when:
      all:
        - {field: link.text, words: lists/money.txt}
        - {field: signals.anchor_words, lte: $max_words}
        - not: {field: link.rel, has_any: [nofollow, sponsored]}
    message: "Followed link {link.text!r} with {match.term}, at most {params.max_words} words"
    rationale: Because.
    remediation: Ask.
    references: [google.links]
    false_positives: [A trade of that name.]
    tests:
      given: {link.rel: [], signals.anchor_words: 2}
      match:
        - {link.text: cheap loans}
        - {link: {text: Loans}, signals: {anchor_words: 5}}
      no_match:
        - {link.text: loans, link.rel: [nofollow]}
        - {link.text: balloons}
      html:
        match: [{html: '<p>Get <a href="https://shop.example/">cheap loans</a> now.</p>'}]
        no_match: [{html: '<p>See <a href="https://shop.example/" rel=nofollow>loans</a>.</p>'}]
"""
EXAMPLES = """\
version: 1
day: "2026-11-22"
target: {target: shop.example, name: Oakwell, brand_terms: [Oakwell], money_terms: [oak tables]}
"""
LIST = "# source: a test\n# date: 2026-11-22\nloan*\ncheap hotels\n"


@dataclass(frozen=True, slots=True)
class RulesDir:
    """A rules directory under construction."""

    root: Path

    def write(self, path: str, text: str) -> RulesDir:
        """Write *text* to *path* below the directory."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return self

    def edit(self, old: str, new: str, path: str = "anchor.yaml") -> RulesDir:
        """Replace *old*, which must be there, by *new*."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        return self.write(path, text.replace(old, new))

    def book(self, target_file: Path | None = None) -> Rulebook:
        """Load what is there."""
        return load_rulebook(self.root, target_file)

    def rules(self) -> RuleSet:
        """Load and compile what is there."""
        return load_rules(self.root, today=TODAY)

    def errors(self, target_file: Path | None = None) -> list[str]:
        """Return the problems that keep the directory from loading."""
        with pytest.raises(FileErrors) as caught:
            self.book(target_file)
        return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def rules_dir(tmp_path: Path) -> RulesDir:
    """Return a directory with one rule that loads and lints clean."""
    directory = RulesDir(tmp_path / "rules")
    directory.write("groups.yaml", GROUPS).write("clauses.yaml", CLAUSES)
    directory.write("anchor.yaml", RULE).write("lists/money.txt", LIST)
    return directory.write("examples.yaml", EXAMPLES)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the shipped rules without anybody's local changes."""
    root = tmp_path_factory.mktemp("shipped") / "rules"
    for path in (*SHIPPED.glob("*.yaml"), *SHIPPED.glob("lists/*"), *SHIPPED.glob("packs/*")):
        copy = root / path.relative_to(SHIPPED)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return root
