from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backlinkspider.report.rule_texts import Precision, brief, rule_texts
from backlinkspider.trial.stats import MEASURED_FROM, wilson

if TYPE_CHECKING:
    from backlinkspider.rules.evaluate import RuleSet


@pytest.mark.parametrize(
    ("verdicts", "measured"),
    [({}, False), ({"bad": MEASURED_FROM - 1}, False), ({"bad": 20, "ok": 10}, True)],
)
def test_precision_is_unmeasured_below_the_number_rules_stats_asks(
    verdicts: dict[str, int], measured: bool
) -> None:
    precision = Precision.of(verdicts)
    assert precision.n == sum(verdicts.values())
    assert (precision.share is not None) is measured
    if measured:
        assert precision.share == pytest.approx(2 / 3)
        assert (precision.low, precision.high) == wilson(20, 30)


def test_rules_are_told_gravest_first_with_all_their_texts(rules: RuleSet) -> None:
    links = {"page.thin": 5, "anchor.money_exact": 2, "hidden.money": 1, "gone.rule": 9}
    severities = {"page.thin": "medium", "anchor.money_exact": "high", "hidden.money": "critical"}
    texts = rule_texts(links, severities | {"gone.rule": "low"}, {}, rules.book)
    assert [one.id for one in texts] == [
        "hidden.money", "anchor.money_exact", "page.thin", "gone.rule",
    ]  # fmt: skip
    exact = texts[1]
    assert exact.known
    assert exact.title == "Anchor is exactly a money phrase"
    assert exact.rationale
    assert exact.remediation
    assert exact.false_positives
    assert exact.clauses[0].url.startswith("https://")
    assert any("signals.anchor_class is exact" in line for line in exact.conditions)
    assert exact.origin.startswith("anchor.yaml:")
    assert not texts[-1].known
    assert texts[-1].links == 9


@pytest.mark.parametrize(
    ("reason", "left"),
    [
        ("risk 1.5 (watch): page.thin", ""),
        ("judged bad, no signs of a scheme", "judged bad, no signs of a scheme"),
        (
            "ask for its removal: judged bad, risk 3 (none): a.b, c.d",
            "ask for its removal: judged bad",
        ),
        ("its removal was refused; risk 12 (high): a.b and 5 more", "its removal was refused"),
        (
            (
                "ask for rel=sponsored, or ugc where users write: risk 7 (high): a.b;"
                " authority unknown, relevance 0.51, placement 1.00"
            ),
            "ask for rel=sponsored, or ugc where users write",
        ),
        (
            "lost (link_removed); was worth something: authority 3, relevance 0.00, placement 0.10",
            "lost; was worth something",
        ),
        ("worth little: authority 3, relevance 0.00, placement 0.10", "worth little"),
        ("passes no credit (nofollow): no risk", "passes no credit (nofollow): no risk"),
    ],
)
def test_a_reason_without_risk_rules_and_worth(reason: str, left: str) -> None:
    assert brief(reason) == left
