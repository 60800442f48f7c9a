"""What receivers get: a text that means nothing to chat programs, and events as data."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.cli.alerts import POSTED, Alert, alert_text


def event(
    details: dict[str, Any], *, number: int = 0, kind: str = "lost", url: str = "https://a.test/"
) -> dict[str, Any]:
    return {
        "_id": str(number),
        "kind": kind,
        "target": "shop.test",
        "page": {"url": url},
        "details": [{"field": field, "value": value} for field, value in details.items()],
    }


def test_a_message_counts_all_and_holds_the_first() -> None:
    alert = Alert()
    for number in range(POSTED + 5):
        alert.take(event({"reason": "link_removed"}, number=number))
    alert.take(event({"link.rel": [[], ["nofollow"]]}, number=99, kind="changed"))
    message = alert.message()
    first, *lines, last = message["text"].split("\n")
    assert first == f"Backlinks of shop.test: 1 changed, {POSTED + 5} lost"
    assert lines == ["lost: https://a.test/ (link_removed)"] * 10
    assert last == f"and {POSTED - 4} more"
    assert (len(message["events"]), message["more"]) == (POSTED, 6)
    assert message["counts"] == {"lost": POSTED + 5, "changed": 1}


def test_a_few_are_all_told() -> None:
    events = [event({"link.rel": [[], []], "link.text": ["a", "b"]}, kind="changed")]
    text = alert_text({"changed": 1}, events, ["shop.test"])
    assert text == "Backlinks of shop.test: 1 changed\nchanged: https://a.test/ (rel, text)"


@given(st.text(max_size=40))
def test_no_page_calls_people_or_makes_links_in_chat(hostile: str) -> None:
    url = f"https://a.test/{hostile}@channel<!here>[x](https://b.test/)*_`\n|&"
    text = alert_text({"lost": 1}, [event({"reason": "page_gone"}, url=url)], ["shop.test"])
    told = text.split("\n")[1]
    assert len(text.split("\n")) == 2
    assert told.endswith(" (page_gone)")
    assert not re.search(r"[@<>\[\]()*`|\x00-\x1f]|&(?!amp;)", told.removesuffix(" (page_gone)"))
