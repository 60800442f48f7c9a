"""Which stored link an anchor is: by what it looks like, then by its order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.documents import link_id
from backlinkspider.store.recognise import recognise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlinkspider.documents import Document

TARGET, PAGE, URL = "shop.test", "https://a.test/", "https://shop.test/"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = BEGIN + timedelta(days=1)


def anchors(*texts: str, url: str = URL, **fields: Any) -> list[Document]:
    """Return the links of a look: an anchor a text, one below the other."""
    return [
        {
            "_id": link_id(TARGET, PAGE, url, number),
            "target": TARGET,
            "page": {"url": PAGE},
            "link": {
                "url": url,
                "text": text,
                "rel": [],
                "path": f"p:nth-of-type({number + 1})",
                "region": "content",
                "ordinal": number,
                **fields,
            },
        }
        for number, text in enumerate(texts)
    ]


def stored(*links: Document, at: datetime = BEGIN, state: str = "live") -> list[Document]:
    return [{**link, "state": state, "first_seen": at, "last_seen": at} for link in links]


def texts_of(before: Sequence[Document], after: Sequence[Document]) -> list[tuple[str, str | None]]:
    """Return each new anchor's text with that of the stored link it is."""
    found = recognise(after, before, NOW)
    return [(new["link"]["text"], old["link"]["text"] if old else None) for new, old in found]


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        (["a"], ["a"], [("a", "a")]),
        (["a"], ["b"], [("b", "a")]),
        ([], ["a"], [("a", None)]),
        (["a", "b"], ["b"], [("b", "b")]),
        (["a"], ["new", "a"], [("new", None), ("a", "a")]),
        (["a", "b"], ["new", "a", "b"], [("new", None), ("a", "a"), ("b", "b")]),
        (["a", "b"], ["b", "a"], [("b", "b"), ("a", "a")]),
        (["a", "a"], ["a", "a", "a"], [("a", "a"), ("a", "a"), ("a", None)]),
        (["a", "b"], ["c", "b"], [("c", "a"), ("b", "b")]),
        (["a", "b", "c"], ["x"], [("x", "a")]),
    ],
)
def test_anchors_of_one_url(
    before: list[str], after: list[str], pairs: list[tuple[str, str | None]]
) -> None:
    assert texts_of(stored(*anchors(*before)), anchors(*after)) == pairs


def test_a_live_link_is_meant_before_a_lost_one() -> None:
    gone, there = anchors("gone", "there")
    before = [*stored(gone, state="lost"), *stored(there)]
    assert texts_of(before, anchors("another")) == [("another", "there")]
    assert texts_of(before, anchors("gone")) == [("gone", "gone")]
    assert texts_of(before, anchors("gone", "there")) == [("gone", "gone"), ("there", "there")]


def test_other_urls_have_nothing_to_do_with_it() -> None:
    before = stored(*anchors("a", url="https://shop.test/other"))
    assert texts_of(before, anchors("a")) == [("a", None)]


def test_a_new_link_gets_an_id_that_no_stored_one_has() -> None:
    before = stored(*anchors("a", "b"))
    found = recognise(anchors("new", "a", "b"), before, NOW)
    names = [new["_id"] for new, _ in found]
    assert names[1:] == [one["_id"] for one in before]
    assert names[0] == link_id(TARGET, PAGE, URL, 2)


def test_five_thousand_anchors_of_one_url_take_no_time() -> None:
    before = stored(*anchors(*map(str, range(5000))))
    found = recognise(anchors("new", *map(str, range(5000))), before, NOW)
    assert [new["link"]["text"] for new, old in found if old is None] == ["new"]


LOOKS = st.lists(st.sampled_from("abc"), max_size=5)
STATES = st.lists(st.sampled_from(["live", "lost", "unknown"]), min_size=5, max_size=5)


@given(LOOKS, LOOKS, STATES)
def test_what_a_crash_left_half_written_is_recognised_as_before(
    before: list[str], after: list[str], states: list[str]
) -> None:
    known = [
        {**one, "state": state}
        for one, state in zip(stored(*anchors(*before)), states, strict=False)
    ]
    found = recognise(anchors(*after), known, NOW)
    names = [new["_id"] for new, _ in found]
    assert len(set(names)) == len(names)
    missed = [one for one in known if one["_id"] not in names]
    writes = [*found, *((one, None) for one in missed)]
    for number in range(len(writes) + 1):
        for written in combinations(range(len(writes)), number):
            documents = {one["_id"]: one for one in known}
            for position in written:
                new, old = writes[position]
                if position >= len(found):
                    documents[new["_id"]] = {**new, "state": "lost"}
                    continue
                document = {
                    **(old or {"first_seen": NOW}),
                    **new,
                    "state": "live",
                    "last_seen": NOW,
                }
                documents[new["_id"]] = document
            again = recognise(anchors(*after), list(documents.values()), NOW)
            assert [new["_id"] for new, _ in again] == names
