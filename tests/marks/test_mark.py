"""What a word makes of a mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.marks.mark import OUTREACH, VERDICTS, Word, marked, outreach_of, verdict_of

LINK = {"_id": "a" * 32, "target": "t.example"}
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def verdict(value: Any, reason: str | None = "paid", by: str = "ann", days: int = 0) -> Word:
    return Word("verdict", value, reason, by, AT + timedelta(days=days))


def outreach(value: Any, note: str | None = "wrote", by: str = "ann", days: int = 0) -> Word:
    return Word("outreach", value, note, by, AT + timedelta(days=days))


def test_the_shape_is_the_contracts() -> None:
    mark = marked(None, LINK, (verdict("bad"), outreach("contacted")))
    assert mark == {
        "_id": LINK["_id"],
        "kind": "link",
        "target": "t.example",
        "v": 1,
        "verdict": "bad",
        "reason": "paid",
        "by": "ann",
        "at": AT,
        "outreach": {"state": "contacted", "note": "wrote", "by": "ann", "at": AT},
        "history": [
            {"field": "verdict", "value": "bad", "text": "paid", "by": "ann", "at": AT},
            {"field": "outreach", "value": "contacted", "text": "wrote", "by": "ann", "at": AT},
        ],
    }


def test_outreach_alone_is_no_verdict() -> None:
    mark = marked(None, LINK, (outreach("contacted"),))
    assert mark is not None
    assert (mark["verdict"], mark["by"], mark["at"]) == (None, None, None)
    assert (verdict_of(mark), outreach_of(mark)) == (None, "contacted")
    assert (verdict_of(None), outreach_of(None)) == (None, None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (verdict("bad"), verdict("bad", days=1)),
        (outreach("contacted"), outreach("contacted", days=1)),
        (verdict("bad"), outreach(None)),
        (outreach("contacted"), verdict(None)),
    ],
)
def test_what_it_says_already_changes_nothing(first: Word, second: Word) -> None:
    mark = marked(None, LINK, (first,))
    assert marked(mark, LINK, (second,)) is None
    assert marked(None, LINK, (verdict(None), outreach(None))) is None


def test_a_word_that_was_heard_is_not_heard_again() -> None:
    """Its writer could not know, as another's word came right behind."""
    first, second = verdict("bad"), verdict("ok", by="bob", days=1)
    mark = marked(marked(None, LINK, (first,)), LINK, (second,))
    assert marked(mark, LINK, (first,)) is None


@pytest.mark.parametrize(
    "second",
    [verdict("ok"), verdict("bad", "sold"), verdict("bad", by="bob"), verdict(None, None)],
)
def test_another_value_reason_or_person_is_a_new_word(second: Word) -> None:
    mark = marked(None, LINK, (verdict("bad"),))
    changed = marked(mark, LINK, (second,))
    assert changed is not None
    assert (changed["v"], changed["verdict"], changed["by"]) == (2, second.value, second.by)
    assert changed["history"] == [verdict("bad").entry(), second.entry()]


def test_a_verdict_leaves_outreach_alone() -> None:
    mark = marked(None, LINK, (outreach("promised"),))
    judged = marked(mark, LINK, (verdict("bad"),))
    assert judged is not None
    assert outreach_of(judged) == "promised"
    over = marked(judged, LINK, (outreach(None, None),))
    assert over is not None
    assert (over["outreach"], over["verdict"], len(over["history"])) == (None, "bad", 3)


words = st.one_of(
    st.builds(verdict, st.sampled_from([*VERDICTS, None]), st.sampled_from(["a", "b"])),
    st.builds(outreach, st.sampled_from([*OUTREACH, None]), st.sampled_from(["a", "b"])),
)


@given(st.lists(words, max_size=130))
def test_the_last_word_stands_and_the_history_tells_how_it_came(said: list[Word]) -> None:
    mark = None
    writes = 0
    for days, one in enumerate(said):
        word = replace(one, at=AT + timedelta(days=days))
        if changed := marked(mark, LINK, (word,)):
            mark = changed
            writes += 1
    last: dict[str, Any] = {word.field: word.value for word in said}
    assert verdict_of(mark) == last.get("verdict")
    assert outreach_of(mark) == last.get("outreach")
    assert (mark or {"v": 0})["v"] == writes
    assert len((mark or {"history": []})["history"]) == min(writes, 100)
