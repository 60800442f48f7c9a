"""The hit-frequency table: hits, shares, precision with its interval, what only one rule finds."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.rules.loader import load_rules
from backlinkspider.trial.labelled import Label, Labelled
from backlinkspider.trial.stats import MEASURED_FROM, RuleStats, measure, wilson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RULE = """
  - id: {id}
    title: A rule
    level: link
    status: stable
    severity: low
    score: 1.0
    group: all
    when: {{field: link.text, contains: {word}}}
    message: "It says {word}"
"""

_ALMOST: Final[list[tuple[str, Label]]] = [("cheap", "bad")] * (MEASURED_FROM - 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    rules = "".join(RULE.format(id=f"word.{word}", word=word) for word in ("cheap", "oak", "never"))
    (tmp_path / "word.yaml").write_text(f"version: 1\nrules:{rules}")
    (tmp_path / "clauses.yaml").write_text("version: 1\nclauses: {}\n")
    (tmp_path / "groups.yaml").write_text(
        "version: 1\ngroups: {all: {title: All, cap: 9.0}}\nbands: [{name: none, from: 0}]\n"
    )
    return tmp_path


def table(root: Path, links: Sequence[tuple[str | None, Label]]) -> dict[str, RuleStats]:
    rules = load_rules(root, today=date(2026, 11, 22))
    labelled = [
        Labelled({"link": {"text": text}, "page": {"domain": f"{n % 2}.example"}}, label)
        for n, (text, label) in enumerate(links)
    ]
    rows, totals = measure(rules, labelled, itertools.count(step=0.5).__next__)
    assert sum(totals.values()) == len(links)
    return {row.rule: row for row in rows}


def test_hits_and_shares(root: Path) -> None:
    rows = table(
        root,
        [("cheap oak", "bad"), ("cheap", "bad"), ("oak", "ok"), ("x", "ok"), ("oak", "unsure")],
    )
    cheap, oak = rows["word.cheap"], rows["word.oak"]
    assert (cheap.hits, cheap.bad, cheap.ok, cheap.only) == (2, 2, 0, 1)
    assert (cheap.bad_share, cheap.ok_share, cheap.s_o) == (1.0, 0.0, 1.0)
    assert (oak.hits, oak.bad, oak.ok, oak.unsure, oak.only) == (3, 1, 1, 1, 2)
    assert (oak.bad_share, oak.ok_share, oak.s_o) == (0.5, 0.5, 0.5)
    assert oak.overlap == {"word.cheap": 1}
    assert cheap.domains == 2
    assert rows["word.never"].hits == 0
    assert rows["word.never"].s_o is None


def test_unmeasured_below_thirty_hits(root: Path) -> None:
    few = table(root, [*_ALMOST, ("cheap", "unsure")])
    assert few["word.cheap"].precision is None
    assert few["word.cheap"].low is None
    enough = table(root, [*_ALMOST, ("cheap", "ok")])
    assert enough["word.cheap"].precision == (MEASURED_FROM - 1) / MEASURED_FROM


def test_unknown_is_counted_apart(root: Path) -> None:
    rows = table(root, [(None, "bad"), ("cheap", "bad")])
    assert rows["word.cheap"].not_evaluated == 1
    assert rows["word.cheap"].hits == 1


def test_time_is_a_mean_over_links(root: Path) -> None:
    """The clock ticks half a second at each look: one tick a rule and link."""
    assert table(root, [("cheap", "bad"), ("x", "ok")])["word.cheap"].microseconds == 500_000


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(30, 30, 0.8865, 1.0), (0, 30, 0.0, 0.1135), (15, 30, 0.3315, 0.6685), (1, 1, 0.2065, 1.0)],
)
def test_wilson(hits: int, trials: int, low: float, high: float) -> None:
    assert wilson(hits, trials) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000), st.data())
def test_wilson_holds_the_share(trials: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, trials))
    low, high = wilson(hits, trials)
    assert 0 <= low <= hits / trials + 1e-9
    assert hits / trials - 1e-9 <= high <= 1
    assert low < high
