"""Documents narrowed by SQLite are those that Python would have narrowed."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.store import tables
from backlinkspider.store.fields import check_fields, project
from backlinkspider.store.narrow import finished, narrowed

NAMES = st.sampled_from(["a", "b", "c-d", "seen_at"])
PLAIN = st.sampled_from(
    [None, True, 0, -1.5e300, 2**60, "", 'x"},', "\\u0000", "ü\n,", "2026-11-29T01:02:03.004Z"]
)
VALUES = st.recursive(
    PLAIN, lambda below: st.lists(below, max_size=3) | st.dictionaries(NAMES, below), max_leaves=12
)
FIELDS = st.lists(st.lists(NAMES, min_size=1, max_size=3).map(".".join), min_size=1, max_size=5)


def both(document: dict[str, Any], fields: list[str]) -> tuple[Any, Any]:
    """Return *document* as stored text narrowed by SQLite, and by Python."""
    text = tables.row("marks", document)[-1]
    named = tuple(check_fields(fields))
    with sqlite3.connect(":memory:") as connection:
        sql = f"SELECT {narrowed(named)} FROM (SELECT ? AS doc)"
        [short] = connection.execute(sql, (text,)).fetchone()
    connection.close()
    return finished(tables.read(short), named), project(tables.read(text), named)


@given(st.dictionaries(NAMES, VALUES), FIELDS)
def test_sqlite_narrows_as_python_does(document: dict[str, Any], fields: list[str]) -> None:
    short, whole = both({**document, "_id": "1"}, fields)
    assert short == whole
    assert repr(sorted(short)) == repr(sorted(whole))


@pytest.mark.parametrize(
    ("document", "fields", "found"),
    [
        ({"a": {"b": None, "x": 1}, "y": 2}, ["a.b", "a.c"], {"a": {"b": None}}),
        ({"a": {"x": 1}}, ["a.b"], {"a": {}}),
        ({"a": None}, ["a.b"], {}),
        ({"a": [{"b": 1, "x": 2}, 3, {}]}, ["a.b"], {"a": [{"b": 1}, {}]}),
        ({"a": {"b": [{"c": 1, "x": 2}]}}, ["a.b.c"], {"a": {"b": [{"c": 1}]}}),
    ],
)
def test_what_is_missing_stays_missing(
    document: dict[str, Any], fields: list[str], found: dict[str, Any]
) -> None:
    assert both({**document, "_id": "1"}, fields) == ({"_id": "1", **found},) * 2
