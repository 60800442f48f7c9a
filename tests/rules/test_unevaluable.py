# ruff: noqa: E501 - tables of one-line messages and conditions
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from backlinkspider.rules.unevaluable import unevaluable

if TYPE_CHECKING:
    from backlinkspider.target import Target
    from tests.rules.conftest import RulesDir


@dataclass(frozen=True)
class Terms:
    brand_terms: tuple[str, ...] = ()
    money_terms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


WHEN = """\
      all:
        - {field: link.text, words: lists/money.txt}
        - {field: signals.anchor_words, lte: $max_words}
        - not: {field: link.rel, has_any: [nofollow, sponsored]}
"""
BOTH = ("brand_terms", "money_terms")


@pytest.mark.parametrize(
    ("when", "terms", "needed"),
    [
        ("{field: signals.anchor_class, eq: exact}", Terms(), BOTH),
        ("{field: signals.anchor_class, eq: exact}", Terms(brand_terms=("x",)), ("money_terms",)),
        ("{field: signals.anchor_class, eq: exact}", Terms(("x",), ("y",)), None),
        ("{field: signals.anchor_class, in: [exact, url]}", Terms(), None),
        ("not: {field: signals.anchor_class, eq: brand}", Terms(), None),
        ("not: {field: signals.anchor_has_brand, eq: true}", Terms(), ("brand_terms",)),
        ("any: [{field: link.text, eq: a}, {field: signals.money_term, exists: true}]", Terms(), None),
        ("all: [{field: link.text, eq: a}, {field: signals.money_term, exists: true}]", Terms(), ("money_terms",)),
        ("k_of: {min: 1, of: [{field: link.text, eq: a}, {field: signals.money_term, exists: true}]}", Terms(), None),
        ("k_of: {min: 2, of: [{field: link.text, eq: a}, {field: signals.money_term, exists: true}]}", Terms(), ("money_terms",)),
        ("not: {k_of: {min: 1, of: [{field: link.text, eq: a}, {field: signals.money_term, exists: true}]}}", Terms(), ("money_terms",)),
        ("{field: link.text, eq: a}", Terms(), None),
    ],
)  # fmt: skip
def test_rules_that_can_never_fire_without_terms(
    rules_dir: RulesDir, when: str, terms: Terms, needed: tuple[str, ...] | None
) -> None:
    rules_dir.edit(WHEN, f"      {when}\n")
    found = unevaluable(rules_dir.rules(), cast("Target", terms))
    assert found == ({} if needed is None else {"anchor.money": needed})


def test_a_needed_field_counts_too(rules_dir: RulesDir) -> None:
    rules_dir.edit("    params:", "    needs: [signals.money_term]\n    params:")
    assert unevaluable(rules_dir.rules(), None) == {"anchor.money": ("money_terms",)}
