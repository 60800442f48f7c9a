"""``--query``: JSON in, the store's filter out; mistakes with line and column."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlinkspider.cli.query_option import place, query, strange_fields
from backlinkspider.store.query import check
from tests.store.test_sql import filters

_MAY = datetime(2026, 5, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {}),
        ('{"link.rel": "ugc", "state": {"$ne": "lost"}}', None),
        ('{"first_seen": {"$gte": {"$date": "2026-05-31"}}}', {"first_seen": {"$gte": _MAY}}),
        ('{"lost_at": {"$date": "2026-05-31T02:00:00+02:00"}}', {"lost_at": _MAY}),
        ('{"at": {"$date": {"$numberLong": "1780185600000"}}}', {"at": _MAY}),
        ('{"at": "2026-05-31T00:00:00.000Z"}', {"at": _MAY}),
        ('{"history": {"$elemMatch": {"at": {"$date": "2026-05-31"}}}}', None),
        ('{"v": {"$numberInt": "5"}}', {"v": 5}),
        ('{"audit.score": {"$gt": {"$numberDouble": "2.5"}}}', {"audit.score": {"$gt": 2.5}}),
        (
            '{"flags": {"$elemMatch": {"suppressed.expires": {"$lt": "2027-01-01"}}}}',
            {"flags": {"$elemMatch": {"suppressed.expires": {"$lt": "2027-01-01"}}}},
        ),
    ],
)
def test_filters(text: str, expected: Any) -> None:
    assert query(text) == (check(query(text)) if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "1:1: no JSON: expecting value; names and texts stand in double quotes"),
        ("{a: 1}", "1:2: no JSON: expecting property name enclosed in double quotes"),
        ("{'a': 1}", "1:2: no JSON: expecting property name enclosed in double quotes"),
        ('{"a": 1} x', "1:10: no JSON: extra data"),
        ("[]", "1:1: filter: must be an object of fields, not list"),
        ('{"a": NaN}', "NaN is no JSON"),
        ('{"a": 1, "a": 2}', "'a' stands twice in one object: use $and"),
        ('{"a": 123456789012345678901}', "12345678901234567890... is no 64-bit number"),
        ('{"a": 9223372036854775808}', "1:7: filter.a: 9223372036854775808 can't be compared"),
        ('{"a": 1e999}', "1:7: filter.a: inf can't be compared"),
        ('{"$where": "1"}', "1:12: filter.$where: not offered here"),
        ('{"a": {"$regex": "x"}}', "1:18: filter.a.$regex: no such operator; allowed are $eq"),
        (
            '{\n  "a": 1,\n  "$or": [{"b": 1}, {"c" : { "$x" :1}}]\n}',
            "3:36: filter.$or[1].c.$x: no such operator",
        ),
        ('{"a": {"$in": [1, [2]]}}', "1:19: filter.a.$in[1]: [2] can't be compared"),
        ('{"title": {"$date": "2026-01-01"}}', "1:11: filter.title: title holds no dates"),
        ('{"at": {"$date": "soon"}}', '$date: \'soon\' is no date; write {"$date": "2026'),
        ('{"at": {"$date": 1e30}}', "$date: 1e+30 is no date"),
        ('{"at": {"$date": {"$numberLong": "9e9"}}}', "$numberLong: '9e9' is no number in quotes"),
        ('{"at": {"$numberLong": 5}}', "$numberLong: 5 is no number in quotes"),
        (
            '{"first_seen": {"$gte": "2026-05-31"}}',
            '1:25: filter.first_seen.$gte: first_seen holds dates: write {"$date": "2026-05-31T',
        ),
        ('{"h": {"$elemMatch": {"at": "2026"}}}', "1:29: filter.h.$elemMatch.at: h.at holds dates"),
        ('{"a":' * 5000, "nested too deeply"),
        ('{"$and": [' * 900 + "{}" + "]}" * 900, "nested too deeply"),
    ],
)
def test_mistakes_are_told_with_their_place(text: str, says: str) -> None:
    with pytest.raises(ArgumentTypeError) as caught:
        query(text)
    assert str(caught.value).startswith(says)


def test_fields_nobody_knows_are_named() -> None:
    where = query(
        '{"$or": [{"link.folow": true}, {"flags": {"$elemMatch": {"rul": {"$ne": "x"}}}}]}'
    )
    assert strange_fields(where, "links") == [
        "links have no field 'link.folow' that is known (did you mean 'link.follow'?)",
        "links have no field 'flags.rul' that is known (did you mean 'flags.rule'?)",
    ]
    assert (
        strange_fields({"link.follow": {"$not": {"$eq": True}}, "claims.scores.dr": 1}, "links")
        == []
    )


def _extended(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"$date": value.isoformat()}
    raise TypeError(value)


@given(filters, st.sampled_from([None, 1]))
def test_generated_filters_come_through_json_unchanged(where: Any, indent: int | None) -> None:
    text = json.dumps(where, default=_extended, indent=indent)
    if '"s"' in text or '"soon"' in text:  # text on a date field: refused, see above
        return
    assert query(text) == check(where)


_steps = st.text(max_size=3)
_values = st.recursive(
    st.integers(0, 9) | st.text(max_size=3) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_steps, inner, max_size=3),
    max_leaves=8,
)


@given(_values, st.data(), st.sampled_from([None, 2]))
def test_a_place_is_where_the_value_stands(value: Any, data: st.DataObject, indent: Any) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    at: list[str | int] = []
    part: Any = value
    while isinstance(part, (dict, list)) and part:
        keys = list(part) if isinstance(part, dict) else range(len(part))
        step: Any = data.draw(st.sampled_from(keys))
        at.append(step)
        part = part[step]
    line, column = map(int, place(text, at).split(":"))
    rest = "\n".join([text.split("\n")[line - 1][column - 1 :], *text.split("\n")[line:]])
    assert json.JSONDecoder().raw_decode(rest)[0] == part
