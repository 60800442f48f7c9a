"""What a document may hold comes back alike from SQLite and from MongoDB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store.base import StoreError

if TYPE_CHECKING:
    from backlinkspider.store.base import Store

_MOMENT = datetime(2026, 11, 22, 9, 30, 15, 123_000, tzinfo=UTC)


async def _kept(store: Store, value: Any, field: str = "signals") -> Any:
    """Return what becomes of *value* in the store."""
    await store.replace("marks", [{"_id": "one", field: value}])
    return (await store.get("marks", ["one"]))["one"][field]


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        1,
        -(2**63),
        2**63 - 1,
        0.1,
        1.0,
        -2.5e-300,
        1e22,
        "",
        "text",
        "2026-11-22T09:30:15.123Z",
        [],
        {},
        [None, [1, ["x"]], {"a": [{}]}],
        {"nested": {"deep": {"er": [1.5, "x", None, True]}}},
        {"key-with-dash": 1, "": 2, "ключ": 3, "with space": 4},
    ],
)
async def test_values_come_back_as_they_are(store: Store, value: Any) -> None:
    kept = await _kept(store, value)
    assert kept == value
    assert type(kept) is type(value) or isinstance(value, int)  # BSON has an int of its own


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (2**63, "9223372036854775808"),
        (-(2**70), "-1180591620717411303424"),
        (float("nan"), None),
        (float("-inf"), None),
        ((1, 2), [1, 2]),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("\udfff", "\ufffd"),
        ("NUL \0 here", "NUL \ufffd here"),
        (
            {"$set": 1, "a.b": 2, "c$d": 3, "n\0": 4},
            {"＄set": 1, "a．b": 2, "c$d": 3, "n\ufffd": 4},
        ),
    ],
)
async def test_what_no_store_can_hold_is_replaced_alike(
    store: Store, value: Any, kept: Any
) -> None:
    assert await _kept(store, value) == kept


@pytest.mark.parametrize(
    "text",
    [
        "$where",
        "a.b.c",
        "😀 ☃ é",
        "'; DROP TABLE links; --",
        '"\\',
        "\x01\x7f\u2028\ufeff",
        "x" * 2**20,
    ],
)
async def test_hostile_text_survives_and_can_be_found(store: Store, text: str) -> None:
    await store.replace("links", [{"_id": text, "target": text, "link": {"text": text}}])
    for where in ({"_id": text}, {"target": text}, {"link.text": text}):
        assert [found["link"]["text"] for found in await store.find("links", where)] == [text]
    assert set(await store.get("links", [text])) == {text}


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        (_MOMENT, _MOMENT),
        (_MOMENT.replace(microsecond=0), _MOMENT.replace(microsecond=0)),
        (_MOMENT.replace(microsecond=123_999), _MOMENT),
        (_MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30))), _MOMENT),
        (
            datetime(1969, 7, 20, 20, 17, 40, 5_000, UTC),
            datetime(1969, 7, 20, 20, 17, 40, 5_000, UTC),
        ),
    ],
)
async def test_dates_come_back_in_utc_with_milliseconds(
    store: Store, moment: datetime, kept: datetime
) -> None:
    back = await _kept(store, moment, "at")
    assert back == kept
    assert back.tzinfo is UTC
    assert await store.count("marks", {"at": kept}) == 1


async def test_text_that_looks_like_a_date_stays_text(store: Store) -> None:
    text = "2026-11-22T09:30:15.123Z"
    await store.replace("links", [{"_id": "one", "link": {"text": text}, "lost_at": _MOMENT}])
    [found] = await store.find("links", {"link.text": text})
    assert found["link"]["text"] == text
    assert found["lost_at"] == _MOMENT


async def test_a_date_written_as_text_on_a_date_field_is_a_date(store: Store) -> None:
    text = "2026-11-22T09:30:15.123Z"
    assert await _kept(store, {"at": text, "since": "2026"}) == {"at": _MOMENT, "since": "2026"}
    assert await store.count("marks", {"signals.at": {"$lte": _MOMENT}}) == 1


async def test_dates_inside_arrays_of_objects_come_back(store: Store) -> None:
    history = [{"at": _MOMENT, "kind": "new"}, {"at": None, "kind": "lost"}]
    assert await _kept(store, history, "history") == history


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"a": [{1, 2}]}, r"document 'one', field 'signals\.a': set can't be stored"),
        ({"found": _MOMENT}, r"field 'signals\.found': holds a date, but isn't named"),
        ({"at": [_MOMENT]}, r"field 'signals\.at': holds a date"),
        ({"at": _MOMENT.replace(tzinfo=None)}, r"signals\.at': the date .* has no time zone"),
        ({1: "x"}, "keys are text, not int"),
        (b"x", "bytes can't be stored"),
    ],
)
async def test_what_is_not_a_document_is_refused(store: Store, value: Any, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        await store.replace("marks", [{"_id": "two"}, {"_id": "one", "signals": value}])
    assert await store.count("marks", {}) == 0


@pytest.mark.parametrize("document", [{}, {"_id": None}, {"_id": 1}])
async def test_an_id_is_text(store: Store, document: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="_id must be text"):
        await store.insert_missing("marks", [document])


async def test_an_indexed_field_holds_a_scalar(store: Store) -> None:
    with pytest.raises(StoreError, match=r"'page\.domain' must hold one scalar, not an array"):
        await store.replace("links", [{"_id": "one", "page": {"domain": ["a.test"]}}])
    with pytest.raises(StoreError, match="'owner' must hold one scalar, not an object"):
        await store.replace("hosts", [{"_id": "one", "owner": {"pid": 1}}])
