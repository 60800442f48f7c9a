from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from backlinkspider.crawl.tally import Tally
from backlinkspider.store.look import Look


def look(*audits: dict[str, Any]) -> Look:
    links = tuple({"audit": audit} for audit in audits)
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Look(page={}, run="r", at=at, outcome="linked", detail="", facts={}, links=links)


def test_rules_that_took_too_long_are_counted_by_link() -> None:
    tally = Tally()
    tally.add([look({"slow": ["a.b", "a.c"]}, {}), look({"slow": ["a.b"]}), look()])
    assert tally.slow == {"a.b": 2, "a.c": 1}
    assert tally.links == 3


def test_what_rendering_brought_is_told_by_reason() -> None:
    counts = {"pages": 2, "reason/a": 1, "reason/b": 3, "gained/b": 2}
    assert Tally(rendering=Counter(counts)).rendering_facts("me") == {
        "by": "me",
        "pages": 2,
        "learnt_not": 0,
        "reasons": [
            {"name": "b", "given": 3, "gained": 2},
            {"name": "a", "given": 1, "gained": 0},
        ],
    }
    assert Tally().rendering_facts("me") is None
