"""The filters the store accepts: a subset of MongoDB's query language, checked here. Pure.

A filter maps dotted fields to a value or to operators, all of which must hold:

    {"target": "example.com", "page.status": {"$gte": 400}, "flags.rule": "anchor.money"}

Meaning is MongoDB's. A path goes through arrays: it holds if one element does. A value compares
only with its own kind (text, number, boolean, date); 1 equals 1.0 but not ``true``. ``None`` is
null or missing. ``$ne``, ``$nin``, ``$not`` and ``$nor`` hold wherever their opposite does not,
missing fields included. Into an array without objects a path reaches nothing, not even a missing
field: ``{"flags.rule": None}`` does not match ``flags: []``, as in MongoDB up to 8.
``$size`` counts the elements of an array at the path's end.
https://www.mongodb.com/docs/manual/reference/operator/query/

Left out: whole arrays and objects as values, array positions, ``$regex`` (each engine has its own),
``$all`` (write ``$and``), ``$where``, ``$expr``, ``$text``, ``$type``, geospatial and bitwise
operators.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from backlinkspider.documents import utc
from backlinkspider.store.base import Filter, StoreError
from backlinkspider.store.fields import FieldError, check_field
from backlinkspider.store.values import clean_text, date, is_date_field

LOGICAL: Final = ("$and", "$or", "$nor")
RANGES: Final = ("$gt", "$gte", "$lt", "$lte")
_INT_BOUND: Final = 2**63


At = tuple[str | int, ...]
"""Keys and positions that lead to a part of a filter."""


class FilterError(StoreError):
    """A filter is wrong; the message names the path in it (*at*) and what is allowed there."""

    def __init__(self, at: At, problem: str) -> None:
        steps = (f"[{step}]" if isinstance(step, int) else f".{repr(step)[1:-1]}" for step in at)
        super().__init__(f"filter{''.join(steps)}: {problem}")
        self.at = at
        self.problem = problem


def check(where: Filter) -> dict[str, Any]:
    """Return *where* ready for either store: checked, its texts and dates as stored ones are.

    Raises ``FilterError``.
    """
    return _filter(where, ())


def _filter(where: Any, at: At) -> dict[str, Any]:
    if not isinstance(where, Mapping):
        raise FilterError(at, f"must be an object of fields, not {type(where).__name__}")
    return {key: _entry(key, value, (*at, str(key))) for key, value in where.items()}


def _entry(key: Any, value: Any, at: At) -> Any:
    if key in LOGICAL:
        return _branches(value, at)
    if isinstance(key, str) and key.startswith("$"):
        raise FilterError(at, f"not offered here; use a field or {', '.join(LOGICAL)}")
    try:
        check_field(key)
    except FieldError as error:
        raise FilterError(at, str(error)) from None
    return _condition(key, value, at)


def _branches(value: Any, at: At) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not value:
        raise FilterError(at, "must be a list of at least one filter")
    return [_filter(branch, (*at, position)) for position, branch in enumerate(value)]


def _condition(field: str, value: Any, at: At) -> Any:
    if not isinstance(value, Mapping):
        return _scalar(field, value, at)
    return _operators(field, value, at)


def _operators(field: str, value: Any, at: At) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise FilterError(at, f"must be an object of operators ({', '.join(_OPERANDS)})")
    for name in value:
        if name not in _OPERANDS:
            raise FilterError(
                (*at, str(name)),
                f"no such operator; allowed are {', '.join(_OPERANDS)}, "
                "and a field inside an object is written with a dot",
            )
    return {name: _OPERANDS[name](field, item, (*at, name)) for name, item in value.items()}


def _scalar(field: str, value: Any, at: At) -> Any:
    """Return *value* as it is stored; a date written as text on a date field becomes one."""
    if isinstance(value, str):
        return (date(value) if _on_date(field) else None) or clean_text(value)
    if isinstance(value, datetime):
        return _moment(field, value, at)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and -_INT_BOUND <= value < _INT_BOUND:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise FilterError(
        at,
        f"{value!r} can't be compared; use text, a finite 64-bit number, "
        "true, false, null or a date",
    )


def _moment(field: str, value: datetime, at: At) -> datetime:
    if not _on_date(field):
        raise FilterError(at, f"{field} holds no dates; date fields are named at, *_at, *_seen")
    if value.tzinfo is None:
        raise FilterError(at, f"the date {value} has no time zone")
    return utc(value)


def _on_date(field: str) -> bool:
    return is_date_field(field.rpartition(".")[2])


def _ordered(field: str, value: Any, at: At) -> Any:
    if value is None or isinstance(value, bool):
        raise FilterError(at, f"{value!r} has no order; use text, a number or a date")
    return _scalar(field, value, at)


def _list(field: str, value: Any, at: At) -> list[Any]:
    if not isinstance(value, (list, tuple, set, frozenset)):
        raise FilterError(at, "must be a list of values")
    return [_scalar(field, item, (*at, position)) for position, item in enumerate(value)]


def _size(_: str, value: Any, at: At) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _INT_BOUND:
        raise FilterError(at, "must be a whole number of elements, from 0")
    return value


def _flag(_: str, value: Any, at: At) -> bool:
    if not isinstance(value, bool):
        raise FilterError(at, "must be true or false")
    return value


def _element(_: str, value: Any, at: At) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise FilterError(at, "must be an object of the element's fields")
    return _filter(value, at)


_OPERANDS: Final[dict[str, Callable[[str, Any, At], Any]]] = {
    "$eq": _scalar,
    "$ne": _scalar,
    "$in": _list,
    "$nin": _list,
    **dict.fromkeys(RANGES, _ordered),
    "$exists": _flag,
    "$size": _size,
    "$elemMatch": _element,
    "$not": _operators,
}
