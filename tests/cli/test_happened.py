"""Events in words: what changed from what to what, why a link was lost, since when."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.cli.happened import changed_fields, in_words


def event(kind: str, **details: Any) -> dict[str, Any]:
    listed = [{"field": field, "value": value} for field, value in details.items()]
    return {"kind": kind, "details": listed}


def changed(field: str, before: Any, after: Any) -> dict[str, Any]:
    return event("changed", **{field: [before, after]})


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (event("new"), ""),
        (changed("link.rel", [], ["nofollow", "ugc"]), "rel: none → nofollow, ugc"),
        (changed("link.follow", True, False), "follow: yes → no"),
        (changed("link.text", "", "oak"), "text: none → oak"),
        (changed("link.visibility.state", "visible", "hidden"), "visibility: visible → hidden"),
        (changed("page.indexable", True, None), "indexable: yes → none"),
        (
            event("changed", **{"link.rel": [["a"], ["b"]], "link.region": ["content", "nav"]}),
            "rel: a → b; region: content → nav",
        ),
        (event("lost", reason="link_removed"), "link_removed"),
        (
            event("lost", reason="page_redirected", to="https://b.test/"),
            "page_redirected → https://b.test/",
        ),
        (event("back", lost_at="2026-11-24T12:00:00.000Z"), "lost since 2026-11-24"),
        (event("back"), ""),
    ],
)
def test_an_event_in_words(told: dict[str, Any], words: str) -> None:
    assert in_words(told) == words


def test_names_of_what_changed() -> None:
    told = event("changed", **{"link.credit_blockers": [[], []], "page.final_url": ["a", "b"]})
    assert changed_fields(told) == ["credit_blockers", "final_url"]
    assert changed_fields(event("lost", reason="link_removed")) == []
