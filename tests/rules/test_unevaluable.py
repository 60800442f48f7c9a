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


RATIO = "{aggregate: ratio, where: {field: signals.anchor_class, in: [%s]}, %s}"


@pytest.mark.parametrize(
    ("over", "when", "needed"),
    [
        ("minimum: 1", "{aggregate: count, gte: 2}", None),
        ("minimum: 1", RATIO % ("exact, partial", "gte: 0.3"), BOTH),
        ("minimum: 1", RATIO % ("exact, url", "gte: 0.3"), None),
        ("minimum: 1", RATIO % ("brand", "lt: 0.3"), None),
        ("minimum: 1", f"{{not: {RATIO % ('exact', 'lt: 0.3')}}}", BOTH),
        ("minimum: 1", "{aggregate: distinct, field: signals.money_term, gte: 2}", ("money_terms",)),
        ("minimum: 1, group_by: [signals.money_term]", "{aggregate: count, gte: 2}", ("money_terms",)),
        ("minimum: 1, where: {field: signals.anchor_class, eq: exact}", "{aggregate: count, gte: 2}", BOTH),
    ],
)  # fmt: skip
def test_rules_over_populations_need_terms_too(
    rules_dir: RulesDir, over: str, when: str, needed: tuple[str, ...] | None
) -> None:
    rules_dir.edit(WHEN, f"      {when}\n").edit(
        "level: link", f"level: profile\n    over: {{{over}}}"
    )
    rules_dir.edit("    params: {max_words: 5}\n", "")
    rules_dir.edit(
        "Followed link {link.text!r} with {match.term}, at most {params.max_words} words", "{units}"
    )
    found = unevaluable(rules_dir.rules(), None)
    assert found == ({} if needed is None else {"anchor.money": needed})
