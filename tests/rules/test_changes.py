"""What a set of rules changed since an earlier one: the rest of a classification stands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlinkspider.rules.changes import changes_since, outline
from backlinkspider.rules.evaluate import RuleSet
from backlinkspider.rules.examples import field_examples
from backlinkspider.rules.loader import load_rulebook
from backlinkspider.rules.model import Allow
from backlinkspider.rules.resolved import AllowEntry
from backlinkspider.store.fields import project
from tests.rules.conftest import TODAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from backlinkspider.rules.resolved import ResolvedRule, Rulebook

_EXAMPLES = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
PAGE = {"url": "https://blog.example/post", "host": "blog.example", "domain": "blog.example"}


@pytest.fixture(scope="module")
def book(shipped: Path) -> Rulebook:
    return load_rulebook(shipped)


@pytest.fixture(scope="module")
def links(book: Rulebook) -> list[dict[str, Any]]:
    """Return the examples of link and page rules, as links of one page that stands in a store."""
    return [
        {**document, "page": {**PAGE, **document.get("page", {})}, "_id": "a link", "v": 1}
        for rule in book.running
        if rule.rule.over is None
        for example in field_examples(rule)
        for document in example.documents
    ]


def ruled(book: Rulebook, rules: Sequence[ResolvedRule], **changes: Any) -> RuleSet:
    chosen = {rule.rule.id: rule for rule in rules}
    return RuleSet(replace(book, rules=chosen, **changes), TODAY)


def stored(rules: RuleSet, link: Mapping[str, Any]) -> dict[str, Any]:
    """Return *link* as the store has it when *rules* have classified it."""
    verdict = rules.evaluate(link)
    return {**link, "flags": [one.document() for one in verdict.flags], "audit": verdict.audit()}


def assert_alike(before: RuleSet, now: RuleSet, links: Sequence[Mapping[str, Any]]) -> int:
    """Assert that asking what changed is as good as asking all; return how many rules that is."""
    changes = changes_since(now, outline(before))
    assert changes is not None
    for link in links:
        old = project(stored(before, link), changes.fields())
        new = stored(now, link)
        assert changes.classified(old) == (new["flags"], new["audit"]["not_evaluated"])
    return changes.asked.bit_count()


@st.composite
def edits(draw: st.DrawFn, rule: ResolvedRule) -> ResolvedRule | None:
    """Draw what somebody makes of *rule*; mostly nothing."""
    kind = draw(st.sampled_from([*["keep"] * 6, "drop", "score", "severity", "test", "params"]))
    if kind == "drop":
        return None
    if kind == "score":
        return replace(rule, score=rule.score + 1)
    if kind == "severity":
        return replace(rule, severity="low" if rule.severity == "high" else "high")
    if kind == "test":
        return replace(rule, status="test" if rule.status == "stable" else "stable")
    if kind == "params":
        numbers = {n: v + 1 for n, v in rule.params.items() if type(v) in {int, float}}
        return replace(rule, params={**rule.params, **numbers})
    return rule


@_EXAMPLES
@given(data=st.data())
def test_asking_what_changed_is_as_good_as_asking_all(
    book: Rulebook, links: list[dict[str, Any]], data: st.DataObject
) -> None:
    plain = [rule for rule in book.running if rule.rule.over is None]
    part = links[data.draw(st.integers(0, 6)) :: 7]
    some = data.draw(st.lists(st.sampled_from(plain), min_size=20, max_size=50, unique_by=id))
    before = ruled(book, some[5:])
    edited = [one for rule in some if (one := data.draw(edits(rule))) is not None]
    assert_alike(before, ruled(book, edited), part)


def test_all_rules_that_ship_with_one_of_them_changed(
    book: Rulebook, links: list[dict[str, Any]]
) -> None:
    rules = [rule for rule in book.running if rule.rule.over is None]
    for number in range(0, len(rules), 40):
        tuned = [*rules[:number], replace(rules[number], score=9.5), *rules[number + 1 :]]
        assert assert_alike(ruled(book, rules), ruled(book, tuned), links) == 1


def test_the_terms_of_a_list_change_the_rules_that_read_it(
    book: Rulebook, links: list[dict[str, Any]]
) -> None:
    name = "lists/gambling.txt"
    terms = dict(list(book.lists[name].terms.items())[:3])
    fewer = {**book.lists, name: replace(book.lists[name], terms=terms)}
    rules = [rule for rule in book.running if rule.rule.over is None]
    asked = assert_alike(ruled(book, rules), ruled(book, rules, lists=fewer), links)
    assert 0 < asked < len(rules)


def test_what_is_allowed_is_asked_of_flags_that_stand(
    book: Rulebook, links: list[dict[str, Any]]
) -> None:
    rules = [rule for rule in book.running if rule.rule.over is None]
    allow = Allow(
        domain="blog.example", rules=["anchor.*"], by="me", reason="mine", expires="2027-01-01"
    )
    entry = AllowEntry(allow, rules[0].tree, ())
    allowing = ruled(book, rules, allow=[entry])
    for before, now in ((ruled(book, rules), allowing), (allowing, ruled(book, rules))):
        assert assert_alike(before, now, links) == 0


def test_other_terms_of_the_target_are_a_reason_to_look_at_all(book: Rulebook) -> None:
    rules = [rule for rule in book.running if rule.rule.over is None][:3]
    before = ruled(book, rules, terms={"brand_terms": ("Shop",)})
    assert (
        changes_since(ruled(book, rules, terms={"brand_terms": ("Oak",)}), outline(before)) is None
    )
    assert changes_since(before, outline(before)) is not None
