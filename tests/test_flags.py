"""Severities in their order, and which flags count."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.flags import SEVERITIES, gravity, in_force, worst


def test_each_severity_is_graver_than_the_one_before() -> None:
    assert SEVERITIES == ("note", "low", "medium", "high", "critical")
    assert [gravity(one) for one in SEVERITIES] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="tuple"):
        gravity("grave")


@pytest.mark.parametrize("document", [{}, {"flags": None}, {"flags": []}])
def test_a_document_without_flags_has_none_in_force(document: dict[str, Any]) -> None:
    assert list(in_force(document)) == []
    assert worst(in_force(document)) is None


def test_what_an_allow_entry_suppresses_does_not_count() -> None:
    kept = {"rule": "a.b", "severity": "low", "suppressed": None}
    allowed = {"rule": "c.d", "severity": "high", "suppressed": {"origin": "local"}}
    assert list(in_force({"flags": [allowed, kept]})) == [kept]
    assert worst([allowed, kept]) == "high"
