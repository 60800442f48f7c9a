"""Which filters are refused, and what the accepted ones mean, case by case."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from backlinkspider.store.query import FilterError, check

if TYPE_CHECKING:
    from backlinkspider.store.base import Store

# mongo-java-server reads paths through arrays differently: a real server or none.
_EXACT = [
    "sqlite",
    *(
        [pytest.param("mongodb", marks=pytest.mark.mongodb)]
        if "MONGODB_TEST_URI" in os.environ
        else []
    ),
]
_MOMENT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
_ISO = "2026-11-22T09:30:00.000Z"


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ([], r"filter: must be an object of fields, not list"),
        ({"$where": "1"}, r"filter\.\$where: not offered here; use a field or \$and, \$or, \$nor"),
        ({"$expr": {}}, r"filter\.\$expr: not offered here"),
        ({1: 2}, r"filter\.1: 1 is no field"),
        ({"": 2}, r"filter\.: '' is no field"),
        ({"a..b": 2}, r"'a\.\.b' is no field: use names of letters, digits, - and _"),
        ({"a.0": 2}, r"'a\.0' is no field"),
        ({"a'b": 2}, r"is no field"),
        ({'a"b': 2}, r"is no field"),
        ({"a\n": 2}, r"is no field"),
        ({"$or": []}, r"filter\.\$or: must be a list of at least one filter"),
        ({"$and": {"a": 1}}, r"filter\.\$and: must be a list"),
        ({"$or": [{"a": 1}, {"$x": 1}]}, r"filter\.\$or\[1\]\.\$x: not offered"),
        ({"a": {}}, r"filter\.a: must be an object of operators \(\$eq, \$ne, \$in"),
        ({"a": {"b": 1}}, r"filter\.a\.b: no such operator; .* written with a dot"),
        ({"a": {"$regex": "x"}}, r"filter\.a\.\$regex: no such operator; allowed are \$eq"),
        ({"a": {"$gt": 1, "b": 1}}, r"filter\.a\.b: no such operator"),
        ({"a": [1]}, r"filter\.a: \[1\] can't be compared; use text, a finite 64-bit number"),
        ({"a": {"$eq": {"b": 1}}}, r"filter\.a\.\$eq: .* can't be compared"),
        ({"a": float("nan")}, r"filter\.a: nan can't be compared"),
        ({"a": 2**63}, r"filter\.a: 9223372036854775808 can't be compared"),
        ({"a": b"x"}, r"filter\.a: b'x' can't be compared"),
        ({"a": {"$in": "x"}}, r"filter\.a\.\$in: must be a list of values"),
        ({"a": {"$nin": [1, [2]]}}, r"filter\.a\.\$nin\[1\]: \[2\] can't be compared"),
        ({"a": {"$gt": None}}, r"filter\.a\.\$gt: None has no order; use text, a number or a date"),
        ({"a": {"$lte": True}}, r"filter\.a\.\$lte: True has no order"),
        ({"a": {"$all": [1]}}, r"filter\.a\.\$all: no such operator"),
        ({"a": {"$size": -1}}, r"filter\.a\.\$size: must be a whole number of elements, from 0"),
        ({"a": {"$size": True}}, r"filter\.a\.\$size: must be a whole number"),
        ({"a": {"$size": 1.0}}, r"filter\.a\.\$size: must be a whole number"),
        ({"a": {"$exists": 1}}, r"filter\.a\.\$exists: must be true or false"),
        ({"a": {"$not": 1}}, r"filter\.a\.\$not: must be an object of operators"),
        ({"a": {"$not": {"$x": 1}}}, r"filter\.a\.\$not\.\$x: no such operator"),
        ({"a": {"$elemMatch": {}}}, r"filter\.a\.\$elemMatch: must be an object of the element's"),
        ({"a": {"$elemMatch": {"$gt": 1}}}, r"filter\.a\.\$elemMatch\.\$gt: not offered here"),
        ({"title": _MOMENT}, r"filter\.title: title holds no dates"),
        ({"at": _MOMENT.replace(tzinfo=None)}, r"filter\.at: the date .* has no time zone"),
    ],
)
def test_wrong_filters_are_refused_with_their_path(where: Any, says: str) -> None:
    with pytest.raises(FilterError, match=says):
        check(where)


@pytest.mark.parametrize(
    ("where", "checked"),
    [
        ({}, {}),
        ({"a": "x\0\ud800"}, {"a": "x\ufffd\ufffd"}),
        ({"a": {"$in": ("x", None)}}, {"a": {"$in": ["x", None]}}),
        ({"at": _ISO, "text": _ISO}, {"at": _MOMENT, "text": _ISO}),
        ({"x.at": {"$gt": _ISO}}, {"x.at": {"$gt": _MOMENT}}),
        ({"at": _MOMENT.replace(microsecond=999)}, {"at": _MOMENT}),
        ({"at": _MOMENT.astimezone(timezone(timedelta(hours=1)))}, {"at": _MOMENT}),
        ({"h": {"$elemMatch": {"at": _ISO}}}, {"h": {"$elemMatch": {"at": _MOMENT}}}),
        (
            {"$nor": [{"at": {"$not": {"$lt": _ISO}}}]},
            {"$nor": [{"at": {"$not": {"$lt": _MOMENT}}}]},
        ),
    ],
)
def test_values_become_what_is_stored(where: Any, checked: Any) -> None:
    assert check(where) == checked


_DOCUMENTS: dict[str, dict[str, Any]] = {
    "empty": {},
    "null": {"a": None},
    "number": {"a": 4},
    "one": {"a": 1},
    "true": {"a": True},
    "text": {"a": "4"},
    "object": {"a": {"b": "x"}},
    "b null": {"a": {"b": None}},
    "no elements": {"a": []},
    "scalars": {"a": [1, "4", None]},
    "objects": {"a": [{"b": 1, "c": 1}, {"b": 5, "c": 5}]},
    "some b": {"a": [{"b": 1}, {}]},
    "mixed": {"a": [{"b": 1}, 7]},
    "nested": {"a": [[{"b": 1}]]},
    "date": {"at": _MOMENT, "h": [{"at": _MOMENT}]},
    "no date": {"at": "2026", "h": [{"at": "2026"}]},
}
_NO_B = {"empty", "null", "number", "one", "true", "text", "date", "no date"}
_NO_ELEMENTS = {"no elements", "scalars", "nested"}


@pytest.mark.parametrize(
    ("where", "matching"),
    [
        ({"a": 4}, {"number"}),
        ({"a": 1}, {"one", "scalars"}),
        ({"a": 1.0}, {"one", "scalars"}),
        ({"a": True}, {"true"}),
        ({"a": "4"}, {"text", "scalars"}),
        ({"a": {"$gt": 0}}, {"number", "one", "scalars", "mixed"}),
        ({"a": {"$gte": ""}}, {"text", "scalars"}),
        ({"a": {"$gt": 1, "$lt": 7}}, {"number"}),
        ({"a": None}, {"empty", "null", "scalars", "date", "no date"}),
        ({"a": {"$in": [4, "x", None]}}, {"empty", "null", "number", "scalars", "date", "no date"}),
        ({"a": {"$in": []}}, set()),
        ({"a": {"$nin": []}}, set(_DOCUMENTS)),
        ({"a": {"$ne": 1}}, set(_DOCUMENTS) - {"one", "scalars"}),
        ({"a": {"$not": {"$gt": 0}}}, set(_DOCUMENTS) - {"number", "one", "scalars", "mixed"}),
        ({"a": {"$exists": False}}, {"empty", "date", "no date"}),
        ({"a": {"$size": 0}}, {"no elements"}),
        ({"a": {"$size": 2}}, {"objects", "some b", "mixed"}),
        ({"a": {"$not": {"$size": 0}}}, set(_DOCUMENTS) - {"no elements"}),
        ({"a.b": {"$gt": 3}}, {"objects"}),
        ({"a": {"$elemMatch": {"b": 1, "c": 1}}}, {"objects"}),
        ({"a": {"$elemMatch": {"b": 1, "c": 5}}}, set()),
        ({"a.b": 1, "a.c": 5}, {"objects"}),
        ({"at": _MOMENT}, {"date"}),
        ({"at": {"$lte": _MOMENT}}, {"date"}),
        ({"at": {"$lte": "3"}}, {"no date"}),
        ({"h.at": {"$gt": "2"}}, {"no date"}),
        ({"h.at": {"$gte": _ISO}}, {"date"}),
        ({"$or": [{"a": 4}, {"at": "2026"}]}, {"number", "no date"}),
        ({"$nor": [{"a": {"$exists": True}}, {"at": "2026"}]}, {"empty", "date"}),
        ({"$and": [{"a.b": 1}, {"a.b": 5}]}, {"objects"}),
        ({}, set(_DOCUMENTS)),
    ],
)
async def test_meaning(store: Store, where: dict[str, Any], matching: set[str]) -> None:
    await store.replace("events", [{"_id": name, **one} for name, one in _DOCUMENTS.items()])
    assert {one["_id"] for one in await store.find("events", where)} == matching
    assert await store.count("events", where) == len(matching)


@pytest.mark.parametrize("store_uri", _EXACT, indirect=True)
@pytest.mark.parametrize(
    ("where", "matching"),
    [
        # Of null: jstests/core/null_query_semantics.js in MongoDB's own repository.
        ({"a.b": None}, {*_NO_B, "b null", "some b"}),
        ({"a.b": {"$ne": None}}, {"object", "objects", "mixed", *_NO_ELEMENTS}),
        ({"a.b": {"$exists": False}}, {*_NO_B, *_NO_ELEMENTS}),
        ({"a.b": {"$not": {"$gt": 3}}}, set(_DOCUMENTS) - {"objects"}),
        ({"a": {"$elemMatch": {"b": None}}}, {"some b", "nested"}),
        ({"a": {"$elemMatch": {"b": {"$ne": 1}}}}, {"objects", "some b", "nested"}),
        ({"a.b": 1}, {"objects", "some b", "mixed"}),
        ({"a.b": {"$gt": 1, "$lt": 5}}, {"objects"}),
        ({"a": {"$elemMatch": {"$or": [{"b": 5}, {"c": 7}]}}}, {"objects"}),
        ({"a": {"$in": [1]}, "a.b": {"$exists": False}}, {"one", "scalars"}),
    ],
)
async def test_meaning_through_arrays(
    store: Store, where: dict[str, Any], matching: set[str]
) -> None:
    await store.replace("events", [{"_id": name, **one} for name, one in _DOCUMENTS.items()])
    assert {one["_id"] for one in await store.find("events", where)} == matching
