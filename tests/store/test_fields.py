"""Field names, sorts and projections."""

from __future__ import annotations

from typing import Any

import pytest

from backlinkspider.store.fields import (
    FieldError,
    check_field,
    check_fields,
    check_sort,
    project,
)


@pytest.mark.parametrize("field", ["a", "_id", "page.final_url", "x-robots-tag.a1"])
def test_dotted_names_are_fields(field: str) -> None:
    assert check_field(field) == field


@pytest.mark.parametrize(
    "field", ["", ".", "a.", "a.0", "$a", "a b", 'a"', "a'", "é", "a\n", None, 1]
)
def test_anything_else_is_none(field: Any) -> None:
    with pytest.raises(FieldError, match="is no field"):
        check_field(field)


@pytest.mark.parametrize("direction", [0, 2, "asc", None])
def test_a_sort_has_two_directions(direction: Any) -> None:
    with pytest.raises(FieldError, match=r"sort by 'a': the direction is 1 or -1"):
        check_sort([("a", direction)])


def test_fields_inside_named_ones_are_dropped() -> None:
    assert check_fields(["a.b.c", "a.b", "a.bc", "d", "d"]) == ["a.b", "a.bc", "d"]


def test_project_reaches_through_arrays() -> None:
    document = {"_id": 1, "a": [{"b": 1, "c": 2}, 3, [], [{"b": 4, "c": 5}]], "d": 6}
    assert project(document, ["a.b", "d.e"]) == {"_id": 1, "a": [{"b": 1}, [], [{"b": 4}]]}
