"""Filters mean the same in both stores: random documents and filters, SQLite against a server."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from backlinkspider.store.open import open_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from backlinkspider.store.base import Store

_MOMENTS = [datetime(2026, 11, day, 12, 30, 15, 500_000, tzinfo=UTC) for day in (1, 2, 3)]
_TEXTS = ["", "a", "b", "é", "[1]", '{"b":1}', "true", "1", "2026-11-02T12:30:15.500Z"]
_NUMBERS = [-1, 0, 1, 2, 0.5, 1.0]
_runs = count()

scalars = st.sampled_from([*_TEXTS, *_NUMBERS, True, False, None])
dates = st.sampled_from([*_MOMENTS, "soon", 1, None])
inner = st.fixed_dictionaries(
    {}, optional={"b": scalars | st.lists(scalars, max_size=2), "c": scalars, "at": dates}
)
values = scalars | inner | st.lists(inner, min_size=1, max_size=3)
documents = st.fixed_dictionaries(
    {},
    optional={
        "a": values,
        "tags": st.lists(scalars, max_size=3),
        "n": st.fixed_dictionaries({}, optional={"a": values, "b": scalars}),
        "seen_at": dates,
        "turn": scalars,
        "key": scalars,
    },
)

_FIELDS = [
    "tags",
    "a",
    "a.b",
    "a.c",
    "n",
    "n.a",
    "n.b",
    "n.a.b",
    "turn",
    "key",
    "missing",
    "missing.b",
]
_SCALARS = ["n.b", "turn", "key", "missing", "missing.b"]
_BEFORE_ARRAYS = ["tags", "a", "n", "n.a", *_SCALARS]
_DATE_FIELDS = ["seen_at", "a.at", "n.a.at"]
ordered = st.sampled_from([*_TEXTS, *_NUMBERS])


sizes = st.builds(lambda value: {"$size": value}, st.integers(0, 3))

_RANGES = st.sampled_from(["$gt", "$gte", "$lt", "$lte"])


def _positive(operand: Any, ranged: Any) -> Any:
    return st.one_of(
        operand,
        st.builds(lambda value: {"$eq": value}, operand),
        st.builds(lambda values: {"$in": values}, st.lists(operand, max_size=3)),
        st.builds(lambda name, value: {name: value}, _RANGES, ranged),
    )


def _conditions(operand: Any, ranged: Any) -> Any:
    return st.one_of(
        _positive(operand, ranged),
        st.builds(lambda value: {"$ne": value}, operand),
        st.builds(lambda values: {"$nin": values}, st.lists(operand, max_size=3)),
    )


def _negated(conditions: Any) -> Any:
    return st.builds(
        lambda inner: {"$not": inner if isinstance(inner, dict) else {"$eq": inner}}, conditions
    )


conditions = _conditions(scalars, ordered)
date_conditions = _conditions(dates, st.sampled_from([*_MOMENTS, "s"]))
# mongo-java-server also tries scalar elements, where what is missing passes: see test_query.py.
present = _positive(scalars.filter(lambda value: value is not None), ordered)
inside = st.dictionaries(st.sampled_from(["b", "c"]), present, min_size=1, max_size=2)
# mongo-java-server wants one element of an array to pass both ends: of scalars only.
between = st.dictionaries(_RANGES, ordered, min_size=2, max_size=2)
existence = st.builds(lambda value: {"$exists": value}, st.booleans())
elements = st.builds(lambda inner: {"$elemMatch": inner}, inside)
plain = (
    st.dictionaries(st.sampled_from(_FIELDS), conditions, min_size=1, max_size=2)
    | st.dictionaries(st.sampled_from(_DATE_FIELDS), date_conditions, min_size=1, max_size=2)
    | st.dictionaries(st.sampled_from(_SCALARS), _negated(conditions), min_size=1, max_size=1)
    | st.dictionaries(st.sampled_from(_SCALARS), between, min_size=1, max_size=1)
    | st.dictionaries(st.just("seen_at"), _negated(date_conditions), min_size=1, max_size=1)
    | st.dictionaries(st.sampled_from(_BEFORE_ARRAYS), existence, min_size=1, max_size=1)
    | st.dictionaries(st.sampled_from(["a", "n.a"]), elements, min_size=1, max_size=1)
    | st.dictionaries(st.sampled_from(_BEFORE_ARRAYS), sizes, min_size=1, max_size=1)
    | st.dictionaries(st.sampled_from(["tags", *_SCALARS]), _negated(sizes), min_size=1)
)
filters = st.recursive(
    plain,
    lambda inner: st.builds(
        lambda name, branches: {name: branches},
        st.sampled_from(["$and", "$or", "$nor"]),
        st.lists(inner, min_size=1, max_size=2),
    ),
    max_leaves=3,
)


@pytest.fixture
async def both(tmp_path: Path, mongo_uri: str) -> AsyncIterator[tuple[Store, Store]]:
    stores = open_store(f"sqlite:///{tmp_path / 'store.db'}"), open_store(mongo_uri)
    for store in stores:
        await store.open()
    yield stores
    for store in stores:
        await store.close()


@pytest.mark.mongodb
@settings(
    max_examples=300,
    # The test server has bugs of its own with arrays: no new one of them shall stop a build.
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(documents, min_size=1, max_size=5), st.lists(filters, min_size=1, max_size=3))
async def test_same_documents_match_in_both_stores(
    both: tuple[Store, Store], found: list[dict[str, Any]], wheres: list[dict[str, Any]]
) -> None:
    run = f"run {next(_runs)}"
    written = [{"_id": f"{run}-{n}", "run": run, **one} for n, one in enumerate(found)]
    for store in both:
        await store.replace("pages", written)
    for where in wheres:
        matching = [
            {
                document["_id"]
                for document in await store.find("pages", {"run": run, "$and": [where]})
            }
            for store in both
        ]
        event(f"{min(len(matching[0]), 1)}")
        assert matching[0] == matching[1], where
