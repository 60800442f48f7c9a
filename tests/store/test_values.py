"""Cleaning for both stores, and the way through JSON and back."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from bson import Int64, decode, encode
from bson.codec_options import CodecOptions
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.store.base import StoreError
from backlinkspider.store.tables import read, row
from backlinkspider.store.values import clean, date, is_date_field, iso, tallied

_MOMENT = datetime(2026, 11, 22, 9, 30, 15, 123_000, tzinfo=UTC)
_AWARE: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True, tzinfo=UTC)

text = st.text(st.characters(exclude_categories=()), max_size=30)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | text
keys = st.text(st.characters(exclude_categories=()), max_size=8) | st.sampled_from(["$a", "a.b"])
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(keys, inner, max_size=4)
        | st.fixed_dictionaries({}, optional={"at": moments, "first_seen": moments | text})
    ),
    max_leaves=10,
)


@given(values)
def test_a_cleaned_document_is_the_same_from_json_and_from_bson(value: Any) -> None:
    document = {"_id": "one", "signals": value}
    cleaned = clean(document)
    assert read(row("marks", document)[-1]) == cleaned
    assert decode(encode(cleaned), _AWARE) == cleaned
    assert clean(cleaned) == cleaned


@given(moments)
def test_iso_and_date_are_inverse_and_iso_sorts(moment: datetime) -> None:
    cut = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert date(iso(moment)) == cut
    assert (iso(moment) < iso(_MOMENT)) == (cut < _MOMENT)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-22T09:30:15Z",
        "2026-11-22T09:30:15.123+00:00",
        "2026-13-22T09:30:15.123Z",
        "2026-W47-7T09:30:15.123Z",
        "٢٠٢٦-11-22T09:30:15.123Z",
        "",
    ],
)
def test_only_what_iso_writes_is_a_date(written: str) -> None:
    assert date(written) is None


@pytest.mark.parametrize(
    ("name", "is_date"),
    [
        *dict.fromkeys(
            ("at", "beat", "next_at", "first_seen", "last_checked", "expires"), True
        ).items(),
        *dict.fromkeys(("text", "seen_in", "date", "flat", "unseen", "attributes"), False).items(),
    ],
)
def test_date_fields_are_known_by_name(name: str, is_date: bool) -> None:
    assert is_date_field(name) is is_date


class _Place(StrEnum):
    A = "a"


class _Level(IntEnum):
    HIGH = 3


def test_subclasses_become_what_they_stand_for() -> None:
    value = {"s": _Place.A, "i": [_Level.HIGH, Int64(5)], "m": MappingProxyType({"x": (1,)})}
    kept = clean({"_id": "one", "value": value})["value"]
    assert kept == {"s": "a", "i": [3, 5], "m": {"x": [1]}}
    assert type(kept["s"]) is str
    assert {type(number) for number in kept["i"]} == {int}


def test_the_document_given_is_left_alone() -> None:
    document = {"_id": "one", "a": {"text": "\0", "list": [float("nan")]}, "at": _MOMENT}
    before = repr(document)
    clean(document, iso)
    assert repr(document) == before


def test_endless_nesting_is_refused() -> None:
    nested: dict[str, Any] = {}
    nested["a"] = nested
    with pytest.raises(StoreError, match="document 'one'"):
        clean({"_id": "one", "a": nested})
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    with pytest.raises(StoreError, match="document 'one'"):
        row("marks", {"_id": "one", "a": deep})


def test_tallied_adds_up_what_reads_alike() -> None:
    counts = [("true", 1), (True, 2), (b"true", 4), (1, 1), (1.0, 1), (None, 3), (_MOMENT, 1)]
    assert tallied(counts) == {"true": 7, "1": 2, None: 3, "2026-11-22T09:30:15.123Z": 1}
