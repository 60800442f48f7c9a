from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.rules.conftest import RulesDir

LINK: dict[str, Any] = {
    "page": {"url": "https://a.example/x", "host": "www.a.example"},
    "link": {"text": "Best Loans", "rel": []},
    "signals": {"anchor_words": 2},
}  # fmt: skip


def with_link(**changes: Any) -> dict[str, Any]:
    return {**LINK, "link": {**LINK["link"], **changes}}


def test_a_flag_keeps_its_evidence(rules_dir: RulesDir) -> None:
    rules = rules_dir.rules()
    verdict = rules.evaluate(LINK)
    flag = verdict.flags[0].document()

    assert flag.pop("rev") == rules.rules[0].rev
    assert flag == {
        "rule": "anchor.money",
        "level": "link",
        "status": "stable",
        "severity": "high",
        "score": 3.0,
        "group": "anchor",
        "evidence": [
            {
                "field": "link.text", "value": "Best Loans", "operator": "words",
                "threshold": "lists/money.txt", "span": [5, 10], "text": "Loans", "term": "loan*",
                "list": "lists/money.txt",
            },
            {"field": "signals.anchor_words", "value": 2, "operator": "lte", "threshold": 5},
            {
                "field": "link.rel", "value": [], "operator": "not has_any",
                "threshold": ["nofollow", "sponsored"],
            },
        ],
        "clause": "google.links",
        "message": "Followed link 'Best Loans' with loan*, at most 5 words",
        "suppressed": None,
        "finding": None,
    }  # fmt: skip
    assert verdict.audit() == {
        "ruleset": rules.revision,
        "engine": "2",
        "score": 3.0,
        "band": "watch",
        "not_evaluated": [],
    }
    assert json.loads(json.dumps(verdict.flags[0].document()))["score"] == 3.0


@pytest.mark.parametrize(
    ("document", "flags", "not_evaluated"),
    [
        (LINK, 1, 0),
        (with_link(rel=["nofollow"]), 0, 0),
        (with_link(text=None), 0, 1),
        (with_link(text=7), 0, 1),
        ({"link": {"text": "Loans", "rel": []}}, 0, 1),
        ({"link": {"text": "other", "rel": []}}, 0, 0),
        ({}, 0, 1),
        ({"link": "not a mapping"}, 0, 1),
    ],
)
def test_what_is_missing_is_not_evaluated(
    rules_dir: RulesDir, document: dict[str, Any], flags: int, not_evaluated: int
) -> None:
    verdict = rules_dir.rules().evaluate(document)
    assert (len(verdict.flags), len(verdict.not_evaluated)) == (flags, not_evaluated)


def test_needs_must_be_known_even_where_logic_could_do_without(rules_dir: RulesDir) -> None:
    rules_dir.edit("    params:", "    needs: [page.lang]\n    params:")
    assert rules_dir.rules().evaluate(with_link(text="other")).not_evaluated == ("anchor.money",)


def test_a_field_that_says_unknown_is_unknown(rules_dir: RulesDir) -> None:
    rules_dir.edit(
        "field: signals.anchor_words, lte: $max_words", "field: link.visibility.state, eq: hidden"
    )
    rules_dir.edit("    params: {max_words: 5}\n", "").edit(
        ", at most {params.max_words} words", ""
    )
    rules = rules_dir.rules()
    assert rules.evaluate(with_link(visibility={"state": "unknown"})).not_evaluated
    assert not rules.evaluate(with_link(visibility={"state": "visible"})).not_evaluated


def test_null_is_an_answer_only_where_it_can_be(rules_dir: RulesDir) -> None:
    rules_dir.edit(
        "field: signals.anchor_words, lte: $max_words", "field: signals.money_term, exists: false"
    )
    rules_dir.edit("    params: {max_words: 5}\n", "").edit(
        ", at most {params.max_words} words", ""
    )
    rules = rules_dir.rules()
    assert rules.evaluate({**LINK, "signals": {"money_term": None}}).flags
    assert not rules.evaluate({**LINK, "signals": {"money_term": "loans"}}).not_evaluated
    assert rules.evaluate({**LINK, "signals": {}}).not_evaluated


def second_rule(rules_dir: RulesDir, status: str = "stable") -> RulesDir:
    text = (rules_dir.root / "anchor.yaml").read_text(encoding="utf-8")
    text = text.replace("id: anchor.money", "id: anchor.other").replace("score: 3", "score: 2.5")
    return rules_dir.write("other.yaml", text.replace("status: stable", f"status: {status}"))


def test_a_group_caps_the_sum(rules_dir: RulesDir) -> None:
    verdict = second_rule(rules_dir).rules().evaluate(LINK)
    assert [flag.score for flag in verdict.flags] == [3.0, 2.5]
    assert (verdict.score, verdict.band) == (4.0, "high")


def test_a_rule_on_trial_is_recorded_and_scores_nothing(rules_dir: RulesDir) -> None:
    verdict = second_rule(rules_dir, "test").rules().evaluate(LINK)
    assert [(flag.status, flag.score) for flag in verdict.flags] == [("stable", 3.0), ("test", 0.0)]
    assert verdict.score == 3.0


@pytest.mark.parametrize("status", ["draft", "deprecated"])
def test_drafts_and_deprecated_rules_do_not_run(rules_dir: RulesDir, status: str) -> None:
    assert len(second_rule(rules_dir, status).rules().rules) == 1


def test_equal_predicates_are_shared(rules_dir: RulesDir) -> None:
    rules = second_rule(rules_dir).rules()
    first, second = (rule.when.parts for rule in rules.rules)
    assert [part.predicate for part in first] == [part.predicate for part in second]


ALLOW = "version: 1\nallow: [{%s, rules: ['anchor.*'], expires: '%s', by: Ana, reason: contract}]\n"


@pytest.mark.parametrize(
    ("place", "expires", "suppressed"),
    [
        ("domain: a.example", "2026-11-22", True),
        ("domain: A.example", "2027-01-01", True),
        ("domain: www.a.example", "2027-01-01", True),
        ("domain: b.a.example", "2027-01-01", False),
        ("domain: example", "2027-01-01", True),
        ("domain: xample", "2027-01-01", False),
        ("url_prefix: 'https://a.example/x'", "2027-01-01", True),
        ("url_prefix: 'https://a.example/y'", "2027-01-01", False),
        ("domain: a.example", "2026-11-21", False),
    ],
)
def test_allowed_links_keep_their_flags_suppressed(
    rules_dir: RulesDir, place: str, expires: str, suppressed: bool
) -> None:
    rules = rules_dir.write("local/a.yaml", ALLOW % (place, expires)).rules()
    verdict = rules.evaluate(LINK)
    assert verdict.score == (0 if suppressed else 3)
    assert verdict.flags[0].suppressed == (
        {"by": "Ana", "reason": "contract", "expires": expires, "origin": "rules/local/a.yaml:2"}
        if suppressed
        else None
    )


def test_long_texts_are_cut_in_evidence(rules_dir: RulesDir) -> None:
    flag = rules_dir.rules().evaluate(with_link(text="loans " + "x" * 5000)).flags[0]
    assert len(flag.evidence[0]["value"]) == 200
