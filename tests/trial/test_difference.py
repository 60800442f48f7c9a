"""What would change of stored flags: newly flagged, no longer, altered, bands."""

from __future__ import annotations

from typing import Any

from backlinkspider.trial.difference import SAMPLES, Difference


def flag(rule: str, **changes: Any) -> dict[str, Any]:
    shape = {"rule": rule, "status": "stable", "severity": "low", "score": 1.0, "message": rule}
    return {**shape, "suppressed": None, **changes}


def link(*flags: dict[str, Any], band: str = "none", name: str = "a") -> dict[str, Any]:
    page = {"url": "https://referring.example/"}
    return {
        "_id": name, "page": page, "link": {"text": "x"}, "flags": flags, "audit": {"band": band},
    }  # fmt: skip


def test_flags_that_come_and_go() -> None:
    difference = Difference()
    difference.add(link(flag("a.old"), flag("a.kept")), [flag("a.kept"), flag("a.new")], "none")
    assert difference.rules.keys() == {"a.old", "a.new"}
    assert difference.rules["a.old"].no_longer == 1
    assert difference.rules["a.new"].newly == 1
    assert [one.link for one in difference.rules["a.new"].newly_sample] == ["a"]
    assert (difference.links, difference.changed) == (1, 1)


def test_nothing_changes() -> None:
    difference = Difference()
    difference.add(link(flag("a.b")), [flag("a.b", message="reworded", rev="1")], "none")
    assert (difference.links, difference.changed) == (1, 0)
    assert not difference.rules
    assert not difference.bands


def test_altered_flags() -> None:
    difference = Difference()
    stored = link(flag("a.severe"), flag("a.scored"), flag("a.allowed"))
    current = [
        flag("a.severe", severity="high"),
        flag("a.scored", score=2),
        flag("a.allowed", suppressed={"reason": "partner"}),
    ]
    difference.add(stored, current, "none")
    assert {name: rule.altered for name, rule in difference.rules.items()} == {
        "a.severe": 1,
        "a.scored": 1,
        "a.allowed": 1,
    }
    said = {name: rule.altered_sample[0].message for name, rule in difference.rules.items()}
    assert said == {
        "a.severe": "severity low -> high",
        "a.scored": "score 1.0 -> 2",
        "a.allowed": "allowed: partner",
    }


def test_a_flag_that_is_no_longer_allowed() -> None:
    difference = Difference()
    difference.add(link(flag("a.b", suppressed={"reason": "partner"})), [flag("a.b")], "none")
    assert difference.rules["a.b"].altered_sample[0].message == "no longer allowed"


def test_band_moves_count_as_changes() -> None:
    difference = Difference()
    difference.add(link(band="watch"), [], "high")
    difference.add(link(band="watch"), [], "high")
    difference.add(link(band="high"), [], "high")
    assert difference.bands == {("watch", "high"): 2}
    assert (difference.links, difference.changed) == (3, 2)


def test_samples_are_bounded() -> None:
    difference = Difference()
    for n in range(SAMPLES + 5):
        difference.add(link(name=str(n)), [flag("a.new")], "none")
    assert difference.rules["a.new"].newly == SAMPLES + 5
    assert len(difference.rules["a.new"].newly_sample) == SAMPLES


def test_links_never_classified() -> None:
    difference = Difference()
    difference.add({"_id": "a"}, [flag("a.new")], "watch")
    assert difference.bands == {("none", "watch"): 1}
