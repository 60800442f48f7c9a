"""The rules this project ships."""

from __future__ import annotations

import re
from shutil import copyfile, copytree
from typing import TYPE_CHECKING

import pytest

from backlinkspider.rules.examples import run_examples
from backlinkspider.rules.files import SHIPPED
from backlinkspider.rules.lint import lint
from backlinkspider.rules.loader import load_rulebook, load_rules
from backlinkspider.rules.unevaluable import unevaluable
from tests.rules.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from backlinkspider.rules.evaluate import RuleSet

TOPICS = ("gambling", "pills", "adult", "loans")


@pytest.fixture(scope="module")
def rules(shipped: Path) -> RuleSet:
    return load_rules(shipped, today=TODAY)


def test_they_lint_clean(rules: RuleSet) -> None:
    assert [str(problem) for problem in lint(rules.book, TODAY)] == []


def test_their_examples_hold(rules: RuleSet) -> None:
    assert [(one.origin, one.fault) for one in run_examples(rules) if one.fault] == []


def test_qualified_links_break_no_link_guideline(rules: RuleSet) -> None:
    """Every rule that scores asks for a link that passes credit, but for hacked pages."""
    ungated = {
        rule.id
        for rule in rules.rules
        if rule.resolved.score and "link.passes_credit" not in str(rule.resolved.rule.when)
    }
    assert ungated == {"page.hacked_path"}


def test_without_a_target_file_the_rules_that_need_it_are_named(rules: RuleSet) -> None:
    found = unevaluable(rules, None)
    assert found["anchor.money_exact"] == ("brand_terms", "money_terms")
    assert found["page.language_foreign"] == ("languages",)
    assert "anchor.spam_gambling" not in found
    assert "anchor.empty" not in found


@pytest.mark.parametrize("topic", TOPICS)
def test_topic_lists_speak_ten_languages(rules: RuleSet, topic: str) -> None:
    terms = rules.book.lists[f"lists/{topic}.txt"].terms.values()
    languages = {term.language for term in terms}
    assert len(languages) >= 10
    assert min(sum(term.language == one for term in terms) for one in languages) >= 20


def test_the_example_of_local_changes_loads(shipped: Path, tmp_path: Path) -> None:
    root = tmp_path / "rules"
    copytree(shipped, root)
    (root / "local").mkdir()
    copyfile(SHIPPED / "local" / "example.yaml.txt", root / "local" / "local.yaml")
    book = load_rulebook(root)
    assert book.warnings == []
    assert book.rules["domain.tld_abused"].status == "off"


def test_every_list_says_where_it_comes_from(rules: RuleSet) -> None:
    for words in rules.book.lists.values():
        assert words.source
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", words.date)


def test_innocent_causes_are_sentences(rules: RuleSet) -> None:
    """A comma in YAML's flow list makes two causes of one."""
    split = [
        (resolved.rule.id, text)
        for resolved in rules.book.rules.values()
        for text in resolved.rule.false_positives
        if not (text[0].isupper() or text[0].isdigit()) or len(text.split()) < 2
    ]
    assert split == []
