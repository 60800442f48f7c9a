"""The engine against the naive one: the same documents get the same verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlinkspider.rules.examples import flat, nested
from backlinkspider.rules.fields import FIELDS
from backlinkspider.rules.loader import load_rules
from backlinkspider.rules.resolved import rule_leaves
from benchmarks.naive import NaiveEngine
from tests.rules.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from backlinkspider.rules.evaluate import RuleSet
    from tests.rules.conftest import RulesDir

WRONG: list[Any] = [None, True, 0, 1.0, "", "unknown", [], ["a", {}], {"a": 1}]
WORDS = ["", " ", "-", "the ", "Straße ", "ﬁne… ", "ИÉ\u0301", "赌", "\u0301", "½", "\ud800"]


@pytest.fixture(scope="module")
def rules(shipped: Path) -> RuleSet:
    return load_rules(shipped, today=TODAY)


@pytest.fixture(scope="module")
def naive(rules: RuleSet) -> NaiveEngine:
    return NaiveEngine(rules)


@pytest.fixture(scope="module")
def values(rules: RuleSet) -> dict[str, list[Any]]:
    """Return values of each field that rules tell apart."""
    found: dict[str, list[Any]] = {path: [] for path in FIELDS}
    for rule in rules.rules:
        for leaf, _ in rule_leaves(rule.resolved.rule):
            found[leaf.field] += _telling(rules, leaf.operator, rule.resolved.argument(leaf))
        for example in examples(rule.resolved.rule.tests):
            for path, value in example.items():
                found[path].append(value)
    return {path: some for path, some in found.items() if some}


def examples(tests: Any) -> list[dict[str, Any]]:
    """Return the field examples of a rule with dotted keys."""
    given = flat(tests.given)
    return [{**given, **flat(one)} for one in (*tests.match, *tests.no_match)]


def _telling(rules: RuleSet, operator: str, argument: Any) -> list[Any]:
    several = argument if isinstance(argument, list) else [argument]
    if operator == "words":
        terms = [list(rules.book.lists[name].terms.values()) for name in several]
        return [f"a {t.text.replace('*', 's')} b" for some in terms for t in some[::40]]
    if operator in {"has_any", "has_all"}:
        return [several, several[:1], []]
    if isinstance(several[0], bool):
        return [True, False]
    if isinstance(several[0], int | float):
        return [n + more for n in several for more in (-0.5, 0, 1)]
    return [] if operator in {"regex", "domain_in", "cidr"} else several


@st.composite
def documents(draw: st.DrawFn, rules: RuleSet, values: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Draw an example of a rule, with some fields changed, torn out or broken."""
    rule = draw(st.sampled_from(rules.rules)).resolved.rule
    document = dict(draw(st.sampled_from(examples(rule.tests) or [{}])))
    everything = draw(st.booleans())
    for path, some in values.items():
        if everything and path not in document:
            document[path] = draw(st.sampled_from(some))
    for path in draw(st.lists(st.sampled_from(sorted(values)), max_size=8)):
        document[path] = draw(st.sampled_from([*values[path], *WRONG]))
        if isinstance(document[path], str):
            document[path] = draw(st.sampled_from(WORDS)) + document[path]
    for path in draw(st.lists(st.sampled_from(sorted(values)), max_size=3)):
        document.pop(path, None)
    return nested(document)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_verdicts_are_those_of_the_naive_engine(
    rules: RuleSet, naive: NaiveEngine, values: dict[str, list[Any]], data: st.DataObject
) -> None:
    document = data.draw(documents(rules, values))
    assert rules.evaluate(document) == naive.evaluate(document)


def test_the_examples_of_all_rules(rules: RuleSet, naive: NaiveEngine) -> None:
    flags = 0
    for rule in rules.rules:
        for example in examples(rule.resolved.rule.tests):
            verdict = rules.evaluate(nested(example))
            assert verdict == naive.evaluate(nested(example))
            flags += len(verdict.flags)
    assert flags > len(rules.rules)


@pytest.mark.parametrize("broken", [{}, {"page": None}, {"link": [], "page": 3}, {"signals": "x"}])
def test_documents_of_any_shape(rules: RuleSet, naive: NaiveEngine, broken: dict[str, Any]) -> None:
    assert rules.evaluate(broken) == naive.evaluate(broken)


TREE = """\
      any:
        - all:
            - {field: link.text, words: lists/money.txt}
            - any:
                - {field: page.title, regex: '(?i)shop'}
                - {field: link.region, eq: footer}
        - k_of:
            min: 2
            of:
              - {field: page.kind, exists: true}
              - {field: signals.anchor_words, between: [2, 5]}
              - not: {field: link.rel, has_all: [ugc, nofollow]}
"""
FIELDS_OF_TREE: dict[str, list[Any]] = {
    "link.text": ["cheap loans", "x", None, 3],
    "page.title": ["A SHOP", "", None],
    "link.region": ["footer", "nav", None],
    "page.kind": [None, "wiki", 1],
    "signals.anchor_words": [1, 2, 5.0, 6, True, None],
    "link.rel": [[], ["ugc"], ["nofollow", "ugc"], [["ugc"]], "ugc"],
}


@pytest.mark.parametrize("under", ["", "not"])
def test_every_kind_of_condition(rules_dir: RulesDir, under: str) -> None:
    text = (rules_dir.root / "anchor.yaml").read_text(encoding="utf-8")
    start, end = text.index("      all:"), text.index("    message:")
    tree = (
        TREE if not under else "      not:\n" + "".join(f"  {line}\n" for line in TREE.splitlines())
    )
    rules_dir.write("anchor.yaml", text[:start] + tree + text[end:])
    rules_dir.edit(" with {match.term}", "").edit("    params: {max_words: 5}\n", "")
    rules_dir.edit(", at most {params.max_words} words", "")
    rules = rules_dir.rules()
    naive = NaiveEngine(rules)
    absent: list[Any] = [{}]
    documents: list[dict[str, Any]] = [{}]
    for path, some in FIELDS_OF_TREE.items():
        documents = [{**d, path: v} for d in documents for v in some[:3]] + documents[::7] + absent
    documents += [{path: value} for path, some in FIELDS_OF_TREE.items() for value in some]
    answers = set()
    for flat_document in documents:
        document = nested(flat_document)
        verdict = rules.evaluate(document)
        assert verdict == naive.evaluate(document)
        answers.add((len(verdict.flags), len(verdict.not_evaluated)))
    assert answers == {(1, 0), (0, 1), (0, 0)}


def test_flags_of_one_link_are_not_those_of_another(rules_dir: RulesDir) -> None:
    rules = rules_dir.rules()
    link = {"link": {"text": "Loans", "rel": []}, "signals": {"anchor_words": 2}}
    first = rules.evaluate(link).flags[0].document()
    first["evidence"][0]["value"] = "changed"
    assert rules.evaluate(link).flags[0].evidence[0]["value"] == "Loans"
    half = {**link, "signals": {"anchor_words": 2.0}}
    assert repr(rules.evaluate(half).flags[0].evidence[1]["value"]) == "2.0"


def test_a_pattern_that_takes_too_long_is_told(rules_dir: RulesDir) -> None:
    rules_dir.edit("words: lists/money.txt", "regex: '^(a|aa)+\\bb'").edit(" with {match.term}", "")
    rules_dir.edit("signals.anchor_words, lte: $max_words", "signals.anchor_words, lte: 5")
    rules_dir.edit("    params: {max_words: 5}\n", "").edit(
        ", at most {params.max_words} words", ""
    )
    rules = rules_dir.rules()
    endless = {"link": {"text": "a" * 500 + "b", "rel": []}, "signals": {"anchor_words": 1}}
    verdict = rules.evaluate(endless)
    assert verdict.not_evaluated == verdict.slow == ("anchor.money",)
    assert verdict.audit()["slow"] == ["anchor.money"]
    assert "slow" not in rules.evaluate({"link": {"text": "b"}}).audit()
    beside = {**endless, "signals": {"anchor_words": 9}}
    assert rules.evaluate(beside).not_evaluated == ()
